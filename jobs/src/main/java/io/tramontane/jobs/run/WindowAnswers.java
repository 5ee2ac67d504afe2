package io.tramontane.jobs.run;

import io.tramontane.jobs.model.DocumentModel;
import io.tramontane.jobs.model.DocumentOutcome;
import io.tramontane.schema.Enrichment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;

/**
 * Answers the documents of one chunk window by window, each different text once. Equal documents
 * must be neighbours; they may straddle windows.
 */
final class WindowAnswers {
  private final DocumentModel model;
  private final RowMaker rows;
  private Map<String, DocumentOutcome> last = Map.of();

  WindowAnswers(DocumentModel model, RowMaker rows) {
    this.model = model;
    this.rows = rows;
  }

  /** One row for each document, in their order. */
  List<Enrichment> answer(List<Row> window) {
    List<ReadDocument> documents = window.stream().map(ReadDocument::of).toList();
    Map<String, String> texts = new LinkedHashMap<>();
    documents.stream()
        .filter(document -> document.failure() == null && !last.containsKey(document.hash()))
        .forEach(document -> texts.put(document.hash(), document.text()));
    Map<String, DocumentOutcome> outcomes = new HashMap<>(last);
    outcomes.putAll(ask(texts));
    String lastHash = documents.get(documents.size() - 1).hash();
    last = outcomes.containsKey(lastHash) ? Map.of(lastHash, outcomes.get(lastHash)) : Map.of();
    return documents.stream().map(document -> row(document, outcomes)).toList();
  }

  private Map<String, DocumentOutcome> ask(Map<String, String> texts) {
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

  private Enrichment row(ReadDocument document, Map<String, DocumentOutcome> outcomes) {
    DocumentOutcome failure = document.failure();
    DocumentOutcome outcome =
        failure != null ? failure : Objects.requireNonNull(outcomes.get(document.hash()));
    return rows.row(document.docId(), document.hash(), outcome);
  }
}
