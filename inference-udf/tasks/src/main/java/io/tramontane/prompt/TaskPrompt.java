package io.tramontane.prompt;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.FailedResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.LabelResult;
import io.tramontane.generate.Prompt;
import io.tramontane.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes requests of documents: one task, for one model.
 *
 * <pre>{@code
 * TaskPrompt prompt = TaskPrompt.of(settings, engine.tokenizer(), engine.contextLength());
 * if (prompt.prepare(text) instanceof PreparedDocument.Ready ready) {
 *   InferenceResult result = engine.submit(ready.request()).join();
 * }
 * }</pre>
 *
 * <p>The text of a prompt is that of Mixtral's chat template, {@code [INST] instruction [/INST]},
 * behind the beginning-of-sequence id. Its ids are encoded in three parts: what stands before the
 * document, the document, what stands after it. That is deliberate: the first part is the same for
 * all documents, so the engine computes it once, and a document is cut to an exact number of
 * tokens. Since pieces of the vocabulary may begin with a space but never end with one, spaces
 * right in front of the document are encoded with it; at a border like that, or at a line break,
 * the ids are those of the whole text.
 *
 * <p>Leading and trailing white space of a document is dropped. Control strings in it are disarmed,
 * see {@link ControlStrings}: no document can end its part of the prompt.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class TaskPrompt {
  /**
   * What Mixtral's chat template puts in front of an instruction (the model card of Mixtral 8x7B
   * Instruct). There is no system role.
   */
  public static final String INSTRUCTION_START = "[INST] ";

  /** What it puts behind an instruction; the answer follows. */
  public static final String INSTRUCTION_END = " [/INST]";

  private static final String ELLIPSIS = " ... ";

  private final Tokenizer tokenizer;
  private final Truncation truncation;
  private final AnswerForm answer;
  private final int[] prefix;
  private final String spaces;
  private final int[] suffix;
  private final int[] ellipsis;
  private final int room;

  private TaskPrompt(
      PromptTemplate template,
      AnswerForm answer,
      PromptSettings settings,
      Tokenizer tokenizer,
      int contextLength) {
    String before = INSTRUCTION_START + template.before();
    String shared = before.replaceFirst(" +$", "");
    this.tokenizer = tokenizer;
    this.truncation = settings.truncation();
    this.answer = answer;
    this.prefix =
        concatenated(
            tokenizer.addsBos() ? new int[] {tokenizer.bos()} : new int[0],
            tokenizer.encode(shared));
    this.spaces = before.substring(shared.length());
    this.suffix = tokenizer.encodeContinuation(template.after() + INSTRUCTION_END);
    this.ellipsis = tokenizer.encodeContinuation(ELLIPSIS);
    long free = (long) contextLength - prefix.length - suffix.length - answer.maxTokens();
    this.room = (int) Math.max(0, Math.min(free, settings.maxDocumentTokens()));
    checkRoom(contextLength);
  }

  /**
   * Prepares a task for a model.
   *
   * @param contextLength the most tokens that the model takes, prompt and answer together
   * @throws InvalidInputException if the template or the labels are wrong, or if instruction and
   *     answer leave no room for a document
   */
  public static TaskPrompt of(PromptSettings settings, Tokenizer tokenizer, int contextLength) {
    PromptTemplate template;
    AnswerForm answer;
    Set<Integer> endTokens = Set.of(tokenizer.eos());
    if (settings.task() instanceof Summarize task) {
      Map<String, String> values =
          task.maxWords() == 0 ? Map.of() : Map.of("max_words", String.valueOf(task.maxWords()));
      template = PromptTemplate.parse("summarize", task.template(), values);
      answer = new TextForm(task.maxTokens(), task.sampling(), endTokens, task.stopStrings());
    } else if (settings.task() instanceof Classify task) {
      Map<String, String> values = Map.of("labels", String.join(", ", task.labels()));
      template = PromptTemplate.parse("classify", task.template(), values);
      answer = LabelForm.of(task.labels(), tokenizer);
    } else if (settings.task() instanceof Generate task) {
      template = PromptTemplate.parse("generate", task.template(), Map.of());
      answer = new TextForm(task.maxTokens(), task.sampling(), endTokens, task.stopStrings());
    } else {
      throw new IllegalStateException(
          "Cannot prepare " + settings.task() + ": it is no known task.");
    }
    return new TaskPrompt(template, answer, settings, tokenizer, contextLength);
  }

  /** Makes a request of a document, or says why there can be none. Same text, same request. */
  public PreparedDocument prepare(String text) {
    String document = ControlStrings.disarm(text.strip());
    int[] tokens = tokenizer.encodeContinuation(spaces + document);
    boolean tooLong = tokens.length > room;
    Optional<int[]> kept =
        tooLong ? truncation.shorten(tokens, room, ellipsis) : Optional.of(tokens);
    if (kept.isEmpty()) {
      return new PreparedDocument.Refused(failure(tokens.length), tokens.length);
    }
    InferenceRequest request =
        answer.request(new Prompt(prefix.clone(), concatenated(kept.get(), suffix)), text);
    return new PreparedDocument.Ready(request, tokens.length, tooLong);
  }

  /**
   * The labels with their probabilities in the result of a request that was made here, to classify:
   * the most probable first, equals in the order of the task.
   */
  public List<LabelScore> scores(LabelResult result) {
    return answer.scores(result);
  }

  /**
   * The answer in the result of a request that was made here: generated text without white space
   * around it, or the most probable label (the first among equals). Nothing if the request failed.
   */
  public Optional<String> output(InferenceResult result) {
    return answer.output(result);
  }

  private FailedResult failure(int tokens) {
    return new FailedResult(
        FailedResult.Kind.TOO_LONG,
        "Cannot ask about a document of "
            + tokens
            + " tokens: there is room for "
            + room
            + ". Allow truncation, or more document tokens.");
  }

  private void checkRoom(int contextLength) {
    int least = truncation == Truncation.HEAD_AND_TAIL ? ellipsis.length + 2 : 1;
    if (room < least) {
      throw new InvalidInputException(
          "Cannot fit a document into a context of "
              + contextLength
              + " tokens: the instruction takes "
              + (prefix.length + suffix.length)
              + ", the answer up to "
              + answer.maxTokens()
              + "; a document may take "
              + room
              + ", and needs at least "
              + least
              + ". Shorten the template, the answer or the labels, or allow more"
              + " document tokens.");
    }
  }

  private static int[] concatenated(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
