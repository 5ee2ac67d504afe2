package io.tramontane.jobs.plan;

import io.tramontane.jobs.corpus.CorpusFile;
import io.tramontane.jobs.corpus.CorpusFiles;
import io.tramontane.jobs.sink.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A digest of a list of files: of their names, lengths and times, not of what they hold. */
final class InputDigest {
  private InputDigest() {}

  /** SHA-256 in hex over a line for each file, by path: path, bytes, milliseconds, tabs between. */
  static String of(CorpusFiles corpus) {
    MessageDigest sha256 = Sha256.begin();
    for (CorpusFile file : corpus.files()) {
      String line = corpus.path(file) + "\t" + file.bytes() + "\t" + file.modified() + "\n";
      sha256.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(sha256);
  }
}
