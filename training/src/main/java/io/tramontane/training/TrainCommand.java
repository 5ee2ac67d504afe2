package io.tramontane.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.tramontane.djl.Telemetry;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.TensorType;
import io.tramontane.task.Classify;
import io.tramontane.task.Summarize;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains the embedded model on a catalog, or goes on with that. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Trains the embedded model. The same command goes on where it was stopped.")
final class TrainCommand implements Callable<Integer> {
  static final String ENGINE = "PyTorch";

  private static final int VOCABULARY = 8192;
  private static final int CONTEXT = 512;
  private static final long SEED = 20261125;

  /** The weight formats that are written. */
  private static final List<TensorType> FORMATS =
      List.of(TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q4_0);

  @Option(
      names = "--catalog",
      description = "What scripts/fetch-catalog.sh wrote; ${DEFAULT-VALUE} if not given.")
  private Path catalog = Path.of("data/catalog.jsonl");

  @Option(
      names = "--work",
      description = "A folder for the checkpoint and all results; ${DEFAULT-VALUE} if not given.")
  private Path work = Path.of("data/training");

  @Option(
      names = "--tokens",
      description = "How many tokens to learn from; ${DEFAULT-VALUE} if not given.")
  private long tokens = 20_000_000;

  @Override
  public Integer call() throws IOException {
    if (tokens < 1) {
      throw new InvalidInputException(
          "Cannot learn from %s tokens: it must be at least 1. Give more.".formatted(tokens));
    }
    Telemetry.switchOff();
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    CatalogSplit split = CatalogSplit.of(Catalog.read(catalog));
    Files.createDirectories(work);
    Catalog.write(split.train(), work.resolve("train.jsonl"));
    Catalog.write(split.test(), work.resolve("test.jsonl"));
    TrainedVocabulary vocabulary = vocabulary(split);
    try (NDManager manager = Engine.getEngine(ENGINE).newBaseManager()) {
      NetworkParameters parameters =
          NetworkParameters.random(sizes(vocabulary.size()), SEED, manager);
      training(split, vocabulary.tokenizer(), parameters, manager).run();
      export(new ModelExport(parameters, vocabulary, "Tramontane tiny"));
    }
    return 0;
  }

  private TrainedVocabulary vocabulary(CatalogSplit split) throws IOException {
    Path file = work.resolve("vocabulary.txt");
    if (!Files.exists(file)) {
      BytePairTrainer trainer = new BytePairTrainer();
      for (PackageDescription description : split.train()) {
        trainer.add(description.text(), 1);
        trainer.add(" " + description.synopsis(), 1);
        trainer.add(" " + description.section(), 1);
      }
      trainer.add(Classify.defaultTemplate(), split.train().size());
      trainer.add(Summarize.defaultTemplate(), split.train().size());
      for (String section : Lessons.sections(split.train())) {
        // A label should be one token, and stands in every prompt.
        trainer.add(" " + section, split.train().size());
      }
      trainer.train(VOCABULARY).write(file);
    }
    return TrainedVocabulary.read(file);
  }

  private Training training(
      CatalogSplit split, Tokenizer tokenizer, NetworkParameters parameters, NDManager manager) {
    List<String> sections = Lessons.sections(split.train());
    return new Training(
        new Lessons(split.train(), sections, tokenizer, CONTEXT, SEED),
        new Lessons(split.validation(), sections, tokenizer, CONTEXT, SEED),
        work.resolve("checkpoint"),
        tokens,
        parameters,
        manager,
        System.out);
  }

  private static HyperParameters sizes(int vocabulary) {
    return new HyperParameters(
        vocabulary, CONTEXT, 256, 4, 8, 4, 32, Positions.rotating(32, 10_000f), 256, 8, 2, 1e-5f);
  }

  private void export(ModelExport model) throws IOException {
    for (TensorType type : FORMATS) {
      String name = "tramontane-tiny-" + type.name().toLowerCase(Locale.ROOT) + ".gguf";
      model.write(work.resolve(name), type);
    }
  }
}
