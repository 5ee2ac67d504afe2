package io.tramontane.training;

import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.udf.function.FunctionSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is learned when: first much in brief prompts, then the job's own prompts with the
 * default templates.
 *
 * <p>A lesson is some batches of each of its exercises, such as one list of labels and one length
 * of summary. It is drawn by its number and the progress alone, so training can go on at any
 * lesson. Immutable.
 */
final class Lessons {
  /** Sections that conf/catalog.conf asks for, and in its order. */
  static final int FREQUENT_SECTIONS = 12;

  private static final int BRIEF_DOCUMENTS = 96;

  /** Few: the next should soon have other labels, lest these alone be learned. */
  private static final int DOCUMENTS = 48;

  private static final int MAX_LABELS = 20;
  private static final int ANSWER_ROOM = 160;

  /** How much of the training has brief prompts and short documents: more of them in its time. */
  private static final double BRIEF_SHARE = 0.5;

  /** That of the SQL functions where no length is asked for. */
  private static final String TEMPLATE_WITHOUT_LIMIT =
      FunctionSettings.of(Map.of("spark.tramontane.model.path", "none"))
          .prompts()
          .about("summarize.template-without-limit", Map.of())
          .template();

  /**
   * With a question, this ends as the job's default templates do: what was learned serves there.
   */
  private static final String BRIEF_TEMPLATE = "Document:\n{text}\n\n";

  private static final Question LABEL = new Question("Label:", PackageDescription::section);
  private static final Question SUMMARY = new Question("Summary:", PackageDescription::synopsis);

  /** Teaches to copy, which a summary needs, but teaches slowly by itself. */
  private static final Question BEGINNING = new Question("Beginning:", Lessons::beginning);

  private static final int BEGINNING_WORDS = 8;

  /** Beginnings say most. */
  private static final List<Integer> BRIEF_DOCUMENT_TOKENS = List.of(48, 64);

  /** Most often what most documents need; the context's end is seen, but seldom. */
  private static final List<Integer> DOCUMENT_TOKENS =
      List.of(64, 64, 128, 128, 128, 128, 128, 256, 256, 380);

  /** The job's default, that of the SQL functions, none, and some others. */
  private static final List<Integer> MAX_WORDS =
      List.of(60, 60, 60, 60, 50, 50, 0, 10, 15, 20, 30, 40);

  private final List<PackageDescription> descriptions;
  private final Map<String, List<PackageDescription>> bySection;
  private final List<String> sections;
  private final ExerciseBatches batches;
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
    this.batches = new ExerciseBatches(tokenizer, context);
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

  /**
   * The batches of a lesson, of all its exercises, in the order in which to learn them.
   *
   * @param progress the share of the training that is behind it
   */
  List<Batch> lesson(long number, double progress) {
    Random random = new Random(seed * 1_000_003 + number);
    if (progress < BRIEF_SHARE) {
      return alternating(
          Stream.of(
                  List.of(LABEL, SUMMARY, BEGINNING),
                  List.of(SUMMARY, BEGINNING, LABEL),
                  List.of(BEGINNING, LABEL, SUMMARY))
              .map(questions -> brief(questions, random)),
          random);
    }
    return alternating(
        Stream.of(
            classification(labels(random), List.of(SUMMARY), random),
            summaries(List.of(LABEL), random)),
        random);
  }

  /** Each in random order, and side by side with the others as long as there are others. */
  private static List<Batch> alternating(Stream<List<Batch>> exercises, Random random) {
    List<Queue<Batch>> queues =
        exercises.<Queue<Batch>>map(exercise -> shuffled(exercise, random)).toList();
    List<Batch> all = new ArrayList<>();
    while (!queues.stream().allMatch(Queue::isEmpty)) {
      queues.stream().map(Queue::poll).filter(Objects::nonNull).forEach(all::add);
    }
    return all;
  }

