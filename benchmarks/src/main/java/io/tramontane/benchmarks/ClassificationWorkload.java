package io.tramontane.benchmarks;

import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.LabelTree;
import io.tramontane.generate.Prompt;
import io.tramontane.tensor.ComputeSettings;
import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Documents to classify under one instruction, through the engine as a job runs it. Which tokens
 * they are is fixed, so the same work can be done again and again; the instruction is computed in
 * the first run and then kept, as in a job.
 */
final class ClassificationWorkload implements AutoCloseable {
  private static final long KV_BYTES = 1L << 30;

  /** The default of a job's {@code engine.step-tokens}. */
  private static final int STEP_TOKENS = 2048;

  private final InferenceEngine engine;
  private final List<LabelRequest> requests;

  ClassificationWorkload(
      Path model,
      HyperParameters sizes,
      Workload.Documents documents,
      ComputeSettings compute,
      int threads) {
    int vocabulary = sizes.vocabulary();
    int[] instruction = tokens(0, documents.instruction(), vocabulary);
    LabelTree labels =
        LabelTree.of(
            IntStream.range(0, documents.labels())
                .mapToObj(label -> tokens(label * 1009, documents.labelTokens(), vocabulary))
                .toList());
    this.requests =
        IntStream.range(1, documents.count() + 1)
            .mapToObj(document -> tokens(document * 31, documents.tokens(), vocabulary))
            .map(body -> new LabelRequest(new Prompt(instruction, body), labels))
            .toList();
    this.engine =
        InferenceEngine.open(
            model,
            new EngineSettings(
                threads,
                KV_BYTES,
                KvFormat.FLOAT32,
                STEP_TOKENS,
                compute,
                EngineSettings.DEFAULT_MAX_TEXT_BYTES));
  }

  /** What classifying them all asks for, but for the instruction. */
  static Operations operations(HyperParameters sizes, Workload.Documents documents) {
    int inner = documents.labelTokens() - 1;
    long nodes = (long) documents.labels() * inner;
    long behind = (long) documents.instruction() + documents.tokens();
    long seen =
        Operations.seen(documents.instruction(), documents.tokens())
            + documents.labels() * Operations.seen(behind, inner);
    return Operations.of(
        sizes,
        documents.count() * (documents.tokens() + nodes),
        documents.count() * (1 + nodes),
        documents.count() * seen);
  }

  /** Classifies all documents. */
  void run() {
    List<CompletableFuture<InferenceResult>> results =
        requests.stream().map(engine::submit).toList();
    for (CompletableFuture<InferenceResult> result : results) {
      if (!(result.join() instanceof LabelResult)) {
        throw new IllegalStateException("Cannot classify a document: " + result.join());
      }
    }
  }

  @Override
  public void close() {
    engine.close();
  }

  /** Ids spread over the vocabulary, so that experts are used as by text. */
  private static int[] tokens(int start, int count, int vocabulary) {
    return IntStream.range(start, start + count)
        .map(i -> Math.floorMod(i * 7919, vocabulary))
        .toArray();
  }
}
