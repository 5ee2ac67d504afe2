package io.tramontane.backend.local;

import io.tramontane.backend.Outcome;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import java.util.function.Function;

/** What a text has become for a task. */
sealed interface Question {
  /** The outcome is known without the model. */
  record Known(Outcome outcome) implements Question {}

  /** The model is to be asked. */
  record Ask(InferenceRequest request, Function<InferenceResult, Outcome> read)
      implements Question {}
}
