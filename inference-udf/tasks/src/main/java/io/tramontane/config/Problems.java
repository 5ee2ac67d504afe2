package io.tramontane.config;

import io.tramontane.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the user's input, so that all of it is told at once. */
public final class Problems {
  private final List<String> messages = new ArrayList<>();

  /** Adds one problem in the form "Cannot &lt;verb&gt; &lt;thing&gt;: &lt;cause&gt;." */
  public void add(String message) {
    messages.add(message);
  }

  /** Runs a check that throws at its first problem, and adds that problem. */
  public void collect(Runnable check) {
    try {
      check.run();
    } catch (InvalidInputException e) {
      add(String.valueOf(e.getMessage()));
    }
  }

  /** How many problems there are so far. */
  public int count() {
    return messages.size();
  }

  /**
   * Ends here if there is any problem.
   *
   * @throws InvalidInputException with every problem on a line of its own
   */
  public void throwIfAny() {
    if (messages.size() == 1) {
      throw new InvalidInputException(messages.get(0));
    }
    if (!messages.isEmpty()) {
      throw new InvalidInputException(
          "Cannot start: there are "
              + messages.size()
              + " problems.\n- "
              + String.join("\n- ", messages));
    }
  }
}