  private static Queue<Batch> shuffled(List<Batch> batches, Random random) {
    List<Batch> copy = new ArrayList<>(batches);
    Collections.shuffle(copy, random);
    return new ArrayDeque<>(copy);
  }

  /**
   * Batches that ask for one of the most frequent sections, as conf/catalog.conf does; or briefly
   * for any, as long as lessons do.
   */
  List<Batch> sections(long number, double progress) {
    Random random = new Random(number);
    return progress < BRIEF_SHARE
        ? brief(List.of(LABEL), random)
        : classification(frequentSections(), List.of(), random);
  }

  /** Batches that ask for a summary, in the way that lessons do. */
  List<Batch> summaries(long number, double progress) {
    Random random = new Random(number);
    return progress < BRIEF_SHARE ? brief(List.of(SUMMARY), random) : summaries(List.of(), random);
  }

  private List<String> frequentSections() {
    return sections.subList(0, Math.min(FREQUENT_SECTIONS, sections.size()));
  }

  private static String beginning(PackageDescription description) {
    return Arrays.stream(description.text().strip().split("\\s+"))
        .limit(BEGINNING_WORDS)
        .collect(Collectors.joining(" "));
  }

  private static Summarize summarize(String template, int maxWords) {
    return new Summarize(
        prompt(template, Summarize.values(maxWords)),
        maxWords,
        ANSWER_ROOM,
        Sampling.GREEDY,
        List.of());
  }

  private static DocumentPrompt prompt(String template, Map<String, String> values) {
    return new DocumentPrompt(template, values, Truncation.HEAD, null);
  }

  private List<String> labels(Random random) {
    List<String> frequent = frequentSections();
    if (random.nextBoolean()) {
      return frequent;
    }
    // Some of the frequent and some of all, so that rare sections occur but do not prevail.
    List<String> shuffled = new ArrayList<>(frequent);
    shuffled.addAll(sections);
    Collections.shuffle(shuffled, random);
    int count = 2 + random.nextInt(MAX_LABELS - 1);
    return shuffled.stream().distinct().limit(count).toList();
  }

  private List<Batch> classification(List<String> labels, List<Question> further, Random random) {
    List<PackageDescription> eligible =
        labels.stream()
            .flatMap(label -> bySection.getOrDefault(label, List.of()).stream())
            .toList();
    Task<?> task =
        new Classify(prompt(Classify.defaultTemplate(), Classify.values(labels)), labels);
    return inFull(new Exercise(task, PackageDescription::section, further), eligible, random);
  }

  private List<Batch> summaries(List<Question> further, Random random) {
    int maxWords = pick(MAX_WORDS, random);
    String template = maxWords == 0 ? TEMPLATE_WITHOUT_LIMIT : Summarize.defaultTemplate();
    Task<?> task = summarize(template, maxWords);
    return inFull(new Exercise(task, PackageDescription::synopsis, further), descriptions, random);
  }

  private List<Batch> brief(List<Question> questions, Random random) {
    Question first = questions.get(0);
    Task<?> task = summarize(BRIEF_TEMPLATE + first.words(), 0);
    Exercise exercise = new Exercise(task, first.answer(), questions.subList(1, questions.size()));
    int documentTokens = pick(BRIEF_DOCUMENT_TOKENS, random);
    return batches(exercise, descriptions, BRIEF_DOCUMENTS, documentTokens, random);
  }

  private List<Batch> inFull(Exercise exercise, List<PackageDescription> from, Random random) {
    return batches(exercise, from, DOCUMENTS, pick(DOCUMENT_TOKENS, random), random);
  }

  private List<Batch> batches(
      Exercise exercise,
      List<PackageDescription> from,
      int documents,
      int documentTokens,
      Random random) {
    List<PackageDescription> some =
        Stream.generate(() -> pick(from, random)).limit(documents).toList();
    return batches.of(exercise, some, documentTokens, random);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
