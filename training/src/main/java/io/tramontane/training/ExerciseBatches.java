package io.tramontane.training;

import io.tramontane.generate.Prompt;
import io.tramontane.prompt.PreparedDocument;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.TaskPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Kind;
import io.tramontane.training.Batch.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes batches of documents with a question and its answers, in the job's own prompts. */
record ExerciseBatches(Tokenizer tokenizer, int context) {
  private static final int ROWS_PER_BATCH = 1024;
  private static final int DOCUMENT_TARGETS_ONE_IN = 2;

  private record Example(int[] prefix, int[] sequence, List<Target> targets) {}

  /**
   * The batches, short documents first.
   *
   * @param documentTokens where documents are cut
   * @param random draws the documents' tokens that are to be learned
   */
  List<Batch> of(
      Exercise exercise, List<PackageDescription> documents, int documentTokens, Random random) {
    TaskPrompt prompt =
        TaskPrompt.of(
            new PromptSettings(exercise.task(), Truncation.HEAD, documentTokens),
            tokenizer,
            context);
    return together(
        documents.stream()
            .map(document -> example(exercise, prompt, document, documentTokens, random))
            .sorted(Comparator.comparingInt(example -> example.sequence().length))
            .toList());
  }

  private Example example(
      Exercise exercise,
      TaskPrompt taskPrompt,
      PackageDescription document,
      int documentTokens,
      Random random) {
    PreparedDocument.Ready ready = (PreparedDocument.Ready) taskPrompt.prepare(document.text());
    Prompt prompt = ready.request().prompt();
    int[] body = prompt.body();
    int[] answer = tokenizer.encodeContinuation(" " + exercise.answer().apply(document));
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < answer.length; i++) {
      targets.add(new Target(0, body.length - 1 + i, answer[i], Kind.ANSWER));
    }
    targets.add(new Target(0, body.length - 1 + answer.length, tokenizer.eos(), Kind.END));
    int known = Math.min(ready.documentTokens(), documentTokens);
    IntStream.range(0, Math.min(known, body.length) - 1)
        .filter(position -> random.nextInt(DOCUMENT_TARGETS_ONE_IN) == 0)
        .forEach(
            position -> targets.add(new Target(0, position, body[position + 1], Kind.DOCUMENT)));
    int[] sequence = IntStream.concat(IntStream.of(body), IntStream.of(answer)).toArray();
    return new Example(prompt.prefix(), sequence, targets);
  }

  /** Neighbours, which have about the same length, become a batch. */
  private static List<Batch> together(List<Example> examples) {
    List<Batch> batches = new ArrayList<>();
    List<Example> some = new ArrayList<>();
    for (Example example : examples) {
      if (!some.isEmpty() && (some.size() + 1) * example.sequence().length > ROWS_PER_BATCH) {
        batches.add(batch(some));
        some.clear();
      }
      some.add(example);
    }
    batches.add(batch(some));
    return batches;
  }

  private static Batch batch(List<Example> examples) {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      int sequence = i;
      examples.get(i).targets().stream()
          .map(target -> new Target(sequence, target.position(), target.token(), target.kind()))
          .forEach(targets::add);
    }
    return new Batch(
        examples.get(0).prefix(), examples.stream().map(Example::sequence).toList(), targets);
  }
}
