package io.tramontane.jobs.sink;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One run's folder, and the protocol by which its chunks become final.
 *
 * <pre>
 * OUTPUT/RUN-ID/
 *   _plan.json            what the run will do; written first
 *   .attempts/00017-UUID  a chunk being written, or written and not published
 *   part-00017.parquet    a published chunk
 *   _ledger/00017.json    that chunk is committed
 *   _manifest.json        what the run did; written when every chunk is committed
 *   _SUCCESS              empty; written last, unless too many rows are errors
 * </pre>
 *
 * <p>Spark, Hive and DuckDB take names that begin with '_' or '.' as hidden, so a reader of the
 * folder sees the part files only.
 *
 * <p>A chunk is committed by two steps on the driver: the attempt is renamed to the part file, then
 * the ledger entry is created. <b>A chunk is committed if, and only if, its ledger entry exists</b>
 * and the part file has the length written there. A run may die anywhere:
 *
 * <ul>
 *   <li>before the plan is there: nothing has happened.
 *   <li>while a task writes, or before the rename: a stray attempt, which {@link #begin} of the
 *       next start removes. The chunk is computed again.
 *   <li>between the rename and the ledger entry: a part file without an entry. The chunk is
 *       computed again, and its part file replaced by one with the same rows.
 *   <li>after the ledger entry: the chunk is skipped from then on.
 *   <li>before the manifest or {@code _SUCCESS}: the next start finds every chunk committed and
 *       writes them.
 * </ul>
 *
 * <p>Files of JSON are written beside and renamed, so none is ever seen half. Two attempts at one
 * chunk (speculation, a retry whose first success was not heard of) are harmless: the first
 * published wins. Two drivers must not work on one run at once: each removes the other's attempts,
 * and one of them fails.
 *
 * <p>Everything goes through Hadoop's {@link FileSystem}. Where renaming is not atomic (object
 * stores), a part file may be seen before its chunk is committed, never a committed chunk without
 * it.
 */
public final class RunFolder {
  private static final String ATTEMPTS = ".attempts";
  private static final String LEDGER = "_ledger";
  private static final String PLAN = "_plan.json";
  private static final String MANIFEST = "_manifest.json";
  private static final String SUCCESS = "_SUCCESS";

  private final FileSystem files;
  private final Path folder;

