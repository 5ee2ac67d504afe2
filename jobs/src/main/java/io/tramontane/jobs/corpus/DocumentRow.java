package io.tramontane.jobs.corpus;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Rows of {@link io.tramontane.schema.Document}, of records in any condition. */
final class DocumentRow {
  /** What is kept of a record where nothing is to be, or nothing is known. */
  static final byte[][] NOTHING = {};

  private DocumentRow() {}

  /**
   * Of a record with an identity.
   *
   * @param kept what is carried along, see {@link KeptColumns}
   */
  static Row of(String identity, byte @Nullable [] content, byte[][] kept) {
    return RowFactory.create(identity, content, null, kept);
  }

  /**
   * Of a record with an identity, and something wrong.
   *
   * @param problem for people, with the place and without a full stop
   */
  static Row unreadable(String identity, String problem, byte[][] kept) {
    return RowFactory.create(identity, null, problem, kept);
  }

  /**
   * Of a record without an identity of its own: its place is one.
   *
   * @param what is wrong with it
   */
  static Row damaged(RecordPlace place, String what) {
    return unreadable(place.identity(), place + " " + what, NOTHING);
  }

  /** Of a sound record in which there is no identity, which the corpus is refused for. */
  static Row unidentified(RecordPlace place, String idColumn) {
    return RowFactory.create(
        null, null, "%s has nothing in %s".formatted(place, idColumn), NOTHING);
  }

  /**
   * Of a record whose values are bytes.
   *
   * @param identity to be UTF-8
   */
  static Row of(
      byte @Nullable [] identity,
      byte @Nullable [] content,
      byte[][] kept,
      RecordPlace place,
      String idColumn) {
    if (identity == null) {
      return unidentified(place, idColumn);
    }
    Optional<String> text = DocumentText.decode(identity);
    return text.isPresent()
        ? of(text.get(), content, kept)
        : damaged(place, "is not valid UTF-8 in " + idColumn);
  }
}
