package io.tramontane.custom;

import io.tramontane.generate.ActiveRequest;
import io.tramontane.generate.InferenceRequest;
import io.tramontane.generate.InferenceResult;
import io.tramontane.generate.Prompt;
import io.tramontane.generate.RequestStart;
import io.tramontane.generate.Sampler;
import io.tramontane.generate.Sampling;
import io.tramontane.transformer.Logits;
import io.tramontane.transformer.Sequence;
import io.tramontane.transformer.TokenSpan;
import io.tramontane.transformer.TokenSpan.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills in a template: each of its parts is given, and behind each some tokens are generated
 * greedily.
 *
 * @param parts token ids, of any number
 * @param gap how many tokens are generated behind each part, at least 1
 */
record TemplateRequest(Prompt prompt, List<List<Integer>> parts, int gap)
    implements InferenceRequest {
  @Override
  public TemplateRequest withPrompt(Prompt other) {
    return new TemplateRequest(other, parts, gap);
  }

  @Override
  public int maxAnswerTokens(int room) {
    return minAnswerTokens();
  }

  @Override
  public int minAnswerTokens() {
    return parts.stream().mapToInt(List::size).sum() + parts.size() * gap;
  }

  @Override
  public int maxLogitsRows() {
    return 1;
  }

  @Override
  public IntStream answerTokens() {
    return parts.stream().flatMap(List::stream).mapToInt(Integer::intValue);
  }

  @Override
  public boolean mayRunInOneStep() {
    return false;
  }

  @Override
  public ActiveRequest start(RequestStart start) {
    return new Active(this, start);
  }

  private static final class Active implements ActiveRequest {
    private final TemplateRequest request;
    private final Sequence sequence;
    private final Sampler sampler;
    private final int bodyLength;

    /** The body, then the answer so far. */
    private final List<Integer> tokens = new ArrayList<>();

    private final List<Integer> hashes = new ArrayList<>();
    private int computed;
    private int part;

    Active(TemplateRequest request, RequestStart start) {
      this.request = request;
      this.sequence = start.sequence();
      this.sampler = new Sampler(start.kernel());
      this.bodyLength = start.body().length;
      IntStream.of(start.body()).forEach(tokens::add);
      tokens.addAll(request.parts().get(0));
    }

    @Override
    public int prefillRows() {
      int known = tokens.size() - computed;
      return known > 1 ? known : 0;
    }

    @Override
    public List<TokenSpan> nextSpans(int room) {
      int end = prefillRows() > 0 ? Math.min(tokens.size(), computed + room) : tokens.size();
      int[] next = tokens.subList(computed, end).stream().mapToInt(Integer::intValue).toArray();
      Wanted wanted = end == tokens.size() ? Wanted.LAST : Wanted.NONE;
      TokenSpan span = TokenSpan.of(sequence, sequence.prefixLength() + computed, next, wanted);
      computed = end;
      return List.of(span);
    }

    @Override
    public @Nullable InferenceResult accept(Logits logits, int firstRow) {
      tokens.add(sampler.choose(logits, firstRow, Sampling.GREEDY, hashes.size()));
      hashes.add(GreedyRequest.hash(logits, firstRow));
      if (hashes.size() % request.gap() == 0) {
        part++;
        if (part == request.parts().size()) {
          List<Integer> answer = tokens.subList(bodyLength, tokens.size());
          return new TokensResult(answer, hashes, request.prompt().length());
        }
        tokens.addAll(request.parts().get(part));
      }
      return null;
    }
  }
}
