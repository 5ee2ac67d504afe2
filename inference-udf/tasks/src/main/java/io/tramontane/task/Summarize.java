package io.tramontane.task;

import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SettingReader;
import io.tramontane.evaluation.Evaluator;
import io.tramontane.evaluation.SummaryEvaluator;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Write a short summary.
 *
 * @param prompt the question; its template may use {@code {max_words}}
 * @param maxWords what the question asks for; the model may not keep to it. 0 asks for no length;
 *     then there is no {@code {max_words}}
 * @param maxTokens where generation ends in any case, at least 1
 * @param sampling how tokens are chosen; each document's own seed is made from this one and its
 *     text
 * @param stopStrings a summary ends in front of any of these; none may be empty
 */
public record Summarize(
    DocumentPrompt prompt, int maxWords, int maxTokens, Sampling sampling, List<String> stopStrings)
    implements Task<String> {
  private static final String TYPE = "summarize";
  private static final String TEMPLATE_KEY = "tramontane.task.summarize.template";

  public Summarize {
    stopStrings = List.copyOf(stopStrings);
    if (maxWords < 0 || maxTokens < 1) {
      throw new InvalidInputException(
          "Cannot summarize in at most "
              + maxWords
              + " words and "
              + maxTokens
              + " tokens: it must be at least 0 words and 1 token. Give more.");
    }
  }

  /** Reads the section {@code tramontane.task.summarize}. */
  public static final class Factory implements TaskFactory {
    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public Summarize read(SettingReader reader) {
      int maxWords = reader.integer("tramontane.task.summarize.max-words", 1, 10_000);
      return new Summarize(
          DocumentPrompt.read(reader, TEMPLATE_KEY, values(maxWords)),
          maxWords,
          reader.integer("tramontane.task.summarize.max-tokens", 1, 100_000),
          sampling(reader),
          reader.texts("tramontane.task.stop", Factory::validateStop));
    }

    private static Sampling sampling(SettingReader reader) {
      double temperature =
          reader.number(
              "tramontane.task.sampling.temperature", t -> t >= 0 && t <= 100, "0 to 100", 0);
      double topP =
          reader.number("tramontane.task.sampling.top-p", p -> p > 0 && p <= 1, "(0, 1]", 1);
      long seed = reader.seed("tramontane.task.sampling.seed");
      return new Sampling((float) temperature, (float) topP, seed);
    }

    private static @Nullable String validateStop(List<String> stop) {
      return stop.contains("") ? "a stop string is empty" : null;
    }
  }

  /**
   * The values of the template's placeholders.
   *
   * @param maxWords 0 for no limit
   */
  public static Map<String, String> values(int maxWords) {
    return maxWords == 0 ? Map.of() : Map.of("max_words", String.valueOf(maxWords));
  }

  /** The template that the jobs use where they are given no other. */
  public static String defaultTemplate() {
    return ReferenceConfig.text(TEMPLATE_KEY);
  }

  /**
   * A limit that a summary of so many words hardly reaches: two tokens a word, which leaves room
   * for languages that the vocabulary knows less well than English, and some for the end.
   */
  public static int defaultMaxTokens(int maxWords) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * maxWords + 16);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AnswerFormat<String> answerFormat() {
    return new GeneratedText(maxTokens, sampling, stopStrings);
  }

  /** {@code output}, the summary. */
  @Override
  public Schema columns() {
    return TextColumn.SCHEMA;
  }

  @Override
  public GenericRecord decode(String summary) throws UnusableAnswerException {
    if (summary.isEmpty()) {
      throw new UnusableAnswerException(
          ErrorKind.EMPTY_OUTPUT, "Cannot use the model's answer: it has no text.");
    }
    return TextColumn.of(summary);
  }

  @Override
  public Map<String, ?> fingerprintParts() {
    return Map.of(
        "max-words",
        maxWords,
        "max-tokens",
        maxTokens,
        "temperature",
        sampling.temperature(),
        "top-p",
        sampling.topP(),
        "seed",
        sampling.seed(),
        "stop",
        stopStrings);
  }

  @Override
  public Optional<Evaluator> evaluator() {
    return Optional.of(new SummaryEvaluator());
  }
}
