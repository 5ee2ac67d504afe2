package io.tramontane.failure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What text that leaves the process must not tell. {@link #mask} puts {@link #MASK} in the place of
 *
 * <ul>
 *   <li>the user info of every URL, {@code https://(masked)@host/}. The container that stands there
 *       in the URLs of Azure's stores is none;
 *   <li>the query of every URL, {@code https://host/model.gguf?(masked)};
 *   <li>each string that {@link #keep} was given in this process.
 * </ul>
 *
 * <p>A text that holds none of these is left as it is, and a masked text is not changed by masking
 * it again. The messages of {@link InvalidInputException} and {@link
 * InsufficientResourcesException}, and of their causes, are masked when they are made.
 *
 * <p>The strings are the process's, as its log is. Thread-safe.
 */
public final class Secrets {
  /** Stands where something was masked. */
  public static final String MASK = "(masked)";

  /** Shorter strings stand in innocent words too. */
  private static final int MIN_LENGTH = 4;

  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());
  private static final Set<String> KEPT = new ConcurrentSkipListSet<>(LONGEST_FIRST);

  // In running text a URL ends at white space or at what texts put around it.
  private static final Pattern URL =
      Pattern.compile("(?:(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*+:/|//)[^\\s\"<>]*+");

  // A password may hold a slash, as keys of S3 do; the digits of a port are none.
  private static final Pattern USER_INFO =
      Pattern.compile("^([^/]*//)(?:[^/?#@:]*:(?!\\d{1,5}(?:[^\\d@]|$)).*@|[^/?#]*@)");
  private static final Pattern CONTAINER = Pattern.compile("(?:abfss?|wasbs?)://[^/?#@:]*@.*");

  // Hadoop writes the question mark of a path as %3F.
  private static final Pattern QUERY = Pattern.compile("(?<=\\?|%3[Ff]).+?(?=[]:.,;'}]*$)");

  private Secrets() {}

  /**
   * Masks these strings from now on. Strings of fewer than four characters are left out.
   *
   * @param secrets values of settings
   */
  public static void keep(Collection<String> secrets) {
    secrets.stream().filter(secret -> secret.strip().length() >= MIN_LENGTH).forEach(KEPT::add);
  }

  /** A text without what it must not tell. */
  public static String mask(String text) {
    return maskKept(
        URL.matcher(text).replaceAll(url -> Matcher.quoteReplacement(maskUrl(url.group()))));
  }

  private static String maskKept(String text) {
    String masked = text;
    for (String secret : KEPT) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  private static String maskUrl(String url) {
    String withoutUser =
        CONTAINER.matcher(url).matches()
            ? url
            : USER_INFO.matcher(url).replaceFirst("$1" + MASK + "@");
    return QUERY.matcher(withoutUser).replaceFirst(MASK);
  }

  /** A failure that tells what must not be told becomes one of the same trace that does not. */
  static @Nullable Throwable mask(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    String told = told(failure);
    return mask(told).equals(told) ? failure : MaskedFailure.of(failure);
  }

  private static String told(Throwable failure) {
    StringWriter told = new StringWriter();
    failure.printStackTrace(new PrintWriter(told));
    return told.toString();
  }

  /** Stands for another failure, whose class it names. */
  private static final class MaskedFailure extends RuntimeException {
    private MaskedFailure(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    private static MaskedFailure of(Throwable failure) {
      MaskedFailure masked = new MaskedFailure(mask(failure.toString()), mask(failure.getCause()));
      masked.setStackTrace(failure.getStackTrace());
      for (Throwable suppressed : failure.getSuppressed()) {
        masked.addSuppressed(Objects.requireNonNull(mask(suppressed)));
      }
      return masked;
    }
  }
}
