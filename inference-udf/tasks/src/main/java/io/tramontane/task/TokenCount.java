package io.tramontane.task;

import io.tramontane.chat.ChatFormat;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.tokenizer.Tokenizer;
import java.util.Optional;

/** The answer is how many tokens the document has for the model, which need not run. */
record TokenCount() implements AnswerFormat<Integer> {
  @Override
  public BoundFormat<Integer> bind(Tokenizer tokenizer, ChatFormat format) {
    return new Bound(tokenizer);
  }

  private record Bound(Tokenizer tokenizer) implements BoundFormat<Integer> {
    @Override
    public int maxTokens() {
      return 0;
    }

    @Override
    public Optional<Integer> withoutModel(String document) {
      return Optional.of(tokenizer.encode(document).length);
    }

    @Override
    public InferenceRequest request(Prompt prompt, String document) {
      throw unasked();
    }

    @Override
    public Integer read(InferenceResult result) {
      throw unasked();
    }

    private static IllegalStateException unasked() {
      return new IllegalStateException("Cannot ask a model for a token count: nothing is asked.");
    }
  }
}
