package io.tramontane.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.config.EngineConfig;
import io.tramontane.jobs.config.TaskConfig;
import io.tramontane.jobs.config.TaskType;
import io.tramontane.jobs.sink.Sha256;
import io.tramontane.schema.Enrichment;
import io.tramontane.schema.ModelIdentity;
import io.tramontane.transformer.KvFormat;
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
  /** Which requests are made of a document; to change whenever TaskPrompt makes others. */
  private static final String PROMPT = "inst-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Fingerprint {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** The fingerprint of doing a task with a model. */
  public static Fingerprint of(ModelIdentity model, TaskConfig task, EngineConfig engine) {
    SortedMap<String, String> parts = new TreeMap<>();
    parts.put("model", model.getDigest());
    parts.put("arithmetic", arithmetic(engine));
    parts.put("prompt", PROMPT);
    parts.put(
        "schema",
        Long.toHexString(SchemaNormalization.parsingFingerprint64(Enrichment.getClassSchema())));
    parts.put("task", spelling(task.type()));
    parts.put("template", task.template());
    parts.put("truncation", spelling(task.truncation()));
    parts.put("max-document-tokens", String.valueOf(task.maxDocumentTokens()));
    if (task.type() == TaskType.CLASSIFY) {
      parts.put("labels", json(task.classify().labels()));
    } else {
      parts.put("max-words", String.valueOf(task.summarize().maxWords()));
      parts.put("max-tokens", String.valueOf(task.summarize().maxTokens()));
      parts.put("temperature", String.valueOf(task.sampling().temperature()));
      parts.put("top-p", String.valueOf(task.sampling().topP()));
      parts.put("seed", String.valueOf(task.sampling().seed()));
      parts.put("stop", json(task.stop()));
    }
    return new Fingerprint(parts);
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

  private static String arithmetic(EngineConfig engine) {
    String products = engine.arithmetic().toString();
    return engine.kvCache() == KvFormat.FLOAT32
        ? products
        : products + ", KV cache in " + engine.kvCache();
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
