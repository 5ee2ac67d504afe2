package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.tramontane.transformer.HyperParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final double RATE = 0.003;

  private final TrainedVocabulary vocabulary = TinyNetwork.vocabulary();
  private final HyperParameters sizes = TinyNetwork.sizes(vocabulary.size());
  private final List<Batch> batches =
      LongStream.range(0, 2)
          .mapToObj(lesson -> TinyNetwork.lessons(vocabulary).lesson(lesson, 0))
          .flatMap(List::stream)
          .toList();

  private final Path folder;

  CheckpointTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Adds are made in another order by another run, so figures agree to rounding only. */
  @Test
  void trainingGoesOnAsIfItHadNotBeenStopped() throws IOException {
    Path file = folder.resolve("checkpoint");
    double expected;
    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager()) {
      NetworkParameters parameters = NetworkParameters.random(sizes, 3, manager);
      MixtralNetwork network = new MixtralNetwork(parameters, manager);
      AdamW optimizer = new AdamW(parameters, manager);
      learn(network, optimizer, 0, manager);
      learn(network, optimizer, 1, manager);
      new Checkpoint(7, 1234, optimizer.steps()).write(file, optimizer, manager);
      learn(network, optimizer, 2, manager);
      expected = learn(network, optimizer, 0, manager);
    }

    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager()) {
      NetworkParameters parameters = NetworkParameters.random(sizes, 4, manager);
      MixtralNetwork network = new MixtralNetwork(parameters, manager);
      AdamW optimizer = new AdamW(parameters, manager);
      assertThat(Checkpoint.read(file, optimizer, manager)).isEqualTo(new Checkpoint(7, 1234, 2));
      learn(network, optimizer, 2, manager);

      assertThat(learn(network, optimizer, 0, manager)).isCloseTo(expected, within(1e-3));
    }
  }

  private double learn(MixtralNetwork network, AdamW optimizer, int batch, NDManager manager) {
    return new Learner(network, optimizer, manager).learn(List.of(batches.get(batch)), RATE);
  }
}
