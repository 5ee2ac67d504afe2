package io.tramontane.chat;

import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Document;
import io.tramontane.chat.Segment.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Puts a conversation together, segment by segment; neighbouring texts become one. For one thread.
 */
final class SegmentBuilder {
  private final Map<String, Integer> controls;
  private final boolean beginsWithSpace;
  private final List<Segment> segments = new ArrayList<>();

  /**
   * Begins one.
   *
   * @param controls the ids of control tokens by their names
   * @param beginsWithSpace whether a text that does not follow another one begins with a space
   */
  SegmentBuilder(Map<String, Integer> controls, boolean beginsWithSpace) {
    this.controls = controls;
    this.beginsWithSpace = beginsWithSpace;
  }

  /** Adds what a template says, in which control tokens stand by their names. */
  SegmentBuilder template(String text) {
    int start = 0;
    for (int place = 0; place < text.length(); ) {
      String name = controlAt(text, place);
      if (name.isEmpty()) {
        place++;
      } else {
        text(text.substring(start, place));
        control(Objects.requireNonNull(controls.get(name)));
        place += name.length();
        start = place;
      }
    }
    return text(text.substring(start));
  }

  private String controlAt(String text, int place) {
    String found = "";
    for (String name : controls.keySet()) {
      if (name.length() > found.length() && text.startsWith(name, place)) {
        found = name;
      }
    }
    return found;
  }

  /** Adds a control token. */
  SegmentBuilder control(int id) {
    segments.add(new Control(id));
    return this;
  }

  /** Adds a text as it is. */
  SegmentBuilder text(String text) {
    if (text.isEmpty()) {
      return this;
    }
    int last = segments.size() - 1;
    if (last >= 0 && segments.get(last) instanceof Text before) {
      segments.set(last, new Text(before.text() + text));
    } else {
      segments.add(new Text((isBegun() ? "" : " ") + text));
    }
    return this;
  }

  private boolean isBegun() {
    return !beginsWithSpace
        || (!segments.isEmpty() && segments.get(segments.size() - 1) instanceof Document);
  }

  /** Adds the place of a document. */
  SegmentBuilder document() {
    if (!isBegun()
        && (segments.isEmpty() || segments.get(segments.size() - 1) instanceof Control)) {
      segments.add(new Text(" "));
    }
    segments.add(new Document());
    return this;
  }

  List<Segment> build() {
    return List.copyOf(segments);
  }
}
