package io.tramontane.jobs.evaluate;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/** Turns a row of {@link EvaluatedDocuments} into the numbers that one task is measured by. */
interface NumbersOfDocument extends Serializable {
  /** How many numbers {@link #of} gives. */
  int count();

  /** What becomes of a document that is in the corpus and has this gold. */
  Standing standing(String gold);

  /**
   * The numbers, in an order that the task knows.
   *
   * @param standing what becomes of the document
   * @param text the document's; empty where it has none
   */
  double[] of(Row document, Standing standing, String text);
}
