package io.tramontane.djl;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.tramontane.backend.Answers;
import io.tramontane.backend.Texts;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.task.Generate;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that uses a model by DJL and prints every address that it tries to open on the way. In
 * a JVM of its own, since DJL calls home when its first class loads.
 */
final class ConnectionWatch {
  private ConnectionWatch() {}

  public static void main(String[] arguments) throws Exception {
    URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Refusing() : null);
    Generate task = new Generate(1, Sampling.GREEDY, List.of());
    Criteria<Texts, Answers> criteria =
        Criteria.builder()
            .setTypes(Texts.class, Answers.class)
            .optEngine(TramontaneEngineProvider.NAME)
            .optModelZoo(new LocalModelZoo(Path.of(arguments[0])))
            .optArgument(LocalModelZoo.SETTINGS, new EngineSettings(1, 64 << 20, 128))
            .optTranslator(new TaskTranslator(List.of(task)))
            .build();
    try (ZooModel<Texts, Answers> model = criteria.loadModel();
        Predictor<Texts, Answers> predictor = model.newPredictor()) {
      predictor.predict(Texts.of("python"));
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
