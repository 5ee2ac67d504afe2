package io.tramontane.tokenizer;

import java.util.Random;
import java.util.stream.Collectors;

/** Texts of the strangest kinds. */
final class RandomTexts {
  /** Texts that begin, join or end others in unusual ways. */
  private static final String[] ODD = {
    "\0",
    "\u0001",
    "\t",
    "\r\n",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\ud800",
    "\udfff",
    "\u0301",
    "\u20dd",
    "\u2581",
    " ",
    "<s>",
    "</s>",
    "<unk>",
    "<0x41>",
    "ab",
    "abc",
    "\ud83d\ude00",
    "\ud83d",
    "\ude00"
  };

  private RandomTexts() {}

  /** What a tokenizer reads: an unpaired surrogate is U+FFFD. */
  static String withoutHalves(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** Up to some thousands of characters. */
  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 1 -> text.append((char) random.nextInt(Character.MAX_VALUE + 1));
        case 2 -> text.append((char) random.nextInt(0x20));
        case 3 -> text.append(ODD[random.nextInt(ODD.length)].repeat(1 + random.nextInt(3)));
        case 4 -> text.append("abc <s>".charAt(random.nextInt(7)));
        default -> appendRun(text, random);
      }
    }
    return text.toString();
  }

  /** Of one character, or of combining marks on one. */
  private static void appendRun(StringBuilder text, Random random) {
    int length = 1 << random.nextInt(11);
    if (random.nextBoolean()) {
      text.append(ODD[random.nextInt(ODD.length)].repeat(length));
    } else {
      text.append('e');
      random.ints(length, 0x300, 0x370).forEach(text::appendCodePoint);
    }
  }
}
