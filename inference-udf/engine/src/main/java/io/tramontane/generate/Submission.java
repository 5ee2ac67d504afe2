package io.tramontane.generate;

import io.tramontane.transformer.HyperParameters;
import io.tramontane.transformer.KvCache;
import io.tramontane.transformer.KvFormat;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A request that waits to be admitted, with what it will need.
 *
 * @param caller who asks; those who ask take turns
 * @param prefix the shared part of the prompt, perhaps empty
 * @param body the rest, at least one token, so that there is a row to take logits from
 * @param maxAnswerTokens the most tokens that it places behind the prompt
 * @param inOneStep whether all of it is computed in one step, so that only one layer's keys and
 *     values are kept
 */
record Submission(
    InferenceRequest request,
    Object caller,
    CompletableFuture<InferenceResult> future,
    int[] prefix,
    int[] body,
    int maxAnswerTokens,
    boolean inOneStep) {

  static Submission of(
      InferenceRequest request, Object caller, HyperParameters sizes, int stepTokens) {
    Prompt prompt = request.prompt();
    int[] prefix = prompt.prefix();
    int[] body = prompt.body();
    if (body.length == 0) {
      body = Arrays.copyOfRange(prefix, prefix.length - 1, prefix.length);
      prefix = Arrays.copyOf(prefix, prefix.length - 1);
    }
    int answer = request.maxAnswerTokens(Math.max(0, sizes.context() - prompt.length()));
    return new Submission(
        request,
        caller,
        new CompletableFuture<>(),
        prefix,
        body,
        answer,
        isInOneStep(request, body.length + answer, stepTokens));
  }

  /**
   * The same with nothing shared. It may need less memory: where all of it is computed in one step,
   * one layer's keys and values are kept, and a prefix keeps those of all.
   */
  Submission withoutPrefix(int stepTokens) {
    int[] all = IntStream.concat(Arrays.stream(prefix), Arrays.stream(body)).toArray();
    return new Submission(
        request,
        caller,
        future,
        new int[0],
        all,
        maxAnswerTokens,
        isInOneStep(request, all.length + maxAnswerTokens, stepTokens));
  }

  private static boolean isInOneStep(InferenceRequest request, int rows, int stepTokens) {
    return request.mayRunInOneStep() && rows <= stepTokens;
  }

  /** All token ids in it: of the prompt, and those that the request names beside it. */
  IntStream tokens() {
    return IntStream.concat(
        IntStream.concat(Arrays.stream(prefix), Arrays.stream(body)), request.answerTokens());
  }

  /** The positions that its own cache must hold. */
  int capacity() {
    return body.length + maxAnswerTokens;
  }

  /**
   * How far beyond a step's first position it may have been run: by that step, or before it went on
   * in front of what it had computed behind its prompt.
   */
  private int ahead(int stepTokens) {
    long most = (long) stepTokens + request.maxLogitsRows() + maxAnswerTokens;
    return (int) Math.min(capacity(), most);
  }

  /** The cache of its own. */
  KvCache ownCache(HyperParameters sizes, KvFormat format, int stepTokens) {
    return inOneStep
        ? KvCache.forOneStep(sizes, format, capacity())
        : KvCache.forAllLayers(sizes, format, capacity(), ahead(stepTokens));
  }

  /** The bytes of its own cache. */
  long ownBytes(HyperParameters sizes, KvFormat format, int stepTokens) {
    return inOneStep
        ? KvCache.bytesOfOneStep(sizes, format, capacity())
        : KvCache.bytes(sizes, format, capacity(), ahead(stepTokens));
  }

  /** The bytes of its own cache and its prefix's. */
  long allBytes(HyperParameters sizes, KvFormat format, int stepTokens) {
    return ownBytes(sizes, format, stepTokens)
        + (prefix.length == 0 ? 0 : PrefixCache.bytes(sizes, format, prefix.length, stepTokens));
  }
}
