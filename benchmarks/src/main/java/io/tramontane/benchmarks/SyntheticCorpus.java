package io.tramontane.benchmarks;

import io.tramontane.failure.InsufficientResourcesException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Documents of random words, as JSON lines in files of a hundred thousand. No two are alike, and
 * the same number and size give the same documents.
 *
 * @param documents how many
 * @param bytes of each text, about
 */
record SyntheticCorpus(long documents, int bytes) {
  private static final int WORDS = 20_000;
  private static final long DOCUMENTS_A_FILE = 100_000;

  /**
   * Writes the corpus, unless it is there.
   *
   * @param parent where its folder is to be
   * @return its folder
   * @throws InsufficientResourcesException if it cannot be written
   */
  Path in(Path parent) {
    Path folder = parent.resolve(String.format(Locale.ROOT, "corpus-%d-%d", documents, bytes));
    if (Files.exists(folder)) {
      return folder;
    }
    try {
      Path unfinished = parent.resolve(folder.getFileName() + ".unfinished");
      Files.createDirectories(unfinished);
      for (long first = 0; first < documents; first += DOCUMENTS_A_FILE) {
        writeFile(unfinished.resolve(String.format(Locale.ROOT, "%012d.jsonl", first)), first);
      }
      return Files.move(unfinished, folder);
    } catch (IOException e) {
      throw new InsufficientResourcesException(
          "Cannot write %s: %s. Name a folder that can be written to and has room for it."
              .formatted(folder, e),
          e);
    }
  }

  private void writeFile(Path file, long first) throws IOException {
    List<String> words =
        SyntheticWords.first(WORDS, " ").stream().map(SyntheticWords.Word::text).toList();
    Random random = new Random(first);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (long id = first; id < Math.min(documents, first + DOCUMENTS_A_FILE); id++) {
        writer.write("{\"id\":\"");
        writer.write(Long.toString(id));
        writer.write("\",\"text\":\"");
        writer.write(text(id, words, random));
        writer.write("\"}\n");
      }
    }
  }

  private String text(long id, List<String> words, Random random) {
    StringBuilder text = new StringBuilder().append(id);
    while (text.length() < bytes) {
      text.append(words.get(random.nextInt(words.size())));
    }
    return text.toString();
  }
}
