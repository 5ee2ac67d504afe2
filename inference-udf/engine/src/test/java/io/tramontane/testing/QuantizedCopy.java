package io.tramontane.testing;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Half;
import io.tramontane.tensor.WeightMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Copies of model files with all matrices in Q8_0. */
public final class QuantizedCopy {
  private static final int BLOCK = 32;

  private QuantizedCopy() {}

  /**
   * Writes a copy.
   *
   * @param model its matrices' rows are whole blocks of 32
   */
  public static Path write(Path model, Path copy) throws IOException {
    try (GgufFile file = GgufFile.open(model)) {
      GgufWriter writer = new GgufWriter();
      file.metadata().values().forEach(writer::metadata);
      for (String name : file.tensorNames()) {
        GgufTensor tensor = file.tensor(name);
        if (tensor.shape().size() == 1 || name.endsWith(".bias")) {
          byte[] bytes = new byte[Math.toIntExact(tensor.bytes())];
          tensor.read(0, bytes, 0, bytes.length);
          writer.tensor(name, tensor.type(), tensor.shape(), bytes);
        } else {
          writer.tensor(name, TensorType.Q8_0, tensor.shape(), quantized(tensor));
        }
      }
      writer.write(copy);
    }
    return copy;
  }

  private static byte[] quantized(GgufTensor tensor) {
    int rows = Math.toIntExact(tensor.rows());
    int columns = Math.toIntExact(tensor.columns());
    WeightMatrix matrix = new WeightMatrix(tensor, 0, rows);
    ByteBuffer stored =
        ByteBuffer.allocate(Math.toIntExact(TensorType.Q8_0.bytes((long) rows * columns)))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      matrix.readRow(i, row, 0);
      for (int start = 0; start < columns; start += BLOCK) {
        putBlock(row, start, stored);
      }
    }
    return stored.array();
  }

  /** A scale, then each weight as a multiple of it. */
  private static void putBlock(float[] row, int start, ByteBuffer stored) {
    float largest = 0;
    for (int i = start; i < start + BLOCK; i++) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    float scale = largest / 127;
    stored.putShort((short) Half.nearest(scale));
    for (int i = start; i < start + BLOCK; i++) {
      stored.put((byte) (scale == 0 ? 0 : Math.round(row[i] / scale)));
    }
  }
}
