package io.tramontane.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.tramontane.backend.Backend;

/** Makes the {@link BackendCall}s of its translator. For one thread. */
final class BackendPredictor<I, O> extends Predictor<I, O> {
  private final Backend backend;

  BackendPredictor(Model model, Translator<I, O> translator, Device device, Backend backend) {
    super(model, translator, device, false);
    this.backend = backend;
  }

  @Override
  protected NDList predictInternal(TranslatorContext context, NDList input)
      throws TranslateException {
    try {
      return BackendCall.in(input).outputOf(backend);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TranslateException("Cannot finish the batch: the thread was interrupted.", e);
    }
  }
}
