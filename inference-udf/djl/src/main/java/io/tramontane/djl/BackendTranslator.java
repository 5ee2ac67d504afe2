package io.tramontane.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.tramontane.backend.Backend;

/**
 * Gives the {@link Backend} of a loaded model, open as long as the model is; for callers that keep
 * many texts in progress at once, where a predictor waits for each batch.
 */
final class BackendTranslator implements NoBatchifyTranslator<Void, Backend> {
  @Override
  public NDList processInput(TranslatorContext context, Void nothing) {
    BackendCall call = backend -> backend;
    return call.asInput();
  }

  @Override
  public Backend processOutput(TranslatorContext context, NDList output) {
    return (Backend) BackendCall.returned(output);
  }
}
