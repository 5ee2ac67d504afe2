package io.tramontane.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Requests that wait to be admitted.
 *
 * <p>Each caller's are in the order of their arrival, and callers take turns, so that one with a
 * million requests does not keep one with ten waiting.
 *
 * <p>A request that does not fit when its turn comes is set aside, and those behind it are tried: a
 * large request does not hold up small ones. Requests set aside are tried again before all others,
 * the oldest first. At most {@value #MAX_ASIDE} are aside at a time, so an attempt costs the same
 * however many wait. Nor does a large request starve: it counts how often it is overtaken, and
 * after {@value #MAX_OVERTAKES} times nothing passes it any more; what is in progress ends, until
 * it fits.
 *
 * <p>For one thread, but for the futures of the requests.
 */
final class WaitingRequests {
  /** Enough to find small requests among large ones. */
  static final int MAX_ASIDE = 8;

  /** A few times what is typically in progress, so that blocking all others stays rare. */
  static final int MAX_OVERTAKES = 64;

  /** By caller; none is empty. */
  private final Map<Object, Deque<Submission>> byCaller = new HashMap<>();

  /** The callers of that map, whose turn is next first. */
  private final Deque<Object> turns = new ArrayDeque<>();

  /** Oldest first, so each has been overtaken at least as often as the next. */
  private final List<Aside> aside = new ArrayList<>();

  private int queued;
  private volatile boolean someEnded;

  /** A request that did not fit at its turn. */
  private static final class Aside {
    final Submission submission;
    int overtakes;

    Aside(Submission submission) {
      this.submission = submission;
    }
  }

  void add(Submission submission) {
    Object caller = submission.caller();
    Deque<Submission> own = byCaller.get(caller);
    if (own == null) {
      own = new ArrayDeque<>();
      byCaller.put(caller, own);
      turns.add(caller);
    }
    own.add(submission);
    queued++;
    CompletableFuture<InferenceResult> unused =
        submission
            .future()
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    someEnded = true;
                  }
                });
  }

  int size() {
    return queued + aside.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Takes out all that can be admitted now.
   *
   * @param isOpen whether to go on
   * @param tryAdmit admits a request, or returns false if it does not fit now
   */
  void admit(BooleanSupplier isOpen, Predicate<Submission> tryAdmit) {
    int tried = 0;
    while (tried < aside.size() && mayPass(tried) && isOpen.getAsBoolean()) {
      if (tryAdmit.test(aside.get(tried).submission)) {
        aside.remove(tried);
        countOvertaken(tried);
      } else {
        tried++;
      }
    }
    while (queued > 0 && tried < MAX_ASIDE && mayPass(tried) && isOpen.getAsBoolean()) {
      Submission next = takeNext();
      if (tryAdmit.test(next)) {
        countOvertaken(tried);
      } else {
        aside.add(new Aside(next));
        tried++;
      }
    }
  }

  /** Whether a request may be admitted before the first {@code count} that are aside. */
  private boolean mayPass(int count) {
    return count == 0 || aside.get(0).overtakes < MAX_OVERTAKES;
  }

  private void countOvertaken(int count) {
    aside.subList(0, count).forEach(each -> each.overtakes++);
  }

  /** Takes out the request whose turn it is, and gives the turn to another caller. */
  private Submission takeNext() {
    Object caller = turns.remove();
    Deque<Submission> own = Objects.requireNonNull(byCaller.get(caller));
    Submission next = own.remove();
    queued--;
    if (own.isEmpty()) {
      byCaller.remove(caller);
    } else {
      turns.add(caller);
    }
    return next;
  }

  /**
   * Takes out those that nobody waits for any more. Looks for them only where there may be some.
   */
  void removeDone() {
    if (!someEnded) {
      return;
    }
    someEnded = false;
    aside.removeIf(each -> each.submission.future().isDone());
    byCaller.values().forEach(own -> own.removeIf(submission -> submission.future().isDone()));
    byCaller.values().removeIf(Deque::isEmpty);
    turns.retainAll(byCaller.keySet());
    queued = byCaller.values().stream().mapToInt(Deque::size).sum();
  }

  /** Takes all out. */
  void removeAll(Consumer<Submission> removed) {
    aside.forEach(each -> removed.accept(each.submission));
    byCaller.values().forEach(own -> own.forEach(removed));
    aside.clear();
    byCaller.clear();
    turns.clear();
    queued = 0;
  }
}
