package io.tramontane.jobs.corpus;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import io.tramontane.jobs.config.InputConfig;
import io.tramontane.jobs.config.InputFormat;
import io.tramontane.schema.InputFile;
import io.tramontane.schema.InputFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a corpus: all below its folder, at any depth, but for hidden ones. The one list by
 * which a corpus is read, and by which a later start sees whether it is still the same.
 *
 * <p>Hidden are files whose names begin with a dot or an underscore, and files in folders with such
 * names: other programs keep there what is not data. So is what ends in {@code ._COPYING_}, which
 * Hadoop's shell has not yet copied.
 *
 * @param root the folder of the names in {@code files}, with its file system
 * @param isFolder whether that is what was to be listed, and not a single file in it
 * @param files by name; some hundred bytes of memory for each
 * @param hidden how many files were left out
 * @param table the format of a table that one of the folders belongs to, if any
 */
public record CorpusFiles(
    String root,
    boolean isFolder,
    List<CorpusFile> files,
    long hidden,
    Optional<TableFormat> table) {
  /** The most files that are kept with a run, to name those that change. */
  private static final int MAX_RECORDED = 100_000;

  private static final int MAX_NAMED = 3;
  private static final Pattern HIDDEN = Pattern.compile("(^|/)[._]|\\._COPYING_$");

  public CorpusFiles {
    files = List.copyOf(files);
  }

  /**
   * Lists the files of a job's input.
   *
   * @throws InvalidInputException if that cannot be done, or if the files alone are not what the
   *     user means, since they belong to a table
   */
  public static CorpusFiles of(InputConfig input, Configuration configuration) {
    try {
      CorpusFiles files = list(input.path(), configuration);
      files.requireNoTable(input.format());
      return files;
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "Cannot read input %s: it does not exist. Correct tramontane.input.path."
              .formatted(input.path()),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "Cannot read input %s: %s. Correct tramontane.input.path."
              .formatted(input.path(), e.getMessage()),
          e);
    }
  }

  /**
   * Lists the files below a path, or the file at it. The path is taken as it is: brackets, braces,
   * question marks and stars in it stand for themselves.
   *
   * @throws FileNotFoundException if nothing is there
   * @throws IOException if it cannot be listed, or there is a file whose name cannot be used
   * @throws IllegalArgumentException if this is no path
   */
  static CorpusFiles list(String path, Configuration configuration) throws IOException {
    Path given = new Path(path);
    FileSystem fileSystem = given.getFileSystem(configuration);
    FileStatus status = fileSystem.getFileStatus(given);
    LocalNames.validate(fileSystem, status, CorpusFiles::isHidden);
    Path root = status.isFile() ? parentOf(status) : status.getPath();
    Optional<TableFormat> table = TableFormat.above(fileSystem, root);
    List<CorpusFile> files = new ArrayList<>();
    long hidden = 0;
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(status.getPath(), true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String name = file.getPath().toString().substring(prefix(root.toString()).length());
      table = table.or(() -> TableFormat.of(name));
      if (status.isDirectory() && isHidden(name)) {
        hidden++;
      } else {
        files.add(new CorpusFile(name, file.getLen(), file.getModificationTime()));
      }
    }
    files.sort(Comparator.comparing(CorpusFile::name));
    return new CorpusFiles(root.toString(), status.isDirectory(), files, hidden, table);
  }

  private static boolean isHidden(String name) {
    return HIDDEN.matcher(name).find();
  }

  private static Path parentOf(FileStatus file) {
    return Objects.requireNonNull(file.getPath().getParent());
  }

  private static String prefix(String folder) {
    return folder.endsWith(Path.SEPARATOR) ? folder : folder + Path.SEPARATOR;
  }

  /** Where a file of this list is, with its file system. */
  public String path(CorpusFile file) {
    return prefix(root) + file.name();
  }

  /** Where all files are, for Spark's readers. */
  String[] literalPaths() {
    return files.stream().map(this::path).map(LiteralPath::of).toArray(String[]::new);
  }

  /**
   * Refuses files that are read one by one, but belong to a table that says which rows hold.
   *
   * @throws IOException that names the format
   */
  void requireNoTable(InputFormat format) throws IOException {
    if (table.isPresent() && format.isColumnar()) {
      throw new IOException(
          "it belongs to a table of %s, whose files also hold rows that were deleted or replaced; %s"
              .formatted(table.get(), table.get().remedy()));
    }
  }

  /** What has become of the files since an earlier list was kept, the first few by name. */
  public String changesSince(InputFiles earlier) {
    List<String> changes = changes(earlier);
    if (changes.isEmpty()) {
      return "files behind the first " + MAX_RECORDED;
    }
    String named = String.join(", ", changes.subList(0, Math.min(MAX_NAMED, changes.size())));
    return changes.size() <= MAX_NAMED
        ? named
        : named + " and %s more".formatted(changes.size() - MAX_NAMED);
  }

  private List<String> changes(InputFiles earlier) {
    Map<String, InputFile> before = byPath(earlier.getFiles());
    Map<String, InputFile> now =
        byPath(records().filter(file -> isCovered(file, earlier.getFiles())).toList());
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(before.get(path), now.get(path)))
        .map(path -> path + " " + change(before.containsKey(path), now.containsKey(path)))
        .toList();
  }

  private static boolean isCovered(InputFile file, List<InputFile> earlier) {
    return earlier.size() < MAX_RECORDED
        || file.getPath().compareTo(earlier.get(earlier.size() - 1).getPath()) <= 0;
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

  /**
   * As it is kept with the run: the first {@value #MAX_RECORDED} files, with paths that may be
   * told.
   */
  public InputFiles toRecord() {
    return new InputFiles(records().limit(MAX_RECORDED).toList(), List.of());
  }

  private Stream<InputFile> records() {
    return files.stream()
        .map(file -> new InputFile(Secrets.mask(path(file)), file.bytes(), file.modified()));
  }
}
