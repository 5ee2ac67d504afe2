package io.tramontane.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.TensorType;
import io.tramontane.tensor.Linear;
import io.tramontane.tensor.WeightMatrix;
import io.tramontane.testing.RandomModel;
import io.tramontane.testing.RandomModel.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsReaderTest {
  private final Path path;

  WeightsReaderTest(@TempDir Path folder) {
    this.path = folder.resolve("model.gguf");
  }

  private Weights read(RandomModel model) {
    try (GgufFile file = GgufFile.open(model.write(path))) {
      return WeightsReader.read(file, BuiltInArchitectures.LLAMA, HyperParameters.of(file));
    }
  }

  @Test
  void readsEveryRole() {
    Weights weights = read(RandomModel.mixtral().layers(3).experts(5, 2));

    assertThat(weights.layers()).hasSize(3);
    assertThat(weights.output()).isNotSameAs(weights.embedding());
    Weights.Layer layer = weights.layers().get(2);
    assertThat(layer.query().weights().rows()).isEqualTo(64);
    assertThat(layer.key().weights().rows()).isEqualTo(32);
    assertThat(layer.router())
        .hasValueSatisfying(router -> assertThat(router.weights().rows()).isEqualTo(5));
    assertThat(layer.experts()).hasSize(5);
    assertThat(layer.experts().get(4).gate().weights().rows()).isEqualTo(96);
    assertThat(layer.experts().get(4).down().weights().rows()).isEqualTo(64);
  }

  @Test
  void takesTheEmbeddingWhereThereIsNoOutput() {
    Weights weights = read(RandomModel.mixtral().tiedEmbeddings());

    assertThat(weights.output()).isSameAs(weights.embedding());
  }

  @Test
  void readsADenseModelAsOneExpert() {
    Weights.Layer layer = read(RandomModel.dense()).layers().get(0);

    assertThat(layer.router()).isEmpty();
    assertThat(layer.experts()).hasSize(1);
  }

  @Test
  void readsBiasesAndFactorsWhereThereAreSome() {
    Weights with = read(RandomModel.dense().biases().ropeFactors());
    Weights without = read(RandomModel.dense());

    assertThat(with.layers().get(1).key().bias()).hasSize(32);
    assertThat(with.layers().get(1).experts().get(0).up().bias()).hasSize(96);
    assertThat(with.ropeFactors()).hasSize(8);
    assertThat(without.layers().get(1).key().bias()).isEmpty();
    assertThat(without.layers().get(1).experts().get(0).up().bias()).isEmpty();
    assertThat(without.ropeFactors()).isEmpty();
  }

  @Test
  void refusesFactorsThatDivideByNothing() {
    assertInvalid(
        RandomModel.dense()
            .ropeFactors()
            .editTensor(
                "rope_freqs.weight",
                old -> new StoredTensor(old.type(), old.shape(), new byte[old.bytes().length])),
        "Cannot use model %s: tensor rope_freqs.weight holds 0.0, expected positive numbers. Use another file of the model."
            .formatted(path));
  }

  @Test
  void readsEachExpertFromItsPlace() {
    List<float[]> merged = expertRows(RandomModel.mixtral().experts(3, 1));
    List<float[]> apart =
        expertRows(RandomModel.mixtral().experts(3, 1).editTensors(WeightsReaderTest::cutExperts));

    assertThat(merged).doesNotHaveDuplicates();
    assertThat(apart).usingRecursiveComparison().isEqualTo(merged);
  }

  /** The last row of each matrix of each expert. */
  private List<float[]> expertRows(RandomModel model) {
    try (GgufFile file = GgufFile.open(model.write(path))) {
      List<float[]> rows = new ArrayList<>();
      for (Weights.Layer layer :
          WeightsReader.read(file, BuiltInArchitectures.LLAMA, HyperParameters.of(file)).layers()) {
        for (Weights.Expert expert : layer.experts()) {
          for (Linear linear : List.of(expert.gate(), expert.up(), expert.down())) {
            WeightMatrix matrix = linear.weights();
            float[] row = new float[matrix.columns()];
            matrix.readRow(matrix.rows() - 1, row, 0);
            rows.add(row);
          }
        }
      }
      return rows;
    }
  }

  private static void cutExperts(Map<String, StoredTensor> tensors) {
    for (String name : List.copyOf(tensors.keySet())) {
      if (name.contains("_exps")) {
        StoredTensor all = tensors.remove(name);
        int length = all.bytes().length / 3;
        for (int expert = 0; expert < 3; expert++) {
          byte[] own = Arrays.copyOfRange(all.bytes(), expert * length, (expert + 1) * length);
          tensors.put(
              name.replace("_exps", "." + expert),
              new StoredTensor(all.type(), all.shape().subList(0, 2), own));
        }
      }
    }
  }

  @Test
  void takesTrailingDimensionsOfOneForNone() {
    Weights weights =
        read(
            RandomModel.mixtral().editTensor("output_norm.weight", old -> reshaped(old, 64, 1, 1)));

    assertThat(weights.outputNorm()).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output_norm.weight",
        "blk.0.attn_norm.weight",
        "blk.0.attn_q.weight",
        "blk.1.attn_k.weight",
        "blk.1.attn_v.weight",
        "blk.1.attn_output.weight",
        "blk.1.ffn_norm.weight",
        "blk.1.ffn_gate_inp.weight",
        "blk.1.ffn_gate_exps.weight",
        "blk.1.ffn_up_exps.weight",
        "blk.1.ffn_down_exps.weight"
      })
  void requiresTensors(String name) {
    assertInvalid(
        RandomModel.mixtral().editTensors(tensors -> tensors.remove(name)),
        "Cannot find tensor '%s' in %s: none of its 22 tensors has that name. Use a whole model."
            .formatted(name, path));
  }

  @Test
  void requiresTheEmbedding() {
    assertThatThrownBy(
            () -> read(RandomModel.dense().editTensors(t -> t.remove("token_embd.weight"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot find tensor 'token_embd.weight' in " + path);
  }

  @Test
  void requiresEveryExpertOfAnOldFile() {
    assertInvalid(
        RandomModel.mixtral()
            .expertsApart()
            .editTensors(tensors -> tensors.remove("blk.1.ffn_up.2.weight")),
        "Cannot find tensor 'blk.1.ffn_up.2.weight' in %s: none of its 40 tensors has that name. Use a whole model."
            .formatted(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          output.weight              | 333,64  | 64, 333
          output_norm.weight         | 32,2    | 64
          blk.0.attn_q.weight        | 32,128  | 64, 64
          blk.0.attn_k.weight        | 32,64   | 64, 32
          blk.1.attn_output.weight   | 4096    | 64, 64
          blk.1.ffn_gate_inp.weight  | 4,64    | 64, 4
          blk.1.ffn_down_exps.weight | 64,96,4 | 96, 64, 4
          """)
  void refusesOtherShapes(String name, String shape, String expected) {
    long[] sizes = Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();

    assertInvalid(
        RandomModel.mixtral().editTensor(name, old -> reshaped(old, sizes)),
        "Cannot use model %s: tensor %s has shape %s, expected [%s] by its hyper-parameters. Use another file of the model."
            .formatted(path, name, Arrays.toString(sizes), expected));
  }

  private static StoredTensor reshaped(StoredTensor tensor, long... sizes) {
    return new StoredTensor(tensor.type(), Arrays.stream(sizes).boxed().toList(), tensor.bytes());
  }

  @Test
  void refusesNormsInOtherFormats() {
    StoredTensor half = new StoredTensor(TensorType.F16, List.of(64L), new byte[128]);

    assertInvalid(
        RandomModel.mixtral().editTensors(tensors -> tensors.put("blk.1.ffn_norm.weight", half)),
        "Cannot use model %s: tensor blk.1.ffn_norm.weight has format F16, expected F32. Use another file of the model."
            .formatted(path));
  }

  @Test
  void leavesOutThePartThatReadsImages() {
    StoredTensor any = new StoredTensor(TensorType.F32, List.of(1L), new byte[4]);
    Weights weights =
        read(
            RandomModel.dense()
                .editTensors(
                    tensors -> {
                      tensors.put("v.blk.0.attn_q.weight", any);
                      tensors.put("mm.0.weight", any);
                    }));

    assertThat(weights.layers()).hasSize(2);
  }

  @Test
  void refusesTensorsWithoutARole() {
    StoredTensor any = new StoredTensor(TensorType.F32, List.of(64L), new byte[256]);

    assertInvalid(
        RandomModel.mixtral()
            .editTensors(
                tensors -> {
                  tensors.put("rope_factors_long.weight", any);
                  tensors.put("blk.0.attn_q_norm.weight", any);
                  tensors.put("blk.0.ffn_gate_shexp.weight", any);
                  tensors.put("blk.2.attn_norm.weight", any);
                }),
        "Cannot use model %s: its architecture llama has no place for tensors [blk.0.attn_q_norm.weight, blk.0.ffn_gate_shexp.weight, blk.2.attn_norm.weight, rope_factors_long.weight]. Use a model without them."
            .formatted(path));
  }

  private void assertInvalid(RandomModel model, String message) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
