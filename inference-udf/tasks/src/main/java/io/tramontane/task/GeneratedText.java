package io.tramontane.task;

import io.tramontane.chat.ChatFormat;
import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import io.tramontane.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;

/**
 * The answer is generated text, read without the white space around it.
 *
 * @param maxTokens where generation ends in any case, at least 1
 * @param sampling how tokens are chosen; each document's own seed is made from this one and its
 *     text
 * @param stopStrings the text ends in front of any of these; none may be empty
 */
public record GeneratedText(int maxTokens, Sampling sampling, List<String> stopStrings)
    implements AnswerFormat<String> {
  /** Any number but 0; it sets the seeds of thoughts apart from those of answers. */
  private static final long OF_THOUGHTS = 0x7468_6f75_6768_7473L;

  public GeneratedText {
    stopStrings = List.copyOf(stopStrings);
  }

  @Override
  public BoundFormat<String> bind(Tokenizer tokenizer, ChatFormat format) {
    return new Bound(this, format.endTokens());
  }

  private record Bound(GeneratedText format, Set<Integer> endTokens)
      implements BoundFormat<String> {
    @Override
    public int maxTokens() {
      return format.maxTokens();
    }

    @Override
    public InferenceRequest request(Prompt prompt, String document) {
      return new CompletionRequest(
          prompt, maxTokens(), sampling(document, 0), endTokens, format.stopStrings());
    }

    /** As the answer, with draws of their own. */
    @Override
    public Sampling thinking(String document) {
      return sampling(document, OF_THOUGHTS);
    }

    private Sampling sampling(String document, long purpose) {
      // The seed depends on the text alone: equal documents get equal answers, wherever they are.
      long seed = format.sampling().seed() ^ firstDigestBytes(document) ^ purpose;
      return new Sampling(format.sampling().temperature(), format.sampling().topP(), seed);
    }

    @Override
    public String read(InferenceResult result) {
      return ((CompletionResult) result).text().strip();
    }

    private static long firstDigestBytes(String document) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return ByteBuffer.wrap(digest.digest(document.getBytes(StandardCharsets.UTF_8))).getLong();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Cannot find SHA-256: every Java platform has it.", e);
      }
    }
  }
}
