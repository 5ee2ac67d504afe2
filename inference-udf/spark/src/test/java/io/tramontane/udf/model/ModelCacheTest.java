package io.tramontane.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.ModelDigest;
import io.tramontane.testing.TestJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real files, and processes of their own where it takes several. */
@Tag("process")
@Timeout(120)
class ModelCacheTest {
  private static final int MIB = 1 << 20;

  private final Path remote;
  private final Path folder;
  private final Path opened;

  ModelCacheTest(@TempDir Path root) {
    this.remote = root.resolve("remote");
    this.folder = root.resolve("cache");
    this.opened = root.resolve("opened");
  }

  @BeforeEach
  void makeRemote() throws IOException {
    Files.createDirectory(remote);
  }

  @Test
  void fetchesAModelOnceUnderItsName() throws IOException {
    Path file = model("m.gguf", 3 * MIB + 7);

    LocalModel first = cache(null).fetch(url(file));
    LocalModel again = cache(null).fetch(url(file), sha256(file));

    assertThat(first.path()).hasFileName("m.gguf").hasSameBinaryContentAs(file);
    assertThat(first.sha256()).isEqualTo(sha256(file));
    assertThat(again).isEqualTo(first);
    assertThat(opened).hasContent("m.gguf");
  }

  @Test
  void fetchesAllPartsOfASplitModel() throws IOException {
    Path first = model("m-00001-of-00003.gguf", MIB);
    Path second = model("m-00002-of-00003.gguf", 10);
    Path third = model("m-00003-of-00003.gguf", MIB / 2);

    LocalModel fetched = cache(null).fetch(url(first));

    assertThat(fetched.sha256()).isEqualTo(ModelDigest.sha256(List.of(first, second, third)));
    for (Path part : List.of(first, second, third)) {
      assertThat(fetched.path().resolveSibling(part.getFileName())).hasSameBinaryContentAs(part);
    }
  }

  @Test
  void manyThreadsFetchItOnce() throws Exception {
    Path file = model("m.gguf", MIB);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<LocalModel> fetch = () -> cache(null).fetch(url(file));
      List<Future<LocalModel>> all =
          threads.invokeAll(Stream.generate(() -> fetch).limit(8).toList());
      for (Future<LocalModel> each : all) {
        assertThat(each.get().path()).hasSameBinaryContentAs(file);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(opened).hasContent("m.gguf");
  }

  @Test
  void aChangedFileIsAnotherModel() throws IOException {
    Path file = model("m.gguf", MIB);
    LocalModel before = cache(null).fetch(url(file));
    FileTime time = Files.getLastModifiedTime(file);
    model("m.gguf", MIB);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));

    LocalModel after = cache(null).fetch(url(file));

