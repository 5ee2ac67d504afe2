package io.tramontane.udf.model;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.SplitName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Models of Hadoop file systems.
 *
 * @param configuration of the file systems
 */
record HadoopStore(Configuration configuration) implements ModelStore {
  @Override
  public RemoteModel find(String url) throws IOException {
    Path first = new Path(url);
    FileSystem files = first.getFileSystem(configuration);
    List<RemotePart> parts = new ArrayList<>();
    for (Path path : paths(first)) {
      parts.add(part(url, files, path));
    }
    return new RemoteModel(url, parts);
  }

  private static HadoopPart part(String url, FileSystem files, Path path) throws IOException {
    FileStatus status;
    try {
      status = files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "Cannot fetch model %s: there is no %s. Correct the URL, or put all parts of the model there."
              .formatted(url, path),
          e);
    }
    if (!status.isFile()) {
      throw new InvalidInputException(
          "Cannot fetch model %s: it is a folder. Give the URL of a GGUF file.".formatted(url));
    }
    return HadoopPart.of(files, status);
  }

  private static List<Path> paths(Path first) {
    return SplitName.of(java.nio.file.Path.of(first.getName()))
        .map(
            split ->
                split.files().stream()
                    .map(file -> new Path(first.getParent(), file.toString()))
                    .toList())
        .orElse(List.of(first));
  }
}
