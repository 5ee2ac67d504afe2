package io.tramontane.udf.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under the scheme {@code slow:}, as slow as a test wants it. Writes down each file
 * that is opened, a line each.
 */
public final class SlowFileSystem extends RawLocalFileSystem {
  private static final String LOG = "fs.slow.log";
  private static final String DELAY = "fs.slow.delay-millis";

  /**
   * A configuration that knows the scheme.
   *
   * @param log where opened files are written down
   * @param delayMillis of each read
   */
  static Configuration configuration(java.nio.file.Path log, long delayMillis) {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.slow.impl", SlowFileSystem.class, RawLocalFileSystem.class);
    configuration.setBoolean("fs.slow.impl.disable.cache", true);
    configuration.set(LOG, log.toString());
    configuration.setLong(DELAY, delayMillis);
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public FSDataInputStream open(Path file, int bufferBytes) throws IOException {
    Files.writeString(
        java.nio.file.Path.of(getConf().get(LOG)),
        file.getName() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return new FSDataInputStream(
        new SlowInput(super.open(file, bufferBytes), getConf().getLong(DELAY, 0)));
  }

  private static final class SlowInput extends FSInputStream {
    private final FSDataInputStream input;
    private final long delayMillis;

    SlowInput(FSDataInputStream input, long delayMillis) {
      this.input = input;
      this.delayMillis = delayMillis;
    }

    @Override
    public int read() throws IOException {
      return input.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        Thread.sleep(delayMillis);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return input.read(bytes, offset, length);
    }

    @Override
    public void seek(long position) throws IOException {
      input.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return input.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return input.seekToNewSource(position);
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}
