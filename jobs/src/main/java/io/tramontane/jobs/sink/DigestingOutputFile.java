package io.tramontane.jobs.sink;

import java.io.IOException;
import java.security.MessageDigest;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** An output file that takes the SHA-256 of what passes through it. */
final class DigestingOutputFile implements OutputFile {
  private final OutputFile file;
  private final MessageDigest digest = Sha256.begin();
  private long bytes;

  DigestingOutputFile(OutputFile file) {
    this.file = file;
  }

  /** The digest in hex of everything written; once, after the stream is closed. */
  String sha256() {
    return Sha256.hex(digest);
  }

  /** How many bytes have been written. */
  long bytes() {
    return bytes;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return new DigestingStream(file.create(blockSizeHint));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return new DigestingStream(file.createOrOverwrite(blockSizeHint));
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  private final class DigestingStream extends DelegatingPositionOutputStream {
    private final PositionOutputStream stream;

    DigestingStream(PositionOutputStream stream) {
      super(stream);
      this.stream = stream;
    }

    @Override
    public long getPos() throws IOException {
      return stream.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      stream.write(b);
      digest.update((byte) b);
      bytes++;
    }

    @Override
    public void write(byte[] b) throws IOException {
      write(b, 0, b.length);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      stream.write(b, offset, length);
      digest.update(b, offset, length);
      bytes += length;
    }
  }
}
