package io.tramontane.chat;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.tokenizer.SentencePieceTokenizer;
import io.tramontane.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recognizes the chat format of a model's file: by the name that the file gives, or by the family
 * of its Jinja template. Templates are not run: text that one has rendered no longer tells where
 * control tokens end and a document begins.
 */
final class TemplateRecognition {
  private static final String KEY = "tokenizer.chat_template";

  /** Names that converters give in place of a template, where they are not our own. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of("mistral-v3", "mistral-v3-spm", "mistral-v7", "mistral-v7-spm");

  /** A template is of the first family whose mark it bears. */
  private static final List<Family> FAMILIES =
      List.of(
          family("mistral-v15", "[MODEL_SETTINGS]"),
          new Family(
              "mistral-v7-spm",
              (jinja, tokenizer) ->
                  jinja.contains("[SYSTEM_PROMPT]") && isSentencePiece(tokenizer)),
          family("mistral-v7-tekken", "[SYSTEM_PROMPT]"),
          new Family(
              "mistral-v1",
              (jinja, tokenizer) -> jinja.contains("[INST]") && !isControl("[INST]", tokenizer)),
          new Family(
              "mistral-v3-spm",
              (jinja, tokenizer) -> jinja.contains("[INST]") && isSentencePiece(tokenizer)),
          family("mistral-v3-tekken", "[INST]"),
          family("phi-4", "<|im_sep|>"),
          family("qwen3-no-thinking", "enable_thinking"),
          family("qwen2.5", "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
          family("smollm2", "You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
          new Family("chatml", (jinja, tokenizer) -> isPlainChatMl(jinja)),
          new Family(
              "llama-3.2",
              (jinja, tokenizer) ->
                  jinja.contains("Cutting Knowledge Date") && jinja.contains("strftime_now")),
          family("llama-3.1", "Cutting Knowledge Date: December 2023"),
          family("llama-3", "<|start_header_id|>"),
          new Family(
              "gemma-2",
              (jinja, tokenizer) ->
                  jinja.contains("<start_of_turn>") && jinja.contains("System role not supported")),
          family("gemma-3", "<start_of_turn>"),
          family(
              "granite-4.0",
              "You are a helpful assistant. Please ensure responses are professional, accurate, and safe."),
          family("gpt-oss", "<|channel|>"),
          new Family(
              "phi-3.5-mini",
              (jinja, tokenizer) ->
                  jinja.contains("<|user|>")
                      && jinja.contains("<|end|>")
                      && isControl("<|end|>", tokenizer)));

  private static final Pattern LITERAL = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

  /** One that is not closed goes on to the end, lest each beginning be searched for an end. */
  private static final Pattern TAG = Pattern.compile("\\{[{%#](?:.*?[}%#]\\}|.*)", Pattern.DOTALL);

  /** What a plain ChatML template says. */
  private static final Pattern PLAIN_WORDS =
      Pattern.compile(
          "<\\|im_start\\|>|<\\|im_end\\|>|role|content|system|user|assistant|\\\\n|\\s");

  private static final int SHOWN = 120;

  /** A family, and how its templates are told from those of the families behind it. */
  private record Family(String name, BiPredicate<String, Tokenizer> isOne) {}

  private TemplateRecognition() {}

  private static Family family(String name, String mark) {
    return new Family(name, (jinja, tokenizer) -> jinja.contains(mark));
  }

  /**
   * The template of a model's file.
   *
   * @throws InvalidInputException if it is not known, or the file does not say
   */
  static ChatTemplate of(GgufMetadata metadata, Tokenizer tokenizer) {
    String given = metadata.string(KEY, "");
    Optional<String> name =
        given.isEmpty() ? ofVocabulary(tokenizer) : ofTemplate(given, tokenizer);
    return name.map(ChatTemplates.byName()::get)
        .orElseThrow(() -> new InvalidInputException(refusal(given)));
  }

  private static String refusal(String given) {
    String found =
        given.isEmpty()
            ? "the file has no " + KEY
            : "its %s is of no known family: %s"
                .formatted(
                    KEY, given.length() > SHOWN ? given.substring(0, SHOWN) + " ..." : given);
    return "Cannot tell the model's chat format: %s. Name it with tramontane.task.chat-format, one of %s."
        .formatted(found, String.join(", ", ChatFormats.names()));
  }

  /** Files of the first models have no template; their vocabulary has no control token for it. */
  private static Optional<String> ofVocabulary(Tokenizer tokenizer) {
    return isSentencePiece(tokenizer) && !isControl("[INST]", tokenizer)
        ? Optional.of("mistral-v1")
        : Optional.empty();
  }

  private static Optional<String> ofTemplate(String given, Tokenizer tokenizer) {
    String name = OTHER_NAMES.getOrDefault(given, given);
    if (ChatTemplates.byName().containsKey(name)) {
      return Optional.of(name);
    }
    return FAMILIES.stream()
        .filter(family -> family.isOne().test(given, tokenizer))
        .map(Family::name)
        .findFirst();
  }

  private static boolean isControl(String piece, Tokenizer tokenizer) {
    return tokenizer.control(piece).isPresent();
  }

  private static boolean isSentencePiece(Tokenizer tokenizer) {
    return tokenizer instanceof SentencePieceTokenizer;
  }

  /**
   * Whether it says nothing but messages: another default system text would be a prompt of its own.
   */
  private static boolean isPlainChatMl(String jinja) {
    if (!jinja.contains("<|im_start|>")) {
      return false;
    }
    String said =
        Stream.concat(
                Stream.of(TAG.matcher(jinja).replaceAll("")),
                LITERAL.matcher(jinja).results().map(TemplateRecognition::content))
            .collect(Collectors.joining(" "));
    return PLAIN_WORDS.matcher(said).replaceAll("").isEmpty();
  }

  private static String content(MatchResult literal) {
    return Objects.requireNonNullElse(literal.group(1), literal.group(2));
  }
}
