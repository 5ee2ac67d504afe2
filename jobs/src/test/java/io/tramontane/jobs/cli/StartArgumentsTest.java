package io.tramontane.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.jobs.plan.StartOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StartArgumentsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** 23:30 in Berlin. */
  private static final Clock NIGHT = Clock.fixed(Instant.parse("2026-11-01T22:30:00Z"), BERLIN);

  @Test
  void withoutArgumentsNothingIsAskedFor() {
    assertThat(parse()).isEqualTo(StartOptions.NONE);
  }

  @Test
  void aDeadlineIsTheNextSuchTimeOfDay() {
    assertThat(parse("--deadline", "06:00").deadline()).contains(at("2026-11-02T05:00:00Z"));
    assertThat(parse("--deadline", "23:31").deadline()).contains(at("2026-11-01T22:31:00Z"));
    assertThat(parse("--deadline", "23:30").deadline()).contains(at("2026-11-02T22:30:00Z"));
  }

  @Test
  void aDurationBeginsNow() {
    assertThat(duration("3h")).isBetween(Duration.ofMinutes(179), Duration.ofHours(3));
    assertThat(duration("1h30m")).isBetween(Duration.ofMinutes(89), Duration.ofMinutes(90));
    assertThat(duration("99999999h")).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void ofBothEachIsKept() {
    StartOptions both = parse("--deadline", "06:00", "--max-duration", "1m");

    assertThat(both.deadline()).contains(at("2026-11-02T05:00:00Z"));
    assertThat(both.maxDuration()).isPresent();
  }

  @Test
  void whatIsNoTimeIsRefused() {
    assertThatThrownBy(() -> parse("--max-duration", "soon"))
        .hasMessageContaining("'soon' is no time such as 3h, 90m or 1h30m");
    assertThatThrownBy(() -> parse("--deadline", "25:00")).hasMessageContaining("25:00");
  }

  private static StartOptions parse(String... arguments) {
    StartArguments parsed = new StartArguments();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(parsed)).parseArgs(arguments);
    return parsed.startingAt(NIGHT);
  }

  private static Duration duration(String spelling) {
    return parse("--max-duration", spelling).maxDuration().orElseThrow().left();
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }
}
