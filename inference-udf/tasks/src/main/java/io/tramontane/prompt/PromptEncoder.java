package io.tramontane.prompt;

import io.tramontane.chat.ChatFormat;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Prompt;
import io.tramontane.prompt.EncodedDocument.Fits;
import io.tramontane.prompt.EncodedDocument.TooLong;
import io.tramontane.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes prompts of documents: one {@link DocumentPrompt}, for one model.
 *
 * <pre>{@code
 * PromptEncoder encoder = PromptEncoder.of("summarize", prompt, format, tokenizer, context, answer);
 * if (encoder.encode(text) instanceof EncodedDocument.Fits fits) {
 *   engine.submit(new CompletionRequest(fits.prompt(), ...));
 * }
 * }</pre>
 *
 * <p>The ids of a prompt are encoded in three parts: what stands before the document, the document,
 * what stands after it. That is deliberate: the first part is the same for all documents, so the
 * engine computes it once, and a document is cut to an exact number of tokens. Since pieces of the
 * vocabulary may begin with a space but never end with one, spaces right in front of the document
 * are encoded with it; at a border like that, or at a line break, the ids are those of the whole
 * text.
 *
 * <p>Leading and trailing white space of a document is dropped. Control strings in it are disarmed,
 * see {@link ControlStrings}: no document can end its part of the prompt.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PromptEncoder {
  private static final String ELLIPSIS = " ... ";

  private final Tokenizer tokenizer;
  private final Truncation truncation;
  private final int[] prefix;
  private final String spaces;
  private final int[] suffix;
  private final int[] ellipsis;
  private final int room;

  private PromptEncoder(
      PromptTemplate template,
      DocumentPrompt prompt,
      ChatFormat format,
      Tokenizer tokenizer,
      int contextLength,
      int answerTokens) {
    Stretches before = Stretches.before(format.beforeInstruction(), template.before());
    this.tokenizer = tokenizer;
    this.truncation = prompt.truncation();
    this.prefix = before.withoutTrailingSpaces().encode(tokenizer);
    this.spaces = before.trailingSpaces();
    this.suffix =
        Stretches.after(template.after(), format.afterInstruction()).encodeContinuation(tokenizer);
    this.ellipsis = tokenizer.encodeContinuation(ELLIPSIS);
    long free = (long) contextLength - prefix.length - suffix.length - answerTokens;
    int limit = prompt.maxDocumentTokens() == null ? Integer.MAX_VALUE : prompt.maxDocumentTokens();
    this.room = (int) Math.max(0, Math.min(free, limit));
    checkRoom(contextLength, answerTokens);
  }

  /**
   * Prepares a prompt for a model.
   *
   * @param name of the template, for errors
   * @param contextLength the most tokens that the model takes, prompt and answer together
   * @param answerTokens how many of these the answer needs
   * @throws InvalidInputException if the template is wrong, or if instruction and answer leave no
   *     room for a document
   */
  public static PromptEncoder of(
      String name,
      DocumentPrompt prompt,
      ChatFormat format,
      Tokenizer tokenizer,
      int contextLength,
      int answerTokens) {
    PromptTemplate template = PromptTemplate.parse(name, prompt.template(), prompt.values());
    return new PromptEncoder(template, prompt, format, tokenizer, contextLength, answerTokens);
  }

  /** The prompt with a document in it. The same text gives the same prompt. */
  public EncodedDocument encode(String text) {
    String document = ControlStrings.disarm(text.strip());
    int[] tokens = tokenizer.encodeContinuation(spaces + document);
    boolean tooLong = tokens.length > room;
    Optional<int[]> kept =
        tooLong ? truncation.shorten(tokens, room, ellipsis) : Optional.of(tokens);
    return kept.<EncodedDocument>map(
            ids ->
                new Fits(
                    new Prompt(prefix.clone(), concatenated(ids, suffix)), tokens.length, tooLong))
        .orElseGet(() -> new TooLong(tokens.length, room));
  }

  /** The most tokens of a document in a prompt. */
  public int maxDocumentTokens() {
    return room;
  }

  private void checkRoom(int contextLength, int answerTokens) {
    int min = truncation == Truncation.HEAD_AND_TAIL ? ellipsis.length + 2 : 1;
    if (room < min) {
      throw new InvalidInputException(
          "Cannot fit a document into a context of "
              + contextLength
              + " tokens: the instruction takes "
              + (prefix.length + suffix.length)
              + ", the answer up to "
              + answerTokens
              + "; a document may take "
              + room
              + ", and needs at least "
              + min
              + ". Shorten the template, the answer or the labels, or allow more"
              + " document tokens.");
    }
  }

  private static int[] concatenated(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
