package io.tramontane.backend;

import java.util.List;

/**
 * What came of one document.
 *
 * @param outcomes one for each task of the session, in their order
 */
public record Answers(List<Outcome> outcomes) {
  public Answers {
    outcomes = List.copyOf(outcomes);
  }

  /** The outcome of the only task of a session. */
  public Outcome only() {
    if (outcomes.size() != 1) {
      throw new IllegalStateException(
          "Cannot give the only outcome: there are " + outcomes.size() + ".");
    }
    return outcomes.get(0);
  }
}
