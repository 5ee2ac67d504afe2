package io.tramontane.djl;

import ai.djl.Application;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A model zoo of DJL's with one model, a file of this host: for {@code Criteria.optModelZoo}.
 *
 * <p>In place of {@code Criteria.optModelPath}, which trusts the model's folder: it runs code from
 * archives that lie there, and takes options from a file there. This reads the model alone. The
 * arguments of the criteria, {@link #SETTINGS} among them, are what its engine's model is given to
 * load it.
 */
public final class LocalModelZoo extends ModelZoo {
  /** The argument that holds the {@link io.tramontane.generate.EngineSettings}. */
  public static final String SETTINGS = "settings";

  private static final String GROUP = "io.tramontane";

  /**
   * A zoo.
   *
   * @param model its file, or the first of several
   */
  public LocalModelZoo(Path model) {
    addModel(new Loader(model));
  }

  @Override
  public String getGroupId() {
    return GROUP;
  }

  @Override
  public Set<String> getSupportedEngines() {
    return Engine.getAllEngines();
  }

  /** Loads the one model. There is nothing to download. */
  private record Loader(Path path) implements ModelLoader {
    @Override
    public String getGroupId() {
      return GROUP;
    }

    @Override
    public String getArtifactId() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public Application getApplication() {
      return Application.UNDEFINED;
    }

    @Override
    public MRL getMrl() {
      throw new UnsupportedOperationException(
          "Cannot locate " + path + ": it is in no repository.");
    }

    @Override
    public <I, O> ZooModel<I, O> loadModel(Criteria<I, O> criteria)
        throws IOException, ModelNotFoundException, MalformedModelException {
      Map<String, Object> arguments =
          criteria.getArguments() == null ? Map.of() : criteria.getArguments();
      Model model =
          Engine.getEngine(criteria.getEngine()).newModel(getArtifactId(), criteria.getDevice());
      try {
        model.load(path, null, arguments);
        return new ZooModel<>(
            model,
            criteria
                .getTranslatorFactory()
                .newInstance(
                    criteria.getInputClass(), criteria.getOutputClass(), model, arguments));
      } catch (IOException | MalformedModelException | RuntimeException | Error e) {
        model.close();
        throw e;
      } catch (TranslateException e) {
        model.close();
        throw new ModelNotFoundException("Cannot translate for " + path + ".", e);
      }
    }

    @Override
    public <I, O> boolean isDownloaded(Criteria<I, O> criteria) {
      return true;
    }

    @Override
    public <I, O> void downloadModel(Criteria<I, O> criteria, Progress progress) {
      // It is there.
    }
  }
}
