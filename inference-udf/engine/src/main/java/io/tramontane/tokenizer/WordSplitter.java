package io.tramontane.tokenizer;

/**
 * How a text is split into the words that are merged each on its own. The published definitions are
 * regular expressions; these are the same, written out, since Java's would follow the Unicode
 * version of the JDK and go as deep as the text is long.
 *
 * <p>Implementations are immutable and safe for use by many threads.
 */
interface WordSplitter {
  /**
   * Where the word ends that begins here.
   *
   * @param start less than the length of the text
   * @return more than the start
   */
  int end(Characters text, int start);
}
