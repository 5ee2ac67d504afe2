package io.tramontane.generate;

import io.tramontane.tensor.Kernel;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A label request in progress: the prompt is read, and with its last tokens the tree's inner nodes.
 */
final class ActiveLabels implements ActiveRequest {
  private final LabelRequest request;
  private final PromptProgress prompt;
  private final boolean inOneStep;
  private final Kernel kernel;

  ActiveLabels(LabelRequest request, RequestStart start) {
    this.request = request;
    this.prompt = new PromptProgress(start.sequence(), start.body());
    this.inOneStep = start.inOneStep();
    this.kernel = start.kernel();
  }

  @Override
  public int prefillRows() {
    return prompt.remaining() == 0 ? 0 : prompt.remaining() + nodes();
  }

  @Override
  public List<TokenSpan> nextSpans(int room) {
    // The tree comes with the prompt's last tokens; when only one is left it may exceed the room.
    if (room >= prefillRows() || (!inOneStep && prompt.remaining() == 1)) {
      return nodes() == 0 ? List.of(prompt.next(prompt.remaining())) : withTree();
    }
    return inOneStep ? List.of() : List.of(prompt.next(Math.min(room, prompt.remaining() - 1)));
  }

  private List<TokenSpan> withTree() {
    return List.of(
        prompt.next(prompt.remaining()),
        TokenSpan.tree(
            prompt.sequence(),
            prompt.end(),
            request.labels().tokens(),
            request.labels().parents()));
  }

  @Override
  public @Nullable InferenceResult accept(Logits logits, int firstRow) {
    if (prompt.remaining() > 0) {
      return null;
    }
    double[] logSums = new double[1 + nodes()];
    for (int row = 0; row < logSums.length; row++) {
      logSums[row] = logSum(logits, firstRow + row);
    }
    return new LabelResult(
        request
            .labels()
            .probabilities(
                (node, token) -> {
                  int row = node + 1;
                  return logits.values()[logits.start(firstRow + row) + token] - logSums[row];
                }),
        request.prompt().length());
  }

  private int nodes() {
    return request.labels().tokens().length;
  }

  /** The logarithm of the sum of a row's exponentials. */
  private double logSum(Logits logits, int row) {
    float[] copy = Arrays.copyOfRange(logits.values(), logits.start(row), logits.start(row + 1));
    float max = kernel.max(copy, 0, copy.length);
    float sum = kernel.exponentiate(copy, 0, copy.length, max);
    return max + StrictMath.log(sum);
  }
}
