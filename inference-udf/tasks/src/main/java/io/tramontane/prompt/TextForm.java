package io.tramontane.prompt;

import io.tramontane.generate.CompletionRequest;
import io.tramontane.generate.CompletionResult;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.Sampling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The answer is generated text. */
record TextForm(int maxTokens, Sampling sampling, Set<Integer> endTokens, List<String> stopStrings)
    implements AnswerForm {
  @Override
  public InferenceRequest request(Prompt prompt, String document) {
    // A seed that hangs on the text alone: equal documents get equal summaries, wherever they are.
    long seed = sampling.seed() ^ firstDigestBytes(document);
    Sampling own = new Sampling(sampling.temperature(), sampling.topP(), seed);
    return new CompletionRequest(prompt, maxTokens, own, endTokens, stopStrings);
  }

  @Override
  public Optional<String> output(InferenceResult result) {
    return result instanceof CompletionResult completion
        ? Optional.of(completion.text().strip())
        : Optional.empty();
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
