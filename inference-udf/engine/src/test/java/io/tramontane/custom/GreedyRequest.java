package io.tramontane.custom;

import io.tramontane.generate.ActiveRequest;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.PromptProgress;
import io.tramontane.generate.RequestStart;
import io.tramontane.generate.Sampler;
import io.tramontane.generate.Sampling;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.TokenSpan.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Continues a prompt greedily by some tokens, with drafts: each step computes the token chosen last
 * and, behind it, guesses of the next ones, and keeps those that turn out right.
 *
 * @param guess what the answer may be; its tokens are the drafts
 * @param drafts the most guesses of a step; 0 decodes plainly
 */
record GreedyRequest(Prompt prompt, int tokens, List<Integer> guess, int drafts)
    implements InferenceRequest {
  static GreedyRequest plain(Prompt prompt, int tokens) {
    return new GreedyRequest(prompt, tokens, List.of(), 0);
  }

  @Override
  public GreedyRequest withPrompt(Prompt other) {
    return new GreedyRequest(other, tokens, guess, drafts);
  }

  @Override
  public int maxAnswerTokens(int room) {
    return tokens;
  }

  @Override
  public int minAnswerTokens() {
    return tokens;
  }

  @Override
  public int maxLogitsRows() {
    return 1 + drafts;
  }

  @Override
  public IntStream answerTokens() {
    return guess.stream().mapToInt(Integer::intValue);
  }

  @Override
  public boolean mayRunInOneStep() {
    return false;
  }

  @Override
  public ActiveRequest start(RequestStart start) {
    return new Active(this, start);
  }

  /** A hash of the bits of a row. */
  static int hash(Logits logits, int row) {
    return Arrays.hashCode(logits.row(row));
  }

  private static final class Active implements ActiveRequest {
    private final GreedyRequest request;
    private final PromptProgress prompt;
    private final Sampler sampler;
    private final List<Integer> answer = new ArrayList<>();
    private final List<Integer> hashes = new ArrayList<>();
    private List<Integer> drafted = List.of();

    Active(GreedyRequest request, RequestStart start) {
      this.request = request;
      this.prompt = new PromptProgress(start.sequence(), start.body());
      this.sampler = new Sampler(start.kernel());
    }

    @Override
    public int prefillRows() {
      return prompt.remaining();
    }

    @Override
    public List<TokenSpan> nextSpans(int room) {
      if (prompt.remaining() > 0) {
        return List.of(prompt.next(room));
      }
      int end = Math.min(request.guess().size(), answer.size() + request.drafts());
      drafted = end > answer.size() ? request.guess().subList(answer.size(), end) : List.of();
      int last = answer.get(answer.size() - 1);
      int[] rows =
          IntStream.concat(IntStream.of(last), drafted.stream().mapToInt(Integer::intValue))
              .toArray();
      int position = prompt.end() + answer.size() - 1;
      return List.of(TokenSpan.of(prompt.sequence(), position, rows, Wanted.ALL));
    }

    @Override
    public @Nullable InferenceResult accept(Logits logits, int firstRow) {
      for (int row = 0; row <= drafted.size(); row++) {
        int token = sampler.choose(logits, firstRow + row, Sampling.GREEDY, answer.size());
        answer.add(token);
        hashes.add(hash(logits, firstRow + row));
        if (answer.size() == request.tokens()) {
          return new TokensResult(answer, hashes, request.prompt().length());
        }
        if (row < drafted.size() && drafted.get(row) != token) {
          break;
        }
      }
      return null;
    }
  }
}
