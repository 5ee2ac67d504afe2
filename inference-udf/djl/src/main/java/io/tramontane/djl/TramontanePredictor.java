package io.tramontane.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.util.passthrough.PassthroughNDArray;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Hands all inputs of a batch to the engine at once; DJL's own loop would give it one after
 * another. Predictors are served in turns. For one thread.
 */
final class TramontanePredictor<I, O> extends Predictor<I, O> {
  private final InferenceEngine engine;

  TramontanePredictor(
      Model model, Translator<I, O> translator, Device device, InferenceEngine engine) {
    super(model, translator, device, false);
    this.engine = engine;
  }

  /**
   * Computes a batch and waits for all of it.
   *
   * @return the outputs in the order of the inputs. A request that fails alone is a {@link
   *     io.tramontane.generate.FailedResult} in its place
   * @throws TranslateException if the translator or the engine fails, or the thread is interrupted
   */
  @Override
  public List<O> batchPredict(List<I> inputs) throws TranslateException {
    List<CompletableFuture<InferenceResult>> results = List.of();
    try (PredictorContext context = new PredictorContext(model, manager, metrics)) {
      if (!prepared) {
        translator.prepare(context);
        prepared = true;
      }
      List<InferenceRequest> requests = new ArrayList<>(inputs.size());
      for (I input : inputs) {
        requests.add(request(translator.processInput(context, input)));
      }
      results = engine.submitAll(requests, this);
      List<O> outputs = new ArrayList<>(inputs.size());
      for (CompletableFuture<InferenceResult> result : results) {
        NDList list = new NDList(new PassthroughNDArray(result.get()));
        outputs.add(translator.processOutput(context, list));
      }
      return outputs;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TranslateException("Cannot finish the batch: the thread was interrupted.", e);
    } catch (ExecutionException e) {
      throw new TranslateException(e.getCause());
    } catch (TranslateException e) {
      throw e;
    } catch (Exception e) { // What a translator throws is not narrower.
      throw new TranslateException(e);
    } finally {
      // Without effect on those that are done; nobody will ask for the others.
      results.forEach(result -> result.cancel(false));
    }
  }

  private static InferenceRequest request(NDList list) {
    if (list.singletonOrThrow() instanceof PassthroughNDArray array
        && array.getObject() instanceof InferenceRequest request) {
      return request;
    }
    throw new IllegalArgumentException(
        "Cannot submit a request: the translator gave none. Use PassthroughTranslator.");
  }
}
