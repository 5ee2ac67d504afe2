/**
 * Matrix products in native code, and {@link io.tramontane.tensor.jni.PanelKernels the choice}
 * whether they run there. {@link io.tramontane.tensor.jni.NativeLibrary} finds the library in the
 * jar, puts it into a {@link io.tramontane.tensor.jni.LibraryFile}, loads and checks it, and
 * chooses a {@link io.tramontane.tensor.jni.NativeLevel} that the processor has; {@link
 * io.tramontane.tensor.jni.NativePanels} is what the rest of the engine sees. The C code is in
 * {@code src/main/c}.
 */
@NullMarked
package io.tramontane.tensor.jni;

import org.jspecify.annotations.NullMarked;
