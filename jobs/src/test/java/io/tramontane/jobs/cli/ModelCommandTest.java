package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.jobs.testing.FakeModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on a model alone, with the embedded one. */
class ModelCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"256", "128", "none"})
  void logitsAreTheSameWithVectorsOfAnyWidth(String bits) {
    assertThat(logits()).isEqualTo(0);
    String widest = out.toString();
    out.getBuffer().setLength(0);

    assertThat(logits("--vector-bits", bits)).as(err.toString()).isEqualTo(0);

    assertThat(out.toString().lines()).hasSize(3);
    assertThat(out.toString()).isEqualTo(widest);
  }

  private int logits(String... more) {
    return run(
        Stream.concat(Stream.of("logits", "--tokens", "1,300,301", "--all"), Stream.of(more)));
  }

  private int run(Stream<String> command) {
    Stream<String> model = Stream.of("--model", "../models/tramontane-tiny-q8_0.gguf");
    String[] arguments =
        Stream.of(Stream.of("model"), command, model).flatMap(each -> each).toArray(String[]::new);
    return new CommandLineInterface(new FakeModels())
        .execute(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void benchTellsSpeedAndMemory() throws IOException {
    int code = run(Stream.of("bench", "--prompt", "20", "--sequences", "2", "--generate", "3"));

    assertThat(code).as(err.toString()).isEqualTo(0);
    JsonNode told = new ObjectMapper().readTree(out.toString());
    assertThat(told.properties().stream().map(Map.Entry::getKey).toList())
        .startsWith("prefill_tok_s", "decode_tok_s");
    assertThat(told.properties()).allMatch(each -> each.getValue().asDouble() > 0);
  }

  @Test
  void anUnknownWayToComputeIsTheUsersMistake() {
    assertThat(logits("--vector-bits", "64")).isEqualTo(2);
    assertThat(logits("--kv-cache", "int8")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo(
            """
            Cannot use --vector-bits 64: it is none of [auto, 512, 256, 128, none].
            Cannot use --kv-cache int8: it is none of [float32, bfloat16].
            """);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void logitsDifferWithKeysAndValuesInBfloat16() {
    assertThat(logits()).isEqualTo(0);
    String exact = out.toString();
    out.getBuffer().setLength(0);

    assertThat(logits("--kv-cache", "bfloat16")).as(err.toString()).isEqualTo(0);

    assertThat(out.toString().lines()).hasSize(3);
    assertThat(out.toString()).isNotEqualTo(exact);
  }
}
