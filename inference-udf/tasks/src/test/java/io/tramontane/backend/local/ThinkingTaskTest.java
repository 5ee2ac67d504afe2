package io.tramontane.backend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.Outcome.Answer;
import io.tramontane.backend.Session;
import io.tramontane.backend.Texts;
import io.tramontane.chat.ChatOptions;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.InferenceEngine;
import io.tramontane.generate.LabelRequest;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.LabelTree;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.task.Classify;
import io.tramontane.task.Generate;
import io.tramontane.task.Summarize;
import io.tramontane.task.Task;
import io.tramontane.testing.PlainModel;
import io.tramontane.testing.Requests;
import io.tramontane.testing.ThinkingModel;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tasks with a model that thinks first, beside plain greedy requests that are put together by hand
 * from what the publishers' templates say.
 */
class ThinkingTaskTest {
  private static final List<String> LABELS = List.of("ab", "ac", "zebra");
  private static final LocalDate DAY = LocalDate.of(2025, 8, 5);
  private static final int MAX_ANSWER = 14;
  private static final Pattern CONTROL = Pattern.compile("</?[a-z|][^ >]*>");

  private final Path file;

  ThinkingTaskTest(@TempDir Path folder) {
    this.file = folder.resolve("model.gguf");
  }

  /** A family, as its publisher's template has it. */
  private enum Family {
    QWEN_3(
        "<|im_start|>user\nAbout %s?<|im_end|>\n<|im_start|>assistant\n<think>\n",
        "<|im_start|>user\nAbout %s?<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n",
        "</think>",
        "\n</think>\n\n",
        "\n\n",
        "<|im_end|>") {
      @Override
      void write(Path file) {
        ThinkingModel.qwen3(file);
      }
    },
    GPT_OSS(
        system() + "<|start|>assistant<|channel|>analysis<|message|>",
        system() + "<|start|>assistant<|channel|>final<|message|>",
        "<|end|>",
        "<|end|><|start|>assistant<|channel|>final<|message|>",
        "<|start|>assistant<|channel|>final<|message|>",
        "<|return|><|end|>") {
      @Override
      void write(Path file) {
        ThinkingModel.gptOss(file);
      }
    };

    /** With %s where the document stands, up to where thoughts begin. */
    final String thinkingPrompt;

    /** The same up to where an answer without thoughts begins. */
    final String plainPrompt;

    final String end;
    final String behindCutThoughts;
    final String behindEnd;

    /** What ends an answer, name behind name. */
    final String answerEnds;

    Family(
        String thinkingPrompt,
        String plainPrompt,
        String end,
        String behindCutThoughts,
        String behindEnd,
        String answerEnds) {
      this.thinkingPrompt = thinkingPrompt;
      this.plainPrompt = plainPrompt;
      this.end = end;
      this.behindCutThoughts = behindCutThoughts;
      this.behindEnd = behindEnd;
      this.answerEnds = answerEnds;
    }

    abstract void write(Path file);

    private static String system() {
      return """
          <|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
          Knowledge cutoff: 2024-06
          Current date: 2025-08-05

          Reasoning: medium

          # Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>"""
          + "<|start|>user<|message|>About %s?<|end|>";
    }
  }

  /** The ids of a text in which control tokens stand by their names. */
  private static List<Integer> ids(String text, Tokenizer tokenizer) {
    List<Integer> ids = new ArrayList<>();
    Matcher control = CONTROL.matcher(text);
    int done = 0;
    while (control.find()) {
      addText(text.substring(done, control.start()), tokenizer, ids);
      ids.add(tokenizer.control(control.group()).orElseThrow());
      done = control.end();
    }
    addText(text.substring(done), tokenizer, ids);
    return ids;
  }

  private static void addText(String text, Tokenizer tokenizer, List<Integer> ids) {
    if (!text.isEmpty()) {
      IntStream.of(tokenizer.encodeContinuation(text)).forEach(ids::add);
    }
  }

