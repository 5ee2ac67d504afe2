package io.tramontane.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * What is measured.
 *
 * @param shape of the models whose throughput is measured
 * @param denseShape of the model without experts, measured beside it
 * @param coldShape of the model whose time to the first token is measured
 * @param prompt tokens of each prompt in the prefill figures
 * @param sequences prompts that are read together
 * @param longPrompt tokens of the one long prompt
 * @param decodePrompt tokens in front of what is generated
 * @param decodeSequences how many sequences generate together, figure by figure
 * @param generate tokens generated in each
 * @param classification the documents to classify
 * @param floorTime how long an iteration of a floor's measurement takes
 * @param profileTime how long each kind of work is profiled, at least
 */
record Workload(
    ModelShape shape,
    ModelShape denseShape,
    ModelShape coldShape,
    int prompt,
    int sequences,
    int longPrompt,
    int decodePrompt,
    List<Integer> decodeSequences,
    int generate,
    Documents classification,
    Duration floorTime,
    Duration profileTime) {

  /**
   * Documents under one instruction.
   *
   * @param count how many documents
   * @param tokens of each document
   * @param instruction tokens in front of each, the same for all
   * @param labels how many there are
   * @param labelTokens of each label; no two labels begin alike
   */
  record Documents(int count, int tokens, int instruction, int labels, int labelTokens) {}

  /** What the figures in {@code benchmarks/README.md} stand for. */
  static final Workload FULL =
      new Workload(
          ModelShape.MID,
          ModelShape.MID_NEMO,
          ModelShape.LARGE,
          512,
          4,
          8192,
          128,
          List.of(1, 4, 16, 64),
          16,
          new Documents(64, 200, 60, 12, 3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  /** Ends within seconds, to show that everything runs. */
  static final Workload QUICK =
      new Workload(
          ModelShape.TINY,
          ModelShape.TINY_NEMO,
          ModelShape.TINY,
          16,
          2,
          64,
          8,
          List.of(1, 4, 16, 64),
          2,
          new Documents(4, 20, 6, 12, 3),
          Duration.ofMillis(100),
          Duration.ofMillis(500));
}
