package io.tramontane.udf.model;

import io.tramontane.failure.InvalidInputException;
import java.util.Optional;

/**
 * A model that must be in the cache of the host that uses it. Nobody is asked for it.
 *
 * @param sha256 its digest
 * @param cache where it is
 */
record ModelInCache(String sha256, ModelCacheSettings cache) implements ModelSource {
  @Override
  public String location() {
    return "of digest " + sha256;
  }

  @Override
  public void check(boolean usedHere) {
    if (usedHere) {
      local();
    }
  }

  @Override
  public LocalModel local() {
    return find()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "Cannot use the model of digest %s: the model cache of this host has no whole copy. Say where it is by --model or --config FILE."
                        .formatted(sha256)));
  }

  @Override
  public LocalModel digested() {
    return local();
  }

  Optional<LocalModel> find() {
    ModelStore nowhere =
        url -> {
          throw new IllegalStateException("A model that must be cached is not fetched.");
        };
    return ModelCache.of(cache, nowhere).cached(sha256);
  }
}
