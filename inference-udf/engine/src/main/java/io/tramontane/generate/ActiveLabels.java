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
    this.prompt = start.prompt();
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
    LabelTree labels = request.labels();
    double[][] logProbabilities = new double[1 + nodes()][];
    for (int row = 0; row < logProbabilities.length; row++) {
      logProbabilities[row] = logProbabilities(logits, firstRow + row, labels.following(row - 1));
    }
    List<Double> probabilities =
        labels.probabilities(
            (node, token) ->
                logProbabilities[1 + node][Arrays.binarySearch(labels.following(node), token)]);
    return new LabelResult(probabilities, request.prompt().length());
  }

  private int nodes() {
    return request.labels().tokens().length;
  }

  /** The logarithms of some tokens' probabilities, by a row of logits. */
  private double[] logProbabilities(Logits logits, int row, int[] tokens) {
    float[] copy = logits.row(row);
    double[] chosen = Arrays.stream(tokens).mapToDouble(token -> copy[token]).toArray();
    float max = kernel.max(copy, 0, copy.length);
    float sum = kernel.exponentiate(copy, 0, copy.length, max);
    double logSum = max + StrictMath.log(sum);
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] -= logSum;
    }
    return chosen;
  }
}
