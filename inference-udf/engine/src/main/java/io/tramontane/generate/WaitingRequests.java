package io.tramontane.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Requests that wait for their turn. Each caller's are in the order of their arrival, and callers
 * take turns, so that one with a million requests does not keep one with ten waiting. For one
 * thread.
 */
final class WaitingRequests {
  /** By caller; none is empty. */
  private final Map<Object, Deque<Submission>> byCaller = new HashMap<>();

  /** The callers of that map, whose turn is next first. */
  private final Deque<Object> turns = new ArrayDeque<>();

  private int size;

  void add(Submission submission) {
    Object caller = submission.caller();
    Deque<Submission> own = byCaller.get(caller);
    if (own == null) {
      own = new ArrayDeque<>();
      byCaller.put(caller, own);
      turns.add(caller);
    }
    own.add(submission);
    size++;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whose turn is next. At least one must wait. */
  Submission next() {
    return Objects.requireNonNull(byCaller.get(turns.element())).element();
  }

  /** Takes {@link #next} out, and gives the turn to another caller. */
  void removeNext() {
    Object caller = turns.remove();
    Deque<Submission> own = Objects.requireNonNull(byCaller.get(caller));
    own.remove();
    size--;
    if (own.isEmpty()) {
      byCaller.remove(caller);
    } else {
      turns.add(caller);
    }
  }

  /** Takes out those that nobody waits for any more. */
  void removeDone() {
    byCaller.values().forEach(own -> own.removeIf(submission -> submission.future().isDone()));
    byCaller.values().removeIf(Deque::isEmpty);
    turns.retainAll(byCaller.keySet());
    size = byCaller.values().stream().mapToInt(Deque::size).sum();
  }

  /** Takes all out. */
  void removeAll(Consumer<Submission> removed) {
    byCaller.values().forEach(own -> own.forEach(removed));
    byCaller.clear();
    turns.clear();
    size = 0;
  }
}
