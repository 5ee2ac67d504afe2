package io.tramontane.jobs.corpus;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Rows of {@link io.tramontane.schema.Document}, of records in any condition. */
final class DocumentRow {
  private DocumentRow() {}

  /** Of a record with an identity. */
  static Row of(String identity, byte @Nullable [] content) {
    return RowFactory.create(identity, content, null);
  }

  /**
   * Of a record with an identity, and something wrong.
   *
   * @param problem for people, with the place and without a full stop
   */
  static Row unreadable(String identity, String problem) {
    return RowFactory.create(identity, null, problem);
  }

  /**
   * Of a record without an identity of its own: its place is one.
   *
   * @param what is wrong with it
   */
  static Row damaged(RecordPlace place, String what) {
    return unreadable(place.identity(), place + " " + what);
  }

  /** Of a sound record in which there is no identity, which the corpus is refused for. */
  static Row unidentified(RecordPlace place, String idColumn) {
    return RowFactory.create(null, null, "%s has nothing in %s".formatted(place, idColumn));
  }

  /**
   * Of a record whose values are bytes.
   *
   * @param identity to be UTF-8
   */
  static Row of(
      byte @Nullable [] identity, byte @Nullable [] content, RecordPlace place, String idColumn) {
    if (identity == null) {
      return unidentified(place, idColumn);
    }
    Optional<String> text = DocumentText.decode(identity);
    return text.isPresent()
        ? of(text.get(), content)
        : damaged(place, "is not valid UTF-8 in " + idColumn);
  }
}
