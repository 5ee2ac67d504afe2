package io.tramontane.jobs.testing;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Setting them takes a process of its own, and much longer than all else. */
final class WithoutPermissions extends RawLocalFileSystem {
  @Override
  public void setPermission(Path file, FsPermission permission) {
    // They are as the system makes them.
  }
}
