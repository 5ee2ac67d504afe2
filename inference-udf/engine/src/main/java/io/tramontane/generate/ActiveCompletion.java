package io.tramontane.generate;

import io.tramontane.tokenizer.StreamingDecoder;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A completion in progress: first its prompt is read, then token after token is generated. */
final class ActiveCompletion implements ActiveRequest {
  private final CompletionRequest request;
  private final int maxTokens;
  private final PromptProgress prompt;
  private final Sampler sampler;
  private final StreamingDecoder decoder;
  private final StringBuilder text = new StringBuilder();
  private int generated;
  private int lastToken;

  ActiveCompletion(CompletionRequest request, RequestStart start) {
    this.request = request;
    this.maxTokens = start.maxAnswerTokens();
    this.prompt = new PromptProgress(start.sequence(), start.body());
    this.sampler = new Sampler(start.kernel());
    this.decoder = start.tokenizer().streamingDecoder();
  }

  @Override
  public int prefillRows() {
    return prompt.remaining();
  }

  @Override
  public List<TokenSpan> nextSpans(int room) {
    if (prompt.remaining() > 0) {
      return List.of(prompt.next(room));
    }
    int position = prompt.end() + generated - 1;
    return List.of(
        TokenSpan.of(prompt.sequence(), position, new int[] {lastToken}, TokenSpan.Wanted.LAST));
  }

  @Override
  public @Nullable InferenceResult accept(Logits logits, int firstRow) {
    if (prompt.remaining() > 0) {
      return null;
    }
    lastToken = sampler.choose(logits, firstRow, request.sampling(), generated);
    generated++;
    if (request.endTokens().contains(lastToken)) {
      text.append(decoder.flush());
      return finish(FinishReason.STOP);
    }
    int before = text.length();
    text.append(decoder.accept(lastToken));
    if (generated == maxTokens) {
      text.append(decoder.flush());
    }
    if (cutAtStopString(before)) {
      return finish(FinishReason.STOP);
    }
    return generated == maxTokens ? finish(FinishReason.LENGTH) : null;
  }

  private boolean cutAtStopString(int before) {
    int first = -1;
    for (String stop : request.stopStrings()) {
      int found = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
      if (found >= 0 && (first < 0 || found < first)) {
        first = found;
      }
    }
    if (first >= 0) {
      text.setLength(first);
    }
    return first >= 0;
  }

  private InferenceResult finish(FinishReason reason) {
    return new CompletionResult(text.toString(), request.prompt().length(), generated, reason);
  }
}
