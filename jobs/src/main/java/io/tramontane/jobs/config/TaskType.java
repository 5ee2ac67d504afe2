package io.tramontane.jobs.config;

/** What is done with every document. */
public enum TaskType {
  /** Generate a short text that says what the document says. */
  SUMMARIZE,
  /** Find how probable each label is as the answer. */
  CLASSIFY
}
