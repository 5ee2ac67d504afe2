package io.tramontane.chat;

import io.tramontane.chat.ChatTemplate.Frame;
import io.tramontane.chat.ChatTemplate.SystemPlace;
import io.tramontane.chat.ChatTemplate.Trimming;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The families that are known, by name. Mistral's are those of mistral-common, by the version of
 * its tokenizers; the others are the publishers' own templates.
 */
final class ChatTemplates {
  private static final Frame PLAIN_SYSTEM = new Frame("", "\n\n");
  private static final String TODAY_OF_LLAMA_3 = "26 Jul 2024";

  private static final Map<String, ChatTemplate> BY_NAME =
      Stream.of(
              mistralV1(),
              mistral("mistral-v2", SystemPlace.LAST_USER, true, ""),
              mistral("mistral-v3-spm", SystemPlace.LAST_USER, true, ""),
              mistral("mistral-v3-tekken", SystemPlace.LAST_USER, false, ""),
              mistral("mistral-v7-spm", SystemPlace.MESSAGE, true, ""),
              mistral("mistral-v7-tekken", SystemPlace.MESSAGE, false, ""),
              mistral("mistral-v11", SystemPlace.MESSAGE, false, ""),
              mistral("mistral-v13", SystemPlace.MESSAGE, false, ""),
              mistral("mistral-v15", SystemPlace.MESSAGE, false, ""),
              mistral(
                  "mistral-v15-effort-none",
                  SystemPlace.MESSAGE,
                  false,
                  "[MODEL_SETTINGS]{\"reasoning_effort\": \"none\"}[/MODEL_SETTINGS]"),
              chatMl("chatml", null, ""),
              chatMl(
                  "smollm2",
                  "You are a helpful AI assistant named SmolLM, trained by Hugging Face",
                  ""),
              chatMl(
                  "qwen2.5",
                  "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
                  ""),
              chatMl("qwen3-no-thinking", null, "<think>\n\n</think>\n\n"),
              llama("llama-3", null, null, null),
              llama("llama-3.1", "", dateOfLlama(), knowledgeOfLlama()),
              llama("llama-3.2", "", dateOfLlama(), knowledgeOfLlama()),
              gemma("gemma-2", SystemPlace.REFUSED),
              gemma("gemma-3", SystemPlace.FIRST_USER),
              phi4(),
              phi35(),
              granite(),
              gptOss())
          .collect(
              Collectors.toMap(
                  ChatTemplate::name, Function.identity(), (one, other) -> one, TreeMap::new));

  private ChatTemplates() {}

  static Map<String, ChatTemplate> byName() {
    return BY_NAME;
  }

  /** Its control strings are plain text. */
  private static ChatTemplate mistralV1() {
    return new ChatTemplate(
        "mistral-v1",
        List.of("</s>"),
        false,
        "",
        PLAIN_SYSTEM,
        SystemPlace.FIRST_USER,
        null,
        "",
        new Frame("[INST] ", " [/INST]"),
        new Frame(" ", "</s>"),
        "",
        "",
        " ",
        List.of(),
        Trimming.NONE,
        true,
        null);
  }

  private static ChatTemplate mistral(
      String name, SystemPlace place, boolean isSentencePiece, String settings) {
    boolean hasSystem = place == SystemPlace.MESSAGE;
    Stream<String> controls =
        Stream.of(
                Stream.of("[INST]", "[/INST]", "</s>"),
                hasSystem ? Stream.of("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]") : Stream.<String>of(),
                settings.isEmpty()
                    ? Stream.<String>of()
                    : Stream.of("[MODEL_SETTINGS]", "[/MODEL_SETTINGS]"))
            .flatMap(names -> names);
    return new ChatTemplate(
        name,
        controls.toList(),
        false,
        "",
        hasSystem ? new Frame("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]") : PLAIN_SYSTEM,
        place,
        null,
        settings,
        new Frame("[INST]", "[/INST]"),
        new Frame("", "</s>"),
        "",
        "",
        isSentencePiece ? " " : "",
        List.of(),
        Trimming.ENDS_OF_ANSWERS,
        isSentencePiece,
        null);
  }

  private static ChatTemplate chatMl(
      String name, @Nullable String defaultSystem, String beforeAnswer) {
    List<String> thinking = beforeAnswer.isEmpty() ? List.of() : List.of("<think>", "</think>");
    return new ChatTemplate(
        name,
        Stream.concat(Stream.of("<|im_start|>", "<|im_end|>"), thinking.stream()).toList(),
        false,
        "",
        new Frame("<|im_start|>system\n", "<|im_end|>\n"),
        SystemPlace.MESSAGE,
        defaultSystem,
        "",
        new Frame("<|im_start|>user\n", "<|im_end|>\n"),
        new Frame("<|im_start|>assistant\n", "<|im_end|>\n"),
        "<|im_start|>assistant\n" + beforeAnswer,
        "",
        "",
        List.of("<|im_end|>", "<|endoftext|>"),
        Trimming.NONE,
        false,
        null);
  }

