package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The pieces of a byte-level vocabulary; a piece's place in the list is its token id. Pieces that
 * text becomes are written in the {@link ByteAlphabet}.
 *
 * <p>Immutable and safe for use by many threads.
 */
final class ByteLevelVocabulary {
  private static final int NONE = -1;

  private final List<String> pieces;
  private final PieceType[] types;
  private final byte[][] bytes;
  private final Map<String, Integer> ids;
  private final int[] byteIds;
  private final boolean hasAllBytes;
  private final int longestPiece;

  /**
   * Checks and copies what a model file says.
   *
   * @param pieces the text of each piece
   * @param types one for each piece, in GGUF's numbers, see {@link PieceType}
   * @throws InvalidInputException if these do not make a vocabulary
   */
  ByteLevelVocabulary(List<String> pieces, int[] types) {
    check(
        !pieces.isEmpty() && pieces.size() == types.length,
        "it has %s pieces and %s types; there must be equally many, and at least one"
            .formatted(pieces.size(), types.length));
    this.pieces = List.copyOf(pieces);
    this.types = Arrays.stream(types).mapToObj(PieceType::of).toArray(PieceType[]::new);
    this.bytes = IntStream.range(0, types.length).mapToObj(this::bytesOf).toArray(byte[][]::new);
    this.ids = mergeableIds();
    this.byteIds = IntStream.range(0, 256).map(this::findByte).toArray();
    this.hasAllBytes = Arrays.stream(byteIds).noneMatch(id -> id == NONE);
    this.longestPiece = Arrays.stream(bytes).mapToInt(piece -> piece.length).max().orElse(0);
  }

  private byte[] bytesOf(int id) {
    return switch (types[id]) {
      case NORMAL -> {
        check(
            ByteAlphabet.isWritten(pieces.get(id)),
            "piece %s is not written in the byte alphabet".formatted(id));
        yield ByteAlphabet.bytes(pieces.get(id));
      }
      case USER_DEFINED -> pieces.get(id).getBytes(StandardCharsets.UTF_8);
      case UNKNOWN, CONTROL, UNUSED, BYTE -> new byte[0];
    };
  }

  private Map<String, Integer> mergeableIds() {
    Map<String, Integer> found = new HashMap<>(2 * types.length);
    for (int id = 0; id < types.length; id++) {
      if (types[id] == PieceType.NORMAL) {
        found.putIfAbsent(pieces.get(id), id);
      }
    }
    return found;
  }

  private int findByte(int value) {
    return ids.getOrDefault(String.valueOf(ByteAlphabet.character(value)), NONE);
  }

  /** How many pieces there are. */
  int size() {
    return types.length;
  }

  /** The ids of the pieces that text becomes by merging, by how they are written. */
  Map<String, Integer> ids() {
    return ids;
  }

  /** The bytes that a piece stands for; none for those that steer the model. */
  byte[] bytes(int id) {
    return bytes[id].clone();
  }

  /** The id of a piece that is written so and that text becomes by merging, or -1. */
  int id(String written) {
    return ids.getOrDefault(written, NONE);
  }

  /** The most bytes that a piece stands for. */
  int longestPiece() {
    return longestPiece;
  }

  /** Whether every byte has a piece. */
  boolean hasAllBytes() {
    return hasAllBytes;
  }

  /** Whether a byte has a piece. */
  boolean hasByte(byte value) {
    return byteIds[Byte.toUnsignedInt(value)] != NONE;
  }

  /** The id of a single byte that has a piece. */
  int byteId(byte value) {
    return byteIds[Byte.toUnsignedInt(value)];
  }

  /**
   * The id of a piece that steers the model, by its name: a control piece, or a user-defined one
   * that is written like one.
   */
  OptionalInt control(String piece) {
    return IntStream.range(0, types.length)
        .filter(id -> pieces.get(id).equals(piece))
        .filter(id -> types[id] == PieceType.CONTROL || isSteering(id))
        .findFirst();
  }

  /**
   * The ids of the pieces that text becomes before anything is merged. Not those that steer the
   * model, although files call them user-defined, like {@code <think>}: no document may.
   */
  Map<String, Integer> userDefined() {
    Map<String, Integer> found = new HashMap<>();
    for (int id = 0; id < types.length; id++) {
      boolean isText = types[id] == PieceType.USER_DEFINED && !isSteering(id);
      if (isText && !pieces.get(id).isEmpty()) {
        found.putIfAbsent(pieces.get(id), id);
      }
    }
    return found;
  }

  private boolean isSteering(int id) {
    return types[id] == PieceType.USER_DEFINED && pieces.get(id).matches("<[^ ]+>|\\[[^ ]+\\]");
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot use the vocabulary: " + problem + ". Convert the model again.");
    }
  }
}
