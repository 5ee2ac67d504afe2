package io.tramontane.udf.model;

import io.tramontane.udf.http.PartialFile;
import java.io.IOException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of a Hadoop file system.
 *
 * @param bytes its length
 * @param modified when it was last changed, in milliseconds since 1970
 * @param etag what the store names this version by; null where it has no such names
 */
record HadoopPart(FileSystem files, Path path, long bytes, long modified, @Nullable String etag)
    implements RemotePart {
  private static final int BUFFER_BYTES = 1 << 20;

  static HadoopPart of(FileSystem files, FileStatus status) {
    return new HadoopPart(
        files,
        status.getPath(),
        status.getLen(),
        status.getModificationTime(),
        status instanceof EtagSource versioned ? versioned.getEtag() : null);
  }

  @Override
  public String name() {
    return path.getName().replaceFirst("(?s)(?<=.)\\?.*", "");
  }

  @Override
  public String version() {
    return "%s %s %s %s".formatted(path, bytes, modified, etag);
  }

  @Override
  public boolean isVersioned() {
    return true;
  }

  @Override
  public void copyTo(PartialFile copy) throws IOException {
    if (copy.length() < bytes) {
      copyRest(copy);
    }
    if (!of(files, files.getFileStatus(path)).version().equals(version())) {
      throw new ModelChangedException("its length, time or entity tag is another");
    }
  }

  private void copyRest(PartialFile copy) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      in.seek(copy.length());
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        copy.append(buffer, read);
      }
    }
  }
}
