package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.schema.InputFile;
import io.tramontane.schema.InputFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a corpus, by path. Tells whether a corpus is still the one that a run was planned
 * over, without reading it.
 *
 * @param files of which those that Spark takes no notice of are left out
 */
public record CorpusFiles(List<InputFile> files) {
  private static final Pattern HIDDEN = Pattern.compile("(^|/)[._]");

  public CorpusFiles {
    files = List.copyOf(files);
  }

  /**
   * Lists them.
   *
   * @throws InvalidInputException if that cannot be done
   */
  public static CorpusFiles of(InputConfig input, Configuration configuration) {
    Path path = new Path(input.path());
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      return new CorpusFiles(list(fileSystem, fileSystem.makeQualified(path)));
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot list input %s: %s. Correct tramontane.input.path."
              .formatted(input.path(), e.getMessage()),
          e);
    }
  }

  private static List<InputFile> list(FileSystem fileSystem, Path root) throws IOException {
    List<InputFile> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String name = file.getPath().toString();
      if (!HIDDEN.matcher(name.substring(root.toString().length())).find()) {
        files.add(new InputFile(name, file.getLen(), file.getModificationTime()));
      }
    }
    files.sort(Comparator.comparing(InputFile::getPath));
    return files;
  }

  /** What has become of the files since an earlier list was made; a line each, by path. */
  public List<String> changesSince(InputFiles earlier) {
    Map<String, InputFile> before = byPath(earlier.getFiles());
    Map<String, InputFile> now = byPath(files);
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(before.get(path), now.get(path)))
        .map(path -> path + " " + change(before.containsKey(path), now.containsKey(path)))
        .toList();
  }

  private static String change(boolean wasThere, boolean isThere) {
    if (!wasThere) {
      return "is new";
    }
    return isThere ? "has changed" : "is gone";
  }

  private static Map<String, InputFile> byPath(List<InputFile> files) {
    Map<String, InputFile> byPath = new TreeMap<>();
    files.forEach(file -> byPath.put(file.getPath(), file));
    return byPath;
  }

  /** As it is kept with the run. */
  public InputFiles toRecord() {
    return new InputFiles(files);
  }
}
