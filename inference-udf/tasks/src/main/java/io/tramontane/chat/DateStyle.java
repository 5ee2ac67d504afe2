package io.tramontane.chat;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a template writes the day.
 *
 * @param isNumeric 2025-08-05; else 05 Aug 2025
 * @param absent what the template writes without a day; null if it cannot do without
 */
record DateStyle(boolean isNumeric, @Nullable String absent) {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  String written(LocalDate day) {
    // Not by a formatter: names of months follow the JDK's locale data.
    return isNumeric
        ? day.toString()
        : twoDigits(day.getDayOfMonth())
            + " "
            + MONTHS.get(day.getMonthValue() - 1)
            + " "
            + day.getYear();
  }

  private static String twoDigits(int number) {
    return (number < 10 ? "0" : "") + number;
  }
}
