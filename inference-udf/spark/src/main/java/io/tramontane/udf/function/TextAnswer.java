package io.tramontane.udf.function;

import io.tramontane.prompt.LabelScore;
import java.util.List;

/** What became of one text. */
public sealed interface TextAnswer {
  /** There was no text. */
  record Nothing() implements TextAnswer {}

  /**
   * Generated text.
   *
   * @param finishReason stop or length
   */
  record Generated(String text, String finishReason, int promptTokens, int completionTokens)
      implements TextAnswer {}

  /**
   * The labels.
   *
   * @param scores of all, the most probable first
   */
  record Labelled(List<LabelScore> scores, int promptTokens) implements TextAnswer {
    public Labelled {
      scores = List.copyOf(scores);
    }
  }

  /** The number of a text's tokens. */
  record Counted(int tokens) implements TextAnswer {}

  /**
   * No answer.
   *
   * @param reason for people; never holds the text
   */
  record Failed(String reason) implements TextAnswer {}
}
