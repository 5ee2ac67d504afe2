package io.tramontane.generate;

import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request in progress: says what it wants computed next, and takes what was computed. */
interface ActiveRequest {
  /** How many rows of its prompt are still to be computed; 0 when it is generating. */
  int promptRows();

  /**
   * What to compute next.
   *
   * @param room the most rows of the prompt to return, at least 1 if there are any
   * @return spans of the request's sequence; empty when it cannot use so little room
   */
  List<TokenSpan> nextSpans(int room);

  /**
   * Takes the logits of the last returned spans.
   *
   * @param firstRow the first of the rows that are this request's
   * @return the result when the request is finished, else null
   */
  @Nullable InferenceResult accept(Logits logits, int firstRow);
}
