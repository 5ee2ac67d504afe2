package io.tramontane.config;

import io.tramontane.generate.EngineSettings;
import io.tramontane.tensor.Arithmetic;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.tensor.NativeCode;
import io.tramontane.tensor.VectorBits;
import io.tramontane.transformer.KvFormat;

/** Reads the section {@code tramontane.engine}. */
public final class EngineSection {
  private EngineSection() {}

  /** The engine's settings where none are given. */
  public static EngineSettings defaults() {
    return read(new SettingReader(ReferenceConfig.load(), new Problems(), key -> key));
  }

  /** The engine's settings. */
  public static EngineSettings read(SettingReader reader) {
    return new EngineSettings(
        reader.optional("tramontane.engine.threads", key -> reader.integer(key, 1, 1024)),
        reader.optional("tramontane.engine.kv-memory", key -> reader.bytes(key, 1L << 20)),
        reader.choice("tramontane.engine.kv-cache", KvFormat.class),
        reader.integer("tramontane.engine.step-tokens", 1, 1_000_000),
        new ComputeSettings(
            reader.choice("tramontane.engine.arithmetic", Arithmetic.class),
            reader.choice(
                "tramontane.engine.vector-bits", VectorBits.values(), VectorBits::toString),
            reader.choice("tramontane.engine.native", NativeCode.class)),
        reader.bytes("tramontane.engine.max-text-bytes", 1024),
        null);
  }
}
