package io.tramontane.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.tramontane.backend.Backend;
import io.tramontane.generate.EngineSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An engine whose models are {@link Backend}s. It answers texts, and computes on no arrays. */
final class BackendEngine extends Engine {
  /** Behind the engines that compute on arrays, for callers that name no engine. */
  static final int RANK = 10;

  private final String name;
  private final BiFunction<Path, EngineSettings, Backend> opener;

  BackendEngine(String name, BiFunction<Path, EngineSettings, Backend> opener) {
    this.name = name;
    this.opener = opener;
  }

  @Override
  public String getEngineName() {
    return name;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return Objects.requireNonNullElse(
        BackendEngine.class.getPackage().getImplementationVersion(), "development");
  }

  /** None: no other engine computes arrays for this one. */
  @Override
  public @Nullable Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String modelName, @Nullable Device device) {
    return new BackendModel(modelName, newBaseManager(device), opener);
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(null);
  }

  @Override
  public NDManager newBaseManager(@Nullable Device device) {
    return new PassthroughNDManager(this, device);
  }
}
