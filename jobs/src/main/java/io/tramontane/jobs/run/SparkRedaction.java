package io.tramontane.jobs.run;

import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Has Spark keep secrets out of its pages, its event log and its plans, as {@link
 * io.tramontane.failure.Secrets} keeps them out of ours.
 */
public final class SparkRedaction {
  private static final String SETTINGS = "spark.redaction.regex";
  private static final String PLANS = "spark.redaction.string.regex";

  /** Of a setting whose key, or part of whose value, is like this, Spark shows nothing. */
  private static final String SECRET_SETTING =
      "(?i)secret|passw(or)?d|passphrase|credential|token(?!s|iz)|(access|account|api|private)[._-]?key"
          + "|//[^/\\s]*@|:/[^\\s?]*\\?\\S";

  /** Of a plan Spark shows nothing that is like this. */
  private static final String SECRET_TEXT =
      "(?<=//)[^/\\s,\\]]*@|[A-Za-z][A-Za-z0-9+.-]*:/[^\\s,?\\]]*\\?[^\\s,\\]]*";

  private SparkRedaction() {}

  /** Spark settings that add this to what is configured. */
  public static Map<String, String> settings(SparkConf configured) {
    return Map.of(
        SETTINGS, beside(configured.get(SETTINGS, ""), SECRET_SETTING),
        PLANS, beside(configured.get(PLANS, ""), SECRET_TEXT));
  }

  private static String beside(String configured, String ours) {
    return configured.isEmpty() || configured.endsWith(ours) ? ours : configured + "|" + ours;
  }
}
