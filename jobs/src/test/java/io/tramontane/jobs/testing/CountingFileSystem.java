package io.tramontane.jobs.testing;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system, which writes down what is asked of it. */
public final class CountingFileSystem extends LocalFileSystem {
  private static final String KEY = "counting.id";
  private static final Map<String, Queue<String>> CALLS = new ConcurrentHashMap<>();

  /** For Hadoop. */
  public CountingFileSystem() {
    super(new WithoutPermissions());
  }

  /**
   * Settings with which what is asked of files of this machine is written down.
   *
   * @param calls takes, from any thread, an operation and a path for each: {@code open /a/b}
   */
  public static Configuration settings(ConcurrentLinkedQueue<String> calls) {
    String id = UUID.randomUUID().toString();
    CALLS.put(id, calls);
    Configuration settings = new Configuration();
    settings.set("fs.file.impl", CountingFileSystem.class.getName());
    settings.setBoolean("fs.file.impl.disable.cache", true);
    settings.set(KEY, id);
    return settings;
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    count("open", file);
    return super.open(file, bufferSize);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    count("status", file);
    return super.getFileStatus(file);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    count("list", folder);
    return super.listStatus(folder);
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
    count("create", file);
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    count("mkdirs", folder);
    return super.mkdirs(folder);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    count("rename", to);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    count("delete", file);
    return super.delete(file, recursive);
  }

  private void count(String operation, Path path) {
    Objects.requireNonNull(CALLS.get(getConf().get(KEY)))
        .add(operation + " " + path.toUri().getPath());
  }
}
