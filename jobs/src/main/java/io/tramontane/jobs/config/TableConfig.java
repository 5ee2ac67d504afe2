package io.tramontane.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What says how a table is read, beside its name or path. Used with {@link InputFormat#TABLE}.
 *
 * @param format of the table at the path; null where that is a name in a catalog
 * @param sql the query whose rows are the corpus, or null
 * @param allowUnpinned whether tables may be read whose version cannot be pinned
 */
public record TableConfig(@Nullable LakeFormat format, @Nullable String sql, boolean allowUnpinned)
    implements Serializable {
  /** For corpora that are no tables. */
  public static final TableConfig NONE = new TableConfig(null, null, false);
}
