package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import java.util.List;

/**
 * What a piece of the vocabulary is for. The order and meaning are those of GGUF's {@code
 * tokenizer.ggml.token_type}, which are SentencePiece's.
 */
enum PieceType {
  /** Made by merging. */
  NORMAL,
  /** Stands for what the vocabulary cannot express. */
  UNKNOWN,
  /** Steers the model; no text ever becomes one. */
  CONTROL,
  /** Wherever its text stands, it becomes this piece, before anything is merged. */
  USER_DEFINED,
  /** A reserved place; no text ever becomes one. */
  UNUSED,
  /** One byte of a character that has no piece. */
  BYTE;

  private static final PieceType[] BY_CODE = values();

  /** The type with GGUF's number, 1 to 6. */
  static PieceType of(int code) {
    if (code < 1 || code > BY_CODE.length) {
      throw new InvalidInputException(
          "Cannot read the vocabulary: "
              + code
              + " is no token type; 1 to "
              + BY_CODE.length
              + " are known. Convert the model again.");
    }
    return BY_CODE[code - 1];
  }

  /** GGUF's number. */
  int code() {
    return List.of(BY_CODE).indexOf(this) + 1;
  }

  /** Whether text can become such a piece by merging. */
  boolean isMergeable() {
    return this == NORMAL || this == USER_DEFINED;
  }
}
