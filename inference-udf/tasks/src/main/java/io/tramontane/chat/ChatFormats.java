package io.tramontane.chat;

import io.tramontane.chat.Segment.Control;
import io.tramontane.chat.Segment.Text;
import io.tramontane.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;

/** The chat formats that are known, and which one a model has. */
public final class ChatFormats {
  /** What Mistral's first chat format puts in front of an instruction. */
  public static final String INSTRUCTION_START = "[INST] ";

  /** What it puts behind an instruction. */
  public static final String INSTRUCTION_END = " [/INST]";

  private ChatFormats() {}

  /** The chat format of the model that a tokenizer belongs to. */
  public static ChatFormat of(Tokenizer tokenizer) {
    return mistralV1(tokenizer);
  }

  /**
   * The first chat format of Mistral's models (the model card of Mixtral 8x7B Instruct v0.1). Its
   * control strings are plain text, and there is no system role.
   */
  private static ChatFormat mistralV1(Tokenizer tokenizer) {
    Text start = new Text(INSTRUCTION_START);
    return new ChatFormat(
        "mistral-v1",
        tokenizer.addsBos() ? List.of(new Control(tokenizer.bos()), start) : List.of(start),
        List.of(new Text(INSTRUCTION_END)),
        " ",
        Set.of(tokenizer.eos()));
  }
}
