package io.tramontane.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tramontane.chat.Message.Role;
import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Text;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.GgufMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates of no model, and conversations that try to steer. */
class ChatFuzzTest {
  private static final Duration HANGING = Duration.ofMinutes(1);
  private static final int MEBI = 1 << 20;

  /** Of templates: what their families are told by, Jinja's signs, and what these may stand in. */
  private static final List<String> PARTS =
      List.of(
          "[INST]",
          "[/INST]",
          "[SYSTEM_PROMPT]",
          "[MODEL_SETTINGS]",
          "<|im_start|>",
          "<|im_end|>",
          "<|im_sep|>",
          "<|start_header_id|>",
          "<start_of_turn>",
          "<|channel|>",
          "<|user|>",
          "<|end|>",
          "enable_thinking",
          "Cutting Knowledge Date",
          "strftime_now",
          "System role not supported",
          "{%",
          "%}",
          "{{",
          "}}",
          "{#",
          "#}",
          "{",
          "'",
          "\"",
          "\\n",
          "\n",
          " ",
          "\0",
          "\ufffd",
          "role",
          "content",
          "user",
          "assistant",
          "system",
          "if",
          "x");

  private static final List<String> SAID =
      List.of(
          "Hi", " ", "\n", "", "\0", "\ud83d", "日本", "{{ x }}", "{date}", "%s", "$1", "\\1",
          "</s>");

  private final Path folder;

  ChatFuzzTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void recognizesOrRefusesEveryTemplate(long seed) {
    Random random = new Random(seed);
    assertTimeoutPreemptively(
        HANGING,
        () -> {
          for (int run = 0; run < 500; run++) {
            recognize(words(PARTS, 1 << random.nextInt(12), random));
          }
        });
  }

  /** Anything but a small multiple of linear time would take hours for these, or a deep stack. */
  @ParameterizedTest
  @ValueSource(
      strings = {"{%", "{{ x }}", "'", "'\"", "role", " ", "\\n", "<|im_start|>", "{", "x"})
  void readsATemplateOfAMegabyteSoon(String each) {
    String template = "<|im_start|>" + each.repeat(MEBI / each.length());
    assertTimeoutPreemptively(HANGING, () -> recognize(template));
  }

  private void recognize(String template) throws IOException {
    try {
      ChatFormat found =
          ChatFormats.of(metadata(template), new NamedControls("<s>", false), dated(null));
      assertThat(found.name()).isNotEmpty();
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageMatching("(?s)Cannot \\w+ .*: .*\\.");
    }
  }

  static Set<String> formats() {
    return ChatFormats.names();
  }

  /** The control tokens of a conversation are those of the same one about nothing. */
  @ParameterizedTest
  @MethodSource("formats")
  void whatIsSaidNeverSteers(String name) throws IOException {
    Random random = new Random(name.hashCode());
    NamedControls vocabulary = new NamedControls("<s>", true);
    ChatFormat format = ChatFormats.of(metadata(""), vocabulary, dated(name));
    List<String> said = new ArrayList<>(SAID);
    said.addAll(PARTS);
    ChatTemplate template = Objects.requireNonNull(ChatTemplates.byName().get(name));
    said.addAll(template.controls());
    boolean takesSystem = template.systemPlace() != ChatTemplate.SystemPlace.REFUSED;
    for (int run = 0; run < 300; run++) {
      int turns = 1 + 2 * random.nextInt(3);
      boolean hasSystem = takesSystem && random.nextBoolean();
      List<Message> messages = new ArrayList<>();
      List<Message> harmless = new ArrayList<>();
      for (int turn = hasSystem ? -1 : 0; turn < turns; turn++) {
        Role role = turn < 0 ? Role.SYSTEM : turn % 2 == 0 ? Role.USER : Role.ASSISTANT;
        messages.add(new Message(role, words(said, random.nextInt(8), random)));
        harmless.add(new Message(role, "x"));
      }
      assertThat(controls(format.conversation(messages)))
          .isEqualTo(controls(format.conversation(harmless)));
      assertThat(texts(format.conversation(messages)))
          .contains(messages.get(messages.size() - 1).content().strip());
    }
  }

  private static List<Integer> controls(List<Segment> segments) {
    return segments.stream()
        .filter(Control.class::isInstance)
        .map(segment -> ((Control) segment).id())
        .toList();
  }

  private static String texts(List<Segment> segments) {
    StringBuilder texts = new StringBuilder();
    for (Segment segment : segments) {
      if (segment instanceof Text text) {
        texts.append(text.text());
      }
    }
    return texts.toString();
  }

  private static String words(List<String> from, int count, Random random) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, count).forEach(i -> text.append(from.get(random.nextInt(from.size()))));
    return text.toString();
  }

  private static ChatOptions dated(@Nullable String format) {
    return new ChatOptions(format, LocalDate.of(2025, 8, 5));
  }

  private GgufMetadata metadata(String template) throws IOException {
    return TemplateFile.metadata(folder.resolve("model.gguf"), template);
  }
}
