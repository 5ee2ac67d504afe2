package io.tramontane.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommonPrefixesTest {
  private static final int[] TEMPLATE = {1, 7};
  private static final int[] DOCUMENT = IntStream.range(100, 200).toArray();

  private static InferenceRequest completion(int[] prefix, int... behindDocument) {
    return new CompletionRequest(
        new Prompt(prefix, join(DOCUMENT, behindDocument)),
        5,
        new Sampling(1, 1, 3),
        Set.of(2),
        List.of("x"));
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  @Test
  void whatQuestionsAboutOneDocumentHaveInCommonBecomesTheirPrefix() {
    InferenceRequest labels =
        new LabelRequest(
            new Prompt(TEMPLATE, join(DOCUMENT, new int[] {8, 10})),
            LabelTree.of(List.of(new int[] {3}, new int[] {4})));
    List<InferenceRequest> shared =
        CommonPrefixes.shared(List.of(completion(TEMPLATE, 8, 9), labels));

    assertThat(shared)
        .extracting(InferenceRequest::prompt)
        .extracting(Prompt::prefix)
        .containsOnly(join(join(TEMPLATE, DOCUMENT), new int[] {8}));
    assertThat(shared)
        .extracting(InferenceRequest::prompt)
        .extracting(Prompt::body)
        .containsExactly(new int[] {9}, new int[] {10});
    CompletionRequest completion = (CompletionRequest) shared.get(0);
    assertThat(completion.maxTokens()).isEqualTo(5);
    assertThat(completion.sampling()).isEqualTo(new Sampling(1, 1, 3));
    assertThat(completion.endTokens()).containsExactly(2);
    assertThat(completion.stopStrings()).containsExactly("x");
    assertThat(((LabelRequest) shared.get(1)).labels()).isSameAs(((LabelRequest) labels).labels());
  }

  /** One that is all of another keeps a token, after which its answer comes. */
  @Test
  void everyPromptKeepsATokenOfItsOwn() {
    List<InferenceRequest> shared =
        CommonPrefixes.shared(List.of(completion(TEMPLATE, 8), completion(TEMPLATE)));

    assertThat(shared)
        .extracting(InferenceRequest::prompt)
        .extracting(Prompt::body)
        .containsExactly(new int[] {199, 8}, new int[] {199});
  }

  @Test
  void instructionsInFrontOfTheDocumentLeaveNothingToShare() {
    List<InferenceRequest> requests =
        List.of(completion(TEMPLATE, 8), completion(new int[] {1, 6}, 8));

    assertThat(CommonPrefixes.shared(requests)).isEqualTo(requests);
  }

  /** A hundred tokens of the document are saved, and the prefix's thousand computed once more. */
  @Test
  void aLongPrefixThatIsThereAlreadyIsNotGivenUp() {
    int[] longTemplate = IntStream.range(0, 1000).toArray();
    List<InferenceRequest> requests =
        List.of(completion(longTemplate, 8), completion(longTemplate, 9));

    assertThat(CommonPrefixes.shared(requests)).isEqualTo(requests);
  }
}
