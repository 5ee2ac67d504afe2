package io.tramontane.evaluation;

import io.tramontane.evaluation.ConfusionMatrix.LabelMetrics;
import java.util.List;

/**
 * How well each label is recognized, and how far probabilities can be trusted.
 *
 * @param labels in the order of the configuration
 * @param calibration bins of probability
 */
public record ClassificationStats(List<Label> labels, List<Calibration.Bin> calibration) {
  public ClassificationStats {
    labels = List.copyOf(labels);
    calibration = List.copyOf(calibration);
  }

  /**
   * One label.
   *
   * @param label as configured
   * @param score how well it is recognized
   * @param answers how many documents of this gold label got each label, in the labels' order; the
   *     last element counts those whose row is an error
   */
  public record Label(String label, LabelMetrics score, List<Integer> answers) {
    public Label {
      answers = List.copyOf(answers);
    }
  }
}
