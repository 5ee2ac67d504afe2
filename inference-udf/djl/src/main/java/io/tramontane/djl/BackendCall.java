package io.tramontane.djl;

import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.util.passthrough.PassthroughNDArray;
import io.tramontane.backend.Backend;

/**
 * What a translator hands to a model in place of arrays: what is to be done with the model's {@link
 * Backend}. The contract between translators and engines: the only array of the input holds a call,
 * the only array of the output what the call has returned.
 */
@FunctionalInterface
public interface BackendCall {
  /**
   * Uses a backend, and waits for what it gives.
   *
   * @throws TranslateException if the backend fails
   */
  Object apply(Backend backend) throws TranslateException, InterruptedException;

  /** This call as the input of a model. */
  default NDList asInput() {
    return list(this);
  }

  /** The output of a model for this call. */
  default NDList outputOf(Backend backend) throws TranslateException, InterruptedException {
    return list(apply(backend));
  }

  /**
   * The call in the input of a model.
   *
   * @throws IllegalArgumentException if there is none
   */
  static BackendCall in(NDList input) {
    if (content(input) instanceof BackendCall call) {
      return call;
    }
    throw new IllegalArgumentException(
        "Cannot call the backend: the translator gave no BackendCall. Use TaskTranslator.");
  }

  /** What a call has returned, in the output of a model. */
  static Object returned(NDList output) {
    return content(output);
  }

  private static NDList list(Object content) {
    return new NDList(new PassthroughNDArray(content));
  }

  private static Object content(NDList list) {
    return list.singletonOrThrow() instanceof PassthroughNDArray array ? array.getObject() : list;
  }
}
