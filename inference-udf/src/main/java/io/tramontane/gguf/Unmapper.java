package io.tramontane.gguf;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Unmaps a buffer at once rather than whenever it is garbage collected. Java 17 has no supported
 * way to; {@code Unsafe.invokeCleaner} is the one that the JDK keeps open for it (module {@code
 * jdk.unsupported}), and it is not among the methods of Unsafe that newer JDKs warn of.
 */
final class Unmapper {
  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private Unmapper() {}

  /** Unmaps; any later access to the buffer is undefined and mostly ends the JVM. */
  static void unmap(MappedByteBuffer buffer) {
    try {
      INVOKE_CLEANER.invokeExact((ByteBuffer) buffer);
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot unmap a file: " + e + ".", e);
    }
  }

  private static MethodHandle invokeCleaner() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot find a way to unmap files on this JVM: " + e + ". Add module jdk.unsupported.",
          e);
    }
  }
}
