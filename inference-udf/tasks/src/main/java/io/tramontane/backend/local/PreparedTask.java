package io.tramontane.backend.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.local.Question.Ask;
import io.tramontane.backend.local.Question.Known;
import io.tramontane.chat.ChatFormat;
import io.tramontane.chat.ChatFormats;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.ThinkingRequest;
import io.tramontane.generate.ThinkingResult;
import io.tramontane.generate.Thoughts;
import io.tramontane.prompt.EncodedDocument;
import io.tramontane.prompt.EncodedDocument.Fits;
import io.tramontane.prompt.EncodedDocument.TooLong;
import io.tramontane.prompt.EncodedThoughts;
import io.tramontane.prompt.PromptEncoder;
import io.tramontane.task.BoundFormat;
import io.tramontane.task.ErrorKind;
import io.tramontane.task.Task;
import io.tramontane.task.UnusableAnswerException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A task for one model: makes questions of texts and outcomes of results. Immutable and
 * thread-safe.
 *
 * @param <T> what the model gives in answer
 */
final class PreparedTask<T> {
  private final Task<T> task;
  private final BoundFormat<T> format;
  private final Optional<Thoughts> thoughts;
  private final PromptEncoder encoder;
  private final Map<String, String> promptParts;
  private final long maxTextBytes;

  private PreparedTask(
      Task<T> task,
      BoundFormat<T> format,
      Optional<Thoughts> thoughts,
      PromptEncoder encoder,
      Map<String, String> promptParts,
      long maxTextBytes) {
    this.task = task;
    this.promptParts = promptParts;
    this.format = format;
    this.thoughts = thoughts;
    this.encoder = encoder;
    this.maxTextBytes = maxTextBytes;
  }

  static <T> PreparedTask<T> of(Task<T> task, InferenceEngine engine, long maxTextBytes) {
    ChatFormat chat = ChatFormats.of(engine.metadata(), engine.tokenizer(), task.prompt().chat());
    BoundFormat<T> format = task.answerFormat().bind(engine.tokenizer(), chat);
    Optional<Thoughts> thoughts = EncodedThoughts.of(chat, engine.tokenizer());
    PromptEncoder encoder =
        PromptEncoder.of(
            task.type(),
            task.prompt(),
            chat,
            engine.tokenizer(),
            engine.contextLength(),
            thoughts.map(Thoughts::positions).orElse(0) + format.maxTokens());
    return new PreparedTask<>(
        task, format, thoughts, encoder, promptParts(chat, engine), maxTextBytes);
  }

  /** Nothing of what was so when nothing else was known: rows made then stay the same. */
  private static Map<String, String> promptParts(ChatFormat chat, InferenceEngine engine) {
    Map<String, String> parts = new TreeMap<>();
    if (!chat.steersByText()) {
      parts.put("chat", chat.name());
      parts.put("tokenizer", engine.tokenizer().rules());
    }
    engine.window().ifPresent(window -> parts.put("window", String.valueOf(window)));
    return parts;
  }

  /** See {@link io.tramontane.backend.Session#promptParts}. */
  Map<String, String> promptParts() {
    return promptParts;
  }

  /** What is to be asked about a text, if anything. */
  Question question(String text) {
    if (isTooLarge(text)) {
      return failure(
          ErrorKind.TOO_LONG,
          "Cannot ask about a text: it has more than %s bytes. Shorten it, or raise engine.max-text-bytes and the heap."
              .formatted(maxTextBytes));
    }
    Optional<T> answer = format.withoutModel(text);
    if (answer.isPresent()) {
      return new Known(decoded(answer.get(), Answer.NOT_GENERATED, 0, 0, 0, false));
    }
    if (text.isBlank()) {
      return failure(
          ErrorKind.EMPTY_TEXT, "Cannot ask about a text: it is blank. Leave such rows out.");
    }
    EncodedDocument encoded = encoder.encode(text);
    if (encoded instanceof TooLong tooLong) {
      return failure(
          ErrorKind.TOO_LONG,
          "Cannot ask about a document of %s tokens: there is room for %s. Allow truncation, or more document tokens."
              .formatted(tooLong.documentTokens(), tooLong.room()));
    }
    Fits fits = (Fits) encoded;
    return new Ask(request(fits.prompt(), text), result -> outcome(result, fits.truncated()));
  }

  private InferenceRequest request(Prompt prompt, String text) {
    InferenceRequest answer = format.request(prompt, text);
    return thoughts
        .<InferenceRequest>map(
            unbound -> new ThinkingRequest(answer, unbound.withSampling(format.thinking(text))))
        .orElse(answer);
  }

  private boolean isTooLarge(String text) {
    // A character takes one to three bytes; most texts are so short that they need not be counted.
    return text.length() > maxTextBytes
        || (text.length() * 3L > maxTextBytes && text.getBytes(UTF_8).length > maxTextBytes);
  }

  /** The most tokens of a document that the model reads. */
  int maxDocumentTokens() {
    return encoder.maxDocumentTokens();
  }

  private static Known failure(ErrorKind kind, String message) {
    return new Known(new Failure(kind, message));
  }

  private Outcome outcome(InferenceResult result, boolean truncated) {
    if (result instanceof FailedResult failed) {
      return new Failure(kind(failed), failed.message());
    }
    int thinkingTokens = result instanceof ThinkingResult thought ? thought.thinkingTokens() : 0;
    InferenceResult answer = result instanceof ThinkingResult thought ? thought.answer() : result;
    return decoded(
        format.read(answer),
        finishReason(answer),
        result.promptTokens(),
        result.completionTokens(),
        thinkingTokens,
        truncated);
  }

  private static String finishReason(InferenceResult result) {
    return result instanceof CompletionResult completion
        ? completion.finishReason().name().toLowerCase(Locale.ROOT)
        : Answer.NOT_GENERATED;
  }

  private Outcome decoded(
      T answer,
      String finishReason,
      int promptTokens,
      int completionTokens,
      int thinkingTokens,
      boolean truncated) {
    try {
      return new Answer(
          task.decode(answer),
          finishReason,
          promptTokens,
          completionTokens,
          thinkingTokens,
          truncated);
    } catch (UnusableAnswerException e) {
      return new Failure(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  private static ErrorKind kind(FailedResult failed) {
    return switch (failed.kind()) {
      // Prompts and labels are made of the model's own tokens.
      case INVALID -> throw new IllegalStateException(failed.message());
      case TOO_LONG -> ErrorKind.TOO_LONG;
      case NON_FINITE_LOGITS -> ErrorKind.NON_FINITE_LOGITS;
    };
  }
}
