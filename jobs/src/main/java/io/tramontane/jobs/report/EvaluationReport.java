package io.tramontane.jobs.report;

/**
 * An evaluation as one page of HTML, which, as the {@link RunReport}, needs nothing beside itself.
 * No text of a document, a summary or the gold is in it.
 */
public final class EvaluationReport {
  private EvaluationReport() {}

  /** The page. */
  public static String render(Evaluation evaluation) {
    return new EvaluationPage(evaluation).render("evaluation");
  }
}
