package io.tramontane.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Learns lesson after lesson until a number of tokens was seen, and writes checkpoints on the way.
 * A training that was stopped goes on at its last checkpoint.
 *
 * <p>Not for concurrent use.
 */
final class Training {
  private static final double PEAK_LEARNING_RATE = 1e-3;
  private static final double WARMUP_SHARE = 0.01;
  private static final int LESSONS_PER_CHECKPOINT = 60;
  private static final int VALIDATION_LESSONS = 8;
  private static final int BATCHES_PER_STEP = 2;

  /**
   * Means over answers.
   *
   * @param answers how many these are
   */
  private record Score(double loss, double right, long answers) {
    static final Score NONE = new Score(0, 0, 0);

    /** The means over the answers of both. */
    Score and(Score other) {
      long all = answers + other.answers;
      return new Score(
          (loss * answers + other.loss * other.answers) / all,
          (right * answers + other.right * other.answers) / all,
          all);
    }
  }

  private final Lessons lessons;
  private final Lessons validation;
  private final Path checkpointFile;
  private final long totalTokens;
  private final NDManager manager;
  private final MixtralNetwork network;
  private final AdamW optimizer;
  private final Learner learner;
  private final PrintStream log;
  private final ReadWriteLock computation = new ReentrantReadWriteLock();

  Training(
      Lessons lessons,
      Lessons validation,
      Path checkpointFile,
      long totalTokens,
      NetworkParameters parameters,
      NDManager manager,
      PrintStream log) {
    this.lessons = lessons;
    this.validation = validation;
    this.checkpointFile = checkpointFile;
    this.totalTokens = totalTokens;
    this.manager = manager;
    this.network = new MixtralNetwork(parameters, manager);
    this.optimizer = new AdamW(parameters, manager);
    this.learner = new Learner(network, optimizer, manager);
    this.log = log;
  }

  /**
   * Trains, from the last checkpoint on if there is one; the parameters are then the trained.
   *
   * <p>A signal ends the process between two steps: else its end would take PyTorch's data away
   * from under the step that is being computed, and that is a crash.
   */
  void run() throws IOException {
    Checkpoint place =
        Files.exists(checkpointFile)
            ? Checkpoint.read(checkpointFile, optimizer, manager)
            : Checkpoint.START;
    LearningRate rate =
        new LearningRate(PEAK_LEARNING_RATE, (long) (WARMUP_SHARE * totalTokens), totalTokens);
    log.printf("Learning from token %s of %s%n", place.tokens(), totalTokens);
    Thread end = new Thread(computation.writeLock()::lock);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      while (place.tokens() < totalTokens) {
        place = learnSome(place, rate);
        place.write(checkpointFile, optimizer, manager);
      }
    } finally {
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  private Checkpoint learnSome(Checkpoint place, LearningRate rate) {
    Instant start = Instant.now();
    long tokens = place.tokens();
    long lesson = place.nextLesson();
    long end = lesson + LESSONS_PER_CHECKPOINT;
    while (lesson < end && tokens < totalTokens) {
      List<Batch> batches = lessons.lesson(lesson, tokens / (double) totalTokens);
      for (int i = 0; i < batches.size(); i += BATCHES_PER_STEP) {
        List<Batch> some = batches.subList(i, Math.min(i + BATCHES_PER_STEP, batches.size()));
        double now = rate.at(tokens);
        computing(() -> learner.learn(some, now));
        tokens += some.stream().mapToInt(batch -> batch.prefix().length + batch.tokens()).sum();
      }
      lesson++;
    }
    report(tokens, (tokens - place.tokens()) / seconds(start), rate.at(tokens));
    return new Checkpoint(lesson, tokens, optimizer.steps());
  }

  /** Something during which the process does not end, unless it is killed. */
  private <T> T computing(Supplier<T> something) {
    computation.readLock().lock();
    try {
      return something.get();
    } finally {
      computation.readLock().unlock();
    }
  }

  /** In the form that lessons have at the time: figures of the two halves do not compare. */
  private void report(long tokens, double tokensPerSecond, double rate) {
    double progress = tokens / (double) totalTokens;
    Score sections = score(number -> validation.sections(number, progress));
    Score summaries = score(number -> validation.summaries(number, progress));
    log.printf(
        Locale.ROOT,
        "%s tokens, %.0f a second, learning rate %.2e; sections: loss %.3f, right %.3f; summaries: loss %.3f, tokens right %.3f%n",
        tokens,
        tokensPerSecond,
        rate,
        sections.loss(),
        sections.right(),
        summaries.loss(),
        summaries.right());
  }

  private Score score(LongFunction<List<Batch>> batches) {
    return LongStream.range(0, VALIDATION_LESSONS)
        .mapToObj(batches)
        .flatMap(List::stream)
        .parallel()
        .map(batch -> computing(() -> score(batch)))
        .reduce(Score.NONE, Score::and);
  }

  private Score score(Batch batch) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Objective.Loss loss = Objective.loss(network, batch, manager);
      return new Score(number(loss.answer()), number(loss.right()), batch.sequences().size());
    }
  }

  private static double number(NDArray array) {
    return array.toFloatArray()[0];
  }

  private static double seconds(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }
}
