package io.tramontane.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.backend.ModelIdentity;
import io.tramontane.generate.EngineSettings;
import io.tramontane.jobs.sink.Sha256;
import io.tramontane.task.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.SchemaNormalization;

/**
 * Everything that determines a row's output, and nothing that does not: threads, batches, chunks
 * and clusters are not in it.
 *
 * @param parts by name; lists are JSON
 */
public record Fingerprint(SortedMap<String, String> parts) {
  /** Which requests are made of a document; to change whenever PromptEncoder makes others. */
  private static final String PROMPT = "inst-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Fingerprint {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** The fingerprint of doing a task with a model. */
  public static Fingerprint of(ModelIdentity model, Task<?> task, EngineSettings engine) {
    SortedMap<String, String> parts = new TreeMap<>();
    parts.put("model", model.digest());
    parts.put("arithmetic", engine.numerics());
    parts.put("prompt", PROMPT);
    parts.put("schema", Long.toHexString(SchemaNormalization.parsingFingerprint64(task.columns())));
    parts.put("task", task.type());
    parts.put("template", task.prompt().template());
    parts.put("truncation", spelling(task.prompt().truncation()));
    parts.put("max-document-tokens", String.valueOf(task.prompt().maxDocumentTokens()));
    task.fingerprintParts().forEach((name, value) -> putOwn(parts, name, value));
    return new Fingerprint(parts);
  }

  private static void putOwn(SortedMap<String, String> parts, String name, Object value) {
    String before = parts.put(name, value instanceof List ? json(value) : String.valueOf(value));
    if (before != null) {
      throw new IllegalStateException(
          "Cannot make a fingerprint: the task's part %s has the name of a common one."
              .formatted(name));
    }
  }

  /** SHA-256 in hex over the parts as JSON, sorted by name, without spaces, in UTF-8. */
  public String digest() {
    MessageDigest sha256 = Sha256.begin();
    sha256.update(json(parts).getBytes(StandardCharsets.UTF_8));
    return Sha256.hex(sha256);
  }

  /** One line for each part in which the other differs, such as {@code seed: 1, before 0}. */
  public List<String> differencesFrom(Map<String, String> earlier) {
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(earlier.keySet());
    return names.stream()
        .filter(name -> !String.valueOf(parts.get(name)).equals(String.valueOf(earlier.get(name))))
        .map(name -> name + ": " + parts.get(name) + ", before " + earlier.get(name))
        .toList();
  }

  private static String spelling(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Strings can always be written as JSON.", e);
    }
  }
}
