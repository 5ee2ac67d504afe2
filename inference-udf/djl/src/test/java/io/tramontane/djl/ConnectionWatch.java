package io.tramontane.djl;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.passthrough.PassthroughTranslator;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A program that uses a model by DJL and prints every address that it tries to open on the way. In
 * a JVM of its own, since DJL calls home when its first class loads.
 */
final class ConnectionWatch {
  private ConnectionWatch() {}

  public static void main(String[] arguments) throws Exception {
    URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Refusing() : null);
    Criteria<InferenceRequest, InferenceResult> criteria =
        Criteria.builder()
            .setTypes(InferenceRequest.class, InferenceResult.class)
            .optEngine("Tramontane")
            .optModelPath(Path.of(arguments[0]))
            .optTranslator(new PassthroughTranslator<>())
            .optOptions(EngineOptions.of(new EngineSettings(1, 64 << 20, 128)))
            .build();
    Prompt prompt = new Prompt(new int[0], new int[] {1});
    try (ZooModel<InferenceRequest, InferenceResult> model = criteria.loadModel();
        Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
      predictor.predict(new CompletionRequest(prompt, 1, Sampling.GREEDY, Set.of(), List.of()));
    }
    System.out.println("answered");
  }

  private static final class Refusing extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      System.out.println("opened " + url);
      throw new IOException("refused");
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
      return openConnection(url);
    }
  }
}
