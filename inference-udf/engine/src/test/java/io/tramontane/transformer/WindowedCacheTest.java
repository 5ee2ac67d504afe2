package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.Bits;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.WorkerPool;
import io.tramontane.testing.RandomModel;
import io.tramontane.transformer.TokenSpan.Wanted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers with a sliding window keep what their tokens see, and no more than that takes. */
class WindowedCacheTest {
  private static final int WINDOW = 20;
  private static final int TOKENS = 900;

  private final Path path;
  private final WorkerPool pool = new WorkerPool(2);
  private GgufFile file;
  private Transformer model;

  WindowedCacheTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @BeforeEach
  void open() {
    RandomModel.mixtral()
        .architecture(BuiltInArchitectures.GPT_OSS)
        .layers(3)
        .context(2 * TOKENS)
        .positions(
            new Positions(
                16,
                10_000f,
                new RopeScaling.None(),
                QueryTemperature.NONE,
                new SlidingWindow(WINDOW, 2)))
        .write(path);
    file = GgufFile.open(path);
    model = new Transformer(file, ComputeSettings.fastest(Arithmetic.FLOAT32), pool);
  }

  @AfterEach
  void close() {
    file.close();
    pool.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 300", "64, 0", "64, 100", "128, 129", "200, 500"})
  void givesTheSameBitsAsOneThatKeepsAll(int atATime, int prefixLength) {
    int[] tokens = new Random(atATime).ints(TOKENS, 0, model.sizes().vocabulary()).toArray();
    Sequence all = Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, TOKENS));
    Sequence kept = kept(tokens, prefixLength, atATime);

    for (int start = prefixLength; start < TOKENS; start += atATime) {
      int end = Math.min(TOKENS, start + atATime);
      int first = start == prefixLength ? 0 : start;
      float[] expected = last(all, first, Arrays.copyOfRange(tokens, first, end));
      Bits.assertSame(last(kept, start, Arrays.copyOfRange(tokens, start, end)), expected);
    }
  }

  private Sequence kept(int[] tokens, int prefixLength, int atATime) {
    HyperParameters sizes = model.sizes();
    KvCache own = KvCache.forAllLayers(sizes, KvFormat.FLOAT32, TOKENS - prefixLength, atATime);
    if (prefixLength == 0) {
      return Sequence.of(own);
    }
    KvCache prefix = KvCache.forAllLayers(sizes, KvFormat.FLOAT32, prefixLength, atATime);
    for (int start = 0; start < prefixLength; start += atATime) {
      int[] part = Arrays.copyOfRange(tokens, start, Math.min(prefixLength, start + atATime));
      model.forward(new Step(List.of(TokenSpan.of(Sequence.of(prefix), start, part, Wanted.NONE))));
    }
    return new Sequence(prefix, prefixLength, own);
  }

  private float[] last(Sequence sequence, int start, int[] tokens) {
    TokenSpan span = TokenSpan.of(sequence, start, tokens, Wanted.LAST);
    return model.forward(new Step(List.of(span))).row(0);
  }

  /** As after drafts that were rejected, or the branches of a tree. */
  @Test
  void goesOnInFrontOfWhatItHasComputedAsFarAsItWasMadeFor() {
    int[] tokens = new Random(5).ints(TOKENS, 0, model.sizes().vocabulary()).toArray();
    KvCache cache = KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, TOKENS, 150);
    Sequence sequence = Sequence.of(cache);
    for (int start = 0; start < 750; start += 150) {
      last(sequence, start, Arrays.copyOfRange(tokens, start, start + 150));
    }

    float[] again = last(sequence, 600, Arrays.copyOfRange(tokens, 600, 610));

    Sequence plain = Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, 610));
    Bits.assertSame(again, last(plain, 0, Arrays.copyOf(tokens, 610)));
    assertThatThrownBy(() -> last(sequence, 100, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run position 100: keys and values before it are no longer kept, since position 749 was run. Begin another sequence.");
  }

  /** All keys of a step are stored before the first of its rows looks back. */
  @Test
  void refusesSpansOfAStepThatTakeEachOthersKeys() {
    KvCache cache = KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, TOKENS, 79);
    Sequence sequence = Sequence.of(cache);
    for (int start = 0; start < 256; start += 64) {
      last(sequence, start, new int[64]);
    }
    TokenSpan back = TokenSpan.of(sequence, 140, new int[1], Wanted.LAST);
    TokenSpan on = TokenSpan.of(sequence, 256, new int[64], Wanted.LAST);

    model.requireRunnable(List.of(back));
    for (List<TokenSpan> both : List.of(List.of(back, on), List.of(on, back))) {
      assertThatThrownBy(() -> model.requireRunnable(both))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "Cannot run position 140: keys and values before it are no longer");
    }
  }

  @Test
  void refusesAPrefixWhoseEndIsNoLongerKept() {
    KvCache prefix = KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, TOKENS, 64);
    for (int start = 0; start < 640; start += 64) {
      last(Sequence.of(prefix), start, new int[64]);
    }
    KvCache own = KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, 64, 64);

    assertThatThrownBy(() -> last(new Sequence(prefix, 100, own), 100, new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot run position 100: keys and values before it are no longer");
  }

  @Test
  void takesTheBytesThatItSays() {
    HyperParameters sizes = model.sizes();
    long position = sizes.kvHeads() * 2L * sizes.headWidth() * Float.BYTES;

    assertThat(KvCache.bytesOfToken(sizes, KvFormat.FLOAT32)).isEqualTo(3 * position);
    assertThat(KvCache.bytesOfTokenWithoutWindow(sizes, KvFormat.FLOAT32)).isEqualTo(position);
    // Two of three layers keep the tiles that 19 positions before a step of 64 may reach into.
    assertThat(KvCache.bytes(sizes, KvFormat.FLOAT32, 1024, 64))
        .isEqualTo((1024 + 2 * 2 * 128) * position);
    assertThat(KvCache.bytes(sizes, KvFormat.FLOAT32, 100, 64))
        .isEqualTo(3 * KvCache.bytesOfOneStep(sizes, KvFormat.FLOAT32, 100));
  }
}
