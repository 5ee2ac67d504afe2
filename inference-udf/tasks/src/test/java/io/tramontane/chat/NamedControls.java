package io.tramontane.chat;

import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Text;
import io.tramontane.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A vocabulary that has every control token, and nothing else: it cannot encode any text. */
final class NamedControls implements Tokenizer {
  private final List<String> names = new ArrayList<>();
  private final boolean addsBos;

  NamedControls(String bos, boolean addsBos) {
    names.add(bos);
    this.addsBos = addsBos;
  }

  /** Segments as a person reads them. */
  String shown(List<Segment> segments) {
    return segments.stream()
        .map(
            segment ->
                segment instanceof Control control
                    ? names.get(control.id())
                    : ((Text) segment).text())
        .collect(Collectors.joining());
  }

  @Override
  public OptionalInt control(String piece) {
    if (!names.contains(piece)) {
      names.add(piece);
    }
    return OptionalInt.of(names.indexOf(piece));
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.of(0);
  }

  @Override
  public boolean addsBos() {
    return addsBos;
  }

  @Override
  public int eos() {
    return control("(end)").getAsInt();
  }

  @Override
  public int[] encode(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int[] encodeContinuation(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String decode(int[] ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] bytes(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int vocabularySize() {
    return names.size();
  }

  @Override
  public String rules() {
    return "none";
  }

  @Override
  public boolean canMerge(String before, String after) {
    return true;
  }

  @Override
  public int settled(String text) {
    return 0;
  }
}
