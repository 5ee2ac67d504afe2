package io.tramontane.udf.model;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import java.io.IOException;

/** A kind of places that models are fetched from. */
@FunctionalInterface
interface ModelStore {
  /**
   * Looks at a model. All parts are looked at before any is fetched, and each is fetched in the
   * version that was seen: so they belong together.
   *
   * @throws InvalidInputException if there is none, or a part of a split is missing
   * @throws InsufficientResourcesException if the place does not answer
   * @throws IOException if it cannot be reached
   */
  RemoteModel find(String url) throws IOException;
}
