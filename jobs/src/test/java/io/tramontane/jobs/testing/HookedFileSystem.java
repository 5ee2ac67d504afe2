package io.tramontane.jobs.testing;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system, where something is done before each change. */
public final class HookedFileSystem extends LocalFileSystem {
  private static final String KEY = "hooked.id";
  private static final String COPIES = "hooked.copies";
  private static final Configuration DEFAULTS = new Configuration();
  private static final Map<String, Runnable> HOOKS = new ConcurrentHashMap<>();

  /** For Hadoop. */
  public HookedFileSystem() {
    super(new WithoutPermissions());
  }

  /** Settings with which files of this machine are changed only after this was done. */
  public static Configuration settings(Runnable beforeEachChange) {
    String id = UUID.randomUUID().toString();
    HOOKS.put(id, beforeEachChange);
    Configuration settings = new Configuration(DEFAULTS);
    settings.set("fs.file.impl", HookedFileSystem.class.getName());
    settings.setBoolean("fs.file.impl.disable.cache", true);
    settings.set(KEY, id);
    return settings;
  }

  /**
   * As {@link #settings}; and a file is renamed as object stores do it: written once more under the
   * new name, which can end within it, and then deleted.
   */
  public static Configuration copying(Runnable beforeEachChange) {
    Configuration settings = settings(beforeEachChange);
    settings.setBoolean(COPIES, true);
    return settings;
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
    hook();
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    hook();
    return super.mkdirs(folder);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (getConf().getBoolean(COPIES, false) && isOneFile(from)) {
      copy(from, to);
      return delete(from, false);
    }
    hook();
    return super.rename(from, to);
  }

  private void copy(Path from, Path to) throws IOException {
    byte[] content;
    try (FSDataInputStream stream = open(from)) {
      content = stream.readAllBytes();
    }
    try (FSDataOutputStream half = create(to, false)) {
      half.write(content, 0, content.length / 2);
    }
    try (FSDataOutputStream whole = create(to, true)) {
      whole.write(content);
    }
  }

  private boolean isOneFile(Path path) throws IOException {
    return exists(path) && getFileStatus(path).isFile();
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    hook();
    return super.delete(file, recursive);
  }

  private void hook() {
    Objects.requireNonNull(HOOKS.get(getConf().get(KEY))).run();
  }
}
