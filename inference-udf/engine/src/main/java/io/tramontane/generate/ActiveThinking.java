package io.tramontane.generate;

import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model that thinks, and then answers: when its thoughts are over, the answer's request begins.
 */
final class ActiveThinking implements ActiveRequest {
  private final ThinkingRequest request;
  private final RequestStart start;
  private final Continuation continuation;
  private final List<Integer> generated = new ArrayList<>();
  private @Nullable ActiveRequest answer;

  ActiveThinking(ThinkingRequest request, RequestStart start) {
    this.request = request;
    this.start = start;
    this.continuation = new Continuation(start, request.thoughts().sampling());
  }

  @Override
  public int prefillRows() {
    return answer != null ? answer.prefillRows() : continuation.prefillRows();
  }

  @Override
  public List<TokenSpan> nextSpans(int room) {
    return answer != null ? answer.nextSpans(room) : continuation.nextSpans(room);
  }

  @Override
  public @Nullable InferenceResult accept(Logits logits, int firstRow) {
    if (answer != null) {
      return withThoughts(answer.accept(logits, firstRow));
    }
    if (continuation.prefillRows() == 0) {
      generated.add(continuation.choose(logits, firstRow));
      if (request.thoughts().areOver(generated)) {
        answer = startAnswer();
      }
    }
    return null;
  }

  /**
   * What has been thought is part of the prompt from then on, and has been read but for its end.
   */
  private ActiveRequest startAnswer() {
    Thoughts thoughts = request.thoughts();
    return request
        .answer()
        .start(
            new RequestStart(
                start.sequence(),
                IntStream.concat(Arrays.stream(start.body()), thoughts.beforeAnswer(generated))
                    .toArray(),
                start.body().length + generated.size() - 1,
                start.maxAnswerTokens() - thoughts.positions(),
                false,
                start.tokenizer(),
                start.kernel()));
  }

  private @Nullable InferenceResult withThoughts(@Nullable InferenceResult result) {
    return result == null || result instanceof FailedResult
        ? result
        : new ThinkingResult(result, generated.size());
  }
}
