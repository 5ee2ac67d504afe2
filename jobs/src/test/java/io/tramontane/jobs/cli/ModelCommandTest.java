package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.jobs.testing.FakeModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void inspectNamesArchitectureContextAndMemory() throws IOException {
    assertThat(run(Stream.of("inspect"))).as(err.toString()).isEqualTo(0);

    JsonNode told = new ObjectMapper().readTree(out.toString());
    assertThat(told.get("architecture").asText()).isEqualTo("llama");
    assertThat(told.get("hyper_parameters").get("context").asInt()).isPositive();
    assertThat(told.get("hyper_parameters").get("window").isNull()).isTrue();
    JsonNode memory = told.get("memory_bytes");
    assertThat(memory.get("weights").asLong())
        .isBetween(1L, Files.size(Path.of("../models/tramontane-tiny-q8_0.gguf")));
    // Four layers of four heads, keys and values of 32 elements.
    assertThat(memory.get("kv_per_token").asLong()).isEqualTo(4 * 4 * 2 * 32 * Float.BYTES);
    assertThat(memory.get("kv_per_token_bfloat16").asLong()).isEqualTo(4 * 4 * 2 * 32 * 2);
    assertThat(memory.get("logits_at_most").asLong())
        .isEqualTo(2048L * told.get("tokenizer").get("vocabulary").asInt() * Float.BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "tokenize"})
  void aPreTokenizerIsForFilesThatDoNotSayTheirs(String command) {
    Stream<String> text = command.equals("tokenize") ? Stream.of("--text", "a") : Stream.of();

    assertThat(run(Stream.concat(Stream.of(command, "--pre-tokenizer", "tekken"), text)))
        .isEqualTo(2);

    assertThat(err.toString()).startsWith("Cannot split text as tekken does: ");
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
  void tokenizesTextsAndConversations(@TempDir Path folder) throws IOException {
    Path lines =
        Files.writeString(
            folder.resolve("lines.jsonl"),
            """
            {"text": "A small library."}
            {"messages": [{"role": "user", "content": "A small library."}]}
            """);

    assertThat(run(Stream.of("tokenize", "--jsonl", lines.toString()))).isEqualTo(0);
    List<String> ids = out.toString().lines().toList();
    assertThat(ids).hasSize(2);
    out.getBuffer().setLength(0);
    assertThat(run(Stream.of("tokenize", "--text", "A small library."))).isEqualTo(0);
    assertThat(ids.get(0)).isEqualTo(out.toString().strip());
    out.getBuffer().setLength(0);
    assertThat(run(Stream.of("tokenize", "--text", "[INST] A small library. [/INST]")))
        .isEqualTo(0);
    // In front is the beginning-of-sequence id.
    assertThat(ids.get(1)).isEqualTo("[1, " + out.toString().strip().substring(1));
  }

  @Test
  void whatCannotBeTokenizedIsTheUsersMistake(@TempDir Path folder) throws IOException {
    Path lines =
        Files.writeString(folder.resolve("lines.jsonl"), "{\"text\": \"a\"}\n{\"txt\": 1}");
    String name = lines.toString();

    assertThat(run(Stream.of("tokenize", "--jsonl", name))).isEqualTo(2);
    assertThat(run(Stream.of("tokenize", "--jsonl", name, "--chat-format", "chatml"))).isEqualTo(2);
    assertThat(run(Stream.of("tokenize", "--jsonl", folder.resolve("none").toString())))
        .isEqualTo(2);
    Files.writeString(lines, "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}");
    assertThat(run(Stream.of("tokenize", "--jsonl", name, "--chat-format", "chatml"))).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo(
            """
            Cannot tokenize line 2 of %1$s: it has neither "text" nor "messages". Give one of them.
            Cannot tokenize line 2 of %1$s: it has neither "text" nor "messages". Give one of them.
            Cannot read %2$s/none: it does not exist. Correct --jsonl.
            Cannot tokenize line 1 of %1$s: Cannot use chat format chatml: the vocabulary has no control token <|im_start|>, <|im_end|>. Give the format that the model was trained with.
            """
                .formatted(lines, folder));
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
