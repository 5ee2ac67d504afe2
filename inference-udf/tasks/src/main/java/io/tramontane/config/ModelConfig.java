package io.tramontane.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers.
 *
 * @param path of the GGUF file: a URL of http, https or any Hadoop file system, or a path, absolute
 *     and the same on every host
 * @param sha256 the digest that the file must have, in lower-case hex; null takes any
 * @param tokenEnv the environment variable, of each host that fetches, with a token for the server
 *     of a URL of http or https; null for none
 * @param engine the name of the DJL engine that runs it
 * @param preTokenizer how text is split into words, for a file that does not say it; else null
 * @param cache where hosts keep models of URLs
 */
public record ModelConfig(
    String path,
    @Nullable String sha256,
    @Nullable String tokenEnv,
    String engine,
    @Nullable String preTokenizer,
    Cache cache)
    implements Serializable {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  private static final String CACHED = "cached:";

  /** Two letters at least, so that the drive of a Windows path is none. */
  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /**
   * Where hosts keep models that they fetched.
   *
   * @param path a folder of each host, absolute; null is one of the user's own below {@code
   *     java.io.tmpdir}
   * @param maxSize the most bytes that the models in it may take; null is no limit
   */
  public record Cache(@Nullable String path, @Nullable Long maxSize) implements Serializable {
    /** Reads the section {@code tramontane.model.cache}. */
    public static Cache read(SettingReader reader) {
      return new Cache(
          reader.optional("tramontane.model.cache.path", key -> absolute(reader.text(key))),
          reader.optional("tramontane.model.cache.max-size", key -> reader.bytes(key, 1)));
    }
  }

  /** Reads the section {@code tramontane.model}. */
  public static ModelConfig read(SettingReader reader) {
    return new ModelConfig(
        location(reader.text("tramontane.model.path")),
        reader.optional(
            "tramontane.model.sha256",
            key ->
                reader
                    .text(key, SHA_256.asMatchPredicate(), "it is not 64 hex digits")
                    .toLowerCase(Locale.ROOT)),
        reader.optional(
            "tramontane.model.token-env",
            key ->
                reader.text(
                    key,
                    SecretKeys::isVariable,
                    "it is not the name of an environment variable in capitals, such as HF_TOKEN; the token itself does not belong here")),
        reader.text("tramontane.model.engine"),
        reader.optional("tramontane.model.pre-tokenizer", reader::text),
        Cache.read(reader));
  }

  /** Whether a location is a URL; else it is a path of this host. */
  public static boolean isUrl(String location) {
    return URL.matcher(location).matches();
  }

  /**
   * The path of a model that is to be taken from the cache of each host, and from nowhere else. For
   * this program's own use; what a user configures is a path or a URL.
   *
   * @param sha256 its digest
   */
  public static String cachedPath(String sha256) {
    return CACHED + sha256;
  }

  /** The digest of a model with a {@link #cachedPath}. */
  public Optional<String> cachedDigest() {
    return Optional.of(path)
        .filter(location -> location.startsWith(CACHED))
        .map(location -> location.substring(CACHED.length()))
        .filter(SHA_256.asMatchPredicate());
  }

  private static String location(String model) {
    return isUrl(model) ? model : absolute(model);
  }

  /** Executors have working directories of their own. */
  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }
}
