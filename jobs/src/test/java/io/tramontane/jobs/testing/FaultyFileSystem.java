package io.tramontane.jobs.testing;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system with one fault, for child processes: {@code
 * -Dspark.hadoop.fs.file.impl=CLASS} and {@code -Dfault="ACTION TIME OPERATION PATTERN"}.
 *
 * <ul>
 *   <li>ACTION: {@code kill} sends this process SIGKILL, {@code stop} SIGSTOP, after which it may
 *       go on, {@code fail} lets the operation fail as on a full disk
 *   <li>TIME: {@code before} the operation, {@code after} it, or {@code while} what was created is
 *       written: before its first byte gets anywhere
 *   <li>OPERATION: {@code create}, {@code rename} or {@code delete}
 *   <li>PATTERN: what the whole path matches; of a rename, the new one
 * </ul>
 */
public final class FaultyFileSystem extends LocalFileSystem {
  private static final String[] FAULT = System.getProperty("fault", "none - - -").split(" ", 4);
  private static final Pattern PATTERN = Pattern.compile(FAULT[3]);

  /** Java options that put a fault into a process. */
  public static String[] options(String fault) {
    return new String[] {
      "-Dspark.hadoop.fs.file.impl=" + FaultyFileSystem.class.getName(), "-Dfault=" + fault
    };
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    strike("before", "create", file);
    return new StruckStream(
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress),
        file);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    strike("before", "rename", to);
    boolean renamed = super.rename(from, to);
    strike("after", "rename", to);
    return renamed;
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    strike("before", "delete", file);
    boolean deleted = super.delete(file, recursive);
    strike("after", "delete", file);
    return deleted;
  }

  private static boolean isMeant(String time, String operation, Path file) {
    return FAULT[1].equals(time)
        && FAULT[2].equals(operation)
        && PATTERN.matcher(file.toUri().getPath()).matches();
  }

  private static void strike(String time, String operation, Path file) throws IOException {
    if (isMeant(time, operation, file)) {
      strike();
    }
  }

  private static void strike() throws IOException {
    if (FAULT[0].equals("fail")) {
      fillTheDisk();
    }
    boolean goesOn = FAULT[0].equals("stop");
    try {
      new ProcessBuilder(
              "kill", goesOn ? "-STOP" : "-KILL", String.valueOf(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      if (!goesOn) {
        Thread.sleep(60_000);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("The signal did not come.", e);
    }
  }

  /** Fails as the local file system itself does, which throws an error and no exception. */
  private static void fillTheDisk() throws IOException {
    RawLocalFileSystem files = new RawLocalFileSystem();
    files.initialize(URI.create("file:///"), new Configuration());
    try (FSDataOutputStream full = files.append(new Path("/dev/full"))) {
      full.write(1);
    }
  }

  /** Strikes when something is written to a file, or when the file is whole. */
  private static final class StruckStream extends FSDataOutputStream {
    private final Path file;

    StruckStream(FSDataOutputStream stream, Path file) throws IOException {
      super(stream, new FileSystem.Statistics("file"));
      this.file = file;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      strike("while", "create", file);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      strike("while", "create", file);
      super.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      strike("after", "create", file);
    }
  }
}
