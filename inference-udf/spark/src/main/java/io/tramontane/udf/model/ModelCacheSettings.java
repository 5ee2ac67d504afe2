package io.tramontane.udf.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where this host keeps the models that it fetched, and how many of them.
 *
 * @param folder null is a folder of the user's own below {@code java.io.tmpdir}
 * @param maxBytes the most that all models in it may take; null is no limit
 */
public record ModelCacheSettings(@Nullable Path folder, @Nullable Long maxBytes) {}
