package io.tramontane.tensor.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.Int8Panels;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading the library that this build made. */
public class NativeLibraryTest {
  private static final String RESOURCE = NativeLibrary.platform() + "/libtramontane.so";

  private final Path folder;

  NativeLibraryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Whether this build has a library for this machine. */
  public static boolean isHere() {
    return NativeLibrary.class.getResource(RESOURCE) != null;
  }

  @BeforeEach
  void requireLibrary() {
    assumeTrue(isHere(), "this build has no native code for this machine: it found no C compiler");
  }

  private static byte[] content() throws IOException {
    try (InputStream stream = NativeLibrary.class.getResourceAsStream(RESOURCE)) {
      assertThat(stream).isNotNull();
      return stream.readAllBytes();
    }
  }

  /** A folder mounted noexec fails in the same call as what is no library. */
  @Test
  void takesTheFirstFolderThatItCanBeLoadedFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    int levels = NativeLibrary.load(content(), List.of(Path.of("/proc/absent"), file, folder));

    assertThat(levels).isPositive();
    assertThat(folder.resolve("tramontane-" + System.getProperty("user.name")))
        .isDirectoryContaining("glob:**/libtramontane-*.so");
  }

  @Test
  void saysWhyItCanBeLoadedFromNone() {
    assertThatThrownBy(
            () -> NativeLibrary.load(new byte[100], List.of(Path.of("/proc/absent"), folder)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NoSuchFileException: /proc/absent")
        .hasMessageContaining("UnsatisfiedLinkError")
        .hasMessageContaining("libtramontane-");
  }

  @Test
  void everyLevelOfThisProcessorPassesTheSelfCheck() throws IOException {
    int levels = NativeLibrary.load(content(), List.of(folder));

    for (NativeLevel level : NativeLevel.values()) {
      if (level.isIn(levels)) {
        SelfCheck.run(level);
      }
    }
  }

  @Test
  void theSelfCheckFindsAWrongResult() {
    assertThatThrownBy(() -> SelfCheck.compare(NativeLevel.AVX2, "int8", new float[64], ones()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("its int8 code for AVX2 gives 0.0 where 1.0 is right");
  }

  private static float[] ones() {
    float[] ones = new float[64];
    ones[63] = 1;
    return ones;
  }

  @Test
  void isNotUsedIfTheSettingsSaySo() {
    for (ComputeSettings settings :
        List.of(
            new ComputeSettings(Arithmetic.INT8, VectorBits.AUTO, NativeCode.OFF),
            new ComputeSettings(Arithmetic.INT8, VectorBits.BITS_128, NativeCode.AUTO),
            new ComputeSettings(Arithmetic.INT8, VectorBits.NONE, NativeCode.AUTO))) {
      Kernel kernel = Kernel.of(settings.vectorBits());

      assertThat(PanelKernels.of(settings, kernel, 1)).isInstanceOf(Int8Panels.class);
    }
  }

  @Test
  void choosesTheFastestLevelOfAWidth() {
    assertThat(NativeLevel.of(VectorBits.AUTO, 0b101)).contains(NativeLevel.AVX512_VNNI);
    assertThat(NativeLevel.of(VectorBits.AUTO, 0b110)).contains(NativeLevel.AVX_VNNI);
    assertThat(NativeLevel.of(VectorBits.BITS_256, 0b101)).contains(NativeLevel.AVX2);
    assertThat(NativeLevel.of(VectorBits.BITS_512, 0b100)).isEqualTo(Optional.empty());
  }
}
