package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.training.Batch.Kind;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.Step;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two implementations of the same model, which share no code, agree. */
class MixtralNetworkTest {
  private static final double TOLERANCE = 1e-3;

  private final Random random = new Random(5);

  private int[] tokens(int length, int vocabulary) {
    return random.ints(length, 0, vocabulary).toArray();
  }

  @Test
  void logitsAreThoseOfTheEngineOnTheExportedModel(@TempDir Path folder) throws IOException {
    TrainedVocabulary vocabulary = TinyNetwork.vocabulary();
    Path file = folder.resolve("model.gguf");
    Batch batch =
        new Batch(
            tokens(7, vocabulary.size()),
            List.of(tokens(20, vocabulary.size()), tokens(3, vocabulary.size())),
            List.of());
    List<float[]> logits;
    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager()) {
      NetworkParameters parameters =
          NetworkParameters.random(TinyNetwork.sizes(vocabulary.size()), 3, manager);
      new ModelExport(parameters, vocabulary, "test").write(file, TensorType.F32);
      logits = logits(new MixtralNetwork(parameters, manager), batch, manager);
    }

    for (int sequence = 0; sequence < batch.sequences().size(); sequence++) {
      int[] body = batch.sequences().get(sequence);
      float[] expected =
          engineLogits(
              file, IntStream.concat(IntStream.of(batch.prefix()), IntStream.of(body)).toArray());
      for (int position = 0; position < body.length; position++) {
        float[] row = logits.get(batch.row(sequence, position));
        for (int token = 0; token < vocabulary.size(); token++) {
          int place = (batch.prefix().length + position) * vocabulary.size() + token;
          assertThat((double) row[token]).isCloseTo(expected[place], within(TOLERANCE));
        }
      }
    }
  }

  private static List<float[]> logits(MixtralNetwork network, Batch batch, NDManager manager) {
    NDArray rows = manager.create(IntStream.range(0, batch.rows()).asLongStream().toArray());
    NDArray logits = network.logits(network.forward(batch, manager), rows);
    List<float[]> result = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      result.add(logits.get(row).toFloatArray());
    }
    return result;
  }

  /** Of every position, one after another. */
  private static float[] engineLogits(Path path, int[] tokens) {
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(1)) {
      Transformer model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
      KvCache cache = KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length);
      int[] parents = IntStream.range(-1, tokens.length - 1).toArray();
      Logits logits =
          model.forward(new Step(List.of(TokenSpan.tree(Sequence.of(cache), 0, tokens, parents))));
      return logits.values();
    }
  }

  /** A few steps on two sections that one word tells apart. */
  @Test
  void learnsToTellSectionsApart() {
    TrainedVocabulary vocabulary = TinyNetwork.vocabulary();
    Lessons lessons = TinyNetwork.lessons(vocabulary);
    try (NDManager manager = Engine.getEngine(TrainCommand.ENGINE).newBaseManager()) {
      NetworkParameters parameters =
          NetworkParameters.random(TinyNetwork.sizes(vocabulary.size()), 3, manager);
      MixtralNetwork network = new MixtralNetwork(parameters, manager);
      Learner learner = new Learner(network, new AdamW(parameters, manager), manager);
      List<Batch> batches = lessons.sections(1, 1);
      double before = learner.learn(batches, 0.01);
      for (int step = 0; step < 30; step++) {
        learner.learn(batches, 0.01);
      }

      assertThat(learner.learn(batches, 0.01)).isLessThan(before / 4);
    }
    assertThat(lessons.lesson(3, 0))
        .allMatch(some -> some.targets().stream().anyMatch(target -> target.kind() == Kind.ANSWER));
  }
}
