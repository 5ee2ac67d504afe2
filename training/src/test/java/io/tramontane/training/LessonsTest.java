package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.task.Classify;
import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Kind;
import io.tramontane.training.Batch.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LessonsTest {
  private final TrainedVocabulary vocabulary = TinyNetwork.vocabulary();
  private final Tokenizer tokenizer = vocabulary.tokenizer();
  private final Lessons lessons = TinyNetwork.lessons(vocabulary);

  private String text(int[]... ids) {
    return tokenizer.decode(List.of(ids).stream().flatMapToInt(IntStream::of).toArray());
  }

  /** Chat template, default template, the document's text, and behind it the answer. */
  @Test
  void theSequenceIsTheJobsPromptWithItsAnswer() {
    Batch batch = lessons.sections(1, 1).get(0);
    for (int[] sequence : batch.sequences()) {
      String text = text(batch.prefix(), sequence);
      PackageDescription description = descriptionIn(text);
      String prompt =
          Classify.defaultTemplate()
              .replace("{labels}", "libs, utils")
              .replace("{text}", description.text());
      assertThat(text).isEqualTo("[INST] " + prompt + " [/INST] " + description.section());
    }
  }

  /** More documents in the same time, but the same words just before the answer. */
  @Test
  void theFirstHalfOfTheTrainingHasBriefPrompts() {
    Set<String> prompts =
        lessons.lesson(1, 0.49).stream().map(this::promptOfFirst).collect(Collectors.toSet());

    assertThat(prompts)
        .containsExactlyInAnyOrder(
            "[INST] Document:\nTEXT\n\nLabel: [/INST]",
            "[INST] Document:\nTEXT\n\nSummary: [/INST]",
            "[INST] Document:\nTEXT\n\nBeginning: [/INST]");
    assertThat(lessons.lesson(1, 0.5))
        .map(this::promptOfFirst)
        .allMatch(prompt -> prompt.length() > 200);
  }

  /** The document is computed once for three answers; its beginning is its first eight words. */
  @Test
  void briefPromptsAreFollowedByFurtherQuestions() {
    String text =
        lessons.lesson(1, 0).stream()
            .map(batch -> text(batch.prefix(), batch.sequences().get(0)))
            .filter(some -> some.contains("\n\nBeginning: [/INST]"))
            .findFirst()
            .orElseThrow();
    PackageDescription description = descriptionIn(text);
    String beginning =
        Stream.of(description.text().split(" ")).limit(8).collect(Collectors.joining(" "));

    assertThat(text)
        .isEqualTo(
            "[INST] Document:\n%s\n\nBeginning: [/INST] %s[INST] Label: [/INST] %s[INST] Summary: [/INST] %s",
            description.text(), beginning, description.section(), description.synopsis());
  }

  @Test
  void theJobsPromptsAreFollowedByTheOtherQuestionInBrief() {
    assertThat(lessons.lesson(1, 0.5))
        .map(batch -> text(batch.prefix(), batch.sequences().get(0)))
        .allSatisfy(
            text -> {
              PackageDescription description = descriptionIn(text);
              String section = "[/INST] " + description.section();
              String synopsis = "[/INST] " + description.synopsis();
              assertThat(text)
                  .matches(
                      some ->
                          some.endsWith(": " + section + "[INST] Summary: " + synopsis)
                              || some.endsWith(": " + synopsis + "[INST] Label: " + section));
            });
  }

  private String promptOfFirst(Batch batch) {
    String text = text(batch.prefix(), batch.sequences().get(0));
    return text.substring(0, text.indexOf("[/INST]") + "[/INST]".length())
        .replace(descriptionIn(text).text(), "TEXT");
  }

  private static PackageDescription descriptionIn(String text) {
    return TinyNetwork.descriptions().stream()
        .filter(some -> text.contains("\n" + some.text() + "\n"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theAnswersTokensAndTheEndAreToBeLearned() {
    Batch batch = lessons.summaries(1, 1).get(0);
    for (int place = 0; place < batch.sequences().size(); place++) {
      int[] sequence = batch.sequences().get(place);
      int number = place;
      List<Target> answers =
          batch.targets().stream()
              .filter(target -> target.sequence() == number && target.kind() != Kind.DOCUMENT)
              .toList();
      int first = sequence.length - answers.size() + 1;
      assertThat(answers.get(0).position()).isEqualTo(first - 1);
      assertThat(text(IntStream.range(0, first).map(i -> sequence[i]).toArray()))
          .endsWith("[/INST]");
      assertThat(answers.get(answers.size() - 1).token()).isEqualTo(tokenizer.eos());
      for (int i = 0; i + 1 < answers.size(); i++) {
        assertThat(answers.get(i).token()).isEqualTo(sequence[answers.get(i).position() + 1]);
      }
    }
  }

  @Test
  void aLessonIsTheSameEachTimeAndAnotherThanTheNext() {
    assertThat(sequences(5)).isEqualTo(sequences(5)).isNotEqualTo(sequences(6));
  }

  private List<List<Integer>> sequences(long lesson) {
    return lessons.lesson(lesson, 0).stream()
        .flatMap(batch -> batch.sequences().stream())
        .map(sequence -> IntStream.of(sequence).boxed().toList())
        .toList();
  }

  @Test
  void sectionsAreInTheOrderOfTheirFrequency() {
    PackageDescription rare = new PackageDescription("x", "t", "doc", "s", "x");
    List<PackageDescription> descriptions =
        IntStream.range(0, 61)
            .mapToObj(i -> i == 0 ? rare : TinyNetwork.descriptions().get(i - 1))
            .toList();

    assertThat(Lessons.sections(descriptions)).containsExactly("libs", "utils", "doc");
  }
}
