package io.tramontane.training;

import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.Classify;
import io.tramontane.prompt.PreparedDocument;
import io.tramontane.prompt.PromptSettings;
import io.tramontane.prompt.Summarize;
import io.tramontane.prompt.Task;
import io.tramontane.prompt.TaskPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes batches of descriptions, in the job's own prompts with the default templates.
 *
 * <p>A lesson is some batches with one list of labels and some with one length of summary, drawn by
 * the lesson's number alone, so training can go on at any lesson. Immutable.
 */
final class Lessons {
  /** Sections that conf/catalog.conf asks for, and in its order. */
  static final int FREQUENT_SECTIONS = 12;

  private static final int DOCUMENTS_PER_TASK = 128;
  private static final int ROWS_PER_BATCH = 2048;
  private static final int DOCUMENT_TARGETS_ONE_IN = 8;
  private static final int MOST_LABELS = 20;
  private static final int ANSWER_ROOM = 160;

  /** Most often what most documents need; the context's end is seen, but seldom. */
  private static final List<Integer> DOCUMENT_TOKENS =
      List.of(64, 64, 128, 128, 128, 128, 128, 256, 256, 380);

  /** The job's default, that of the SQL functions, none, and some others. */
  private static final List<Integer> MAX_WORDS =
      List.of(60, 60, 60, 60, 50, 50, 0, 10, 15, 20, 30, 40);

  private record Example(int[] prefix, int[] sequence, List<Target> targets) {}

  private final List<PackageDescription> descriptions;
  private final Map<String, List<PackageDescription>> bySection;
  private final List<String> sections;
  private final Tokenizer tokenizer;
  private final int context;
  private final long seed;

  /**
   * Prepares lessons.
   *
   * @param descriptions what to learn from
   * @param sections all answers to classify, the most frequent first
   * @param context the most tokens of a sequence
   */
  Lessons(
      List<PackageDescription> descriptions,
      List<String> sections,
      Tokenizer tokenizer,
      int context,
      long seed) {
    this.descriptions = List.copyOf(descriptions);
    this.sections = List.copyOf(sections);
    this.bySection =
        descriptions.stream().collect(Collectors.groupingBy(PackageDescription::section));
    this.tokenizer = tokenizer;
    this.context = context;
    this.seed = seed;
  }

  /** The sections of descriptions, the most frequent first, equals in alphabetical order. */
  static List<String> sections(List<PackageDescription> descriptions) {
    return descriptions.stream()
        .collect(Collectors.groupingBy(PackageDescription::section, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The batches of a lesson, of both tasks, in the order in which to learn them. */
  List<Batch> lesson(long number) {
    Random random = new Random(seed * 1_000_003 + number);
    List<Batch> batches = new ArrayList<>(classification(labels(random), random));
    batches.addAll(summaries(random));
    Collections.shuffle(batches, random);
    return batches;
  }

  /** Batches that ask for one of the most frequent sections, as conf/catalog.conf does. */
  List<Batch> frequentSections(long number) {
    return classification(
        sections.subList(0, Math.min(FREQUENT_SECTIONS, sections.size())), new Random(number));
  }

  /** Batches that ask for a summary. */
  List<Batch> summaries(long number) {
    return summaries(new Random(number));
  }

  private List<String> labels(Random random) {
    List<String> frequent = sections.subList(0, Math.min(FREQUENT_SECTIONS, sections.size()));
    if (random.nextBoolean()) {
      return frequent;
    }
    // Some of the frequent and some of all, so that rare sections occur but do not prevail.
    List<String> shuffled = new ArrayList<>(frequent);
    shuffled.addAll(sections);
    Collections.shuffle(shuffled, random);
    int count = 2 + random.nextInt(MOST_LABELS - 1);
    return shuffled.stream().distinct().limit(count).toList();
  }

  private List<Batch> classification(List<String> labels, Random random) {
    List<PackageDescription> eligible =
        labels.stream()
            .flatMap(label -> bySection.getOrDefault(label, List.of()).stream())
            .toList();
    Task task = new Classify(Classify.DEFAULT_TEMPLATE, labels);
    return batches(task, eligible, random);
  }

  private List<Batch> summaries(Random random) {
    int maxWords = pick(MAX_WORDS, random);
    String template =
        maxWords == 0 ? Summarize.DEFAULT_TEMPLATE_WITHOUT_LIMIT : Summarize.DEFAULT_TEMPLATE;
    Task task = new Summarize(template, maxWords, ANSWER_ROOM, Sampling.GREEDY, List.of());
    return batches(task, descriptions, random);
  }

  private List<Batch> batches(Task task, List<PackageDescription> from, Random random) {
    int documentTokens = pick(DOCUMENT_TOKENS, random);
    TaskPrompt prompt =
        TaskPrompt.of(
            new PromptSettings(task, Truncation.HEAD, documentTokens), tokenizer, context);
    List<Example> examples =
        Stream.generate(() -> pick(from, random))
            .limit(DOCUMENTS_PER_TASK)
            .map(description -> example(prompt, task, description, documentTokens, random))
            .sorted(Comparator.comparingInt(example -> example.sequence().length))
            .toList();
    return together(examples);
  }

  private Example example(
      TaskPrompt taskPrompt,
      Task task,
      PackageDescription description,
      int documentTokens,
      Random random) {
    PreparedDocument.Ready ready = (PreparedDocument.Ready) taskPrompt.prepare(description.text());
    Prompt prompt = ready.request().prompt();
    String answer = task instanceof Classify ? description.section() : description.synopsis();
    int[] answerIds = tokenizer.encodeContinuation(" " + answer);
    int[] body = prompt.body();
    int[] sequence = IntStream.concat(IntStream.of(body), IntStream.of(answerIds)).toArray();
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i <= answerIds.length; i++) {
      int token = i < answerIds.length ? answerIds[i] : tokenizer.eos();
      targets.add(new Target(0, body.length - 1 + i, token, true));
    }
    int known = Math.min(ready.documentTokens(), documentTokens);
    IntStream.range(0, Math.min(known, body.length) - 1)
        .filter(position -> random.nextInt(DOCUMENT_TARGETS_ONE_IN) == 0)
        .forEach(position -> targets.add(new Target(0, position, body[position + 1], false)));
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
          .map(target -> new Target(sequence, target.position(), target.token(), target.isAnswer()))
          .forEach(targets::add);
    }
    return new Batch(
        examples.get(0).prefix(), examples.stream().map(Example::sequence).toList(), targets);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
