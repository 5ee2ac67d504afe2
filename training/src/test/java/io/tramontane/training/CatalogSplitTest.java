package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
            .mapToObj(i -> description("package" + i, "source" + i / 3, "text " + i))
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
}
