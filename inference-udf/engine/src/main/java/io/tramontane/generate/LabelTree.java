package io.tramontane.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The possible answers to a prompt as a tree of tokens.
 *
 * <p>A label's probability is that of the event "the answer starts with this label's tokens and
 * does not go on to be a longer label", over the whole vocabulary; the reported probabilities are
 * these, divided by their sum. So {@code lib} and {@code libdevel} can both be labels, and nothing
 * is generated. The model must be run only on the inner nodes: tokens after which a label goes on.
 *
 * <p>Immutable and thread-safe.
 */
public final class LabelTree {
  private static final int ROOT = -1;

  private final List<int[]> labels;
  private final int[] tokens;
  private final int[] parents;
  private final int depth;

  /** For each label the inner node (or {@link #ROOT}) in front of each of its tokens. */
  private final int[][] contexts;

  /** The ids that labels go on with after the prompt, and after each inner node; ascending. */
  private final int[][] following;

  /** For each label the longest other label that it starts with, or -1. */
  private final int[] shorter;

  private LabelTree(List<int[]> labels) {
    this.labels = labels;
    this.contexts = new int[labels.size()][];
    Map<List<Integer>, Integer> nodes = new LinkedHashMap<>();
    List<Integer> nodeTokens = new ArrayList<>();
    List<Integer> nodeParents = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      int[] path = labels.get(label);
      contexts[label] = new int[path.length];
      int node = ROOT;
      for (int i = 0; i < path.length; i++) {
        contexts[label][i] = node;
        if (i + 1 < path.length) {
          int parent = node;
          int token = path[i];
          node =
              nodes.computeIfAbsent(
                  boxed(path, i + 1),
                  key -> {
                    nodeTokens.add(token);
                    nodeParents.add(parent);
                    return nodeTokens.size() - 1;
                  });
        }
      }
    }
    this.tokens = nodeTokens.stream().mapToInt(Integer::intValue).toArray();
    this.parents = nodeParents.stream().mapToInt(Integer::intValue).toArray();
    this.depth = labels.stream().mapToInt(path -> path.length).max().orElseThrow() - 1;
    this.following = following();
    this.shorter = longestStarts(labels);
  }

  private int[][] following() {
    List<TreeSet<Integer>> ids = new ArrayList<>();
    IntStream.rangeClosed(0, tokens.length).forEach(node -> ids.add(new TreeSet<>()));
    for (int label = 0; label < labels.size(); label++) {
      for (int i = 0; i < contexts[label].length; i++) {
        ids.get(1 + contexts[label][i]).add(labels.get(label)[i]);
      }
    }
    return ids.stream()
        .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /**
   * A tree of labels.
   *
   * @param labels each label's token ids, at least one label of at least one id, no two alike
   */
  public static LabelTree of(List<int[]> labels) {
    if (labels.isEmpty() || labels.stream().anyMatch(path -> path.length == 0)) {
      throw new IllegalArgumentException(
          "Cannot make a label tree: each of one or more labels needs at least one token.");
    }
    long distinct = labels.stream().map(path -> boxed(path, path.length)).distinct().count();
    if (distinct < labels.size()) {
      throw new IllegalArgumentException(
          "Cannot make a label tree: two labels have the same tokens.");
    }
    return new LabelTree(labels.stream().map(int[]::clone).toList());
  }

  /** How many labels there are. */
  public int size() {
    return labels.size();
  }

  /** The tokens of all labels. */
  IntStream allTokens() {
    return labels.stream().flatMapToInt(Arrays::stream);
  }

  /** How many positions behind the prompt the deepest inner node takes. */
  int depth() {
    return depth;
  }

  /** The inner nodes' tokens; a parent comes before its children. */
  int[] tokens() {
    return tokens;
  }

  /** The inner nodes' parents, -1 where it is the end of the prompt. */
  int[] parents() {
    return parents;
  }

  /** The ids that labels go on with after an inner node, or after the prompt for -1; ascending. */
  int[] following(int node) {
    return following[1 + node];
  }

  /** The logarithm of a token's probability after an inner node, or after the prompt for -1. */
  @FunctionalInterface
  interface TokenLogProbability {
    double of(int node, int token);
  }

  /** The labels' probabilities, which sum to 1, in the order of the labels. */
  List<Double> probabilities(TokenLogProbability model) {
    double[] logarithms = new double[labels.size()];
    for (int label = 0; label < labels.size(); label++) {
      for (int i = 0; i < contexts[label].length; i++) {
        logarithms[label] += model.of(contexts[label][i], labels.get(label)[i]);
      }
    }
    double highest = Arrays.stream(logarithms).max().orElseThrow();
    double[] weights = new double[labels.size()];
    for (int label = 0; label < labels.size(); label++) {
      double weight = StrictMath.exp(logarithms[label] - highest);
      weights[label] += weight;
      if (shorter[label] >= 0) {
        weights[shorter[label]] -= weight;
      }
    }
    double sum = 0;
    for (int label = 0; label < weights.length; label++) {
      weights[label] = Math.max(0, weights[label]);
      sum += weights[label];
    }
    List<Double> probabilities = new ArrayList<>(weights.length);
    for (double weight : weights) {
      probabilities.add(weight / sum);
    }
    return probabilities;
  }

  private static int[] longestStarts(List<int[]> labels) {
    int[] longest = new int[labels.size()];
    Arrays.fill(longest, -1);
    for (int label = 0; label < labels.size(); label++) {
      for (int other = 0; other < labels.size(); other++) {
        boolean starts = other != label && startsWith(labels.get(label), labels.get(other));
        if (starts
            && (longest[label] < 0
                || labels.get(other).length > labels.get(longest[label]).length)) {
          longest[label] = other;
        }
      }
    }
    return longest;
  }

  private static boolean startsWith(int[] path, int[] start) {
    return start.length <= path.length
        && Arrays.equals(path, 0, start.length, start, 0, start.length);
  }

  private static List<Integer> boxed(int[] path, int length) {
    return Arrays.stream(path, 0, length).boxed().toList();
  }
}
