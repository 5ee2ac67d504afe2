package io.tramontane.gguf;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The one owner of the read-only mapping of a part of a file, in segments, since a Java buffer ends
 * at 2 GiB. Safe for concurrent use, {@link #close} included.
 */
final class MappedRegion implements AutoCloseable {
  static final int SEGMENT_BYTES = 1 << 30;

  private final Path file;
  private final int segmentBytes;
  private final List<MappedByteBuffer> segments;
  private final UseGate gate;

  private MappedRegion(Path file, int segmentBytes, List<MappedByteBuffer> segments) {
    this.file = file;
    this.segmentBytes = segmentBytes;
    this.segments = segments;
    this.gate = new UseGate("Cannot read " + file + ": it was closed.");
  }

  /** Maps these bytes of the file; the channel is not needed after. */
  static MappedRegion map(
      Path file, FileChannel channel, long start, long bytes, int segmentBytes) {
    List<MappedByteBuffer> segments = new ArrayList<>();
    try {
      for (long done = 0; done < bytes; done += segmentBytes) {
        long part = Math.min(segmentBytes, bytes - done);
        segments.add(channel.map(MapMode.READ_ONLY, start + done, part));
      }
      return new MappedRegion(file, segmentBytes, List.copyOf(segments));
    } catch (IOException e) {
      segments.forEach(Unmapper::unmap);
      throw new InsufficientResourcesException(
          "Cannot map "
              + bytes
              + " bytes of "
              + file
              + " into memory: "
              + e.getMessage()
              + ". Check that the file is not being changed, and the limits on address space"
              + " (ulimit -v) and on mappings (vm.max_map_count).",
          e);
    }
  }

  /**
   * Copies bytes out of the mapping.
   *
   * @param offset from the start of the region; the caller has checked that the bytes are inside
   * @throws IllegalStateException after {@link #close}
   */
  void read(long offset, byte[] target, int start, int length) {
    Objects.checkFromIndexSize(start, length, target.length);
    int stripe = gate.enter();
    try {
      copy(offset, target, start, length);
    } catch (InternalError e) {
      // What the JVM makes of SIGBUS: the page could not be brought in.
      throw new InsufficientResourcesException(
          "Cannot read "
              + file
              + ": its bytes are gone. Do not shorten or replace in place a file"
              + " that is in use; check the disk.",
          e);
    } finally {
      gate.leave(stripe);
    }
  }

  private void copy(long offset, byte[] target, int start, int length) {
    int done = 0;
    while (done < length) {
      long at = offset + done;
      MappedByteBuffer segment = segments.get((int) (at / segmentBytes));
      int inSegment = (int) (at % segmentBytes);
      int part = Math.min(length - done, segment.capacity() - inSegment);
      segment.get(inSegment, target, start + done, part);
      done += part;
    }
  }

  /** Unmaps at once, after the reads in progress. Without effect the second time. */
  @Override
  public void close() {
    if (gate.close()) {
      segments.forEach(Unmapper::unmap);
    }
  }
}
