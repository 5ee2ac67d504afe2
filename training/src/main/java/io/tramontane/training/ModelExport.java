package io.tramontane.training;

import static io.tramontane.training.NetworkParameters.name;

import ai.djl.ndarray.NDArray;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import io.tramontane.gguf.TensorType;
import io.tramontane.transformer.BuiltInArchitectures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Writes a trained network as a GGUF file, as llama.cpp's converter would name its parts. */
record ModelExport(NetworkParameters parameters, TrainedVocabulary vocabulary, String modelName) {

  /**
   * Writes the file.
   *
   * @param type of all matrices but the routers, which are F32 as in other files
   */
  void write(Path file, TensorType type) throws IOException {
    GgufWriter writer = new GgufWriter();
    metadata(writer);
    matrix(writer, NetworkParameters.EMBEDDING, type);
    for (int layer = 0; layer < parameters.sizes().layers(); layer++) {
      layer(writer, layer, type);
    }
    vector(writer, NetworkParameters.OUTPUT_NORM);
    writer.write(file);
  }

  private void metadata(GgufWriter writer) {
    writer.metadata("general.name", MetadataValue.string(modelName));
    parameters.sizes().metadata(BuiltInArchitectures.LLAMA).forEach(writer::metadata);
    vocabulary.tokenizer().metadata().forEach(writer::metadata);
  }

  private void layer(GgufWriter writer, int layer, TensorType type) {
    vector(writer, name(layer, "attn_norm"));
    for (String role : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      matrix(writer, name(layer, role), type);
    }
    vector(writer, name(layer, "ffn_norm"));
    matrix(writer, name(layer, "ffn_gate_inp"), TensorType.F32);
    for (String role : List.of("ffn_gate", "ffn_up", "ffn_down")) {
      experts(writer, layer, role, type);
    }
  }

  private void vector(GgufWriter writer, String name) {
    NDArray array = parameters.get(name);
    writer.tensor(
        name,
        TensorType.F32,
        List.of(array.getShape().get(0)),
        out -> write(array, TensorType.F32, out));
  }

  private void matrix(GgufWriter writer, String name, TensorType type) {
    NDArray array = parameters.get(name);
    writer.tensor(
        name,
        type,
        List.of(array.getShape().get(1), array.getShape().get(0)),
        out -> write(array, type, out));
  }

  private void experts(GgufWriter writer, int layer, String role, TensorType type) {
    List<NDArray> matrices =
        IntStream.range(0, parameters.sizes().experts())
            .mapToObj(expert -> parameters.get(name(layer, role, expert)))
            .toList();
    List<Long> shape =
        List.of(
            matrices.get(0).getShape().get(1),
            matrices.get(0).getShape().get(0),
            (long) matrices.size());
    writer.tensor(
        name(layer, role + "_exps"),
        type,
        shape,
        out -> {
          for (NDArray matrix : matrices) {
            write(matrix, type, out);
          }
        });
  }

  private static void write(NDArray array, TensorType type, OutputStream out) throws IOException {
    out.write(BlockEncoding.encode(array.toFloatArray(), type));
  }
}
