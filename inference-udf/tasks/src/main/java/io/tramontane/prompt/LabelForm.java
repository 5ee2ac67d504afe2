package io.tramontane.prompt;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.LabelTree;
import io.tramontane.generate.Prompt;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The answer is one of some labels. */
record LabelForm(List<String> labels, LabelTree tree, int maxTokens) implements AnswerForm {
  /**
   * Encodes labels as the model would write them: a space follows the prompt.
   *
   * @throws InvalidInputException that lists every label that cannot be used
   */
  static LabelForm of(List<String> labels, Tokenizer tokenizer) {
    List<int[]> paths =
        labels.stream().map(label -> tokenizer.encodeContinuation(" " + label)).toList();
    List<String> problems = problems(labels, paths);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot classify: "
              + String.join("; ", problems)
              + ". Give labels that are not blank and differ from each other.");
    }
    int longest = paths.stream().mapToInt(path -> path.length).max().orElseThrow();
    return new LabelForm(labels, LabelTree.of(paths), longest);
  }

  private static List<String> problems(List<String> labels, List<int[]> paths) {
    List<String> problems = new ArrayList<>();
    if (labels.isEmpty()) {
      problems.add("there are no labels");
    }
    Map<IntBuffer, Integer> seen = new HashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      Integer same = seen.putIfAbsent(IntBuffer.wrap(paths.get(label)), label);
      if (labels.get(label).isBlank()) {
        problems.add("label " + (label + 1) + " is blank");
      } else if (same != null) {
        problems.add(
            "labels %d (%s) and %d (%s) are the same to the model"
                .formatted(same + 1, labels.get(same), label + 1, labels.get(label)));
      }
    }
    return problems;
  }

  @Override
  public InferenceRequest request(Prompt prompt, String document) {
    return new LabelRequest(prompt, tree);
  }

  @Override
  public List<LabelScore> scores(LabelResult result) {
    return IntStream.range(0, labels.size())
        .mapToObj(label -> new LabelScore(labels.get(label), result.probabilities().get(label)))
        .sorted(Comparator.comparing(LabelScore::probability).reversed())
        .toList();
  }

  /** The most probable label, the first among equals. */
  @Override
  public Optional<String> output(InferenceResult result) {
    if (!(result instanceof LabelResult scored)) {
      return Optional.empty();
    }
    List<Double> probabilities = scored.probabilities();
    return Optional.of(labels.get(probabilities.indexOf(Collections.max(probabilities))));
  }
}
