package io.tramontane.transformer;

import io.tramontane.gguf.GgufFile;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.tensor.WorkerPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A program that prints one number for all bits of the logits of some tokens. */
public final class LogitsDigest {
  private LogitsDigest() {}

  /**
   * Prints the digest.
   *
   * @param arguments the model's file
   */
  public static void main(String[] arguments) {
    System.out.println(of(Path.of(arguments[0])));
  }

  /** In every arithmetic, in native code and in Java. */
  static long of(Path path) {
    long digest = 0;
    for (Arithmetic arithmetic : Arithmetic.values()) {
      for (NativeCode nativeCode : NativeCode.values()) {
        ComputeSettings settings = new ComputeSettings(arithmetic, VectorBits.AUTO, nativeCode);
        digest = 1_000_003 * digest + of(path, settings);
      }
    }
    return digest;
  }

  private static long of(Path path, ComputeSettings settings) {
    try (GgufFile file = GgufFile.open(path);
        WorkerPool pool = new WorkerPool(2)) {
      Transformer model = new Transformer(file, settings, pool);
      int[] tokens = new Random(6).ints(20, 0, model.sizes().vocabulary()).toArray();
      Sequence sequence =
          Sequence.of(KvCache.forAllLayers(model.sizes(), KvFormat.FLOAT32, tokens.length));
      Logits logits =
          model.forward(new Step(List.of(TokenSpan.of(sequence, 0, tokens, TokenSpan.Wanted.ALL))));
      long digest = 0;
      for (int row = 0; row < logits.count(); row++) {
        for (float logit : logits.row(row)) {
          digest = 1_000_003 * digest + Float.floatToRawIntBits(logit);
        }
      }
      return digest;
    }
  }
}
