package io.tramontane.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.tramontane.chat.ChatOptions;
import io.tramontane.config.Problems;
import io.tramontane.config.ReferenceConfig;
import io.tramontane.config.SettingReader;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Sampling;
import io.tramontane.prompt.DocumentPrompt;
import io.tramontane.prompt.Truncation;
import io.tramontane.toy.Rate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TasksTest {
  @Test
  void readsAClassification() {
    assertThat(
            read(
                """
                type = classify
                classify { template = "Of {labels}: {text}", labels = [a, b] }
                truncation = head-and-tail
                """))
        .isEqualTo(
            new Classify(
                new DocumentPrompt(
                    "Of {labels}: {text}",
                    Map.of("labels", "a, b"),
                    Truncation.HEAD_AND_TAIL,
                    null),
                List.of("a", "b")));
  }

  @Test
  void readsASummary() {
    assertThat(
            read(
                """
                type = summarize
                summarize { template = "{text}", max-words = 7, max-tokens = 9 }
                max-document-tokens = 30
                sampling { temperature = 0.5, top-p = 0.9, seed = 3 }
                stop = ["."]
                """))
        .isEqualTo(
            new Summarize(
                new DocumentPrompt("{text}", Map.of("max_words", "7"), Truncation.HEAD, 30),
                7,
                9,
                new Sampling(0.5f, 0.9f, 3),
                List.of(".")));
  }

  @Test
  void readsHowLongTheModelMayThink() {
    assertThat(read("type = summarize").prompt().chat()).isEqualTo(ChatOptions.OF_MODEL);
    assertThat(read("type = summarize, thinking = off").prompt().chat().thinking()).isNull();
    assertThat(read("type = rate, thinking = 64").prompt().chat())
        .isEqualTo(new ChatOptions(null, null, 64));
    assertThat(read("type = summarize, thinking = \"100000\"").prompt().chat().thinking())
        .isEqualTo(100_000);
    for (String wrong : List.of("0", "-1", "100001", "9999999999", "1.5", "on", "null")) {
      assertThatThrownBy(() -> read("type = summarize, truncation = no, thinking = " + wrong))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("tramontane.task.truncation")
          .hasMessageContaining("tramontane.task.thinking");
    }
    assertThatThrownBy(() -> read("type = summarize, thinking = 0"))
        .hasMessageContaining("tramontane.task.thinking = 0")
        .hasMessageEndingWith("it is neither off nor a number of tokens from 1 to 100000.");
  }

  @Test
  void readsATaskOfAnotherJarWithItsDefaults() {
    Rate rate = (Rate) read("type = rate");

    assertThat(rate.stars()).isEqualTo(5);
    assertThat(rate.prompt().template()).contains("{stars}");
    assertThatThrownBy(() -> read("type = rate, rate.stars = 10"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tramontane.task.rate.stars = 10")
        .hasMessageContaining("it is outside 2 to 9");
  }

  @Test
  void saysWhichTasksThereAre() {
    assertThatThrownBy(() -> read("type = clasify"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("it is none of classify, rate, summarize.");
  }

  @Test
  void refusesLabelsThatCannotBeUsed() {
    assertThatThrownBy(() -> read("type = classify, classify.labels = [a, b, a]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("labels stand in it more than once: a");
    assertThatThrownBy(() -> read("type = classify"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there are no labels");
  }

  @Test
  void whatShapesTheRowsOfATaskDiffersWhereItsSettingsDo() {
    assertThat(read("type = rate").fingerprintParts())
        .isNotEqualTo(read("type = rate, rate.stars = 3").fingerprintParts());
    assertThat(read("type = summarize").fingerprintParts())
        .isNotEqualTo(read("type = summarize, sampling.seed = 1").fingerprintParts());
  }

  private static Task<?> read(String section) {
    Problems problems = new Problems();
    Optional<Task<?>> task =
        Tasks.read(
            new SettingReader(
                ConfigFactory.parseString("tramontane.task {\n" + section + "\n}")
                    .withFallback(ReferenceConfig.load()),
                problems,
                UnaryOperator.identity()));
    problems.throwIfAny();
    return task.orElseThrow();
  }
}
