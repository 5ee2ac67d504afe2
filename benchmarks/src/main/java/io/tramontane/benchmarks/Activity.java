package io.tramontane.benchmarks;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a thread is doing, judged from its stack. The parts that use others of the engine come first
 * and are recognized anywhere in the stack (attention multiplies matrices too); all others by the
 * engine's innermost method. A worker's stack begins in the worker, so a product that it computes
 * for the router counts as a matrix product.
 */
enum Activity {
  ATTENTION("attention", Where.ANYWHERE, "transformer\\.\\w+Attention\\..*"),
  SAMPLING(
      "sampling, label probabilities",
      Where.ANYWHERE,
      "generate\\.(Sampler|LabelTree|Active.*)\\..*"),
  TOKENIZER("tokenizer", Where.ANYWHERE, "tokenizer\\..*"),
  ROUTER("router", Where.ANYWHERE, "transformer\\.(Routing\\..*|FeedForward\\.route)"),
  WAITING("hand-off and waiting", Where.INNERMOST, "tensor\\.WorkerPool.*"),
  MATRIX_PRODUCTS(
      "matrix products",
      Where.INNERMOST,
      "tensor\\.(.*Kernel\\.(multiplyAdd|tile).*|.*Multiplier\\.(?!decode).*)"),
  WEIGHT_DECODING(
      "weight decoding",
      Where.INNERMOST,
      "(gguf\\..*|tensor\\.(.*Panel|WeightMatrix|WeightFormat).*|tensor\\..*\\.decode.*)"),
  ELEMENT_WISE(
      "norm, rotation, element-wise", Where.INNERMOST, "(transformer\\..*|tensor\\..*Kernel\\..*)"),
  OTHER("other", Where.INNERMOST, ".*");

  private enum Where {
    ANYWHERE,
    INNERMOST
  }

  private static final String ROOT = "io.tramontane.";

  private final String label;
  private final Where where;
  private final Pattern methods;

  Activity(String label, Where where, String methods) {
    this.label = label;
    this.where = where;
    this.methods = Pattern.compile(Pattern.quote(ROOT) + methods);
  }

  /** How people call it. */
  String label() {
    return label;
  }

  /** Whether a method, {@code package.Class.method}, is one of the engine's. */
  static boolean isEngine(String method) {
    return method.startsWith(ROOT);
  }

  /**
   * What a thread does.
   *
   * @param stack {@code package.Class.method} of each frame, the innermost first
   */
  static Activity of(List<String> stack) {
    List<String> own = stack.stream().filter(Activity::isEngine).toList();
    for (Activity activity : values()) {
      List<String> frames =
          activity.where == Where.ANYWHERE ? own : own.subList(0, Math.min(1, own.size()));
      if (frames.stream().anyMatch(frame -> activity.methods.matcher(frame).matches())) {
        return activity;
      }
    }
    return OTHER;
  }
}
