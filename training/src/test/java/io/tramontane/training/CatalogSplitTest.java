package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogSplitTest {
  private static PackageDescription description(String id, String source, String text) {
    return new PackageDescription(id, text, "libs", "A library", source);
  }

  private static List<String> sources(List<PackageDescription> descriptions) {
    return descriptions.stream().map(PackageDescription::source).distinct().toList();
  }

  @Test
  void allPackagesOfASourceAreOnOneSide() {
    List<PackageDescription> catalog =
        IntStream.range(0, 6000)
            .mapToObj(i -> description("package" + i, "source" + i / 3, "text " + letters(i)))
            .toList();
    CatalogSplit split = CatalogSplit.of(catalog);

    List<String> all =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMap(side -> sources(side).stream())
            .toList();
    assertThat(all).hasSize(2000).doesNotHaveDuplicates();
    assertThat(sources(split.test())).hasSizeBetween(50, 110);
    assertThat(sources(split.validation())).hasSizeBetween(5, 40);
  }

  /** The remainders are of md5sum and Python: 97, 0, 2, 6. */
  @Test
  void theSideIsTheNamesMd5ModuloAHundred() {
    CatalogSplit split =
        CatalogSplit.of(
            List.of(
                description("a", "bash", "one"),
                description("b", "zsh", "two"),
                description("c", "firefox", "three"),
                description("d", "coreutils", "four")));

    assertThat(sources(split.test())).containsExactly("zsh", "firefox");
    assertThat(sources(split.train())).containsExactly("bash", "coreutils");
  }

  @Test
  void nearDuplicatesAreLearnedOnce() {
    List<PackageDescription> catalog = new ArrayList<>();
    for (int version = 1; version <= 3; version++) {
      catalog.add(description("lib" + version, "bash", "A library, version " + version + "."));
    }
    catalog.add(
        new PackageDescription("tool", "A library, version 4.", "utils", "A library", "bash"));

    assertThat(CatalogSplit.of(catalog).train())
        .extracting(PackageDescription::id)
        .containsExactly("lib1", "tool");
  }

  /** A number in letters, since texts that differ in digits only count as the same. */
  private static String letters(int number) {
    return Integer.toString(number)
        .chars()
        .mapToObj(digit -> Character.toString('a' + digit - '0'))
        .collect(Collectors.joining());
  }
}
