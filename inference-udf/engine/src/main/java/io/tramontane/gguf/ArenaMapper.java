package io.tramontane.gguf;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * Maps by a shared {@code java.lang.foreign.Arena}, which our baseline of Java 17 cannot name; so
 * by method handles.
 */
final class ArenaMapper implements Mapper {
  private static final MethodHandle OPEN_ARENA;
  private static final MethodHandle MAP;
  private static final MethodHandle CLOSE_ARENA;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> arena = Class.forName("java.lang.foreign.Arena");
      Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
      OPEN_ARENA =
          lookup.findStatic(arena, "ofShared", methodType(arena)).asType(methodType(Object.class));
      MethodHandle map =
          lookup.findVirtual(
              FileChannel.class,
              "map",
              methodType(segment, MapMode.class, long.class, long.class, arena));
      MethodHandle asByteBuffer =
          lookup.findVirtual(segment, "asByteBuffer", methodType(ByteBuffer.class));
      MAP =
          MethodHandles.filterReturnValue(map, asByteBuffer)
              .asType(
                  map.type()
                      .changeParameterType(4, Object.class)
                      .changeReturnType(ByteBuffer.class));
      CLOSE_ARENA =
          lookup
              .findVirtual(arena, "close", methodType(void.class))
              .asType(methodType(void.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object arena = openArena();

  @Override
  public ByteBuffer map(FileChannel channel, long start, long bytes) throws IOException {
    try {
      return (ByteBuffer) MAP.invokeExact(channel, MapMode.READ_ONLY, start, bytes, arena);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot map a file: " + e + ".", e);
    }
  }

  @Override
  public void close() {
    try {
      CLOSE_ARENA.invokeExact(arena);
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot unmap a file: " + e + ".", e);
    }
  }

  private static Object openArena() {
    try {
      return OPEN_ARENA.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot open an arena for mappings: " + e + ".", e);
    }
  }
}
