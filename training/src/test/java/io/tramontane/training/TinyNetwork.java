package io.tramontane.training;

import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.Positions;
import java.util.ArrayList;
import java.util.List;

/** Sizes and data for tests: small, and each size another number where that is possible. */
final class TinyNetwork {
  static final int CONTEXT = 512;

  private static final String[] WORDS = {
    "library", "tool", "reads", "writes", "music", "images", "fast", "small", "files", "for"
  };

  private TinyNetwork() {}

  static HyperParameters sizes(int vocabulary) {
    return new HyperParameters(
        vocabulary, CONTEXT, 32, 2, 4, 2, 16, Positions.rotating(16, 10_000f), 64, 4, 2, 1e-5f);
  }

  /** Two sections, told apart by one word. */
  static List<PackageDescription> descriptions() {
    List<PackageDescription> descriptions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      boolean isLibrary = i % 2 == 0;
      String rest = WORDS[2 + i % 7] + " " + WORDS[3 + i % 5];
      descriptions.add(
          new PackageDescription(
              "package" + i,
              "A " + (isLibrary ? "library" : "tool") + " that " + rest,
              isLibrary ? "libs" : "utils",
              rest,
              "source" + i));
    }
    return descriptions;
  }

  static TrainedVocabulary vocabulary() {
    BytePairTrainer trainer = new BytePairTrainer();
    descriptions().forEach(description -> trainer.add(description.text(), 100));
    trainer.add(" libs utils", 1000);
    return trainer.train(400);
  }

  static Lessons lessons(TrainedVocabulary vocabulary) {
    return new Lessons(
        descriptions(), List.of("libs", "utils"), vocabulary.tokenizer(), CONTEXT, 1);
  }
}
