package io.tramontane.jobs.plan;

import io.tramontane.jobs.corpus.CorpusSource;
import io.tramontane.jobs.sink.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A digest of what a corpus is read from: of names, lengths and times, or versions. */
final class InputDigest {
  private InputDigest() {}

  /** SHA-256 in hex over its lines, a line feed behind each. */
  static String of(CorpusSource corpus) {
    MessageDigest sha256 = Sha256.begin();
    corpus.lines().forEach(line -> sha256.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(sha256);
  }
}
