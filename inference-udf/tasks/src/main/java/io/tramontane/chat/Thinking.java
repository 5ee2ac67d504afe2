package io.tramontane.chat;

import java.util.List;

/**
 * How a model of a chat format thinks before it answers. What it reads before ends where its
 * thoughts begin.
 *
 * @param maxTokens the most tokens of thoughts, at least 1
 * @param end the id of the control token that ends thoughts
 * @param closing what ends thoughts that the model has not ended itself: {@code end}, with what
 *     stands before it
 * @param opening what stands behind {@code end}, up to where the answer begins
 */
public record Thinking(int maxTokens, int end, List<Segment> closing, List<Segment> opening) {
  public Thinking {
    closing = List.copyOf(closing);
    opening = List.copyOf(opening);
  }
}
