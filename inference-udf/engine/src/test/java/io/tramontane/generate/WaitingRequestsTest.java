package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is admitted when: a request of n tokens takes n places, of which there are {@link #free}. */
class WaitingRequestsTest {
  private final WaitingRequests waiting = new WaitingRequests();
  private final List<String> admitted = new ArrayList<>();
  private int free;
  private int tries;

  private Submission add(Object caller, int places) {
    Submission submission =
        new Submission(
            Requests.greedy(Requests.prompt(new int[places]), 1),
            caller,
            new CompletableFuture<>(),
            new int[0],
            new int[places],
            0,
            false);
    waiting.add(submission);
    return submission;
  }

  private boolean tryAdmit(Submission submission) {
    tries++;
    int places = submission.body().length;
    if (places > free) {
      return false;
    }
    free -= places;
    admitted.add(submission.caller() + " " + places);
    return true;
  }

  private List<String> admit(int places) {
    free = places;
    admitted.clear();
    tries = 0;
    waiting.admit(() -> true, this::tryAdmit);
    return List.copyOf(admitted);
  }

  @Test
  void smallRequestsPassALargeOneThatDoesNotFit() {
    add("a", 1);
    add("a", 9);
    add("a", 2);
    add("a", 3);

    assertThat(admit(7)).containsExactly("a 1", "a 2", "a 3");
    assertThat(waiting.size()).isOne();
    assertThat(admit(8)).isEmpty();
    assertThat(admit(9)).containsExactly("a 9");
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void thoseThatWaitedAreTriedFirstTheOldestBeforeAll() {
    add("a", 8);
    add("a", 6);
    add("a", 5);
    admit(4);
    add("a", 1);

    assertThat(admit(12)).containsExactly("a 8", "a 1");
    assertThat(admit(11)).containsExactly("a 6", "a 5");
  }

  @Test
  void nothingPassesALargeRequestThatHasBeenOvertakenOftenEnough() {
    add("large", 10);
    for (int i = 0; i < WaitingRequests.MAX_OVERTAKES; i++) {
      add("small", 1);
      assertThat(admit(9)).containsExactly("small 1");
    }
    add("small", 1);
    add("small", 1);

    assertThat(admit(9)).isEmpty();
    assertThat(admit(9)).isEmpty();
    assertThat(admit(11)).containsExactly("large 10", "small 1");
    assertThat(admit(9)).containsExactly("small 1");
  }

  /** The second may not pass the first either, though it has hardly been overtaken itself. */
  @Test
  void nothingSetAsideLaterPassesItEither() {
    add("large", 10);
    for (int i = 0; i < WaitingRequests.MAX_OVERTAKES; i++) {
      add("small", 1);
      admit(i == WaitingRequests.MAX_OVERTAKES - 1 ? 9 : 1);
    }
    add("middle", 5);

    assertThat(admit(9)).isEmpty();
    assertThat(admit(15)).containsExactly("large 10", "middle 5");
  }

  /** The limit holds also within one round of admissions. */
  @Test
  void isOvertakenNoMoreOftenByManyAtOnce() {
    add("large", 1_000);
    for (int i = 0; i < 500; i++) {
      add("small", 1);
    }

    assertThat(admit(500)).hasSize(WaitingRequests.MAX_OVERTAKES);
    assertThat(admit(500)).isEmpty();
  }

  @Test
  void looksAtFewOfTheManyThatWait() {
    for (int i = 0; i < 10_000; i++) {
      add("a", 10);
    }
    add("b", 1);

    assertThat(admit(9)).containsExactly("b 1");
    assertThat(tries).isEqualTo(WaitingRequests.MAX_ASIDE + 1);
    add("b", 1);
    assertThat(admit(9)).isEmpty();
    assertThat(tries).isEqualTo(WaitingRequests.MAX_ASIDE);
  }

  @Test
  void callersTakeTurns() {
    for (int i = 0; i < 100; i++) {
      add("many", 1);
    }
    add("few", 1);
    add("few", 1);

    assertThat(admit(5)).containsExactly("many 1", "few 1", "many 1", "few 1", "many 1");
  }

  /** One whose requests do not fit uses its turns, and no more than these. */
  @Test
  void callersTakeTurnsAlsoWhereOneHasLargeRequests() {
    for (int i = 0; i < 100; i++) {
      add("large", 10);
      add("small", 1);
    }

    assertThat(admit(4)).containsOnly("small 1").hasSize(4);
    assertThat(admit(13)).containsExactly("large 10", "small 1", "small 1", "small 1");
    assertThat(admit(20)).containsExactly("large 10", "large 10");
  }

  @Test
  void goesOnNoLongerThanItIsTold() {
    for (int i = 0; i < 10; i++) {
      add("a", 1);
    }
    free = 10;
    waiting.admit(() -> admitted.size() < 3, this::tryAdmit);

    assertThat(admitted).hasSize(3);
    assertThat(tries).isEqualTo(3);
    assertThat(waiting.size()).isEqualTo(7);
  }

  @Test
  void forgetsThoseThatAreCancelled() {
    Submission setAside = add("a", 10);
    admit(9);
    Submission queued = add("a", 1);
    add("b", 2);
    setAside.future().cancel(false);
    queued.future().cancel(false);
    waiting.removeDone();

    assertThat(waiting.size()).isOne();
    assertThat(admit(20)).containsExactly("b 2");
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void givesBackAll() {
    add("a", 10);
    admit(9);
    add("a", 1);
    add("b", 2);
    List<Object> removed = new ArrayList<>();
    waiting.removeAll(submission -> removed.add(submission.caller()));

    assertThat(removed).containsExactlyInAnyOrder("a", "a", "b");
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(admit(20)).isEmpty();
  }
}
