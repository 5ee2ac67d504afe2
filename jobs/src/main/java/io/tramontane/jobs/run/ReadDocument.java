package io.tramontane.jobs.run;

import io.tramontane.backend.Outcome.Failure;
import io.tramontane.jobs.corpus.DocumentText;
import io.tramontane.jobs.plan.ChunkedCorpus;
import io.tramontane.task.ErrorKind;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A document as far as it can be read.
 *
 * @param docId its identity
 * @param hash of its content
 * @param digest of its identity and content, see {@link ChunkedCorpus#DIGEST}
 * @param kept what is carried along of it, see {@link io.tramontane.jobs.corpus.KeptColumns}
 * @param bytes of its content
 * @param text empty where there is a failure
 * @param failure why it cannot be given to the model, or null
 */
record ReadDocument(
    String docId,
    String hash,
    long digest,
    List<byte @Nullable []> kept,
    int bytes,
    String text,
    @Nullable Failure failure) {
  /** Reads one row of the {@link ChunkedCorpus}. */
  static ReadDocument of(Row row) {
    byte[] content = row.getAs("content");
    String problem = row.getAs("problem");
    if (problem != null) {
      return failed(row, ErrorKind.UNREADABLE_RECORD, problem);
    }
    Optional<String> text = content == null ? Optional.of("") : DocumentText.decode(content);
    if (text.isEmpty()) {
      return failed(row, ErrorKind.INVALID_UTF8, "the text is not valid UTF-8");
    }
    if (text.get().isBlank()) {
      return failed(row, ErrorKind.EMPTY_TEXT, "the text is null, empty or blank");
    }
    return of(row, content.length, text.get(), null);
  }

  private static ReadDocument failed(Row row, ErrorKind kind, String cause) {
    return of(row, 0, "", new Failure(kind, "Cannot read the document: " + cause + "."));
  }

  private static ReadDocument of(Row row, int bytes, String text, @Nullable Failure failure) {
    return new ReadDocument(
        row.getAs("doc_id"),
        row.getAs(ChunkedCorpus.CONTENT_HASH),
        row.getAs(ChunkedCorpus.DIGEST),
        row.getList(row.fieldIndex("kept")),
        bytes,
        text,
        failure);
  }
}
