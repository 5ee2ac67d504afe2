package io.tramontane.generate;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets requests about one document share the reading of it.
 *
 * <pre>{@code
 * engine.submitAll(CommonPrefixes.shared(List.of(summary, category, language)));
 * }</pre>
 *
 * <p>It moves the border between prefix and body in their prompts, so that what these have in
 * common is computed once. Results stay the same to the bit, see {@link Prompt}.
 */
public final class CommonPrefixes {
  /** Fewer tokens are not worth keys and values of their own. */
  private static final int MIN_SAVED = 32;

  private CommonPrefixes() {}

  /**
   * The same requests in the same order. Where the bodies of some with equal prefixes begin alike,
   * that beginning is made part of their prefix, if it saves anything: the longer prefix is
   * computed for these requests alone, whereas the shorter one may be there already.
   */
  public static List<InferenceRequest> shared(List<? extends InferenceRequest> requests) {
    List<InferenceRequest> result = new ArrayList<>(requests);
    Collection<List<Integer>> alike =
        IntStream.range(0, requests.size())
            .boxed()
            .collect(Collectors.groupingBy(i -> IntBuffer.wrap(requests.get(i).prompt().prefix())))
            .values();
    for (List<Integer> group : alike) {
      List<Prompt> prompts = group.stream().map(i -> requests.get(i).prompt()).toList();
      int common = common(prompts);
      int saved = (prompts.size() - 1) * common - prompts.get(0).prefix().length;
      if (saved >= MIN_SAVED) {
        group.forEach(i -> result.set(i, withLongerPrefix(requests.get(i), common)));
      }
    }
    return result;
  }

  /** With how many equal tokens the bodies begin; each keeps at least one of its own. */
  private static int common(List<Prompt> prompts) {
    int[] first = prompts.get(0).body();
    int common = Math.max(0, first.length - 1);
    for (Prompt prompt : prompts.subList(1, prompts.size())) {
      int[] other = prompt.body();
      int mismatch = Arrays.mismatch(first, other);
      int equal = mismatch < 0 ? other.length : mismatch;
      common = Math.min(common, Math.min(equal, other.length - 1));
    }
    return Math.max(0, common);
  }

  private static InferenceRequest withLongerPrefix(InferenceRequest request, int longer) {
    int[] body = request.prompt().body();
    int[] prefix =
        IntStream.concat(IntStream.of(request.prompt().prefix()), Arrays.stream(body, 0, longer))
            .toArray();
    return request.withPrompt(new Prompt(prefix, Arrays.copyOfRange(body, longer, body.length)));
  }
}
