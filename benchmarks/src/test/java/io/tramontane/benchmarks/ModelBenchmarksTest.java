package io.tramontane.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.gguf.TensorType;
import io.tramontane.jobs.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on a tiny model: whether everything is measured, not what comes out. */
class ModelBenchmarksTest {
  private static final Pattern CELL_END = Pattern.compile("\\|");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private final Path folder;

  ModelBenchmarksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void speedHasARowForEachFigure() {
    assertThat(run("speed", "--quick", "--threads", "2", "--models", folder.toString()))
        .as(err.toString())
        .isZero();
    List<List<String>> rows = tableRows();
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(7));
    assertThat(rows)
        .extracting(row -> String.join(" ", row.subList(0, 3)).strip())
        .containsExactly(
            "what format threads",
            "fused multiply-adds on registers  1",
            "memory read  1",
            "fused multiply-adds on registers  2",
            "memory read  2",
            "tiny: decode of 1 sequence, were only memory read  2",
            "tiny: prefill of 2 x 16 tokens Q4_K 2",
            "tiny: prefill of 2 x 16 tokens Q4_0 2",
            "tiny: prefill of 2 x 16 tokens Q8_0 2",
            "tiny: prefill of 1 x 64 tokens Q4_K 2",
            "tiny: decode, sequences of 8 tokens: 1 Q4_K 2",
            "tiny: decode, sequences of 8 tokens: 4 Q4_K 2",
            "tiny: decode, sequences of 8 tokens: 16 Q4_K 2",
            "tiny: decode, sequences of 8 tokens: 64 Q4_K 2",
            "tiny_nemo: prefill of 2 x 16 tokens Q4_K 2",
            "tiny_nemo: decode, sequences of 8 tokens: 1 Q4_K 2",
            "tiny_nemo: decode, sequences of 8 tokens: 4 Q4_K 2",
            "tiny_nemo: decode, sequences of 8 tokens: 16 Q4_K 2",
            "tiny_nemo: decode, sequences of 8 tokens: 64 Q4_K 2",
            "tiny: prefill of 2 x 16 tokens Q4_K 1",
            "tiny: decode, sequences of 8 tokens: 2 Q4_K 1",
            "tiny: documents of 20 tokens, 12 labels Q4_K 2",
            "tiny: process start to first token, prompt of 32 Q4_K "
                + Runtime.getRuntime().availableProcessors());
    assertThat(rows.subList(1, rows.size()))
        .extracting(row -> Double.parseDouble(row.get(3).substring(0, row.get(3).indexOf(' '))))
        .allSatisfy(figure -> assertThat(figure).isPositive());
    assertThat(out.toString()).contains(" cores, ").contains("; load ");
  }

  @Test
  void profileSharesAddUpToTheWhole() {
    assertThat(run("profile", "--quick", "--models", folder.toString()))
        .as(err.toString())
        .isZero();
    List<List<String>> rows = tableRows();
    for (String work : List.of("prefill", "decode", "classification")) {
      int head = firstRow(rows, work + ", [0-9,]+ samples");
      List<List<String>> shares = rows.subList(head + 1, head + 1 + Activity.values().length);
      assertThat(shares)
          .extracting(row -> row.get(0))
          .containsExactlyElementsOf(
              Arrays.stream(Activity.values()).map(Activity::label).toList());
      assertThat(shares.stream().mapToDouble(row -> percent(row.get(1))).sum())
          .isBetween(99.0, 101.0);

      int methods = firstRow(rows, work + ", by method");
      assertThat(rows.get(methods + 1).get(0)).matches("[\\w$]+\\.[\\w$]+");
      assertThat(percent(rows.get(methods + 1).get(1))).isPositive();
    }
  }

  @Test
  void planningHasAllFiguresOfASize() {
    assertThat(run("planning", "--folder", folder.toString(), "--bytes", "200", "2000"))
        .as(err.toString())
        .isZero();
    List<List<String>> rows = tableRows();
    assertThat(rows).extracting(row -> row.get(0)).containsExactly("documents", "2,000");
    assertThat(rows.get(1).subList(1, 8))
        .extracting(Double::parseDouble)
        .allSatisfy(figure -> assertThat(figure).isPositive());
  }

  @Test
  void modelsAreKeptAndOthersAreNotTakenForThem() throws IOException {
    ModelFolder models = new ModelFolder(folder, new PrintWriter(err, true));
    Path path = models.model(ModelShape.TINY, TensorType.Q4_0);
    assertThat(err.toString()).isEqualTo("Writing " + path + System.lineSeparator());
    Object written = Files.getLastModifiedTime(path);
    assertThat(models.model(ModelShape.TINY, TensorType.Q4_0)).isEqualTo(path);
    assertThat(Files.getLastModifiedTime(path)).isEqualTo(written);

    Files.move(path, folder.resolve("random-tiny-q4_k.gguf"));
    assertThat(run("profile", "--quick", "--models", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "random-tiny-q4_k.gguf: it is not the model that this benchmark writes. Remove it, or name another folder.");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("m.gguf");
    assertThat(run("model", "--shape", "tiny", "--format", "q8_0", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("Cannot write " + file + ": ")
        .contains(". Name a folder that can be written to and has room for it.")
        .doesNotContain("\tat ");
  }

  @Test
  void aCommandIsAskedFor() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing a command: speed, profile, model or planning.");
  }

  private int run(String... arguments) {
    return new ModelBenchmarks(launcher())
        .execute(List.of(arguments), new PrintWriter(out), new PrintWriter(err));
  }

  /** What scripts/tramontane does, on the classes of this build. */
  private static List<String> launcher() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=localhost"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }

  private static int firstRow(List<List<String>> rows, String pattern) {
    List<String> labels = rows.stream().map(row -> row.get(0)).toList();
    assertThat(labels).anyMatch(label -> label.matches(pattern));
    return IntStream.range(0, labels.size())
        .filter(row -> labels.get(row).matches(pattern))
        .findFirst()
        .orElseThrow();
  }

  private static double percent(String cell) {
    return Double.parseDouble(cell.replace(" %", ""));
  }

  private List<List<String>> tableRows() {
    return out.toString()
        .lines()
        .filter(line -> line.startsWith("|") && !line.startsWith("|:"))
        .map(line -> CELL_END.splitAsStream(line.substring(1)).map(String::strip).toList())
        .toList();
  }
}