  private RunFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * The folder of a run, whether it is there yet or not.
   *
   * @param output the folder of the runs
   */
  public static RunFolder of(String output, String runId, Configuration configuration) {
    Path folder = new Path(output, runId);
    try {
      FileSystem files = folder.getFileSystem(configuration);
      return new RunFolder(files, files.makeQualified(folder));
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot reach output %s: %s. Restore access to it, then start again."
              .formatted(output, e.getMessage()),
          e);
    }
  }

  /** Every run in a folder of runs, by name. */
  public static List<RunFolder> all(String output, Configuration configuration) {
    return doing(
        "list",
        new Path(output),
        path -> {
          FileSystem files = path.getFileSystem(configuration);
          try {
            return Arrays.stream(files.listStatus(path))
                .filter(FileStatus::isDirectory)
                .map(status -> new RunFolder(files, status.getPath()))
                .filter(run -> run.plan().isPresent())
                .sorted(Comparator.comparing(RunFolder::path))
                .toList();
          } catch (FileNotFoundException e) {
            return List.of();
          }
        });
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** The name of a chunk's part file. */
  static String partName(int chunk) {
    return "part-%05d.parquet".formatted(chunk);
  }

  /** A new attempt's file. */
  static Path newAttempt(Path folder, int chunk) {
    return new Path(new Path(folder, ATTEMPTS), "%05d-%s".formatted(chunk, UUID.randomUUID()));
  }

  /** The plan, if the run was started before. */
  public Optional<RunPlan> plan() {
    return read(new Path(folder, PLAN), RunPlan.class);
  }

  /** The manifest, if every chunk is committed. */
  public Optional<RunManifest> manifest() {
    return read(new Path(folder, MANIFEST), RunManifest.class);
  }

  /** Whether the run ended well. */
  public boolean isSuccess() {
    return doing("look for", new Path(folder, SUCCESS), files::exists);
  }

  /** The names of the part files that are there, committed or not. */
  public List<String> partFiles() {
    return list(folder).keySet().stream()
        .filter(name -> name.startsWith("part-"))
        .sorted()
        .toList();
  }

  /**
   * The chunks committed under a fingerprint, by number. Entries whose part file is gone or cut off
   * do not count.
   */
  public List<ChunkEntry> committed(String fingerprint) {
    Map<String, Long> lengths = list(folder);
    return list(new Path(folder, LEDGER)).keySet().parallelStream()
        .flatMap(name -> entry(name).stream())
        .filter(entry -> entry.getFingerprint().equals(fingerprint))
        .filter(entry -> Long.valueOf(entry.getBytes()).equals(lengths.get(entry.getFile())))
        .sorted(Comparator.comparingInt(ChunkEntry::getChunk))
        .toList();
  }

  /**
   * Starts the run, or goes on with it: writes the plan if there is none, and clears away what a
   * former start left unfinished. Until the run ends again it has no manifest and no {@code
   * _SUCCESS}.
   *
   * @param committed what {@link #committed} found
   */
  public void begin(RunPlan plan, List<ChunkEntry> committed) {
    delete(new Path(folder, SUCCESS));
    delete(new Path(folder, MANIFEST));
    delete(new Path(folder, ATTEMPTS));
    if (plan().isEmpty()) {
      write(new Path(folder, PLAN), plan);
    }
    Set<String> valid = new HashSet<>();
    committed.forEach(entry -> valid.add(ledgerName(entry.getChunk())));
    list(new Path(folder, LEDGER)).keySet().stream()
        .filter(name -> !valid.contains(name))
        .forEach(name -> delete(new Path(new Path(folder, LEDGER), name)));
  }

  /** Commits a chunk, unless another attempt at it was first. */
  public void publish(ChunkAttempt attempt) {
    ChunkEntry entry = attempt.entry();
    Path written = new Path(attempt.file());
    Path ledgerEntry = new Path(new Path(folder, LEDGER), ledgerName(entry.getChunk()));
    if (doing("look for", ledgerEntry, files::exists)) {
      delete(written);
      return;
    }
    rename(written, new Path(folder, entry.getFile()));
    write(ledgerEntry, entry);
  }

  /** Writes what the run did; when every chunk is committed. */
  public void writeManifest(RunManifest manifest) {
    write(new Path(folder, MANIFEST), manifest);
    delete(new Path(folder, ATTEMPTS));
  }

  /** Marks the run as ended well, if it is not yet; after the manifest. */
  public void markSuccess() {
    if (!isSuccess()) {
      doing("create", new Path(folder, SUCCESS), files::createNewFile);
    }
  }

  private static String ledgerName(int chunk) {
    return "%05d.json".formatted(chunk);
  }

  private Optional<ChunkEntry> entry(String name) {
    return read(new Path(new Path(folder, LEDGER), name), ChunkEntry.class);
  }

  /** The lengths of the files in a folder by their names; of none if it does not exist. */
  private Map<String, Long> list(Path directory) {
    return doing(
        "list",
        directory,
        path -> {
          Map<String, Long> lengths = new HashMap<>();
          try {
            Arrays.stream(files.listStatus(path))
                .filter(FileStatus::isFile)
                .forEach(status -> lengths.put(status.getPath().getName(), status.getLen()));
          } catch (FileNotFoundException e) {
            // Nothing is in a folder that is not there.
          }
          return lengths;
        });
  }

  private <T extends SpecificRecord> Optional<T> read(Path file, Class<T> type) {
    return doing(
        "read",
        file,
        path -> {
          try (InputStream stream = files.open(path)) {
            return Optional.of(JsonRecords.read(stream.readAllBytes(), type));
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private <T extends SpecificRecord> void write(Path file, T record) {
    Path beside = new Path(new Path(folder, ATTEMPTS), UUID.randomUUID() + ".json");
    doing(
        "write",
        beside,
        path -> {
          try (OutputStream stream = files.create(path)) {
            stream.write(JsonRecords.write(record));
          }
          return path;
        });
    rename(beside, file);
  }

  /** Renames, replacing what is there. */
  private void rename(Path from, Path to) {
    doing(
        "create",
        to,
        path -> {
          files.mkdirs(path.getParent());
          files.delete(path, false);
          if (!files.rename(from, path)) {
            throw new IOException("the file system refused to rename " + from);
          }
          return path;
        });
  }

  private void delete(Path file) {
    doing("delete", file, path -> files.delete(path, true));
  }

  private static <T> T doing(String verb, Path path, FileOperation<T> operation) {
    try {
      return operation.on(path);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot %s %s: %s. Restore access to it, then start again."
              .formatted(verb, path, e.getMessage()),
          e);
    }
  }

  @FunctionalInterface
  private interface FileOperation<T> {
    T on(Path path) throws IOException;
  }
}
