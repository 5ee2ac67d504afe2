package io.tramontane.jobs.cli;

import io.tramontane.jobs.plan.StartOptions;
import io.tramontane.jobs.plan.TimeLimit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code enrich} and {@code plan} are asked for beside the configuration. */
final class StartArguments {
  @Option(
      names = "--overwrite",
      description =
          "Replace the run of this name, if it has other settings or other input, when the new one is complete.")
  private boolean overwrite;

  @Option(
      names = "--replan",
      description =
          "Replace the run of this name, if its input has changed, and take over what it has computed.")
  private boolean replan;

  @Option(
      names = "--retry-errors",
      description = "Compute the error rows of the complete run of this name again.")
  private boolean retryErrors;

  @Option(
      names = "--deadline",
      paramLabel = "HH:MM",
      description = "Begin no more chunks when it is next this time of day here; exit with 4.")
  private @Nullable LocalTime deadline;

  @Option(
      names = "--max-duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Begin no more chunks after so long, such as 3h or 1h30m; exit with 4.")
  private @Nullable Duration maxDuration;

  StartOptions startingAt(Clock clock) {
    return new StartOptions(
        overwrite,
        replan,
        retryErrors,
        Optional.ofNullable(deadline).map(time -> next(time, ZonedDateTime.now(clock))),
        Optional.ofNullable(maxDuration).map(TimeLimit::of));
  }

  private static Instant next(LocalTime time, ZonedDateTime now) {
    ZonedDateTime today = now.with(time);
    return (today.isAfter(now) ? today : now.plusDays(1).with(time)).toInstant();
  }

  /** Reads {@code 1h30m}: what ISO 8601 writes as {@code PT1H30M}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Duration.parse("PT" + value);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'%s' is no time such as 3h, 90m or 1h30m".formatted(value));
      }
    }
  }
}
