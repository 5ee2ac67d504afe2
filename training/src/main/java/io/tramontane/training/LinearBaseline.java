package io.tramontane.training;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.tramontane.evaluation.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model has to stand up to: a linear support vector machine over the words of a text and the
 * pairs of neighbouring words, weighted by TF-IDF (one plus the logarithm of the count, smoothed
 * inverse document frequency, unit length), by LIBLINEAR.
 *
 * <p>Not for concurrent use.
 */
final class LinearBaseline {
  /** Rarer features say nothing of another document. */
  private static final int MIN_DOCUMENTS = 2;

  private static final double TOLERANCE = 0.05;

  private final Map<String, Integer> features = new HashMap<>();
  private final Map<Integer, Double> inverseFrequencies = new HashMap<>();
  private final List<String> sections;
  private final Model model;

  /**
   * Learns.
   *
   * @param train descriptions whose sections are among {@code sections}
   * @param sections the possible answers
   * @param cost how much a wrong answer costs against large weights (LIBLINEAR's C)
   */
  LinearBaseline(List<PackageDescription> train, List<String> sections, double cost) {
    this.sections = List.copyOf(sections);
    selectFeatures(train);
    Linear.disableDebugOutput();
    Problem problem = new Problem();
    problem.l = train.size();
    problem.n = features.size();
    problem.x = train.stream().map(some -> vector(some.text())).toArray(Feature[][]::new);
    problem.y = train.stream().mapToDouble(some -> sections.indexOf(some.section())).toArray();
    this.model =
        Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, cost, TOLERANCE));
  }

  /** The section that it thinks the text is of. */
  String section(String text) {
    return sections.get((int) Linear.predict(model, vector(text)));
  }

  /** The share of descriptions whose section it finds; they are among its sections. */
  double accuracy(List<PackageDescription> descriptions) {
    return descriptions.stream()
        .mapToInt(some -> section(some.text()).equals(some.section()) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private void selectFeatures(List<PackageDescription> train) {
    Map<String, Integer> documents = new HashMap<>();
    for (PackageDescription description : train) {
      new HashSet<>(terms(description.text()))
          .forEach(term -> documents.merge(term, 1, Integer::sum));
    }
    documents.forEach(
        (term, count) -> {
          if (count >= MIN_DOCUMENTS) {
            int number = features.size() + 1;
            features.put(term, number);
            inverseFrequencies.put(number, 1 + Math.log((1.0 + train.size()) / (1.0 + count)));
          }
        });
  }

  private Feature[] vector(String text) {
    Map<Integer, Double> counts = new TreeMap<>();
    for (String term : terms(text)) {
      Integer feature = features.get(term);
      if (feature != null) {
        counts.merge(feature, 1.0, Double::sum);
      }
    }
    counts.replaceAll(
        (feature, count) -> (1 + Math.log(count)) * inverseFrequencies.getOrDefault(feature, 0.0));
    double length =
        Math.sqrt(counts.values().stream().mapToDouble(weight -> weight * weight).sum());
    return counts.entrySet().stream()
        .map(entry -> new FeatureNode(entry.getKey(), entry.getValue() / length))
        .toArray(Feature[]::new);
  }

  private static List<String> terms(String text) {
    List<String> words = Words.of(text);
    Stream<String> pairs =
        IntStream.range(0, Math.max(0, words.size() - 1))
            .mapToObj(i -> words.get(i) + " " + words.get(i + 1));
    return Stream.concat(words.stream(), pairs).toList();
  }
}
