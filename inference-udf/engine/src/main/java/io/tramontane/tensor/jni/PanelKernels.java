package io.tramontane.tensor.jni;

import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.FloatPanels;
import io.tramontane.tensor.Int8Panels;
import io.tramontane.tensor.Kernel;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.PanelKernel;
import java.util.Optional;

/** Chooses who multiplies panels. */
public final class PanelKernels {
  private PanelKernels() {}

  /**
   * The fastest that the settings allow and this machine has.
   *
   * @param kernel of the settings' vector width
   * @param threads how many will use it
   */
  public static PanelKernel of(ComputeSettings settings, Kernel kernel, int threads) {
    Optional<NativeLevel> level =
        settings.nativeCode() == NativeCode.OFF
            ? Optional.empty()
            : NativeLevel.of(settings.vectorBits(), NativeLibrary.levels());
    if (level.isPresent()) {
      return new NativePanels(level.get(), settings.arithmetic(), kernel, threads);
    }
    return switch (settings.arithmetic()) {
      case FLOAT32 -> new FloatPanels(kernel, threads);
      case INT8 -> new Int8Panels(kernel, threads);
    };
  }
}
