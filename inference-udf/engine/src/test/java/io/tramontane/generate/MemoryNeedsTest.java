package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.gguf.GgufFile;
import io.tramontane.testing.RandomModel;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryNeedsTest {
  private final Path path;

  MemoryNeedsTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  @Test
  void tellsWeightsKeysAndValuesAndLogits() {
    try (GgufFile file =
        GgufFile.open(RandomModel.dense().vocabulary(333).heads(4, 2, 16).write(path))) {
      HyperParameters sizes = HyperParameters.of(file);

      MemoryNeeds exact = MemoryNeeds.of(file, sizes, KvFormat.FLOAT32, 10);
      MemoryNeeds rounded = MemoryNeeds.of(file, sizes, KvFormat.BFLOAT16, 10);

      // Embedding and output, and of each of two layers four matrices of attention and three
      // others.
      long matrices = 2 * 333 * 64 + 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64);
      long norms = 5 * 64;
      assertThat(exact.weights()).isEqualTo((matrices + norms) * Float.BYTES);
      assertThat(exact.kvToken()).isEqualTo(2 * 2 * 2 * 16 * Float.BYTES);
      assertThat(rounded.kvToken()).isEqualTo(exact.kvToken() / 2);
      assertThat(exact.logits()).isEqualTo(10 * 333 * Float.BYTES);
    }
  }
}
