package io.tramontane.gguf;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Unmaps by {@code sun.misc.Unsafe.invokeCleaner}, which module {@code jdk.unsupported} keeps open
 * for this use. Java 24 and later warn of it on the console (JEP 498).
 */
final class CleanerMapper implements Mapper {
  private static final MethodHandle INVOKE_CLEANER;

  static {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      INVOKE_CLEANER =
          MethodHandles.publicLookup()
              .findVirtual(
                  unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
              .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<MappedByteBuffer> buffers = new ArrayList<>();

  @Override
  public ByteBuffer map(FileChannel channel, long start, long bytes) throws IOException {
    MappedByteBuffer buffer = channel.map(MapMode.READ_ONLY, start, bytes);
    buffers.add(buffer);
    return buffer;
  }

  @Override
  public void close() {
    try {
      for (MappedByteBuffer buffer : buffers) {
        INVOKE_CLEANER.invokeExact((ByteBuffer) buffer);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot unmap a file: " + e + ".", e);
    }
  }
}
