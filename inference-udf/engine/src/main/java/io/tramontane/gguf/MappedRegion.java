package io.tramontane.gguf;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The one owner of the read-only mapping of a part of a file, in segments, since a Java buffer ends
 * at 2 GiB. Each segment also maps the beginning of the next, so that any run of up to {@value
 * #MAX_BYTES_IN_PLACE} bytes lies in one buffer. Safe for concurrent use, {@link #close} included.
 */
final class MappedRegion implements AutoCloseable {
  static final int SEGMENT_BYTES = 1 << 30;

  /** How far a segment reaches into the next. */
  static final int MAX_BYTES_IN_PLACE = 64 << 20;

  private static final Logger LOG = System.getLogger(MappedRegion.class.getName());

  private final Path file;
  private final Mapper mapper;
  private final int segmentBytes;
  private final List<ByteBuffer> segments;
  private final UseGate gate;

  private MappedRegion(Path file, Mapper mapper, int segmentBytes, List<ByteBuffer> segments) {
    this.file = file;
    this.mapper = mapper;
    this.segmentBytes = segmentBytes;
    this.segments = segments;
    this.gate = new UseGate("Cannot read " + file + ": it was closed.");
  }

  /**
   * Maps bytes of a file; the channel is not needed after.
   *
   * @param segmentBytes of each segment but the last
   */
  static MappedRegion map(
      Path file, FileChannel channel, long start, long bytes, int segmentBytes) {
    Mapper mapper = Mapper.create();
    List<ByteBuffer> segments = new ArrayList<>();
    try {
      for (long done = 0; done < bytes; done += segmentBytes) {
        long length = Math.min((long) segmentBytes + MAX_BYTES_IN_PLACE, bytes - done);
        segments.add(mapper.map(channel, start + done, length));
      }
      return new MappedRegion(file, mapper, segmentBytes, List.copyOf(segments));
    } catch (IOException e) {
      mapper.close();
      throw new InsufficientResourcesException(
          "Cannot map %s bytes of %s: %s. Check limits (ulimit -v, vm.max_map_count) and the file."
              .formatted(bytes, file, e.getMessage()),
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
    } finally {
      gate.leave(stripe);
    }
  }

  private void copy(long offset, byte[] target, int start, int length) {
    int done = 0;
    while (done < length) {
      long at = offset + done;
      ByteBuffer segment = segments.get((int) (at / segmentBytes));
      int inSegment = (int) (at % segmentBytes);
      int part = Math.min(length - done, segment.capacity() - inSegment);
      segment.get(inSegment, target, start + done, part);
      done += part;
    }
  }

  /**
   * Lets somebody use bytes where they are mapped.
   *
   * @param offset from the start of the region; the caller has checked that the bytes are inside
   * @param length at most {@value #MAX_BYTES_IN_PLACE}
   * @throws IllegalStateException after {@link #close}
   */
  void use(long offset, int length, GgufTensor.BytesUser user) {
    int inSegment = (int) (offset % segmentBytes);
    int stripe = gate.enter();
    try {
      ByteBuffer segment = segments.get((int) (offset / segmentBytes));
      Objects.checkFromIndexSize(inSegment, length, segment.capacity());
      user.use(segment, inSegment);
    } finally {
      gate.leave(stripe);
    }
  }

  /**
   * Unmaps, after the reads in progress; if they do not end, never, since reading what is not
   * mapped kills the JVM. Without effect the second time.
   */
  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    if (gate.awaitEmpty()) {
      mapper.close();
    } else {
      LOG.log(Level.WARNING, "Leaving {0} mapped: reads of it do not end.", file);
    }
  }
}
