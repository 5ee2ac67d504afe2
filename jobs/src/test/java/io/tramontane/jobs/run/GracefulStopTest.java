package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.failure.InsufficientResourcesException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.now();
  private final GracefulStop stop = new GracefulStop(() -> events.add("cancel"), new SetClock());

  @AfterEach
  void close() {
    stop.close();
  }

  @Test
  void whatIsPlannedIsCancelledAtOnce() {
    stop.request(StopReason.SIGNAL);

    assertThat(events).containsExactly("cancel");
    assertThat(stop.reason()).contains(StopReason.SIGNAL);
    assertThat(stop.beginComputing(Duration.ofSeconds(1), () -> events.add("ask"))).isFalse();
  }

  @Test
  void chunksInProgressHaveAGracePeriod() {
    assertThat(stop.beginComputing(Duration.ofMillis(300), () -> events.add("ask"))).isTrue();

    stop.request(StopReason.SIGNAL);

    assertThat(events).containsExactly("ask");
    await().until(() -> events.equals(List.of("ask", "cancel")));
  }

  @Test
  void theFirstReasonStands() {
    assertThat(stop.beginComputing(Duration.ofHours(1), () -> events.add("ask"))).isTrue();
    stop.at(now);
    await().until(() -> stop.reason().isPresent());

    stop.request(StopReason.SIGNAL);

    assertThat(stop.reason()).contains(StopReason.DEADLINE);
    assertThat(events).containsExactly("ask");
  }

  @Test
  void whatCannotBeAskedIsCancelledAllTheSame() {
    assertThat(
            stop.beginComputing(
                Duration.ofHours(1),
                () -> {
                  throw new InsufficientResourcesException("no file system");
                }))
        .isTrue();

    stop.at(now);

    await().until(() -> events.equals(List.of("cancel")));
  }

  @Test
  void afterTheEndNothingIsAskedFor() {
    stop.close();

    stop.request(StopReason.SIGNAL);

    assertThat(events).isEmpty();
    assertThat(stop.reason()).isEmpty();
  }

  @Test
  void aDeadlineComesWhenTheClockIsSetPastIt() {
    stop.at(now.plus(Duration.ofHours(3)));
    assertThat(stop.reason()).isEmpty();

    now = now.plus(Duration.ofHours(4));

    await().until(() -> stop.reason().equals(Optional.of(StopReason.DEADLINE)));
  }

  @Test
  void aDeadlineDoesNotComeWhileTheClockIsSetBackBeforeIt() {
    now = now.minus(Duration.ofHours(1));
    Instant deadline = now.plusMillis(1);

    stop.at(deadline);

    await().during(Duration.ofSeconds(2)).until(() -> stop.reason().isEmpty());
    now = deadline;
    await().until(() -> stop.reason().isPresent());
  }

  @Test
  void aDurationEndsWhateverTheClockShows() {
    stop.after(Duration.ofHours(1));
    now = now.plus(Duration.ofDays(1));
    await().during(Duration.ofSeconds(2)).until(() -> stop.reason().isEmpty());

    stop.after(Duration.ofMillis(100));

    await().until(() -> stop.reason().equals(Optional.of(StopReason.DEADLINE)));
  }

  /** Shows the time that it was set to. */
  private final class SetClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
