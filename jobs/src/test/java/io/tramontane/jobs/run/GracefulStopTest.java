package io.tramontane.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tramontane.failure.InsufficientResourcesException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final GracefulStop stop = new GracefulStop(() -> events.add("cancel"));

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
    stop.at(Instant.now());
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

    stop.at(Instant.now());

    await().until(() -> events.equals(List.of("cancel")));
  }

  @Test
  void afterTheEndNothingIsAskedFor() {
    stop.close();

    stop.request(StopReason.SIGNAL);

    assertThat(events).isEmpty();
    assertThat(stop.reason()).isEmpty();
  }
}
