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
  private final Continuation continuation;
  private final StreamingDecoder decoder;
  private final StringBuilder text = new StringBuilder();

  ActiveCompletion(CompletionRequest request, RequestStart start) {
    this.request = request;
    this.maxTokens = start.maxAnswerTokens();
    this.continuation = new Continuation(start, request.sampling());
    this.decoder = start.tokenizer().streamingDecoder();
  }

  @Override
  public int prefillRows() {
    return continuation.prefillRows();
  }

  @Override
  public List<TokenSpan> nextSpans(int room) {
    return continuation.nextSpans(room);
  }

  @Override
  public @Nullable InferenceResult accept(Logits logits, int firstRow) {
    if (continuation.prefillRows() > 0) {
      return null;
    }
    int token = continuation.choose(logits, firstRow);
    boolean isLast = continuation.generated() == maxTokens;
    if (request.endTokens().contains(token)) {
      text.append(decoder.flush());
      return finish(FinishReason.STOP);
    }
    int before = text.length();
    text.append(decoder.accept(token));
    if (isLast) {
      text.append(decoder.flush());
    }
    if (cutAtStopString(before)) {
      return finish(FinishReason.STOP);
    }
    return isLast ? finish(FinishReason.LENGTH) : null;
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
    return new CompletionResult(
        text.toString(), request.prompt().length(), continuation.generated(), reason);
  }
}
