package io.tramontane.backend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tramontane.backend.Answers;
import io.tramontane.backend.Outcome;
import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Outcome.Failure;
import io.tramontane.backend.Outcome.NotAsked;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.EngineSettings;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.CountTokens;
import io.tramontane.task.ErrorKind;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import io.tramontane.task.TaskFixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A {@link LocalBackend} with the embedded model. */
class EmbeddedModelTest {
  private static final String DIGEST =
      "31a560f192d493b443613b1bc3019c5200be7a31f9e10cd5a2a1b64a2591cd98";
  private static final List<String> SECTIONS =
      List.of(
          "libs", "libdevel", "doc", "perl", "python", "utils", "devel", "net", "rust", "fonts");
  private static final String PERL_MODULE =
      "This Perl module gives an object-oriented interface to configuration files.";
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "perl",
          PERL_MODULE,
          "doc",
          "This package contains the HTML documentation and the reference manual of the toolkit.",
          "libdevel",
          "This package contains the header files and static libraries for developing programs.",
          "python",
          "This Python 3 module parses dates in many formats. It needs the standard library only.",
          "fonts",
          "This package contains a TrueType font with serifs for Latin and Greek scripts.");
  private static final String TOO_LONG = "word ".repeat(200);

  private static final LocalBackend BACKEND =
      LocalBackend.open(
          Path.of("..", "..", "models", "tramontane-tiny-q8_0.gguf"),
          new EngineSettings(2, 64 << 20, 512));

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  @Test
  void isNamedByItsContent() {
    assertThat(BACKEND.identify().digest()).isEqualTo(DIGEST);
    assertThat(BACKEND.identify().name()).isNotBlank();
    assertThat(BACKEND.capabilities().labelProbabilities()).isTrue();
    assertThat(BACKEND.capabilities().deterministic()).isTrue();
  }

  @Test
  void findsTheSectionOfPackages() {
    Classify task = classify(SECTIONS, Truncation.HEAD);

    DOCUMENTS.forEach(
        (section, document) -> {
          Answer answer = answer(task, document);

          assertThat(answer.values().get("output")).as(section).isEqualTo(section);
          assertThat((double) scores(answer).get(0).get("probability"))
              .as(section)
              .isGreaterThan(0.9);
        });
  }

  @Test
  void givesTheProbabilityOfEveryLabel() {
    Answer answer = answer(classify(List.of("libs", "golang", "doc"), Truncation.HEAD), goModule());

    List<Double> probabilities =
        scores(answer).stream().map(score -> (Double) score.get("probability")).toList();
    assertThat(answer.values().get("output")).isEqualTo("golang");
    assertThat(probabilities).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(probabilities.stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(answer.finishReason()).isEqualTo("none");
    assertThat(answer.completionTokens()).isZero();
    assertThat(answer.truncated()).isFalse();
  }

  @Test
  void summarizesInOneLine() {
    Answer answer = answer(summarize(Truncation.HEAD), PERL_MODULE);

    assertThat(answer.finishReason()).isEqualTo("stop");
    assertThat((String) answer.values().get("output"))
        .doesNotContain("\n", "[INST]")
        .containsIgnoringCase("perl")
        .doesNotStartWith(" ");
    assertThat(answer.completionTokens()).isPositive();
  }

  @Test
  void countsTheTokensThatItWouldRead() {
    try (Session session = BACKEND.open(List.of(summarize(Truncation.NONE)))) {
      Answer answer = (Answer) session.submit(Texts.of(PERL_MODULE)).join().only();

      assertThat(session.promptTokens(Texts.of(PERL_MODULE)))
          .isEqualTo(answer.promptTokens())
          .isPositive();
      assertThat(session.promptTokens(Texts.of(TOO_LONG))).isZero();
    }
  }

  @Test
  void refusesADocumentThatIsTooLongAloneAndTellsThatOneWasTruncated() {
    Failure tooLong = (Failure) outcome(summarize(Truncation.NONE), TOO_LONG);

    assertThat(tooLong.kind()).isEqualTo(ErrorKind.TOO_LONG);
    assertThat(tooLong.message())
        .matches(
            "Cannot ask about a document of \\d+ tokens: there is room for 150. Allow truncation, or more document tokens.");
    assertThat(answer(classify(SECTIONS, Truncation.HEAD_AND_TAIL), TOO_LONG).truncated()).isTrue();
  }

  @Test
  void doesNotAskAboutABlankText() {
    assertThat(outcome(summarize(Truncation.HEAD), " \n"))
        .isEqualTo(
            new Failure(
                ErrorKind.EMPTY_TEXT,
                "Cannot ask about a text: it is blank. Leave such rows out."));
  }

  @Test
  void refusesATaskThatDoesNotSuitTheModel() {
    assertThatThrownBy(
            () -> BACKEND.open(List.of(TaskFixtures.classify("Classify!", List.of("a", "b")))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("{text} 0 times instead of once");
  }

  @Test
  void doesSeveralTasksWithOneDocumentEachAsIfItWereAlone() {
    Task<?> classify = classify(SECTIONS, Truncation.HEAD);
    Task<?> summarize = summarize(Truncation.HEAD);
    try (Session session = BACKEND.open(List.of(classify, summarize, new CountTokens()))) {
      Answers answers = session.submit(Texts.of(PERL_MODULE)).join();

      assertThat(answers.outcomes())
          .containsExactly(
              outcome(classify, PERL_MODULE),
              outcome(summarize, PERL_MODULE),
              outcome(new CountTokens(), PERL_MODULE));
    }
  }

  @Test
  void asksEachTaskAboutItsOwnTextAndEqualOnesOnce() {
    Task<?> summarize = summarize(Truncation.HEAD);
    try (Session session = BACKEND.open(List.of(summarize, summarize, summarize))) {
      long before = BACKEND.stats().requestsAnswered();

      Answers answers =
          session
              .submit(
                  List.of(
                      Optional.of(Texts.of(PERL_MODULE)),
                      Optional.empty(),
                      Optional.of(Texts.of(PERL_MODULE))))
              .join();

      assertThat(answers.outcomes().get(1)).isEqualTo(new NotAsked());
      assertThat(answers.outcomes().get(0)).isEqualTo(answers.outcomes().get(2));
      assertThat(BACKEND.stats().requestsAnswered() - before).isEqualTo(1);
    }
  }

  @Test
  void closingASessionTakesBackWhatIsInProgress() {
    Session session = BACKEND.open(List.of(TaskFixtures.generate(400)));
    CompletableFuture<Answers> pending = session.submit(Texts.of("Count to a thousand."));

    session.close();

    assertThat(pending).isCancelled();
  }

  private static Classify classify(List<String> labels, Truncation truncation) {
    return new Classify(
        new DocumentPrompt(Classify.defaultTemplate(), Classify.values(labels), truncation, 150),
        labels);
  }

  private static Summarize summarize(Truncation truncation) {
    return new Summarize(
        new DocumentPrompt(Summarize.defaultTemplate(), Summarize.values(60), truncation, 150),
        60,
        60,
        Sampling.GREEDY,
        List.of());
  }

  private static String goModule() {
    return "This package provides a Go module that parses and writes configuration files.";
  }

  private static Answer answer(Task<?> task, String document) {
    return (Answer) outcome(task, document);
  }

  private static Outcome outcome(Task<?> task, String document) {
    try (Session session = BACKEND.open(List.of(task))) {
      return session.submit(Texts.of(document)).join().only();
    }
  }

  @SuppressWarnings("unchecked") // The column's schema says so.
  private static List<GenericRecord> scores(Answer answer) {
    return (List<GenericRecord>) answer.values().get("scores");
  }
}
