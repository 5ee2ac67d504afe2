package io.tramontane.jobs.sink;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.schema.ChunkEntry;
import io.tramontane.schema.InputFiles;
import io.tramontane.schema.LedgerEntry;
import io.tramontane.schema.RunManifest;
import io.tramontane.schema.RunPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One run's folder, for reading. {@link RunCommitter} writes it.
 *
 * <pre>
 * OUTPUT/RUN-ID/
 *   _plan.json            what the run will do
 *   _input.json           the files that it was planned over
 *   .attempts/TOKEN/      what one start writes: nobody else knows the name
 *     00017-UUID          a chunk being written, or written and not published
 *     _stop               asks that start's tasks to begin no more chunks
 *   _ledger/00017.json    that chunk is committed
 *   _ledger/segment-UUID.json   so are the many that it names, see {@link LedgerWriter}
 *   part-00017.parquet    a published chunk
 *   _report.html          what the run did, for people
 *   _manifest.json        what the run did
 *   _SUCCESS              empty; the run ended well
 *   _evaluation*          how good its answers are, see {@link EvaluationFiles}
 * </pre>
 *
 * <p>Spark, Hive and DuckDB take names that begin with '_' or '.' as hidden, so a reader of the
 * folder sees the part files only.
 */
public final class RunFolder {
  static final String ATTEMPTS = ".attempts";
  static final String LEDGER = "_ledger";
  static final String PLAN = "_plan.json";
  static final String INPUT = "_input.json";
  static final String STOP = "_stop";
  static final String REPORT = "_report.html";
  static final String MANIFEST = "_manifest.json";
  static final String SUCCESS = "_SUCCESS";
  static final String EVALUATION = "_evaluation";

  private static final Pattern PLAIN = Pattern.compile("(?!\\.{1,2}$)[^/:\\x00-\\x1f]+");

  /** With the chunk's number; in a start's folder or, in versions of before, in none. */
  private static final Pattern ATTEMPT = Pattern.compile("(?:[^/]+/)?(\\d+)-[^/]+");

  private final RunFiles files;
  private final Path folder;

