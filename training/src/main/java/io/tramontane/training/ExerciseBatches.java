package io.tramontane.training;

import io.tramontane.chat.ChatFormat;
import io.tramontane.chat.ChatFormats;
import io.tramontane.generate.Prompt;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.EncodedDocument;
import io.tramontane.prompt.PromptEncoder;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Task;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Makes batches of conversations about documents, each of which begins with the job's own prompt.
 */
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
    PromptEncoder encoder = encoder(exercise.task(), documentTokens);
    return together(
        documents.stream()
            .map(document -> example(exercise, encoder, document, documentTokens, random))
            .sorted(Comparator.comparingInt(example -> example.sequence().length))
            .toList());
  }

  private PromptEncoder encoder(Task<?> task, int documentTokens) {
    ChatFormat format = ChatFormats.mistralV1(tokenizer);
    DocumentPrompt prompt =
        new DocumentPrompt(
            task.prompt().template(), task.prompt().values(), Truncation.HEAD, documentTokens);
    int answerTokens = task.answerFormat().bind(tokenizer, format).maxTokens();
    return PromptEncoder.of(task.type(), prompt, format, tokenizer, context, answerTokens);
  }

  private Example example(
      Exercise exercise,
      PromptEncoder encoder,
      PackageDescription document,
      int documentTokens,
      Random random) {
    EncodedDocument.Fits encoded = (EncodedDocument.Fits) encoder.encode(document.text());
    Prompt prompt = encoded.prompt();
    Conversation conversation = new Conversation(tokenizer, prompt.body());
    int known = Math.min(encoded.documentTokens(), documentTokens);
    IntStream.range(1, Math.min(known, prompt.body().length))
        .filter(position -> random.nextInt(DOCUMENT_TARGETS_ONE_IN) == 0)
        .forEach(conversation::learn);
    conversation.answer(exercise.answer().apply(document));
    for (Question question : exercise.further()) {
      conversation.ask(question.words());
      conversation.answer(question.answer().apply(document));
    }
    return new Example(prompt.prefix(), conversation.tokens(), conversation.targets());
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
      examples.get(i).targets().stream().map(target -> target.in(sequence)).forEach(targets::add);
    }
    return new Batch(
        examples.get(0).prefix(), examples.stream().map(Example::sequence).toList(), targets);
  }
}
