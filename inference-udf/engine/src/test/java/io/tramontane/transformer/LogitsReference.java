package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model of a reference set, and the results that another engine has for it: a line of the set's
 * {@code logits.jsonl}.
 */
record LogitsReference(Path model, JsonNode line) {
  /** Stands for a set that is not here, so that a test can be skipped and say why. */
  static final LogitsReference NONE =
      new LogitsReference(Path.of("none"), new ObjectMapper().createObjectNode());

  private static final double TOLERANCE = 1e-4;

  /** All of a folder. */
  static Stream<LogitsReference> in(String folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<LogitsReference> references = new ArrayList<>();
    for (String text : Files.readAllLines(Path.of(folder, "logits.jsonl"))) {
      JsonNode line = json.readTree(text);
      references.add(
          new LogitsReference(Path.of(folder, line.get("model").asText() + ".gguf"), line));
    }
    return references.stream();
  }

  int[] tokens() {
    return integers("tokens");
  }

  int[] longTokens() {
    return integers("long_tokens");
  }

  private int[] integers(String name) {
    JsonNode array = line.get(name);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private float[] floats(String name) {
    JsonNode array = line.get(name);
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  /** The reference's own rows, after positions 0, 7 and 47 and after the long tokens. */
  List<float[]> rows() {
    return List.of(
        floats("logits_0"), floats("logits_7"), floats("logits_47"), floats("long_logits_299"));
  }

  /** The same rows of a model file, computed here. */
  List<float[]> rowsOf(Path file, Arithmetic arithmetic) {
    try (GgufFile opened = GgufFile.open(file);
        WorkerPool pool = new WorkerPool(2)) {
      Transformer engine = new Transformer(opened, ComputeSettings.fastest(arithmetic), pool);
      Logits logits = read(engine, sequence(engine, tokens().length), tokens());
      return List.of(
          logits.row(0),
          logits.row(7),
          logits.row(47),
          last(read(engine, sequence(engine, longTokens().length), longTokens())));
    }
  }

  /** Every figure of the reference must come out in float32. */
  void assertExact() {
    try (GgufFile opened = GgufFile.open(model);
        WorkerPool pool = new WorkerPool(2)) {
      Transformer engine =
          new Transformer(opened, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      Sequence sequence = sequence(engine, 100);
      int[] argmax = argmax(read(engine, sequence, tokens()));

      assertThat(argmax).isEqualTo(integers("argmax"));
      assertThat(greedy(engine, sequence, argmax[argmax.length - 1])).isEqualTo(integers("greedy"));
    }
    assertThat(errors(rowsOf(model, Arithmetic.FLOAT32), rows()))
        .allSatisfy(error -> assertThat(error).isLessThan(TOLERANCE));
  }

  private int[] greedy(Transformer engine, Sequence sequence, int first) {
    int[] ids = new int[integers("greedy").length];
    ids[0] = first;
    for (int i = 1; i < ids.length; i++) {
      TokenSpan span =
          TokenSpan.of(
              sequence, tokens().length + i - 1, new int[] {ids[i - 1]}, TokenSpan.Wanted.LAST);
      ids[i] = argmax(engine.forward(new Step(List.of(span))))[0];
    }
    return ids;
  }

  private static Sequence sequence(Transformer engine, int capacity) {
    return Sequence.of(KvCache.forAllLayers(engine.sizes(), KvFormat.FLOAT32, capacity));
  }

  private static Logits read(Transformer engine, Sequence sequence, int[] tokens) {
    return engine.forward(
        new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
  }

  private static float[] last(Logits logits) {
    return logits.row(logits.count() - 1);
  }

  /** The id of the highest logit of each row. */
  private static int[] argmax(Logits logits) {
    int[] best = new int[logits.count()];
    for (int row = 0; row < best.length; row++) {
      float[] values = logits.row(row);
      for (int id = 1; id < values.length; id++) {
        best[row] = values[id] > values[best[row]] ? id : best[row];
      }
    }
    return best;
  }

  /** For each row the norm of the difference over the norm of what is expected. */
  static List<Double> errors(List<float[]> rows, List<float[]> expected) {
    return IntStream.range(0, rows.size())
        .mapToObj(row -> error(rows.get(row), expected.get(row)))
        .toList();
  }

  private static double error(float[] row, float[] expected) {
    assertThat(row).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 0;
    for (int id = 0; id < row.length; id++) {
      double error = (double) row[id] - expected[id];
      difference += error * error;
      norm += (double) expected[id] * expected[id];
    }
    return Math.sqrt(difference / norm);
  }

  /** The middle one, or of an even number the upper of the two. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @Override
  public String toString() {
    return String.valueOf(model.getFileName());
  }
}
