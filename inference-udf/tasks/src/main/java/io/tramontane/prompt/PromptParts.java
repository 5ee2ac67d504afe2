package io.tramontane.prompt;

import io.tramontane.chat.Segment;
import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Document;
import io.tramontane.chat.Segment.Text;
import io.tramontane.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What stands around the document of a prompt. The text between the control tokens on its two sides
 * is one with it, since it is encoded as a whole.
 *
 * @param shared the ids of all that stands in front of that text
 * @param before the text right in front of the document
 * @param after the text right behind it
 * @param rest the ids of all that stands behind that
 */
record PromptParts(int[] shared, String before, String after, int[] rest) {
  /** Of segments with a document among them. */
  static PromptParts of(List<Segment> segments, Tokenizer tokenizer) {
    int document = segments.indexOf(new Document());
    String before = document > 0 ? textOf(segments.get(document - 1)) : "";
    String after = document + 1 < segments.size() ? textOf(segments.get(document + 1)) : "";
    return new PromptParts(
        ids(segments.subList(0, before.isEmpty() ? document : document - 1), tokenizer),
        before,
        after,
        ids(segments.subList(document + (after.isEmpty() ? 1 : 2), segments.size()), tokenizer));
  }

  private static String textOf(Segment segment) {
    return segment instanceof Text text ? text.text() : "";
  }

  /** The ids of segments without a document. */
  static int[] ids(List<Segment> segments, Tokenizer tokenizer) {
    return segments.stream()
        .flatMapToInt(
            segment ->
                segment instanceof Control control
                    ? IntStream.of(control.id())
                    : IntStream.of(tokenizer.encodeContinuation(textOf(segment))))
        .toArray();
  }
}
