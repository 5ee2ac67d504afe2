package io.tramontane.jobs.run;

import io.tramontane.backend.Outcome.Failure;
import io.tramontane.jobs.corpus.DocumentText;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.task.ErrorKind;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A document as far as it can be read.
 *
 * @param docId its identity
 * @param hash of its content
 * @param bytes of its content
 * @param text empty where there is a failure
 * @param failure why it cannot be given to the model, or null
 */
record ReadDocument(String docId, String hash, int bytes, String text, @Nullable Failure failure) {
  /** Reads one row of the {@link ChunkedCorpus}. */
  static ReadDocument of(Row row) {
    String docId = row.getAs("doc_id");
    String hash = row.getAs(ChunkedCorpus.CONTENT_HASH);
    byte[] content = row.getAs("content");
    String problem = row.getAs("problem");
    if (problem != null) {
      return failed(docId, hash, ErrorKind.UNREADABLE_RECORD, problem);
    }
    Optional<String> text = content == null ? Optional.of("") : DocumentText.decode(content);
    if (text.isEmpty()) {
      return failed(docId, hash, ErrorKind.INVALID_UTF8, "the text is not valid UTF-8");
    }
    if (text.get().isBlank()) {
      return failed(docId, hash, ErrorKind.EMPTY_TEXT, "the text is null, empty or blank");
    }
    return new ReadDocument(docId, hash, content.length, text.get(), null);
  }

  private static ReadDocument failed(String docId, String hash, ErrorKind kind, String cause) {
    return new ReadDocument(
        docId, hash, 0, "", new Failure(kind, "Cannot read the document: " + cause + "."));
  }
}