    assertThat(after.path()).isNotEqualTo(before.path()).hasSameBinaryContentAs(file);
    assertThat(after.sha256()).isEqualTo(sha256(file)).isNotEqualTo(before.sha256());
    assertThat(before.path()).exists();
  }

  @Test
  void whatIsDamagedInTheCacheIsFetchedAgain() throws IOException {
    Path file = model("m.gguf", MIB);
    Path cached = cache(null).fetch(url(file)).path();
    for (byte[] damage : List.of(new byte[0], new byte[MIB])) {
      Files.write(cached, damage);

      assertThat(cache(null).fetch(url(file)).path())
          .isEqualTo(cached)
          .hasSameBinaryContentAs(file);
    }
    Files.delete(cached);

    assertThat(cache(null).fetch(url(file)).path()).hasSameBinaryContentAs(file);
  }

  /** Length and time do not tell what a file holds. */
  @Test
  void whatIsChangedInTheCacheIsFetchedAgain() throws IOException {
    Path file = model("m.gguf", MIB);
    Path cached = cache(null).fetch(url(file)).path();
    FileTime time = Files.getLastModifiedTime(cached);
    byte[] bytes = Files.readAllBytes(cached);
    bytes[MIB / 2]++;
    Files.write(cached, bytes);
    Files.setLastModifiedTime(cached, time);

    LocalModel again = cache(null).fetch(url(file));

    assertThat(again.path()).isEqualTo(cached).hasSameBinaryContentAs(file);
    assertThat(again.sha256()).isEqualTo(sha256(file));
  }

  /** As a folder of projects is, when model.cache.path names it. */
  @Test
  void leavesWhatItHasNotMadeAlone() throws IOException {
    String key = "0123456789abcdef".repeat(4);
    Path lookalike = folder.resolve(key);
    Path unfinished = folder.resolve(".unfinished-6f1c7ee0-6d80-4b8c-9f53-0d1c1f2a3b4c");
    Path linked = Files.createDirectories(opened.resolveSibling("linked"));
    List<Path> strangers =
        List.of(
            folder.resolve("project/src/Main.java"),
            folder.resolve("project/.git/objects/ab/cdef"),
            folder.resolve(".unfinished-novel/chapter.txt"),
            folder.resolve("digests/.sha256"),
            lookalike.resolve("notes/important.txt"),
            unfinished.resolve("draft.txt"),
            linked.resolve(".sha256"));
    for (Path stranger : strangers) {
      Files.createDirectories(stranger.getParent());
      Files.writeString(stranger, "content of " + stranger);
    }
    Files.createSymbolicLink(folder.resolve("f".repeat(64)), linked);
    Files.createFile(folder.resolve("f".repeat(64) + ".lock"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unreadable = Files.createDirectory(folder.resolve("unreadable"));
    Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("---------"));
    Path removed = fetchedAndEnded(model("old.gguf", MIB));
    Path large = removed.resolveSibling("deep/er/large");
    Files.createDirectories(large.getParent());
    Files.write(large, new byte[MIB]);

    Path fetched = cache(3L * MIB).fetch(url(model("new.gguf", 2 * MIB))).path();

    assertThat(fetched).exists();
    assertThat(removed.getParent()).as("with 2 MiB, of which one lies deeper").doesNotExist();
    assertThat(strangers)
        .allSatisfy(stranger -> assertThat(stranger).hasContent("content of " + stranger));
    assertThat(unreadable).isDirectory();
    Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void refusesToTakeThePlaceOfWhatItHasNotMade() throws IOException {
    Path file = model("m.gguf", MIB);
    Path cached = cache(null).fetch(url(file)).path();
    Files.delete(cached.resolveSibling(".sha256"));
    Path stranger = Files.writeString(cached.resolveSibling("notes.txt"), "mine");

    assertThatThrownBy(() -> cache(null).fetch(url(file)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining(cached.getParent() + " is in the way");
    assertThat(stranger).hasContent("mine");
  }

  @Test
  void refusesAFolderThatOthersMayWriteTo() throws IOException {
    Path file = model("m.gguf", MIB);
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> cache(null).fetch(url(file)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot keep models in %1$s: java.io.IOException: %1$s is no folder that %2$s alone may write to. Set tramontane.model.cache.path to a folder on a large disk that this user owns and nobody else may write to.",
            folder, System.getProperty("user.name"));
    assertThat(cachedFolders()).isEmpty();
  }

  @Test
  void aModelOfAnotherDigestIsNotKept() throws IOException {
    Path file = model("m.gguf", MIB);
    String expected = "0".repeat(64);

    assertThatThrownBy(() -> cache(null).fetch(url(file), expected))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use model %s: its digest is %s, expected %s. Fetch the model again, or correct the digest.",
            url(file), sha256(file), expected);
    assertThat(cachedFolders()).isEmpty();

    cache(null).fetch(url(file));
    assertThatThrownBy(() -> cache(null).fetch(url(file), expected))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("its digest is " + sha256(file));
  }

  @Test
  void saysWhatCannotBeFetched() throws IOException {
    Path first = model("m-00001-of-00002.gguf", 10);

    assertThatThrownBy(() -> cache(null).fetch("slow:" + remote + "/none.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot fetch model slow:%1$s/none.gguf: there is no slow:%1$s/none.gguf. Correct the URL, or put all parts of the model there.",
            remote);
    assertThatThrownBy(() -> cache(null).fetch(url(first)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no slow:%s/m-00002-of-00002.gguf.", remote);
    assertThatThrownBy(() -> cache(null).fetch("slow:" + remote))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is a folder. Give the URL of a GGUF file.");
    assertThatThrownBy(() -> cache(null).fetch("nowhere://host/m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("No FileSystem for scheme \"nowhere\". Add the Hadoop module");
    // The tests of this module run without hadoop-aws.
    assertThatThrownBy(() -> cache(null).fetch("s3a://bucket/m.gguf"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("S3AFileSystem")
        .hasMessageEndingWith(
            "Add the Hadoop module of this file system to Spark (hadoop-aws for s3a).");
    assertThat(cachedFolders()).isEmpty();
  }

  @Test
  void refusesAModelThatTheDiskHasNoRoomFor() throws IOException {
    // Sparse: it takes no room itself.
    Path file = remote.resolve("huge.gguf");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(Files.getFileStore(remote).getTotalSpace() + 1);
    }

    assertThatThrownBy(() -> cache(null).fetch(url(file)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageMatching(
            "Cannot fetch model .*: it has %s bytes, and the disk of .* has \\d+ left\\. Free some, or set .*"
                .formatted(Files.size(file)));
    assertThat(cachedFolders()).isEmpty();
  }

  @Test
  void refusesAModelLargerThanTheCacheMayBe() throws IOException {
    Path kept = fetchedAndEnded(model("kept.gguf", 10));
    Path file = model("m.gguf", MIB);

    assertThatThrownBy(() -> cache((long) MIB - 1).fetch(url(file)))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining(
            "it has 1048576 bytes, and tramontane.model.cache.max-size is 1048575. Raise it.");
    assertThat(kept).exists();
  }

  @Test
  void twoProcessesFetchItOnce() throws IOException {
    Path file = model("m.gguf", 4 * MIB);
    try (TestJvm one = fetch(file, 100);
        TestJvm other = fetch(file, 100)) {
      Path fetched = Path.of(one.value("fetched"));

      assertThat(Path.of(other.value("fetched"))).isEqualTo(fetched);
      assertThat(fetched).hasSameBinaryContentAs(file);
    }
    assertThat(opened).hasContent("m.gguf");
  }

  @Test
  void theNextTakesOverFromAProcessThatIsKilled() throws Exception {
    Path file = model("m.gguf", 8 * MIB);
    try (TestJvm killed = fetch(file, 300)) {
      awaitUnfinished();
      try (TestJvm waiting = fetch(file, 0)) {
        killed.kill();
        Path fetched = Path.of(waiting.value("fetched"));

        assertThat(fetched).hasSameBinaryContentAs(file);
        assertThat(cachedFolders()).containsExactly(fetched.getParent());
      }
    }
    assertThat(opened).hasContent("m.gguf\nm.gguf");
  }

  @Test
  void removesModelsThatNobodyUsesTheLeastRecentlyUsedFirst() throws IOException {
    Path oldest = model("oldest.gguf", MIB);
    Path older = model("older.gguf", MIB);
    Path newer = model("newer.gguf", MIB);
    try (TestJvm user = fetch(oldest, 0)) {
      Path inUse = Path.of(user.value("fetched"));
      Path removed = fetchedAndEnded(older);
      Path kept = fetchedAndEnded(newer);
      long room = 3L * MIB + 1000;

      Path last = cache(room).fetch(url(model("last.gguf", MIB))).path();

      assertThat(removed.getParent()).doesNotExist();
      assertThat(List.of(inUse, kept, last)).allSatisfy(path -> assertThat(path).exists());

      // Only two are left that may go, and one of them must.
      assertThatThrownBy(() -> cache(room).fetch(url(model("large.gguf", 2 * MIB))))
          .isInstanceOf(InsufficientResourcesException.class)
          .hasMessageContaining("it has 2097152 bytes, models in use have 209");
      assertThat(inUse).exists();
      assertThat(last).exists();
    }
  }

  private ModelCache cache(@Nullable Long maxBytes) {
    return ModelCache.of(
        new ModelCacheSettings(folder, maxBytes),
        new HadoopStore(SlowFileSystem.configuration(opened, 0)));
  }

  private Path model(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random().nextBytes(content);
    return Files.write(remote.resolve(name), content);
  }

  private static String url(Path file) {
    return "slow:" + file;
  }

  private static String sha256(Path file) {
    return ModelDigest.sha256(List.of(file));
  }

  private TestJvm fetch(Path file, int delayMillis) throws IOException {
    Path errors = Files.createTempFile(remote, "errors", ".txt");
    return TestJvm.start(
        errors, FetchModel.class, List.of(), folder, url(file), opened, delayMillis);
  }

  private Path fetchedAndEnded(Path file) throws IOException {
    try (TestJvm jvm = fetch(file, 0)) {
      return Path.of(jvm.value("fetched"));
    }
  }

  /** The folders in the cache, whole models or not. */
  private List<Path> cachedFolders() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  private void awaitUnfinished() throws Exception {
    while (true) {
      if (Files.isDirectory(folder)) {
        for (Path each : cachedFolders()) {
          Path part = each.resolve("m.gguf");
          if (Files.exists(part) && Files.size(part) > 0) {
            return;
          }
        }
      }
      Thread.sleep(20);
    }
  }
}
