package io.tramontane.chat;

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
  /** What stands behind a system text that goes in front of what the user says. */
  private static final String PARAGRAPH = "\n\n";

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
              chatMl("chatml", null).build(),
              chatMl(
                      "smollm2",
                      "You are a helpful AI assistant named SmolLM, trained by Hugging Face")
                  .build(),
              chatMl(
                      "qwen2.5",
                      "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.")
                  .build(),
              qwen3(),
              llama3(),
              llama31("llama-3.1"),
              llama31("llama-3.2"),
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

  /** The names of those whose models can be told to think. */
  static List<String> thinking() {
    return BY_NAME.values().stream()
        .filter(template -> template.thinking() != null)
        .map(ChatTemplate::name)
        .toList();
  }

  /** Its control strings are plain text. */
  private static ChatTemplate mistralV1() {
    return ChatTemplate.named("mistral-v1")
        .controls("</s>")
        .system(SystemPlace.FIRST_USER, "", PARAGRAPH)
        .user("[INST] ", " [/INST]")
        .assistant(" ", "</s>")
        .answer("", " ")
        .beginsWithSpace(true)
        .build();
  }

  private static ChatTemplate mistral(
      String name, SystemPlace place, boolean isSentencePiece, String settings) {
    ChatTemplate.Builder builder =
        ChatTemplate.named(name)
            .controls("[INST]", "[/INST]", "</s>")
            .system(place, "", PARAGRAPH)
            .afterSystem(settings)
            .user("[INST]", "[/INST]")
            .assistant("", "</s>")
            .answer("", isSentencePiece ? " " : "")
            .trimming(Trimming.ENDS_OF_ANSWERS)
            .beginsWithSpace(isSentencePiece);
    if (place == SystemPlace.MESSAGE) {
      builder
          .controls("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]")
          .system(place, "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]");
    }
    if (!settings.isEmpty()) {
      builder.controls("[MODEL_SETTINGS]", "[/MODEL_SETTINGS]");
    }
    return builder.build();
  }

  private static ChatTemplate.Builder chatMl(String name, @Nullable String defaultSystem) {
    return ChatTemplate.named(name)
        .controls("<|im_start|>", "<|im_end|>")
        .system(SystemPlace.MESSAGE, "<|im_start|>system\n", "<|im_end|>\n")
        .defaultSystem(defaultSystem)
        .user("<|im_start|>user\n", "<|im_end|>\n")
        .assistant("<|im_start|>assistant\n", "<|im_end|>\n")
        .generation("<|im_start|>assistant\n")
        .ends("<|im_end|>", "<|endoftext|>");
  }

  /** Answers at once behind a block of no thoughts. */
  private static ChatTemplate qwen3() {
    return chatMl("qwen3-no-thinking", null)
        .controls("<think>", "</think>")
        .generation("<|im_start|>assistant\n<think>\n\n</think>\n\n")
        .thinking("<|im_start|>assistant\n<think>\n", "\n", "</think>", "\n\n")
        .build();
  }

  /** Without a line of what it knows and which day it is. */
  private static ChatTemplate llama3() {
    return llama("llama-3", "").build();
  }

  private static ChatTemplate llama31(String name) {
    String knowledge =
        "Cutting Knowledge Date: December 2023\nToday Date: " + ChatTemplate.DATE + "\n\n";
    return llama(name, knowledge)
        .defaultSystem("")
        .date(new DateStyle(false, TODAY_OF_LLAMA_3))
        .build();
  }

  private static ChatTemplate.Builder llama(String name, String knowledge) {
    return ChatTemplate.named(name)
        .controls("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
        .beginsSequence()
        .system(
            SystemPlace.MESSAGE,
            "<|start_header_id|>system<|end_header_id|>\n\n" + knowledge,
            "<|eot_id|>")
        .user("<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>")
        .assistant("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>")
        .generation("<|start_header_id|>assistant<|end_header_id|>\n\n")
        .ends("<|eot_id|>", "<|eom_id|>", "<|end_of_text|>")
        .trimming(Trimming.ALL);
  }

  private static ChatTemplate gemma(String name, SystemPlace place) {
    return ChatTemplate.named(name)
        .controls("<start_of_turn>", "<end_of_turn>")
        .beginsSequence()
        .system(place, "", PARAGRAPH)
        .user("<start_of_turn>user\n", "<end_of_turn>\n")
        .assistant("<start_of_turn>model\n", "<end_of_turn>\n")
        .generation("<start_of_turn>model\n")
        .ends("<end_of_turn>")
        .trimming(Trimming.USER_AND_ASSISTANT)
        .build();
  }

  private static ChatTemplate phi4() {
    return ChatTemplate.named("phi-4")
        .controls("<|im_start|>", "<|im_sep|>", "<|im_end|>")
        .system(SystemPlace.MESSAGE, "<|im_start|>system<|im_sep|>", "<|im_end|>")
        .user("<|im_start|>user<|im_sep|>", "<|im_end|>")
        .assistant("<|im_start|>assistant<|im_sep|>", "<|im_end|>")
        .generation("<|im_start|>assistant<|im_sep|>")
        .ends("<|im_end|>", "<|endoftext|>")
        .build();
  }

  private static ChatTemplate phi35() {
    return ChatTemplate.named("phi-3.5-mini")
        .controls("<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
        .system(SystemPlace.MESSAGE, "<|system|>\n", "<|end|>\n")
        .user("<|user|>\n", "<|end|>\n")
        .assistant("<|assistant|>\n", "<|end|>\n")
        .generation("<|assistant|>\n")
        .ends("<|end|>", "<|endoftext|>")
        .build();
  }

  private static ChatTemplate granite() {
    return ChatTemplate.named("granite-4.0")
        .controls("<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>")
        .system(SystemPlace.MESSAGE, "<|start_of_role|>system<|end_of_role|>", "<|end_of_text|>\n")
        .defaultSystem(
            "You are a helpful assistant. Please ensure responses are professional, accurate, and safe.")
        .user("<|start_of_role|>user<|end_of_role|>", "<|end_of_text|>\n")
        .assistant("<|start_of_role|>assistant<|end_of_role|>", "<|end_of_text|>\n")
        .generation("<|start_of_role|>assistant<|end_of_role|>")
        .ends("<|end_of_text|>")
        .build();
  }

  private static ChatTemplate gptOss() {
    return ChatTemplate.named("gpt-oss")
        .controls("<|start|>", "<|message|>", "<|end|>", "<|channel|>")
        .opening(
            """
            <|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
            Knowledge cutoff: 2024-06
            Current date: {date}

            Reasoning: medium

            # Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>""")
        .system(
            SystemPlace.MESSAGE, "<|start|>developer<|message|># Instructions\n\n", "\n\n<|end|>")
        .user("<|start|>user<|message|>", "<|end|>")
        .assistant("<|start|>assistant<|channel|>final<|message|>", "<|end|>")
        .generation("<|start|>assistant")
        .answer("<|channel|>final<|message|>", "")
        .thinking(
            "<|start|>assistant<|channel|>analysis<|message|>",
            "",
            "<|end|>",
            "<|start|>assistant<|channel|>final<|message|>")
        .ends("<|return|>", "<|end|>", "<|call|>")
        .date(new DateStyle(true, null))
        .build();
  }
}
