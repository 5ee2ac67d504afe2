package io.tramontane.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a family of models was trained to read a conversation, as data. Texts are written as the
 * model would print them, with control tokens by their names; {@value #DATE} in one stands for the
 * day.
 *
 * @param name identifies the family; part of the fingerprint of every row
 * @param controls the names of the control tokens in the texts
 * @param beginsSequence whether the beginning-of-sequence token stands in front, also where the
 *     tokenizer does not ask for it
 * @param opening what stands in front of all messages
 * @param system what stands around a system text
 * @param systemPlace where a system text goes
 * @param defaultSystem the system text of a conversation that has none; null leaves it without
 * @param afterSystem what stands behind the system text, or in its place
 * @param user what stands around what the user says
 * @param assistant what stands around an earlier answer
 * @param generation what makes the model answer
 * @param answerOpening what stands behind that where a task asks for nothing but the answer
 * @param thinking how the family thinks before it answers, where it was trained to and can be told
 *     whether to; else null
 * @param answerStart the text that an answer begins with before its first word
 * @param ends the names of the control tokens that end an answer, beside the end of the sequence; a
 *     vocabulary need not have them
 * @param trimming which messages lose the white space around them
 * @param beginsWithSpace whether every text between control tokens begins with a space, as the
 *     training library of Mistral's SentencePiece models had it
 * @param date how the day is written where a text has one, or null
 */
record ChatTemplate(
    String name,
    List<String> controls,
    boolean beginsSequence,
    String opening,
    Frame system,
    SystemPlace systemPlace,
    @Nullable String defaultSystem,
    String afterSystem,
    Frame user,
    Frame assistant,
    String generation,
    String answerOpening,
    @Nullable Thinking thinking,
    String answerStart,
    List<String> ends,
    Trimming trimming,
    boolean beginsWithSpace,
    @Nullable DateStyle date) {
  /** Where a text has the day. */
  static final String DATE = "{date}";

  /**
   * Names that later versions of a vocabulary gave to tokens which earlier ones kept in reserve
   * (tekken, from version 13 on).
   */
  static final Map<String, String> RESERVED =
      Map.of("[MODEL_SETTINGS]", "<SPECIAL_37>", "[/MODEL_SETTINGS]", "<SPECIAL_38>");

  /** What stands in front of a message, and behind it. */
  record Frame(String before, String after) {}

  /**
   * How a family thinks before it answers.
   *
   * @param generation what makes the model think, in the place of {@code generation} and {@code
   *     answerOpening}
   * @param beforeEnd what stands between thoughts and their end
   * @param end the name of the control token that ends thoughts
   * @param answerOpening what stands behind that, up to where the answer begins
   */
  record Thinking(String generation, String beforeEnd, String end, String answerOpening) {}

  /** Where a system text goes. */
  enum SystemPlace {
    /** It is a message of its own. */
    MESSAGE,
    /** In front of what the user says first. */
    FIRST_USER,
    /** In front of what the user says last. */
    LAST_USER,
    /** Nowhere: the family knows none. */
    REFUSED
  }

  /** Which messages lose the white space around them. */
  enum Trimming {
    /** None. */
    NONE,
    /** Answers, the spaces at their end. */
    ENDS_OF_ANSWERS,
    /** All but a system text. */
    USER_AND_ASSISTANT,
    /** All. */
    ALL
  }

  /** Begins one that has no more than messages of their own, as they are. */
  static Builder named(String name) {
    return new Builder(name);
  }

  /** Puts a template together. */
  static final class Builder {
    private static final Frame NOTHING = new Frame("", "");

    private final String name;
    private final List<String> controls = new ArrayList<>();
    private boolean beginsSequence;
    private String opening = "";
    private Frame system = NOTHING;
    private SystemPlace systemPlace = SystemPlace.MESSAGE;
    private @Nullable String defaultSystem;
    private String afterSystem = "";
    private Frame user = NOTHING;
    private Frame assistant = NOTHING;
    private String generation = "";
    private String answerOpening = "";
    private @Nullable Thinking thinking;
    private String answerStart = "";
    private List<String> ends = List.of();
    private Trimming trimming = Trimming.NONE;
    private boolean beginsWithSpace;
    private @Nullable DateStyle date;

    private Builder(String name) {
      this.name = name;
    }

    /** Adds names of control tokens. */
    Builder controls(String... names) {
      controls.addAll(List.of(names));
      return this;
    }

    Builder beginsSequence() {
      beginsSequence = true;
      return this;
    }

    Builder opening(String text) {
      opening = text;
      return this;
    }

    Builder system(SystemPlace place, String before, String after) {
      systemPlace = place;
      system = new Frame(before, after);
      return this;
    }

    Builder defaultSystem(@Nullable String text) {
      defaultSystem = text;
      return this;
    }

    Builder afterSystem(String text) {
      afterSystem = text;
      return this;
    }

    Builder user(String before, String after) {
      user = new Frame(before, after);
      return this;
    }

    Builder assistant(String before, String after) {
      assistant = new Frame(before, after);
      return this;
    }

    Builder generation(String text) {
      generation = text;
      return this;
    }

    Builder answer(String opening, String start) {
      answerOpening = opening;
      answerStart = start;
      return this;
    }

    Builder thinking(String begin, String beforeEnd, String end, String opening) {
      thinking = new Thinking(begin, beforeEnd, end, opening);
      return this;
    }

    Builder ends(String... names) {
      ends = List.of(names);
      return this;
    }

    Builder trimming(Trimming which) {
      trimming = which;
      return this;
    }

    Builder beginsWithSpace(boolean begins) {
      beginsWithSpace = begins;
      return this;
    }

    Builder date(@Nullable DateStyle style) {
      date = style;
      return this;
    }

    ChatTemplate build() {
      return new ChatTemplate(
          name,
          List.copyOf(controls),
          beginsSequence,
          opening,
          system,
          systemPlace,
          defaultSystem,
          afterSystem,
          user,
          assistant,
          generation,
          answerOpening,
          thinking,
          answerStart,
          ends,
          trimming,
          beginsWithSpace,
          date);
    }
  }
}
