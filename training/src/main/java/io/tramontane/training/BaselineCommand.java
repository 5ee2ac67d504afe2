package io.tramontane.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what simple methods reach on the side for tests. */
@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    description = "Scores of a linear classifier and of texts' beginnings, on the side for tests.")
final class BaselineCommand implements Callable<Integer> {
  private static final List<Double> COSTS = List.of(0.1, 0.2, 0.5, 1.0, 2.0);

  @Option(
      names = "--catalog",
      description = "What scripts/fetch-catalog.sh wrote; ${DEFAULT-VALUE} if not given.")
  private Path catalog = Path.of("data/catalog.jsonl");

  @Override
  public Integer call() throws IOException {
    CatalogSplit split = CatalogSplit.of(Catalog.read(catalog));
    List<String> sections = Lessons.sections(split.train()).subList(0, Lessons.FREQUENT_SECTIONS);
    List<PackageDescription> test = of(sections, split.test());
    LinearBaseline linear = tuned(split, sections);
    System.out.printf(
        Locale.ROOT,
        "sections: %s documents of %s; linear classifier %.4f, always %s %.4f%n",
        test.size(),
        sections,
        linear.accuracy(test),
        sections.get(0),
        share(sections.get(0), test));
    System.out.printf(
        Locale.ROOT,
        "summaries: %s documents; ROUGE-L F1 of the first ten words %.4f, of the first sentence cut to ten words %.4f%n",
        split.test().size(),
        LeadBaseline.rougeL(split.test(), LeadBaseline::firstWords),
        LeadBaseline.rougeL(split.test(), LeadBaseline::firstSentence));
    return 0;
  }

  /** With the cost that is best on the side for validation. */
  private static LinearBaseline tuned(CatalogSplit split, List<String> sections) {
    List<PackageDescription> train = of(sections, split.train());
    List<PackageDescription> validation = of(sections, split.validation());
    return COSTS.stream()
        .map(cost -> new LinearBaseline(train, sections, cost))
        .max(Comparator.comparingDouble(some -> some.accuracy(validation)))
        .orElseThrow();
  }

  private static List<PackageDescription> of(
      List<String> sections, List<PackageDescription> descriptions) {
    return descriptions.stream().filter(some -> sections.contains(some.section())).toList();
  }

  private static double share(String section, List<PackageDescription> descriptions) {
    Stream<PackageDescription> ofSection =
        descriptions.stream().filter(some -> some.section().equals(section));
    return (double) ofSection.count() / descriptions.size();
  }
}
