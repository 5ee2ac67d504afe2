package io.tramontane.task;

import io.tramontane.chat.ChatFormat;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The answer is one of some labels; read is the probability of each, the most probable first,
 * equals in the order of the labels. Nothing is generated.
 *
 * @param labels the possible answers
 */
public record LabelChoice(List<String> labels) implements AnswerFormat<List<LabelScore>> {
  public LabelChoice {
    labels = List.copyOf(labels);
  }

  /**
   * Encodes labels as the model would write them.
   *
   * @throws InvalidInputException that lists every label that cannot be used
   */
  @Override
  public BoundFormat<List<LabelScore>> bind(Tokenizer tokenizer, ChatFormat format) {
    List<int[]> paths =
        labels.stream()
            .map(label -> tokenizer.encodeContinuation(format.answerStart() + label))
            .toList();
    List<String> problems = problems(paths);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "Cannot classify: "
              + String.join("; ", problems)
              + ". Give labels that are not blank and differ from each other.");
    }
    int longest = paths.stream().mapToInt(path -> path.length).max().orElseThrow();
    return new Bound(labels, LabelTree.of(paths), longest);
  }

  private List<String> problems(List<int[]> paths) {
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
            "labels %s (%s) and %s (%s) are the same to the model"
                .formatted(same + 1, labels.get(same), label + 1, labels.get(label)));
      }
    }
    return problems;
  }

  private record Bound(List<String> labels, LabelTree tree, int maxTokens)
      implements BoundFormat<List<LabelScore>> {
    @Override
    public InferenceRequest request(Prompt prompt, String document) {
      return new LabelRequest(prompt, tree);
    }

    @Override
    public List<LabelScore> read(InferenceResult result) {
      List<Double> probabilities = ((LabelResult) result).probabilities();
      return IntStream.range(0, labels.size())
          .mapToObj(label -> new LabelScore(labels.get(label), probabilities.get(label)))
          .sorted(Comparator.comparing(LabelScore::probability).reversed())
          .toList();
    }
  }
}
