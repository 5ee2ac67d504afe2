package io.tramontane.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to know about an evaluation before trusting its metrics. */
final class EvaluationNotes {
  private static final int FEW_DOCUMENTS = 100;

  private EvaluationNotes() {}

  static List<String> of(Evaluation evaluation) {
    Evaluation.Documents documents = evaluation.documents();
    List<String> notes = new ArrayList<>();
    if (!evaluation.run().success()) {
      notes.add("The run has more error rows than allowed, so it has no _SUCCESS.");
    }
    add(notes, documents.errors(), "are errors, and count as wrong.");
    add(notes, documents.withoutGold(), "have no gold, and are left out.");
    add(
        notes,
        documents.goldIsNoLabel(),
        "have a gold that is none of the run's labels, so the run could not be right: they are left out.");
    add(
        notes,
        documents.changed(),
        "are no longer in the corpus as the run read them, and are left out.");
    if (documents.evaluated() < FEW_DOCUMENTS) {
      notes.add("With so few documents, intervals are wide and themselves uncertain.");
    }
    return notes;
  }

  private static void add(List<String> notes, int documents, String what) {
    if (documents > 0) {
      notes.add(String.format(Locale.ROOT, "%,d documents %s", documents, what));
    }
  }
}