  private RunFolder(RunFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * The folder of a run, whether it is there yet or not.
   *
   * @param output the folder of the runs
   */
  public static RunFolder of(String output, String runId, Configuration configuration) {
    return at(new Path(output, runId), configuration);
  }

  /** The run's folder at a path. */
  public static RunFolder at(Path folder, Configuration configuration) {
    try {
      FileSystem files = folder.getFileSystem(configuration);
      return new RunFolder(new RunFiles(files), files.makeQualified(folder));
    } catch (IOException e) {
      throw RunFiles.failed("reach", folder, e);
    }
  }

  /** Every run in a folder of runs, by name. */
  public static List<RunFolder> all(String output, Configuration configuration) {
    RunFolder runs = at(new Path(output), configuration);
    return runs.files.list(runs.folder).values().stream()
        .filter(FileStatus::isDirectory)
        .filter(status -> !status.getPath().getName().startsWith("."))
        .map(status -> new RunFolder(runs.files, status.getPath()))
        .filter(run -> run.plan().isPresent())
        .toList();
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /**
   * Where a chunk's part file is.
   *
   * @throws InvalidInputException if its entry names no file of this folder
   */
  public Path part(ChunkEntry entry) {
    return file(entry.getFile());
  }

  /** The name of a chunk's part file. */
  static String partName(int chunk) {
    return String.format(Locale.ROOT, "part-%05d.parquet", chunk);
  }

  /** A name for a new attempt of a start. */
  static String newAttempt(String token, int chunk) {
    return String.format(Locale.ROOT, "%s/%05d-%s", token, chunk, UUID.randomUUID());
  }

  Path file(String... names) {
    Path file = folder;
    for (String name : names) {
      file = new Path(file, requirePlain(name));
    }
    return file;
  }

  /**
   * Makes sure that a name that was read from a file of the run's names nothing outside its folder.
   */
  private String requirePlain(String name) {
    if (!PLAIN.matcher(name).matches()) {
      throw new InvalidInputException(
          "Cannot use run %s: it names a file '%s' that is none of a run's. Restore the run's folder."
              .formatted(folder, name));
    }
    return name;
  }

  RunFiles files() {
    return files;
  }

  /** The plan, if the run was started before. */
  public Optional<RunPlan> plan() {
    return files.read(file(PLAN), RunPlan.class);
  }

  /** The files that it was planned over, if it was started before. */
  public Optional<InputFiles> input() {
    return files.read(file(INPUT), InputFiles.class);
  }

  /** The manifest, if every chunk is committed. */
  public Optional<RunManifest> manifest() {
    return files.read(file(MANIFEST), RunManifest.class);
  }

  /** As {@link #manifest}; none also where what is there is none. */
  public Optional<RunManifest> manifestIfWhole() {
    return files.readIfWhole(file(MANIFEST), RunManifest.class);
  }

  /** When every chunk was committed, if that is so. */
  public Optional<Instant> finished() {
    return files.modified(file(MANIFEST));
  }

  /** Whether the run ended well. */
  public boolean isSuccess() {
    return files.exists(file(SUCCESS));
  }

  /** Where a start writes what nobody else is to take for its own. */
  Path attempts(String token) {
    return file(ATTEMPTS, token);
  }

  /** Where a chunk's file is until it is published: in its start's folder, or in all starts'. */
  Path attempt(LedgerEntry entry) {
    Path attempt = file(ATTEMPTS);
    for (String name : entry.getAttempt().split(Path.SEPARATOR, -1)) {
      attempt = new Path(attempt, requirePlain(name));
    }
    return attempt;
  }

  /** Whether the tasks of a start are to begin no more chunks. */
  public boolean isStopping(String token) {
    return files.exists(new Path(attempts(token), STOP));
  }

  /** The names of the part files that are there, committed or not. */
  public List<String> partFiles() {
    return files.list(folder).keySet().stream().filter(RunFolder::isPart).toList();
  }

  /** Whether a file of a run's folder is a part file, of a committed chunk or not. */
  static boolean isPart(String name) {
    return name.startsWith("part-");
  }

  /** What the folder says of the run's chunks. */
  public Ledger ledger() {
    return Ledger.of(this);
  }

  /** See {@link Ledger#committed}. */
  public List<ChunkEntry> committed() {
    return ledger().committed();
  }

  /** See {@link Ledger#published}. */
  public List<ChunkEntry> published() {
    return ledger().published();
  }

  /** Which ledger entries are of this run: none before it has a plan. */
  Predicate<LedgerEntry> ofThisPlan() {
    Optional<String> token = plan().map(RunPlan::getToken);
    return entry -> token.filter(entry.getPlan()::equals).isPresent();
  }

  /** The names of what lies in the ledger. */
  Set<String> ledgerFiles() {
    return files.list(file(LEDGER)).keySet().stream()
        .filter(name -> !name.startsWith("."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The entries of committed chunks whose file is still among the attempts. They are merged with
   * others only when they are published, so each of these has a file of its own.
   */
  List<LedgerEntry> unpublished() {
    Map<String, FileStatus> attempts = attempts();
    Predicate<LedgerEntry> ofThisPlan = ofThisPlan();
    return attempts.keySet().stream()
        .flatMap(attempt -> entryNaming(attempt).stream())
        .filter(ofThisPlan)
        .filter(entry -> Ledger.isWhole(attempts.get(entry.getAttempt()), entry))
        .toList();
  }

  private Optional<LedgerEntry> entryNaming(String attempt) {
    Matcher name = ATTEMPT.matcher(attempt);
    return name.matches()
        ? files
            .readIfWhole(file(LEDGER, name.group(1) + ".json"), LedgerEntry.class)
            .filter(entry -> entry.getAttempt().equals(attempt))
        : Optional.empty();
  }

  /** By the path that ledger entries name; versions of before had no folder for each start. */
  Map<String, FileStatus> attempts() {
    Map<String, FileStatus> attempts = new HashMap<>();
    files
        .list(file(ATTEMPTS))
        .forEach(
            (token, status) -> {
              attempts.put(token, status);
              if (status.isDirectory()) {
                files
                    .list(status.getPath())
                    .forEach((name, attempt) -> attempts.put(token + "/" + name, attempt));
              }
            });
    return attempts;
  }
}
