package io.tramontane.chat;

import io.tramontane.chat.ChatTemplate.Frame;
import io.tramontane.chat.ChatTemplate.SystemPlace;
import io.tramontane.chat.ChatTemplate.Trimming;
import io.tramontane.chat.Message.Role;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.tokenizer.Tokenizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one model was trained to read a conversation and to answer in it: a template of {@link
 * ChatFormats}, with the ids of the model's own vocabulary. Immutable and thread-safe.
 */
public final class ChatFormat {
  private final ChatTemplate template;
  private final Map<String, Integer> controls;
  private final OptionalInt bos;
  private final Set<Integer> endTokens;
  private final String date;
  private final Optional<Thinking> thinking;

  private ChatFormat(
      ChatTemplate template,
      Map<String, Integer> controls,
      OptionalInt bos,
      Set<Integer> endTokens,
      String date,
      Optional<Thinking> thinking) {
    this.template = template;
    this.controls = controls;
    this.bos = bos;
    this.endTokens = endTokens;
    this.date = date;
    this.thinking = thinking;
  }

  /**
   * A template for a model.
   *
   * @param options of which the name is that of the template, or not given
   * @throws InvalidInputException if the vocabulary lacks a control token, the template cannot do
   *     without a day, or it knows no thoughts and they are asked for
   */
  static ChatFormat of(ChatTemplate template, Tokenizer tokenizer, ChatOptions options) {
    Map<String, Integer> controls = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String name : template.controls()) {
      find(name, tokenizer).ifPresentOrElse(id -> controls.put(name, id), () -> missing.add(name));
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use chat format %s: the vocabulary has no control token %s. Give the format that the model was trained with."
              .formatted(template.name(), String.join(", ", missing)));
    }
    OptionalInt bos =
        template.beginsSequence() || (tokenizer.addsBos() && !beginsWithBos(template, tokenizer))
            ? tokenizer.bos()
            : OptionalInt.empty();
    Set<Integer> ends = new TreeSet<>(Set.of(tokenizer.eos()));
    template.ends().forEach(name -> find(name, tokenizer).ifPresent(ends::add));
    return new ChatFormat(
        template,
        controls,
        bos,
        ends,
        date(template, options.day()),
        Optional.ofNullable(options.thinking())
            .map(tokens -> thinking(template, controls, tokens)));
  }

  /** As SmolLM2, whose mark of a message is that id too. */
  private static boolean beginsWithBos(ChatTemplate template, Tokenizer tokenizer) {
    String first = template.opening() + template.user().before();
    return template.controls().stream()
        .filter(first::startsWith)
        .anyMatch(name -> find(name, tokenizer).equals(tokenizer.bos()));
  }

  private static OptionalInt find(String name, Tokenizer tokenizer) {
    OptionalInt id = tokenizer.control(name);
    String reserved = ChatTemplate.RESERVED.get(name);
    return id.isPresent() || reserved == null ? id : tokenizer.control(reserved);
  }

  private static String date(ChatTemplate template, @Nullable LocalDate day) {
    DateStyle style = template.date();
    if (style == null) {
      return "";
    }
    if (day != null) {
      return style.written(day);
    }
    if (style.absent() == null) {
      throw new InvalidInputException(
          "Cannot use chat format %s: its prompts name the day, and none is given. Set tramontane.task.chat-date."
              .formatted(template.name()));
    }
    return style.absent();
  }

  private static Thinking thinking(
      ChatTemplate template, Map<String, Integer> controls, int maxTokens) {
    ChatTemplate.Thinking form = template.thinking();
    if (form == null) {
      throw new InvalidInputException(
          "Cannot think before an answer: chat format %s knows no thoughts that can be turned on. Set tramontane.task.thinking to off, or give a model of a format that does: %s."
              .formatted(template.name(), String.join(", ", ChatTemplates.thinking())));
    }
    return new Thinking(
        maxTokens,
        Objects.requireNonNull(controls.get(form.end())),
        segments(template, controls, form.beforeEnd() + form.end()),
        segments(template, controls, form.answerOpening()));
  }

  private static List<Segment> segments(
      ChatTemplate template, Map<String, Integer> controls, String text) {
    return new SegmentBuilder(controls, template.beginsWithSpace()).template(text).build();
  }

  /** The template's name, and the day that it writes, if it does. */
  public String name() {
    return date.isEmpty() ? template.name() : template.name() + ", " + date;
  }

  /** The ids that end an answer. */
  public Set<Integer> endTokens() {
    return Set.copyOf(endTokens);
  }

  /** How the model thinks before it answers, if it is to. */
  public Optional<Thinking> thinking() {
    return thinking;
  }

  /**
   * The text that an answer begins with before its first word: a space where words begin with one,
   * else empty. Labels are encoded behind it.
   */
  public String answerStart() {
    return template.answerStart();
  }

  /** Whether texts that steer the model are ordinary text to its tokenizer. */
  public boolean steersByText() {
    return template.user().before().contains("[INST]") && !controls.containsKey("[INST]");
  }

  /**
   * A conversation up to where the model answers.
   *
   * @param messages a system text or none, then user and assistant in turn, a user at the end
   * @throws InvalidInputException if they are not so, or the template knows no system text
   */
  public List<Segment> conversation(List<Message> messages) {
    requireTurns(messages);
    SegmentBuilder builder = begin();
    String system = system(messages);
    List<Message> turns = messages.stream().filter(m -> m.role() != Role.SYSTEM).toList();
    addSystem(system, builder);
    for (int i = 0; i < turns.size(); i++) {
      Message turn = turns.get(i);
      if (turn.role() == Role.ASSISTANT) {
        add(template.assistant(), answer(turn.content()), builder);
      } else {
        add(
            template.user(),
            said(turn.content(), takesSystem(i, turns.size()) ? system : null),
            builder);
      }
    }
    return builder.template(template.generation()).build();
  }

  /**
   * A question about a document, up to where the model answers in words, or begins to think.
   *
   * @param before what the user says in front of the document
   * @param after what the user says behind it
   */
  public List<Segment> question(String before, String after) {
    SegmentBuilder builder = begin();
    addSystem(template.defaultSystem(), builder);
    builder
        .template(dated(template.user().before()))
        .text(trims() ? JinjaText.trimStart(before) : before)
        .document()
        .text(trims() ? JinjaText.trimEnd(after) : after)
        .template(template.user().after());
    return builder.template(answering()).build();
  }

  /** What makes the model say nothing but its answer, or its thoughts where it is to think. */
  private String answering() {
    ChatTemplate.Thinking form = template.thinking();
    return thinking.isPresent() && form != null
        ? form.generation()
        : template.generation() + template.answerOpening();
  }

  private SegmentBuilder begin() {
    SegmentBuilder builder = new SegmentBuilder(controls, template.beginsWithSpace());
    bos.ifPresent(builder::control);
    return builder.template(dated(template.opening()));
  }

  private void requireTurns(List<Message> messages) {
    int first = !messages.isEmpty() && messages.get(0).role() == Role.SYSTEM ? 1 : 0;
    boolean isRight = (messages.size() - first) % 2 == 1;
    for (int i = first; i < messages.size(); i++) {
      Role expected = (i - first) % 2 == 0 ? Role.USER : Role.ASSISTANT;
      isRight &= messages.get(i).role() == expected;
    }
    if (!isRight) {
      throw new InvalidInputException(
          "Cannot use a conversation of %s messages: it must have a system text or none, then user and assistant in turn, and a user at the end. Correct it."
              .formatted(messages.size()));
    }
    if (first == 1 && template.systemPlace() == SystemPlace.REFUSED) {
      throw new InvalidInputException(
          "Cannot use a system text: chat format %s knows none. Say it as the user."
              .formatted(template.name()));
    }
  }

  private @Nullable String system(List<Message> messages) {
    if (messages.get(0).role() != Role.SYSTEM) {
      return template.defaultSystem();
    }
    String content = messages.get(0).content();
    return template.trimming() == Trimming.ALL ? JinjaText.trim(content) : content;
  }

  private void addSystem(@Nullable String system, SegmentBuilder builder) {
    if (system != null && template.systemPlace() == SystemPlace.MESSAGE) {
      add(template.system(), system, builder);
    }
    builder.template(template.afterSystem());
  }

  private boolean takesSystem(int turn, int turns) {
    return switch (template.systemPlace()) {
      case FIRST_USER -> turn == 0;
      case LAST_USER -> turn == turns - 1;
      case MESSAGE, REFUSED -> false;
    };
  }

  private String said(String content, @Nullable String system) {
    String said = trims() ? JinjaText.trim(content) : content;
    return system == null
        ? said
        : template.system().before() + system + template.system().after() + said;
  }

  private void add(Frame frame, String content, SegmentBuilder builder) {
    builder.template(dated(frame.before())).text(content).template(frame.after());
  }

  private String answer(String content) {
    return switch (template.trimming()) {
      case NONE -> content;
      case ENDS_OF_ANSWERS -> content.replaceFirst(" +$", "");
      case USER_AND_ASSISTANT, ALL -> JinjaText.trim(content);
    };
  }

  private boolean trims() {
    return template.trimming() == Trimming.USER_AND_ASSISTANT
        || template.trimming() == Trimming.ALL;
  }

  private String dated(String text) {
    return text.replace(ChatTemplate.DATE, date);
  }
}
