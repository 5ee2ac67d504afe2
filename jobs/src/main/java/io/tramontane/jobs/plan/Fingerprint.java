package io.tramontane.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tramontane.backend.ModelIdentity;
import io.tramontane.failure.Secrets;
import io.tramontane.generate.EngineSettings;
import io.tramontane.jobs.sink.Sha256;
import io.tramontane.task.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.SchemaNormalization;

/**
 * Everything that determines a row's output, and nothing that does not: threads, batches, chunks
 * and clusters are not in it.
 *
 * @param parts by name; lists are JSON
 */
public record Fingerprint(SortedMap<String, String> parts) {
  /** The part that is the model's digest. */
  public static final String MODEL = "model";

  /** Which requests are made of a document; to change whenever PromptEncoder makes others. */
  private static final String PROMPT = "inst-1";

  /** The same where the document touches other text, which is encoded with it since. */
  private static final String GLUED_PROMPT = "inst-2";

  private static final Pattern GLUED = Pattern.compile("[^\\s}]\\{text\\}|\\{text\\}[^\\s{]");

  private static final ObjectMapper JSON = new ObjectMapper();

  public Fingerprint {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * The fingerprint of doing a task with a model.
   *
   * @param promptParts what the model's file adds, see {@link
   *     io.tramontane.backend.Session#promptParts}
   */
  public static Fingerprint of(
      ModelIdentity model, Task<?> task, EngineSettings engine, Map<String, String> promptParts) {
    SortedMap<String, String> parts = new TreeMap<>(promptParts);
    parts.put(MODEL, model.digest());
    parts.put("arithmetic", engine.numerics());
    parts.put("prompt", isGlued(task.prompt().template()) ? GLUED_PROMPT : PROMPT);
    parts.put("schema", Long.toHexString(SchemaNormalization.parsingFingerprint64(task.columns())));
    parts.put("task", task.type());
    parts.put("template", task.prompt().template());
    parts.put("truncation", spelling(task.prompt().truncation()));
    parts.put("max-document-tokens", String.valueOf(task.prompt().maxDocumentTokens()));
    Integer thinking = task.prompt().chat().thinking();
    if (thinking != null) {
      // Where it is off, runs have the fingerprint that they had before there were thoughts.
      parts.put("thinking", String.valueOf(thinking));
    }
    task.fingerprintParts().forEach((name, value) -> putOwn(parts, name, value));
    return new Fingerprint(parts);
  }

  private static boolean isGlued(String template) {
    return GLUED.matcher(template).find();
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

  /** The parts as they may be told and kept. */
  public static SortedMap<String, String> masked(Map<String, String> parts) {
    SortedMap<String, String> masked = new TreeMap<>();
    parts.forEach((name, value) -> masked.put(name, Secrets.mask(value)));
    return masked;
  }

  /** Whether parts, as they were kept, lack something that was masked. */
  public static boolean isMasked(Map<String, String> parts) {
    return parts.values().stream().anyMatch(value -> value.contains(Secrets.MASK));
  }

  /**
   * One line for each part in which another fingerprint differs, such as {@code seed: 1, before 0}.
   *
   * @param earlier the other's parts, masked or not
   */
  public List<String> differencesFrom(Map<String, String> earlier) {
    Map<String, String> now = masked(parts);
    Map<String, String> before = masked(earlier);
    TreeSet<String> names = new TreeSet<>(now.keySet());
    names.addAll(before.keySet());
    List<String> differences =
        names.stream()
            .filter(name -> !Objects.equals(now.get(name), before.get(name)))
            .map(name -> name + ": " + now.get(name) + ", before " + before.get(name))
            .toList();
    return differences.isEmpty() ? List.of("what is masked in them") : differences;
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
