package io.tramontane.jobs.config;

import io.tramontane.prompt.Truncation;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about every document.
 *
 * @param type which of the two tasks
 * @param summarize used when {@code type} is {@link TaskType#SUMMARIZE}
 * @param classify used when {@code type} is {@link TaskType#CLASSIFY}
 * @param truncation what becomes of a document that is too long
 * @param maxDocumentTokens the most tokens of a document; null leaves it to the model's context
 * @param sampling how summarizing chooses each token
 * @param stop summarizing ends in front of any of these
 */
public record TaskConfig(
    TaskType type,
    Summarize summarize,
    Classify classify,
    Truncation truncation,
    @Nullable Integer maxDocumentTokens,
    Sampling sampling,
    List<String> stop)
    implements Serializable {
  public TaskConfig {
    stop = List.copyOf(stop);
  }

  /** The template of the task in force. */
  public String template() {
    return type == TaskType.SUMMARIZE ? summarize.template : classify.template;
  }

  /**
   * How to summarize.
   *
   * @param template the question, with {@code {text}} once
   * @param maxWords the length asked for
   * @param maxTokens the length enforced
   */
  public record Summarize(String template, int maxWords, int maxTokens) implements Serializable {}

  /**
   * How to classify.
   *
   * @param template the question, with {@code {text}} once
   * @param labels the possible answers
   */
  public record Classify(String template, List<String> labels) implements Serializable {
    public Classify {
      labels = List.copyOf(labels);
    }
  }

  /**
   * How to choose each token.
   *
   * @param temperature 0 takes the most probable token
   * @param topP in (0, 1]
   * @param seed what makes sampled text repeatable
   */
  public record Sampling(double temperature, double topP, long seed) implements Serializable {}
}
