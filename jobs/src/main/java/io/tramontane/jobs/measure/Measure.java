package io.tramontane.jobs.measure;

/** The headline figures. */
public enum Measure {
  /** The share of documents whose answer is the gold label. */
  ACCURACY("accuracy", "Accuracy", true),
  /** The mean over labels of each label's F1. */
  MACRO_F1("macro_f1", "Macro F1", true),
  /** How far probabilities are from the share of right answers; see {@link Calibration}. */
  EXPECTED_CALIBRATION_ERROR("expected_calibration_error", "Expected calibration error", false),
  /** The mean over documents of the F1 of common words. */
  ROUGE_1("rouge_1_f1", "ROUGE-1 F1", true),
  /** The mean over documents of the F1 of common pairs of words. */
  ROUGE_2("rouge_2_f1", "ROUGE-2 F1", true),
  /** The mean over documents of the F1 of the longest common subsequence of words. */
  ROUGE_L("rouge_l_f1", "ROUGE-L F1", true);

  private final String key;
  private final String label;
  private final boolean higherIsBetter;

  Measure(String key, String label, boolean higherIsBetter) {
    this.key = key;
    this.label = label;
    this.higherIsBetter = higherIsBetter;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** Whether a higher value is a better one. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** For machines. */
  @Override
  public String toString() {
    return key;
  }
}
