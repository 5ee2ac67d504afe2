package io.tramontane.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.chat.Message.Role;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatFormatsTest {
  private final Path folder;
  private final NamedControls vocabulary = new NamedControls("<s>", false);

  ChatFormatsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private GgufMetadata metadata(String template) throws IOException {
    return TemplateFile.metadata(folder.resolve("model.gguf"), template);
  }

  private String recognized(String template) throws IOException {
    return ChatFormats.of(metadata(template), vocabulary, ChatOptions.OF_MODEL).name();
  }

  static Stream<Arguments> templates() {
    return Stream.of(
        Arguments.of("mistral-v7-tekken", "mistral-v7-tekken"),
        Arguments.of("mistral-v3", "mistral-v3-spm"),
        Arguments.of("{{ bos }}{{ '[INST]' + m['content'] + '[/INST]' }}", "mistral-v3-tekken"),
        Arguments.of(
            "[SYSTEM_PROMPT]{{ s }}[/SYSTEM_PROMPT][INST]{{ u }}[/INST]", "mistral-v7-tekken"),
        Arguments.of("[MODEL_SETTINGS]{{ x }}[SYSTEM_PROMPT]{{ s }}", "mistral-v15"),
        Arguments.of(
            "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
            "chatml"),
        Arguments.of(
            "{{ '<|im_start|>system\\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\\n' }}",
            "smollm2"),
        Arguments.of(
            "{{ '<|im_start|>' }}{% if enable_thinking is defined %}{% endif %}",
            "qwen3-no-thinking"),
        Arguments.of("{{ '<|start_header_id|>' + role }}", "llama-3"),
        Arguments.of(
            "{{- \"Cutting Knowledge Date: December 2023\\n\" }}", "llama-3.1, 26 Jul 2024"),
        Arguments.of(
            "{{- \"Cutting Knowledge Date: December 2023\\n\" }}{{ strftime_now('%d %b %Y') }}",
            "llama-3.2, 26 Jul 2024"),
        Arguments.of(
            "{{ raise_exception('System role not supported') }}<start_of_turn>", "gemma-2"));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void recognizesTheFamilyOfATemplate(String template, String name) throws IOException {
    assertThat(recognized(template)).isEqualTo(name);
  }

  @Test
  void refusesATemplateThatItDoesNotKnow() {
    assertThatThrownBy(() -> recognized("{% for m in messages %}### {{ m.role }}: {{ m.content }}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot tell the model's chat format: its tokenizer.chat_template is of no known family: {% for m in messages %}### {{ m.role }}: {{ m.content }}. Name it with tramontane.task.chat-format, one of chatml, gemma-2, ");
    // Another system text would be another prompt.
    assertThatThrownBy(
            () -> recognized("{{ '<|im_start|>system\nYou are a pirate.<|im_end|>\n' }}"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> recognized("x".repeat(500)))
        .hasMessageContaining("x".repeat(120) + " .... Name it");
  }

  @Test
  void aTaskCanNameTheFormat() throws IOException {
    ChatFormat format =
        ChatFormats.of(metadata("unknown {{ x }}"), vocabulary, new ChatOptions("phi-4", null));

    assertThat(format.name()).isEqualTo("phi-4");
    assertThatThrownBy(
            () -> ChatFormats.of(metadata(""), vocabulary, new ChatOptions("phi-5", null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot use chat format phi-5: it is none of chatml, ");
  }

  @Test
  void writesTheGivenDay() throws IOException {
    ChatOptions day = new ChatOptions("gpt-oss", LocalDate.of(2025, 8, 5));
    ChatFormat format = ChatFormats.of(metadata(""), vocabulary, day);

    assertThat(format.name()).isEqualTo("gpt-oss, 2025-08-05");
    assertThat(vocabulary.shown(format.conversation(List.of(new Message(Role.USER, "Hi")))))
        .contains("\nCurrent date: 2025-08-05\n")
        .endsWith("<|start|>user<|message|>Hi<|end|><|start|>assistant");
    assertThatThrownBy(
            () -> ChatFormats.of(metadata(""), vocabulary, new ChatOptions("gpt-oss", null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use chat format gpt-oss: its prompts name the day, and none is given. Set tramontane.task.chat-date.");
  }

  @Test
  void neverDoublesTheBeginningOfASequence() throws IOException {
    NamedControls adding = new NamedControls("<s>", true);
    ChatFormat llama = ChatFormats.of(metadata(""), adding, new ChatOptions("llama-3", null));

    assertThat(adding.shown(llama.conversation(List.of(new Message(Role.USER, " Hi\n")))))
        .isEqualTo(
            "<s><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
  }

  @Test
  void aQuestionEndsWhereTheAnswersWordsBegin() throws IOException {
    ChatFormat format =
        ChatFormats.of(
            metadata(""), vocabulary, new ChatOptions("gpt-oss", LocalDate.of(2025, 8, 5)));
    List<Segment> segments = format.question("Summarize: ", "");

    assertThat(segments).contains(new Segment.Document());
    assertThat(vocabulary.shown(segments.subList(segments.size() - 6, segments.size())))
        .isEqualTo("<|end|><|start|>assistant<|channel|>final<|message|>");
  }

  @Test
  void aQuestionToQwen3EndsBehindABlockOfNoThoughts() throws IOException {
    ChatFormat format =
        ChatFormats.of(
            metadata("{% if enable_thinking %}"), vocabulary, new ChatOptions(null, null));

    assertThat(asked(format))
        .isEqualTo(
            "<|im_start|>user\nSummarize: (document)<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n");
    assertThat(format.thinking()).isEmpty();
  }

  @Test
  void aQuestionToAModelThatIsToThinkEndsWhereThoughtsBegin() throws IOException {
    LocalDate day = LocalDate.of(2025, 8, 5);
    ChatFormat qwen3 =
        ChatFormats.of(
            metadata("{% if enable_thinking %}"), vocabulary, new ChatOptions(null, null, 64));
    ChatFormat gptOss =
        ChatFormats.of(metadata(""), vocabulary, new ChatOptions("gpt-oss", day, 64));

    assertThat(asked(qwen3)).endsWith("(document)<|im_end|>\n<|im_start|>assistant\n<think>\n");
    assertThat(asked(gptOss))
        .endsWith("(document)<|end|><|start|>assistant<|channel|>analysis<|message|>");
    assertThat(qwen3.thinking())
        .hasValueSatisfying(
            thinking -> {
              assertThat(thinking.maxTokens()).isEqualTo(64);
              assertThat(thinking.end()).isEqualTo(vocabulary.control("</think>").orElseThrow());
              assertThat(vocabulary.shown(thinking.closing())).isEqualTo("\n</think>");
              assertThat(vocabulary.shown(thinking.opening())).isEqualTo("\n\n");
            });
    assertThat(gptOss.thinking())
        .hasValueSatisfying(
            thinking -> {
              assertThat(thinking.end()).isEqualTo(vocabulary.control("<|end|>").orElseThrow());
              assertThat(vocabulary.shown(thinking.closing())).isEqualTo("<|end|>");
              assertThat(vocabulary.shown(thinking.opening()))
                  .isEqualTo("<|start|>assistant<|channel|>final<|message|>");
            });
  }

  private String asked(ChatFormat format) {
    return format.question("Summarize: ", "").stream()
        .map(
            segment ->
                segment instanceof Segment.Document
                    ? "(document)"
                    : vocabulary.shown(List.of(segment)))
        .collect(Collectors.joining());
  }

  @Test
  void refusesToThinkInAFormatWithoutThoughts() throws IOException {
    for (String name : ChatFormats.names()) {
      if (List.of("gpt-oss", "qwen3-no-thinking").contains(name)) {
        continue;
      }
      assertThatThrownBy(
              () -> ChatFormats.of(metadata(""), vocabulary, new ChatOptions(name, null, 1)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot think before an answer: chat format %s knows no thoughts that can be turned on. Set tramontane.task.thinking to off, or give a model of a format that does: gpt-oss, qwen3-no-thinking.",
              name);
    }
    assertThatThrownBy(() -> new ChatOptions(null, null, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot think in 0 tokens: ");
  }

  @Test
  void refusesConversationsOutOfTurn() throws IOException {
    ChatFormat format = ChatFormats.of(metadata("chatml"), vocabulary, ChatOptions.OF_MODEL);

    for (List<Message> messages :
        List.of(
            List.<Message>of(),
            List.of(new Message(Role.SYSTEM, "Be brief.")),
            List.of(new Message(Role.ASSISTANT, "Hi")),
            List.of(new Message(Role.USER, "Hi"), new Message(Role.ASSISTANT, "Hi")))) {
      assertThatThrownBy(() -> format.conversation(messages))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("user and assistant in turn");
    }
  }
}