  private static int[] array(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What stands in front of the answer, and how many tokens of it were thought. */
  private record Thought(List<Integer> written, int count, boolean endedByItself) {}

  private static Thought think(
      List<Integer> prompt, int max, Family family, PlainModel plain, Tokenizer tokenizer) {
    Set<Integer> ends = Set.copyOf(ids(family.answerEnds, tokenizer));
    int end = tokenizer.control(family.end).orElseThrow();
    List<Integer> written = new ArrayList<>(prompt);
    for (int count = 1; ; count++) {
      int token = plain.generate(array(written), 1, PlainModel.GREEDY).get(0);
      if (token == end) {
        written.add(token);
        written.addAll(ids(family.behindEnd, tokenizer));
        return new Thought(written, count, true);
      }
      if (!ends.contains(token)) {
        written.add(token);
      }
      if (ends.contains(token) || count == max) {
        written.addAll(ids(family.behindCutThoughts, tokenizer));
        return new Thought(written, count, false);
      }
    }
  }

  /** Few, so that thoughts are cut, or so many that some end by themselves. */
  private static int maxThinking(String document) {
    return document.length() % 2 == 0 ? 3 : 24;
  }

  private static DocumentPrompt prompt(@Nullable Integer thinking) {
    return new DocumentPrompt(
        "About {text}?", Map.of(), Truncation.HEAD, null, new ChatOptions(null, DAY, thinking));
  }

  private static Summarize summarize(@Nullable Integer thinking, Sampling sampling) {
    return new Summarize(prompt(thinking), 9, MAX_ANSWER, sampling, List.of());
  }

  private static Answer answer(LocalBackend backend, Task<?> task, String document) {
    try (Session session = backend.open(List.of(task))) {
      return (Answer) session.submit(Texts.of(document)).join().only();
    }
  }

  private static CompletionResult complete(
      InferenceEngine engine, List<Integer> prompt, Family family) {
    Set<Integer> ends = Set.copyOf(ids(family.answerEnds, engine.tokenizer()));
    return (CompletionResult)
        engine
            .submit(
                new CompletionRequest(
                    new Prompt(new int[0], array(prompt)),
                    MAX_ANSWER,
                    Sampling.GREEDY,
                    ends,
                    List.of()))
            .join();
  }

  private static List<String> documents() {
    return IntStream.range(0, 24).mapToObj(i -> "d" + i + "abc".repeat(i % 5)).toList();
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void answersAreThoseOfPlainRequestsBehindTheThoughts(Family family) {
    family.write(file);
    Set<Boolean> endings = new HashSet<>();
    try (LocalBackend backend = LocalBackend.open(file, Requests.AMPLE);
        InferenceEngine engine = InferenceEngine.open(file, Requests.AMPLE);
        PlainModel plain = new PlainModel(file)) {
      Tokenizer tokenizer = engine.tokenizer();
      for (String document : documents()) {
        int max = maxThinking(document);
        List<Integer> prompt = ids(family.thinkingPrompt.formatted(document), tokenizer);
        Thought thought = think(prompt, max, family, plain, tokenizer);
        endings.add(thought.endedByItself());
        CompletionResult expected = complete(engine, thought.written(), family);

        for (Task<?> task :
            List.of(
                new Generate(
                    MAX_ANSWER, Sampling.GREEDY, List.of(), new ChatOptions(null, DAY, max)),
                summarize(max, Sampling.GREEDY))) {
          String asked = task instanceof Generate ? "About " + document + "?" : document;
          if (expected.text().isBlank()) {
            continue;
          }
          Answer answer = answer(backend, task, asked);

          assertThat(answer.values().get("output")).isEqualTo(expected.text().strip());
          assertThat(answer.finishReason())
              .isEqualTo(expected.finishReason().name().toLowerCase(Locale.ROOT));
          assertThat(answer.promptTokens()).isEqualTo(prompt.size());
          assertThat(answer.thinkingTokens()).isEqualTo(thought.count());
          assertThat(answer.completionTokens())
              .isEqualTo(thought.count() + expected.completionTokens());
        }
      }
    }
    assertThat(endings)
        .as("thoughts should end in both ways")
        .containsExactlyInAnyOrder(true, false);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void labelsHaveTheProbabilitiesThatTheyHaveBehindTheThoughts(Family family) {
    family.write(file);
    try (LocalBackend backend = LocalBackend.open(file, Requests.AMPLE);
        InferenceEngine engine = InferenceEngine.open(file, Requests.AMPLE);
        PlainModel plain = new PlainModel(file)) {
      Tokenizer tokenizer = engine.tokenizer();
      for (String document : documents()) {
        int max = maxThinking(document);
        List<Integer> prompt = ids(family.thinkingPrompt.formatted(document), tokenizer);
        Thought thought = think(prompt, max, family, plain, tokenizer);

        Answer answer = answer(backend, new Classify(prompt(max), LABELS), document);

        assertThat(probabilities(answer)).isEqualTo(labelsBehind(engine, thought.written()));
        assertThat(answer.finishReason()).isEqualTo(Answer.NOT_GENERATED);
        assertThat(answer.promptTokens()).isEqualTo(prompt.size());
        assertThat(answer.thinkingTokens()).isEqualTo(thought.count());
        assertThat(answer.completionTokens()).isEqualTo(thought.count());
      }
    }
  }

  /** Also where a model that could think is not to: the answer begins behind what says so. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void withoutThoughtsLabelsAndSummariesAreThoseBehindTheirOpening(Family family) {
    family.write(file);
    try (LocalBackend backend = LocalBackend.open(file, Requests.AMPLE);
        InferenceEngine engine = InferenceEngine.open(file, Requests.AMPLE)) {
      for (String document : documents()) {
        List<Integer> prompt = ids(family.plainPrompt.formatted(document), engine.tokenizer());
        CompletionResult expected = complete(engine, prompt, family);

        Answer labels = answer(backend, new Classify(prompt(null), LABELS), document);
        assertThat(probabilities(labels)).isEqualTo(labelsBehind(engine, prompt));
        assertThat(labels.completionTokens()).isZero();
        assertThat(labels.thinkingTokens()).isZero();
        if (!expected.text().isBlank()) {
          Answer summary = answer(backend, summarize(null, Sampling.GREEDY), document);
          assertThat(summary.values().get("output")).isEqualTo(expected.text().strip());
          assertThat(summary.completionTokens()).isEqualTo(expected.completionTokens());
          assertThat(summary.thinkingTokens()).isZero();
        }
      }
    }
  }

  private static Map<String, Double> labelsBehind(InferenceEngine engine, List<Integer> prompt) {
    LabelTree tree =
        LabelTree.of(
            LABELS.stream().map(label -> engine.tokenizer().encodeContinuation(label)).toList());
    LabelResult result =
        (LabelResult)
            engine.submit(new LabelRequest(new Prompt(new int[0], array(prompt)), tree)).join();
    return IntStream.range(0, LABELS.size())
        .boxed()
        .collect(Collectors.toMap(LABELS::get, result.probabilities()::get));
  }

  private static Map<String, Double> probabilities(Answer answer) {
    return ((List<?>) answer.values().get("scores"))
        .stream()
            .map(GenericRecord.class::cast)
            .collect(
                Collectors.toMap(
                    score -> (String) score.get("label"),
                    score -> (Double) score.get("probability")));
  }

  @Test
  void sampledThoughtsFollowTheSeed() {
    ThinkingModel.qwen3(file);
    try (LocalBackend backend = LocalBackend.open(file, Requests.AMPLE)) {
      List<Answer> answers =
          Stream.of(1L, 1L, 2L)
              .map(seed -> answer(backend, summarize(40, new Sampling(1, 1, seed)), "owls"))
              .toList();

      assertThat(answers.get(1)).isEqualTo(answers.get(0));
      assertThat(answers.get(2)).isNotEqualTo(answers.get(0));
    }
  }

  @Test
  void aDocumentIsCutSoThatThoughtsAndAnswerFitTheContext() {
    ThinkingModel.qwen3(file);
    try (LocalBackend backend = LocalBackend.open(file, Requests.AMPLE);
        Session thinking = backend.open(List.of(summarize(100, Sampling.GREEDY)));
        Session plain = backend.open(List.of(summarize(null, Sampling.GREEDY)))) {
      // Of <think>, a blank line, </think> and a blank line, the beginning is in both prompts.
      int closed = 3;
      int more = 2 - 4;
      assertThat(plain.maxDocumentTokens() - thinking.maxDocumentTokens())
          .isEqualTo(100 + closed + more);

      Answer answer = (Answer) thinking.submit(Texts.of("x ".repeat(3000))).join().only();
      assertThat(answer.truncated()).isTrue();
      assertThat(answer.promptTokens() + 100 + closed + MAX_ANSWER).isEqualTo(1024);
      assertThatThrownBy(() -> backend.open(List.of(summarize(1000, Sampling.GREEDY))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("thoughts and answer up to " + (1000 + closed + MAX_ANSWER))
          .hasMessageContaining("Shorten the template, the thoughts, the answer or the labels");
    }
  }

  @Test
  void aModelThatCannotThinkIsRefused() {
    try (LocalBackend backend =
        LocalBackend.open(
            Path.of("..", "..", "models", "tramontane-tiny-q8_0.gguf"), Requests.AMPLE)) {
      assertThatThrownBy(() -> backend.open(List.of(new Classify(prompt(64), LABELS))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot think before an answer: chat format mistral-v1 knows no thoughts that can be turned on. Set tramontane.task.thinking to off, or give a model of a format that does: gpt-oss, qwen3-no-thinking.");
    }
  }
}
