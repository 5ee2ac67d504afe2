package io.tramontane.prompt;

import io.tramontane.chat.Segment;
import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Text;
import io.tramontane.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a conversation in which no two texts stand side by side: what stands between two
 * control tokens is one text, so that it is encoded as a whole.
 */
record Stretches(List<Segment> segments) {
  Stretches {
    segments = List.copyOf(segments);
  }

  /** These segments with a text behind them. */
  static Stretches before(List<Segment> segments, String text) {
    List<Segment> joined = new ArrayList<>(segments);
    String last = joined.isEmpty() ? null : textOf(joined.get(joined.size() - 1));
    if (last == null) {
      joined.add(new Text(text));
    } else {
      joined.set(joined.size() - 1, new Text(last + text));
    }
    return new Stretches(joined);
  }

  /** These segments with a text in front of them. */
  static Stretches after(String text, List<Segment> segments) {
    List<Segment> joined = new ArrayList<>(segments);
    String first = joined.isEmpty() ? null : textOf(joined.get(0));
    if (first == null) {
      joined.add(0, new Text(text));
    } else {
      joined.set(0, new Text(text + first));
    }
    return new Stretches(joined);
  }

  private static @Nullable String textOf(Segment segment) {
    return segment instanceof Text text ? text.text() : null;
  }

  /** The last text without the spaces at its end. */
  Stretches withoutTrailingSpaces() {
    List<Segment> trimmed = new ArrayList<>(segments);
    int last = trimmed.size() - 1;
    if (trimmed.get(last) instanceof Text text) {
      trimmed.set(last, new Text(text.text().replaceFirst(" +$", "")));
    }
    return new Stretches(trimmed);
  }

  /** The spaces at the end of the last text. */
  String trailingSpaces() {
    String last = textOf(segments.get(segments.size() - 1));
    return last == null ? "" : last.substring(last.replaceFirst(" +$", "").length());
  }

  /** The ids of what begins a conversation. */
  int[] encode(Tokenizer tokenizer) {
    return segments.stream().flatMapToInt(segment -> ids(segment, tokenizer)).toArray();
  }

  /** The ids of what follows a text. */
  int[] encodeContinuation(Tokenizer tokenizer) {
    IntStream first =
        segments.get(0) instanceof Text text
            ? IntStream.of(tokenizer.encodeContinuation(text.text()))
            : ids(segments.get(0), tokenizer);
    IntStream rest = segments.stream().skip(1).flatMapToInt(segment -> ids(segment, tokenizer));
    return IntStream.concat(first, rest).toArray();
  }

  private static IntStream ids(Segment segment, Tokenizer tokenizer) {
    if (segment instanceof Control control) {
      return IntStream.of(control.id());
    }
    return IntStream.of(tokenizer.encode(((Text) segment).text()));
  }
}
