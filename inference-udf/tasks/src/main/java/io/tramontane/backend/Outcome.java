package io.tramontane.backend;

import io.tramontane.task.ErrorKind;
import org.apache.avro.generic.GenericRecord;

/** What came of one task about one document. */
public sealed interface Outcome {
  /**
   * An answer.
   *
   * @param values of the task's own columns, see {@link io.tramontane.task.Task#columns}
   * @param finishReason {@code stop} or {@code length} for generated text, else {@code none}
   * @param promptTokens tokens that the model read
   * @param completionTokens tokens that it generated, thoughts included
   * @param thinkingTokens how many of these were thoughts
   * @param truncated whether the model saw a part of the document only
   */
  record Answer(
      GenericRecord values,
      String finishReason,
      int promptTokens,
      int completionTokens,
      int thinkingTokens,
      boolean truncated)
      implements Outcome {
    /** The finish reason of an answer that was not generated. */
    public static final String NOT_GENERATED = "none";

    /** Without thoughts. */
    public Answer(
        GenericRecord values,
        String finishReason,
        int promptTokens,
        int completionTokens,
        boolean truncated) {
      this(values, finishReason, promptTokens, completionTokens, 0, truncated);
    }
  }

  /**
   * No answer.
   *
   * @param kind what went wrong
   * @param message for people; never holds text of the document
   */
  record Failure(ErrorKind kind, String message) implements Outcome {}

  /** The task was not asked. */
  record NotAsked() implements Outcome {}
}
