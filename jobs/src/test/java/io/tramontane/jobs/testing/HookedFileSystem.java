package io.tramontane.jobs.testing;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system, where something is done before each change. */
public final class HookedFileSystem extends LocalFileSystem {
  private static final String KEY = "hooked.id";
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
    hook();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    hook();
    return super.delete(file, recursive);
  }

  private void hook() {
    Objects.requireNonNull(HOOKS.get(getConf().get(KEY))).run();
  }

  /** Setting them takes a process of its own, and much longer than all else. */
  private static final class WithoutPermissions extends RawLocalFileSystem {
    @Override
    public void setPermission(Path file, FsPermission permission) {
      // They are as the system makes them.
    }
  }
}
