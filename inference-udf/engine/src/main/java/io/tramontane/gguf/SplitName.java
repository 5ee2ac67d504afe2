package io.tramontane.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The name of one file of a split model, such as {@code mixtral-00001-of-00003.gguf}.
 *
 * <p>Source: {@code llama_split_path} of <a href="https://github.com/ggml-org/llama.cpp">llama.cpp
 * </a>, used by its gguf-split.
 *
 * @param folderAndPrefix the part of the path that all parts share
 * @param part from 1
 * @param count how many parts there are
 */
public record SplitName(Path folderAndPrefix, int part, int count) {
  private static final Pattern FORM = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  /** Nothing if the file is not named so. */
  public static Optional<SplitName> of(Path file) {
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

  /** The files of all parts, in order. */
  public List<Path> files() {
    return IntStream.rangeClosed(1, count).mapToObj(this::file).toList();
  }

  /** The file of another part of the same split. */
  Path file(int otherPart) {
    return folderAndPrefix.resolveSibling(
        String.format(
            Locale.ROOT, "%s-%05d-of-%05d.gguf", folderAndPrefix.getFileName(), otherPart, count));
  }
}
