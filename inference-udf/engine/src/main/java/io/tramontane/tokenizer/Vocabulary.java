package io.tramontane.tokenizer;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.MetadataValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The pieces of text that a model knows; a piece's place in the list is its token id.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Vocabulary {
  /** In place of an id: there is no such piece. */
  public static final int NONE = -1;

  private static final int BYTE_VALUES = 256;

  /** Many times what vocabularies have; bounds what a hostile file can cost. */
  private static final int LONGEST_PIECE = 1024;

  private final List<String> pieces;
  private final float[] scores;
  private final PieceType[] types;
  private final int bos;
  private final int eos;
  private final int unknown;
  private final int[] byteIds;
  private final byte[][] bytes;
  private final boolean mergesAcrossSpaces;
  private final BitSet continued = new BitSet();
  private final BitSet continuing = new BitSet();

  /**
   * Checks and copies what a model file says.
   *
   * @param pieces the text of each piece, with U+2581 (▁) for a space; byte pieces are written
   *     {@code <0x00>} to {@code <0xFF>}, and there are all 256 of them or none
   * @param scores one for each piece; the pair that gives the highest is merged first
   * @param types one for each piece, in GGUF's numbers: 1 normal, 2 unknown, 3 control, 4
   *     user-defined, 5 unused, 6 byte
   * @param bos the id that begins a sequence
   * @param eos the id that ends a sequence
   * @param unknown the id for characters that have no piece, or {@link #NONE}; only used by a
   *     vocabulary without byte pieces, which must have one
   * @throws InvalidInputException if these do not make a vocabulary
   */
  public Vocabulary(
      List<String> pieces, float[] scores, int[] types, int bos, int eos, int unknown) {
    check(
        !pieces.isEmpty() && pieces.size() == scores.length && pieces.size() == types.length,
        "it has "
            + pieces.size()
            + " pieces, "
            + scores.length
            + " scores, "
            + types.length
            + " types; there must be equally many, and at least one");
    this.pieces = List.copyOf(pieces);
    this.scores = scores.clone();
    this.types = Arrays.stream(types).mapToObj(PieceType::of).toArray(PieceType[]::new);
    this.bos = checkedId("beginning-of-sequence", bos);
    this.eos = checkedId("end-of-sequence", eos);
    this.unknown = unknown == NONE ? NONE : checkedId("unknown", unknown);
    for (int id = 0; id < scores.length; id++) {
      check(!Float.isNaN(scores[id]), "the score of piece " + id + " is not a number");
      int length = pieces.get(id).length();
      check(
          length <= LONGEST_PIECE,
          "piece " + id + " has " + length + " characters, more than " + LONGEST_PIECE);
    }
    this.byteIds = findBytePieces();
    this.bytes =
        IntStream.range(0, scores.length).mapToObj(this::bytesOfPiece).toArray(byte[][]::new);
    findInnerCharacters();
    this.mergesAcrossSpaces = IntStream.range(0, scores.length).anyMatch(this::holdsInnerSpace);
    check(
        hasBytePieces() || unknown != NONE,
        "it has neither byte pieces nor an unknown piece, so it cannot express every text");
  }

  /** What a GGUF file says of it. */
  Map<String, MetadataValue> metadata() {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    metadata.put("tokenizer.ggml.tokens", MetadataValue.strings(pieces));
    metadata.put("tokenizer.ggml.scores", MetadataValue.float32s(scores));
    metadata.put(
        "tokenizer.ggml.token_type",
        MetadataValue.int32s(Arrays.stream(types).mapToInt(PieceType::code).toArray()));
    metadata.put("tokenizer.ggml.bos_token_id", MetadataValue.uint32(bos));
    metadata.put("tokenizer.ggml.eos_token_id", MetadataValue.uint32(eos));
    if (unknown != NONE) {
      metadata.put("tokenizer.ggml.unknown_token_id", MetadataValue.uint32(unknown));
    }
    return metadata;
  }

  /** The id of a piece that steers the model, by its name. */
  OptionalInt control(String piece) {
    return IntStream.range(0, types.length)
        .filter(id -> types[id] == PieceType.CONTROL && pieces.get(id).equals(piece))
        .findFirst();
  }

  /** The ids of the pieces that text becomes before anything is merged, by their text. */
  Map<String, Integer> userDefined() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int id = 0; id < types.length; id++) {
      if (types[id] == PieceType.USER_DEFINED && !pieces.get(id).isEmpty()) {
        ids.putIfAbsent(pieces.get(id), id);
      }
    }
    return ids;
  }

  /** Whether a piece that merging makes holds a space behind another character. */
  boolean mergesAcrossSpaces() {
    return mergesAcrossSpaces;
  }

  /** Whether a piece that merging makes holds this character with another one behind it. */
  boolean isContinued(int codePoint) {
    return continued.get(codePoint);
  }

  /** Whether such a piece holds this character with another one in front of it. */
  boolean isContinuing(int codePoint) {
    return continuing.get(codePoint);
  }

  private void findInnerCharacters() {
    for (int id = 0; id < types.length; id++) {
      int[] characters =
          types[id].isMergeable() ? pieces.get(id).codePoints().toArray() : new int[0];
      for (int i = 1; i < characters.length; i++) {
        continued.set(characters[i - 1]);
        continuing.set(characters[i]);
      }
    }
  }

  private boolean holdsInnerSpace(int id) {
    return types[id].isMergeable() && pieces.get(id).replaceFirst("^▁+", "").indexOf('▁') >= 0;
  }

  /** How many pieces there are. */
  public int size() {
    return pieces.size();
  }

  /** The id that begins a sequence. */
  public int bos() {
    return bos;
  }

  /** The id that ends a sequence. */
  public int eos() {
    return eos;
  }

  String piece(int id) {
    return pieces.get(id);
  }

  float score(int id) {
    return scores[id];
  }

  PieceType type(int id) {
    return types[id];
  }

  /** Whether any character can be written as its UTF-8 bytes. */
  boolean hasBytePieces() {
    return byteIds.length > 0;
  }

  /** The id of the byte piece for a byte, where there are byte pieces. */
  int byteId(byte value) {
    return byteIds[Byte.toUnsignedInt(value)];
  }

  /** The id for characters that have no piece, or {@link #NONE}. */
  int unknown() {
    return unknown;
  }

  /**
   * The bytes of text that a piece stands for: UTF-8, or the one byte of a byte piece, which may be
   * a part of a character only. Empty for pieces that stand for no text.
   */
  byte[] bytes(int id) {
    return bytes[id].clone();
  }

  private byte[] bytesOfPiece(int id) {
    return switch (types[id]) {
      case NORMAL -> pieces.get(id).replace('▁', ' ').getBytes(StandardCharsets.UTF_8);
      case USER_DEFINED -> pieces.get(id).getBytes(StandardCharsets.UTF_8);
      case BYTE -> new byte[] {(byte) byteValue(id)};
      case UNKNOWN, CONTROL, UNUSED -> new byte[0];
    };
  }

  private int[] findBytePieces() {
    int[] ids = new int[BYTE_VALUES];
    Arrays.fill(ids, NONE);
    int found = 0;
    for (int id = 0; id < types.length; id++) {
      if (types[id] == PieceType.BYTE) {
        int value = byteValue(id);
        check(ids[value] == NONE, "pieces " + ids[value] + " and " + id + " are the same byte");
        ids[value] = id;
        found++;
      }
    }
    check(
        found == 0 || found == BYTE_VALUES,
        "it has " + found + " of the 256 byte pieces; there must be all or none");
    return found == 0 ? new int[0] : ids;
  }

  private int byteValue(int id) {
    String piece = pieces.get(id);
    check(
        piece.matches("<0x[0-9A-Fa-f]{2}>"),
        "byte piece " + id + " is not written <0x00> to <0xFF>");
    return Integer.parseInt(piece, 3, 5, 16);
  }

  private int checkedId(String name, int id) {
    check(
        id >= 0 && id < pieces.size(),
        "the " + name + " id is " + id + ", but ids run from 0 to " + (pieces.size() - 1));
    return id;
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new InvalidInputException(
          "Cannot use the vocabulary: " + problem + ". Convert the model again.");
    }
  }
}
