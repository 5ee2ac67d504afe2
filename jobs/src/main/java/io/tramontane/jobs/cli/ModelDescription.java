package io.tramontane.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tramontane.chat.ChatFormats;
import io.tramontane.chat.ChatOptions;
import io.tramontane.config.EngineSection;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.MemoryNeeds;
import io.tramontane.gguf.GgufFile;
import io.tramontane.gguf.GgufTensor;
import io.tramontane.gguf.KnownDigests;
import io.tramontane.gguf.ModelDigest;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import io.tramontane.transformer.SlidingWindow;
import java.util.stream.IntStream;

/** A model in words and figures, as JSON. */
final class ModelDescription {
  private ModelDescription() {}

  /**
   * Describes a model; reads the whole file for its digest.
   *
   * @throws io.tramontane.failure.InvalidInputException if it is none that the engine runs
   */
  static JsonNode of(GgufFile file, Tokenizer tokenizer) {
    HyperParameters sizes = HyperParameters.of(file);
    ObjectNode description = new ObjectMapper().createObjectNode();
    description.put("name", file.metadata().string("general.name", ""));
    description.put("architecture", file.metadata().string("general.architecture"));
    description.put("parameters", parameters(file));
    addFormats(description.putObject("formats"), file);
    addSizes(description.putObject("hyper_parameters"), sizes);
    ObjectNode tokens = description.putObject("tokenizer");
    tokens.put("model", file.metadata().string("tokenizer.ggml.model"));
    tokens.put("rules", tokenizer.rules());
    tokens.put("vocabulary", tokenizer.vocabularySize());
    tokenizer.bos().ifPresent(bos -> tokens.put("bos", bos));
    tokens.put("eos", tokenizer.eos());
    addChatFormat(description, file, tokenizer);
    addMemory(description.putObject("memory_bytes"), file, sizes);
    file.paths().forEach(path -> description.withArray("files").add(path.toString()));
    ModelDigest digest = ModelDigest.of(file.paths(), KnownDigests.none());
    digest.requireOpened(file.files());
    description.put("sha256", digest.sha256());
    return description;
  }

  private static long parameters(GgufFile file) {
    return file.tensorNames().stream()
        .map(file::tensor)
        .mapToLong(tensor -> tensor.rows() * tensor.columns())
        .sum();
  }

  /** For each weight format, how many parameters are stored in it. */
  private static void addFormats(ObjectNode formats, GgufFile file) {
    for (String name : file.tensorNames()) {
      GgufTensor tensor = file.tensor(name);
      String format = tensor.type().name();
      long before = formats.path(format).asLong();
      formats.put(format, before + tensor.rows() * tensor.columns());
    }
  }

  /** Or why there is none: tasks can still name one. */
  private static void addChatFormat(ObjectNode description, GgufFile file, Tokenizer tokenizer) {
    try {
      description.put(
          "chat_format", ChatFormats.of(file.metadata(), tokenizer, ChatOptions.OF_MODEL).name());
    } catch (InvalidInputException e) {
      description.putNull("chat_format").put("chat_format_problem", e.getMessage());
    }
  }

  /** What a host needs, by the defaults of the settings that change it. */
  private static void addMemory(ObjectNode node, GgufFile file, HyperParameters sizes) {
    int stepTokens = EngineSection.defaults().stepTokens();
    MemoryNeeds needs = MemoryNeeds.of(file, sizes, KvFormat.FLOAT32, stepTokens);
    node.put("weights", needs.weights());
    node.put("kv_per_token", needs.kvToken());
    node.put("kv_per_token_bfloat16", KvCache.bytesOfToken(sizes, KvFormat.BFLOAT16));
    node.put("kv_per_distant_token", needs.kvDistantToken());
    node.put("logits_at_most", needs.logits());
  }

  private static void addSizes(ObjectNode node, HyperParameters sizes) {
    node.put("context", sizes.context());
    SlidingWindow window = sizes.positions().window();
    node.put("window", sizes.positions().isWindowed() ? window.length() : null);
    node.put("windowed_layers", IntStream.range(0, sizes.layers()).filter(window::isIn).count());
    node.put("width", sizes.width());
    node.put("layers", sizes.layers());
    node.put("heads", sizes.heads());
    node.put("kv_heads", sizes.kvHeads());
    node.put("head_width", sizes.headWidth());
    node.put("feed_forward", sizes.feedForward());
    node.put("experts", sizes.experts());
    node.put("experts_used", sizes.expertsUsed());
    node.put("shared_feed_forward", sizes.sharedFeedForward());
    node.put("rope_base", sizes.positions().ropeBase());
    node.put("norm_epsilon", sizes.normEpsilon());
  }
}
