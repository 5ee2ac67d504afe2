package io.tramontane.chat;

import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufMetadata;
import io.tramontane.gguf.GgufWriter;
import io.tramontane.gguf.MetadataValue;
import java.io.IOException;
import java.nio.file.Path;

/** A model file with nothing but a chat template. */
final class TemplateFile {
  private TemplateFile() {}

  /** Writes it, and gives what a model's file says. */
  static GgufMetadata metadata(Path file, String template) throws IOException {
    new GgufWriter()
        .metadata("tokenizer.chat_template", MetadataValue.string(template))
        .write(file);
    try (GgufFile opened = GgufFile.open(file)) {
      return opened.metadata();
    }
  }
}