  private static DateStyle dateOfLlama() {
    return new DateStyle(false, TODAY_OF_LLAMA_3);
  }

  private static String knowledgeOfLlama() {
    return "Cutting Knowledge Date: December 2023\nToday Date: " + ChatTemplate.DATE + "\n\n";
  }

  private static ChatTemplate llama(
      String name,
      @Nullable String defaultSystem,
      @Nullable DateStyle date,
      @Nullable String knowledge) {
    return new ChatTemplate(
        name,
        List.of("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        true,
        "",
        new Frame(
            "<|start_header_id|>system<|end_header_id|>\n\n" + (knowledge == null ? "" : knowledge),
            "<|eot_id|>"),
        SystemPlace.MESSAGE,
        defaultSystem,
        "",
        new Frame("<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"),
        new Frame("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"),
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
        "",
        "",
        List.of("<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"),
        Trimming.ALL,
        false,
        date);
  }

  private static ChatTemplate gemma(String name, SystemPlace place) {
    return new ChatTemplate(
        name,
        List.of("<start_of_turn>", "<end_of_turn>"),
        true,
        "",
        PLAIN_SYSTEM,
        place,
        null,
        "",
        new Frame("<start_of_turn>user\n", "<end_of_turn>\n"),
        new Frame("<start_of_turn>model\n", "<end_of_turn>\n"),
        "<start_of_turn>model\n",
        "",
        "",
        List.of("<end_of_turn>"),
        Trimming.USER_AND_ASSISTANT,
        false,
        null);
  }

  private static ChatTemplate phi4() {
    return new ChatTemplate(
        "phi-4",
        List.of("<|im_start|>", "<|im_sep|>", "<|im_end|>"),
        false,
        "",
        new Frame("<|im_start|>system<|im_sep|>", "<|im_end|>"),
        SystemPlace.MESSAGE,
        null,
        "",
        new Frame("<|im_start|>user<|im_sep|>", "<|im_end|>"),
        new Frame("<|im_start|>assistant<|im_sep|>", "<|im_end|>"),
        "<|im_start|>assistant<|im_sep|>",
        "",
        "",
        List.of("<|im_end|>", "<|endoftext|>"),
        Trimming.NONE,
        false,
        null);
  }

  private static ChatTemplate phi35() {
    return new ChatTemplate(
        "phi-3.5-mini",
        List.of("<|system|>", "<|user|>", "<|assistant|>", "<|end|>"),
        false,
        "",
        new Frame("<|system|>\n", "<|end|>\n"),
        SystemPlace.MESSAGE,
        null,
        "",
        new Frame("<|user|>\n", "<|end|>\n"),
        new Frame("<|assistant|>\n", "<|end|>\n"),
        "<|assistant|>\n",
        "",
        "",
        List.of("<|end|>", "<|endoftext|>"),
        Trimming.NONE,
        false,
        null);
  }

  private static ChatTemplate granite() {
    return new ChatTemplate(
        "granite-4.0",
        List.of("<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>"),
        false,
        "",
        new Frame("<|start_of_role|>system<|end_of_role|>", "<|end_of_text|>\n"),
        SystemPlace.MESSAGE,
        "You are a helpful assistant. Please ensure responses are professional, accurate, and safe.",
        "",
        new Frame("<|start_of_role|>user<|end_of_role|>", "<|end_of_text|>\n"),
        new Frame("<|start_of_role|>assistant<|end_of_role|>", "<|end_of_text|>\n"),
        "<|start_of_role|>assistant<|end_of_role|>",
        "",
        "",
        List.of("<|end_of_text|>"),
        Trimming.NONE,
        false,
        null);
  }

  private static ChatTemplate gptOss() {
    return new ChatTemplate(
        "gpt-oss",
        List.of("<|start|>", "<|message|>", "<|end|>", "<|channel|>"),
        false,
        """
        <|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
        Knowledge cutoff: 2024-06
        Current date: {date}

        Reasoning: medium

        # Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>""",
        new Frame("<|start|>developer<|message|># Instructions\n\n", "\n\n<|end|>"),
        SystemPlace.MESSAGE,
        null,
        "",
        new Frame("<|start|>user<|message|>", "<|end|>"),
        new Frame("<|start|>assistant<|channel|>final<|message|>", "<|end|>"),
        "<|start|>assistant",
        "<|channel|>final<|message|>",
        "",
        List.of("<|return|>", "<|end|>", "<|call|>"),
        Trimming.NONE,
        false,
        new DateStyle(true, null));
  }
}
