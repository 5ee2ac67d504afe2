package io.tramontane.jobs.run;

import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.DocumentOutcome;
import io.tramontane.jobs.plan.ChunkedCorpus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * Answers the documents of one chunk window by window, each different text once. Equal documents
 * must be neighbours, behind the answer that another run has given to them, if any; they may
 * straddle windows.
 */
final class WindowAnswers {
  private final DocumentModel model;
  private final RowMaker rows;

  /** What is known of the content that the window before ended with, by its hash. */
  private Map<String, Known> last = Map.of();

  WindowAnswers(DocumentModel model, RowMaker rows) {
    this.model = model;
    this.rows = rows;
  }

  /** One for each document, in their order. */
  List<Answer> answer(List<Row> window) {
    Map<String, Known> known = new HashMap<>(last);
    List<ReadDocument> documents = new ArrayList<>();
    for (Row row : window) {
      EarlierAnswer.of(row)
          .ifPresentOrElse(
              earlier -> known.put(earlier.hash(), new Known(earlier.outcome(), true)),
              () -> documents.add(ReadDocument.of(row)));
    }
    ask(documents, known.keySet())
        .forEach((hash, outcome) -> known.put(hash, new Known(outcome, false)));
    String hash = window.get(window.size() - 1).getAs(ChunkedCorpus.CONTENT_HASH);
    last = known.containsKey(hash) ? Map.of(hash, known.get(hash)) : Map.of();
    return documents.stream().map(document -> answer(document, known)).toList();
  }

  private Map<String, DocumentOutcome> ask(List<ReadDocument> documents, Set<String> known) {
    Map<String, String> texts = new LinkedHashMap<>();
    documents.stream()
        .filter(document -> document.failure() == null && !known.contains(document.hash()))
        .forEach(document -> texts.put(document.hash(), document.text()));
    List<DocumentOutcome> answers = model.answer(List.copyOf(texts.values()));
    if (answers.size() != texts.size()) {
      throw new IllegalStateException(
          "The model gave %d answers to %d texts.".formatted(answers.size(), texts.size()));
    }
    Map<String, DocumentOutcome> outcomes = new HashMap<>();
    List<String> hashes = new ArrayList<>(texts.keySet());
    for (int i = 0; i < hashes.size(); i++) {
      outcomes.put(hashes.get(i), answers.get(i));
    }
    return outcomes;
  }

  private Answer answer(ReadDocument document, Map<String, Known> known) {
    Known answer =
        document.failure() != null
            ? new Known(document.failure(), false)
            : Objects.requireNonNull(known.get(document.hash()));
    return new Answer(
        rows.row(document.docId(), document.hash(), answer.outcome()), answer.reused());
  }

  /** A content's answer, and whether another run has found it. */
  private record Known(DocumentOutcome outcome, boolean reused) {}
}
