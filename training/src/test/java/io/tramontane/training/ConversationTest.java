package io.tramontane.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.tokenizer.Tokenizer;
import io.tramontane.training.Batch.Kind;
import io.tramontane.training.Batch.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final String QUESTION = "[INST] Tool? [/INST]";

  private final Tokenizer tokenizer = TinyNetwork.vocabulary().tokenizer();
  private final int[] prompt = tokenizer.encodeContinuation("A library that reads music [/INST]");
  private final Conversation conversation = new Conversation(tokenizer, prompt);

  @BeforeEach
  void twoAnswers() {
    conversation.learn(2);
    conversation.answer("fast library");
    conversation.ask("Tool?");
    conversation.answer("small");
  }

  @Test
  void turnsFollowEachOtherAndAnAnswerIsEnded() {
    assertThat(conversation.tokens())
        .isEqualTo(
            concatenated(
                prompt,
                tokenizer.encodeContinuation(" fast library"),
                new int[] {tokenizer.eos()},
                tokenizer.encodeContinuation(QUESTION),
                tokenizer.encodeContinuation(" small")));
  }

  @Test
  void eachTargetIsTheTokenThatFollowsInTheSequence() {
    int[] followed = concatenated(conversation.tokens(), new int[] {tokenizer.eos()});

    assertThat(conversation.targets())
        .allSatisfy(
            target -> assertThat(target.token()).isEqualTo(followed[target.position() + 1]));
    assertThat(ofKind(Kind.DOCUMENT)).singleElement().extracting(Target::position).isEqualTo(1);
    assertThat(ofKind(Kind.END)).extracting(Target::token).containsOnly(tokenizer.eos());
  }

  /** Else a label, which is one token, would hardly count beside a summary. */
  @Test
  void everyAnswerHasTheSameWeight() {
    int first = tokenizer.encodeContinuation(" fast library").length;
    int second = tokenizer.encodeContinuation(" small").length;

    assertThat(first).isNotEqualTo(second);
    assertThat(weight(ofKind(Kind.ANSWER).subList(0, first))).isEqualTo(1, Offset.offset(1e-9));
    assertThat(weight(ofKind(Kind.ANSWER).subList(first, first + second)))
        .isEqualTo(1, Offset.offset(1e-9));
  }

  private List<Target> ofKind(Kind kind) {
    return conversation.targets().stream().filter(target -> target.kind() == kind).toList();
  }

  private static double weight(List<Target> targets) {
    return targets.stream().mapToDouble(Target::weight).sum();
  }

  private static int[] concatenated(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }
}
