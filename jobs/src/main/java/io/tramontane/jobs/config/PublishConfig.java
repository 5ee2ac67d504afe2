package io.tramontane.jobs.config;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table that finished runs are published into.
 *
 * @param name in a catalog
 * @param format of a table that is yet to be made; null where it is there
 * @param partitionBy the columns by which that is to be partitioned
 * @param replaceByErrors whether an error row replaces the answer that the table has
 */
public record PublishConfig(
    String name, @Nullable LakeFormat format, List<String> partitionBy, boolean replaceByErrors)
    implements Serializable {
  public PublishConfig {
    partitionBy = List.copyOf(partitionBy);
  }
}
