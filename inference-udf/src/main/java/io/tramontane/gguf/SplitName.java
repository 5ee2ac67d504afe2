package io.tramontane.gguf;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one file of a split model, such as {@code mixtral-00001-of-00003.gguf}.
 *
 * <p>Source: {@code llama_split_path} of <a href="https://github.com/ggml-org/llama.cpp">llama.cpp
 * </a>, used by its gguf-split.
 *
 * @param part from 1
 */
record SplitName(Path folderAndPrefix, int part, int count) {
  private static final Pattern FORM = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  /** Nothing if the file is not named so. */
  static Optional<SplitName> of(Path file) {
    Path name = file.getFileName();
    Matcher matcher = FORM.matcher(name == null ? "" : name.toString());
    return matcher.matches()
        ? Optional.of(
            new SplitName(
                file.resolveSibling(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  /** The file of another part of the same split. */
  Path file(int otherPart) {
    return folderAndPrefix.resolveSibling(
        String.format(
            Locale.ROOT, "%s-%05d-of-%05d.gguf", folderAndPrefix.getFileName(), otherPart, count));
  }
}
