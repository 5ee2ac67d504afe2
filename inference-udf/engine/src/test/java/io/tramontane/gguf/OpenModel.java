package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import java.nio.file.Path;

/** Opens a file in a process of its own and prints why it was refused. */
final class OpenModel {
  private OpenModel() {}

  public static void main(String[] arguments) {
    try (GgufFile file = GgufFile.open(Path.of(arguments[0]))) {
      System.out.println("opened " + file.paths());
    } catch (InvalidInputException e) {
      System.out.println(e.getMessage());
    }
  }
}
