package io.tramontane.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A folder with a model, a corpus and a configuration.
 *
 * @param root where
 */
public record Workspace(Path root) {
  /** Makes one with a model that takes this long for a text. */
  public static Workspace in(Path root, int delayMillis) throws IOException {
    Files.writeString(root.resolve("model.gguf"), "delay=" + delayMillis);
    return new Workspace(root);
  }

  /** Writes the corpus, a line of JSON for each document. */
  public Workspace corpus(String... lines) throws IOException {
    Files.write(root.resolve("corpus.jsonl"), Arrays.asList(lines));
    return this;
  }

  /** Writes a corpus of numbered documents, of which every tenth is equal. */
  public Workspace numberedCorpus(int documents) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      String text = i % 10 == 0 ? "the same words" : "document number " + i;
      lines.add(String.format(Locale.ROOT, "{\"id\": \"d%05d\", \"text\": \"%s\"}", i, text));
    }
    return corpus(lines.toArray(String[]::new));
  }

  /** Where runs go. */
  public Path output() {
    return root.resolve("out");
  }

  /** The folder of the run of {@link #config}. */
  public Path run() {
    return output().resolve("r1");
  }

  /** Writes the configuration of a summarizing run r1, with these lines after the usual ones. */
  public Path config(String... lines) throws IOException {
    String usual =
        """
        tramontane.model.path = "%1$s/model.gguf"
        tramontane.task.type = summarize
        tramontane.input { path = "%1$s/corpus.jsonl", format = jsonl }
        tramontane.output.path = "%1$s/out"
        tramontane.run { id = r1, chunk-tokens = 275, window-documents = 4 }
        """
            .formatted(root);
    Path file = root.resolve("run.conf");
    Files.writeString(file, usual + String.join("\n", lines) + "\n");
    return file;
  }
}
