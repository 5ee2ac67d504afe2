package io.tramontane.transformer;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.Bits;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.EveryKernel;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import io.tramontane.transformer.TokenSpan.Wanted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sequence's logits have the same bits however they are computed.
 *
 * <p>Each test draws, from the seed in its name, a model, how keys and values are kept, some
 * sequences and label trees, the arithmetic, and a way to compute them: threads, vector width,
 * native code or none, the spans' borders, what shares a step, a shared prefix or none, caches for
 * all layers or for one, how many logits are held at a time. The logits must be those of each
 * sequence alone, one token a step, by the plain kernel on one thread.
 */
class SameBitsTest {
  private static final int DRAWS = 70;
  private static final List<Wanted> WANTED = List.of(Wanted.NONE, Wanted.LAST, Wanted.ALL);
  private static final int LARGEST_TREE = 12;

  /** Longer than a tile. */
  private static final int LONGEST_PREFIX = 150;

  private final Path path;

  SameBitsTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @TestFactory
  List<DynamicTest> logitsHaveTheSameBitsHoweverTheyAreComputed() {
    return IntStream.range(0, DRAWS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(new Random(seed))))
        .toList();
  }

  private void run(Random random) {
    try (GgufFile file = GgufFile.open(model(random).write(path));
        WorkerPool single = new WorkerPool(1);
        WorkerPool pool = new WorkerPool(1 + random.nextInt(4))) {
      Arithmetic arithmetic = draw(random, List.of(Arithmetic.values()));
      VectorBits bits = draw(random, EveryKernel.widths());
      NativeCode nativeCode = draw(random, List.of(NativeCode.values()));
      KvFormat format = random.nextInt(3) == 0 ? KvFormat.BFLOAT16 : KvFormat.FLOAT32;
      Transformer plain =
          new Transformer(
              file, new ComputeSettings(arithmetic, VectorBits.NONE, NativeCode.OFF), single);
      long logitsBytes = random.nextBoolean() ? Logits.MAX_BYTES : 1 + random.nextInt(10_000);
      Transformer tested =
          new Transformer(
              file, new ComputeSettings(arithmetic, bits, nativeCode), pool, logitsBytes);
      Draw draw = new Draw(plain, tested, format, random);
      for (int round = 0; round < 3; round++) {
        draw.runRound();
      }
    }
  }

  private static <T> T draw(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static RandomModel model(Random random) {
    RandomModel model = RandomModel.mixtral().seed(random.nextInt());
    switch (random.nextInt(10)) {
      case 0 -> model.experts(0, 0).heads(2, 2, 20).biases();
      case 1 -> model.experts(8, 3).heads(6, 2, 10);
      case 2 -> model.experts(3, 1).heads(8, 1, 16).width(75).feedForward(41);
      case 3 -> model.experts(0, 0).format(TensorType.Q4_1).width(96).heads(9, 3, 32).biases();
      case 4 -> model.experts(0, 0).ropeFactors().positions(positions(random, 0));
      case 5 -> model.architecture(BuiltInArchitectures.QWEN3_MOE).experts(8, 3);
      case 6 -> model.architecture(BuiltInArchitectures.OLMOE).experts(5, 2).feedForward(41);
      case 7 ->
          model
              .architecture(BuiltInArchitectures.GRANITE_MOE)
              .multipliers(new Multipliers(6, 0.3f, 0.1f, 4))
              .sharedFeedForward(40);
      case 8 ->
          model
              .format(random.nextBoolean() ? TensorType.MXFP4 : TensorType.F32)
              .architecture(BuiltInArchitectures.GPT_OSS)
              .layers(3)
              .biases()
              .positions(positions(random, 2));
      default -> model.format(TensorType.Q8_0).tiedEmbeddings();
    }
    return model;
  }

  /** Stretched, with a window that may be shorter than a tree is deep or longer than a tile. */
  private static Positions positions(Random random, int windowPeriod) {
    return new Positions(
        16,
        10_000f,
        new RopeScaling.Yarn(4, 20, 8, 1, 0.5f, windowPeriod == 0),
        new QueryTemperature(0.3f, 20),
        new SlidingWindow(1 + random.nextInt(random.nextBoolean() ? 8 : 200), windowPeriod));
  }

  /** Several sequences and the steps that compute them. */
  private static final class Draw {
    private final Transformer plain;
    private final Transformer tested;
    private final KvFormat format;
    private final Random random;

    Draw(Transformer plain, Transformer tested, KvFormat format, Random random) {
      this.plain = plain;
      this.tested = tested;
      this.format = format;
      this.random = random;
    }

    void runRound() {
      int[] prefix = tokens(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(LONGEST_PREFIX));
      KvCache shared = prefix.length == 0 ? null : computePrefix(prefix);
      List<Task> waiting = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(6); i++) {
        waiting.add(new Task(this, prefix, shared));
      }
      while (!waiting.isEmpty()) {
        Collections.shuffle(waiting, random);
        step(waiting.subList(0, 1 + random.nextInt(waiting.size())));
        waiting.removeIf(Task::isDone);
      }
    }

    private int[] tokens(int length) {
      return random.ints(length, 0, plain.sizes().vocabulary()).toArray();
    }

    private KvCache computePrefix(int[] prefix) {
      KvCache cache = KvCache.forAllLayers(tested.sizes(), format, prefix.length);
      int done = 0;
      while (done < prefix.length) {
        int end = done + 1 + random.nextInt(prefix.length - done);
        int[] part = Arrays.copyOfRange(prefix, done, end);
        tested.forward(
            new Step(List.of(TokenSpan.of(Sequence.of(cache), done, part, Wanted.NONE))));
        done = end;
      }
      return cache;
    }

    private void step(List<Task> tasks) {
      List<TokenSpan> spans = new ArrayList<>();
      List<float[]> expected = new ArrayList<>();
      for (Task task : tasks) {
        task.addTo(spans, expected);
      }
      Logits logits = tested.forward(new Step(spans));

      for (int row = 0; row < expected.size(); row++) {
        Bits.assertSame(logits.row(row), expected.get(row));
      }
    }
  }

  /** One sequence: a part shared or its own, a body, and perhaps a label tree behind some of it. */
  private static final class Task {
    private final Draw draw;
    private final Random random;
    private final int[] tokens;
    private final Sequence sequence;
    private final Sequence aloneSequence;
    private final float[][] expected;
    private final boolean inOneStep;
    private int done;

    Task(Draw draw, int[] prefix, @Nullable KvCache shared) {
      this.draw = draw;
      this.random = draw.random;
      int[] body = draw.tokens(1 + random.nextInt(60));
      this.tokens = IntStream.concat(Arrays.stream(prefix), Arrays.stream(body)).toArray();
      this.aloneSequence =
          Sequence.of(
              KvCache.forAllLayers(draw.plain.sizes(), draw.format, tokens.length + LARGEST_TREE));
      this.expected = alone(0, tokens);
      this.inOneStep = random.nextInt(4) == 0;
      boolean shares = shared != null && random.nextInt(4) > 0;
      int capacity = tokens.length + LARGEST_TREE + random.nextInt(20);
      KvCache own =
          inOneStep
              ? KvCache.forOneStep(draw.tested.sizes(), draw.format, capacity)
              : KvCache.forAllLayers(draw.tested.sizes(), draw.format, capacity);
      this.sequence = shares ? new Sequence(shared, prefix.length, own) : Sequence.of(own);
      this.done = shares ? prefix.length : 0;
    }

    boolean isDone() {
      return done == tokens.length;
    }

    /** Adds the next spans to a step, and what its rows of logits must be. */
    void addTo(List<TokenSpan> spans, List<float[]> rows) {
      do {
        int left = tokens.length - done;
        addNext(inOneStep && random.nextBoolean() ? left : 1 + random.nextInt(left), spans, rows);
      } while (!isDone() && (inOneStep || random.nextInt(4) == 0));
      if (random.nextInt(3) == 0) {
        addTree(spans, rows);
      }
    }

    private void addNext(int length, List<TokenSpan> spans, List<float[]> rows) {
      int[] next = Arrays.copyOfRange(tokens, done, done + length);
      Wanted wanted = WANTED.get(random.nextInt(WANTED.size()));
      spans.add(TokenSpan.of(sequence, done, next, wanted));
      int end = done + length;
      switch (wanted) {
        case NONE -> {}
        case LAST -> rows.add(expected[end - 1]);
        case ALL -> rows.addAll(Arrays.asList(expected).subList(done, end));
      }
      done = end;
    }

    /** A tree whose nodes must have the logits of the sequence's tokens with the node's path. */
    private void addTree(List<TokenSpan> spans, List<float[]> rows) {
      int[] nodes = draw.tokens(1 + random.nextInt(LARGEST_TREE));
      int[] parents = new int[nodes.length];
      for (int node = 0; node < nodes.length; node++) {
        parents[node] = random.nextInt(node + 1) - 1;
      }
      spans.add(TokenSpan.tree(sequence, done, nodes, parents));
      for (int node = 0; node < nodes.length; node++) {
        IntStream path = IntStream.empty();
        for (int each = node; each >= 0; each = parents[each]) {
          path = IntStream.concat(IntStream.of(nodes[each]), path);
        }
        float[][] alongPath = alone(done, path.toArray());
        rows.add(alongPath[alongPath.length - 1]);
      }
      // The paths overwrote what follows in the plain sequence.
      alone(done, Arrays.copyOfRange(tokens, done, tokens.length));
    }

    /** The logits after each of some tokens, computed alone, one a step. */
    private float[][] alone(int start, int[] next) {
      float[][] rows = new float[next.length][];
      for (int i = 0; i < next.length; i++) {
        TokenSpan span = TokenSpan.of(aloneSequence, start + i, new int[] {next[i]}, Wanted.LAST);
        Logits logits = draw.plain.forward(new Step(List.of(span)));
        rows[i] = logits.row(0);
      }
      return rows;
    }
  }
}
