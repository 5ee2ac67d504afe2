package io.tramontane.chat;

import java.util.List;
import java.util.Set;

/**
 * How a model was trained to read an instruction and to answer it. A value, chosen from the model's
 * file by {@link ChatFormats}.
 *
 * @param name identifies the format; part of the fingerprint of every row
 * @param beforeInstruction what stands in front of a user's instruction
 * @param afterInstruction what stands behind it; the answer follows
 * @param answerStart the text that an answer begins with before its first word: a space where words
 *     begin with one, else empty. Labels are encoded behind it
 * @param endTokens the ids that end an answer
 */
public record ChatFormat(
    String name,
    List<Segment> beforeInstruction,
    List<Segment> afterInstruction,
    String answerStart,
    Set<Integer> endTokens) {
  public ChatFormat {
    beforeInstruction = List.copyOf(beforeInstruction);
    afterInstruction = List.copyOf(afterInstruction);
    endTokens = Set.copyOf(endTokens);
  }
}
