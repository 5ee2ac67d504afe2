package io.tramontane.prompt;

import io.tramontane.chat.ChatFormat;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.generate.Prompt;
import io.tramontane.prompt.EncodedDocument.Fits;
import io.tramontane.prompt.EncodedDocument.TooLong;
import io.tramontane.tokenizer.Tokenizer;
import java.util.Arrays;
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
 * <p>What stands between two control tokens is encoded as a whole, the document with the
 * instruction around it, so that the ids are those that the model was trained with. Only as much of
 * the beginning as no document can change is encoded once and shared by all prompts, and computed
 * once by the engine. A document that is cut is cut to an exact number of tokens; what follows it
 * is then encoded on its own.
 *
 * <p>Leading and trailing white space of a document is dropped. Where control strings are text to
 * the model, they are disarmed, see {@link ControlStrings}: no document can end its part of the
 * prompt.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PromptEncoder {
  private static final String ELLIPSIS = " ... ";

  private final Tokenizer tokenizer;
  private final Truncation truncation;
  private final boolean disarms;
  private final int[] prefix;
  private final String before;
  private final int beforeTokens;
  private final String after;
  private final int[] suffix;
  private final int[] rest;
  private final int[] ellipsis;
  private final int room;
  private final long restRoom;
  private final boolean thinks;

  private PromptEncoder(
      PromptTemplate template,
      DocumentPrompt prompt,
      ChatFormat format,
      Tokenizer tokenizer,
      int contextLength,
      int answerTokens) {
    PromptParts parts =
        PromptParts.of(format.question(template.before(), template.after()), tokenizer);
    int settled = tokenizer.settled(parts.before());
    this.tokenizer = tokenizer;
    this.truncation = prompt.truncation();
    this.disarms = format.steersByText();
    this.thinks = format.thinking().isPresent();
    this.prefix =
        concatenated(
            parts.shared(), tokenizer.encodeContinuation(parts.before().substring(0, settled)));
    this.before = parts.before().substring(settled);
    // Spaces at its end become a part of the document's first word.
    this.beforeTokens = tokenizer.encodeContinuation(before.replaceFirst(" +$", "")).length;
    this.after = parts.after();
    this.rest = parts.rest();
    this.suffix = concatenated(tokenizer.encodeContinuation(after), rest);
    this.ellipsis = tokenizer.encodeContinuation(ELLIPSIS);
    this.restRoom = (long) contextLength - prefix.length - answerTokens;
    long free = restRoom - beforeTokens - suffix.length;
    int limit = prompt.maxDocumentTokens() == null ? Integer.MAX_VALUE : prompt.maxDocumentTokens();
    this.room = (int) Math.max(0, Math.min(free, limit));
    checkRoom(contextLength, answerTokens);
  }

  /**
   * Prepares a prompt for a model.
   *
   * @param name of the template, for errors
   * @param contextLength the most tokens that the model takes, prompt and answer together
   * @param answerTokens how many of these the answer needs, with the thoughts in front of it
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
    String stripped = text.strip();
    String document = disarms ? ControlStrings.disarm(stripped) : stripped;
    int[] head = tokenizer.encodeContinuation(before + document);
    int documentTokens = head.length - beforeTokens;
    if (documentTokens <= room) {
      return new Fits(new Prompt(prefix.clone(), whole(document, head)), documentTokens, false);
    }
    int[] tokens = Arrays.copyOfRange(head, beforeTokens, head.length);
    return truncation
        .shorten(tokens, room, ellipsis)
        .<EncodedDocument>map(
            kept ->
                new Fits(
                    new Prompt(
                        prefix.clone(),
                        concatenated(Arrays.copyOf(head, beforeTokens), kept, suffix)),
                    documentTokens,
                    true))
        .orElseGet(() -> new TooLong(documentTokens, room));
  }

  /** All behind the prefix: as one, unless that takes more room than there is. */
  private int[] whole(String document, int[] head) {
    if (!tokenizer.canMerge(document, after)) {
      return concatenated(head, suffix);
    }
    int[] whole = concatenated(tokenizer.encodeContinuation(before + document + after), rest);
    return whole.length <= restRoom ? whole : concatenated(head, suffix);
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
              + (prefix.length + beforeTokens + suffix.length)
              + (thinks ? ", thoughts and answer up to " : ", the answer up to ")
              + answerTokens
              + "; a document may take "
              + room
              + ", and needs at least "
              + min
              + ". Shorten the template, "
              + (thinks ? "the thoughts, " : "")
              + "the answer or the labels, or allow more"
              + " document tokens.");
    }
  }

  private static int[] concatenated(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }
}
