package io.tramontane.task;

import java.util.Locale;

/** Why a document has no output. */
public enum ErrorKind {
  /** The record cannot be read. */
  UNREADABLE_RECORD,
  /** The text is null, empty or blank. */
  EMPTY_TEXT,
  /** The text is not valid UTF-8. */
  INVALID_UTF8,
  /** The document is too long and must not be truncated. */
  TOO_LONG,
  /** The model's answer has no text. */
  EMPTY_OUTPUT,
  /** The model produced a logit that is not finite. */
  NON_FINITE_LOGITS;

  /** The name in result rows and manifests. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
