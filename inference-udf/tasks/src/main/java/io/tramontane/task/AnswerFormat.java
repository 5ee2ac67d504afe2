package io.tramontane.task;

import io.tramontane.chat.ChatFormat;
import io.tramontane.tokenizer.Tokenizer;
import java.io.Serializable;

/**
 * How an answer is asked for and read, whatever the model. Immutable.
 *
 * @param <T> an answer
 */
public interface AnswerFormat<T> extends Serializable {
  /**
   * The same for one model.
   *
   * @throws io.tramontane.failure.InvalidInputException if it cannot be used with the model
   */
  BoundFormat<T> bind(Tokenizer tokenizer, ChatFormat format);
}
