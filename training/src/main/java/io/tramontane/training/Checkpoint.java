package io.tramontane.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Everything that training needs to go on: parameters, the optimizer's means and squares, and where
 * it stands.
 *
 * @param nextLesson the number of the first lesson that was not learned
 * @param tokens how many tokens were seen
 * @param steps how many steps the optimizer made
 */
record Checkpoint(long nextLesson, long tokens, long steps) {

  /** Where training begins. */
  static final Checkpoint START = new Checkpoint(0, 0, 0);

  /** Writes the file as a whole, or leaves the one that is there. */
  void write(Path file, AdamW optimizer, NDManager manager) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try (NDManager mine = manager.newSubManager();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
      NDList arrays = optimizer.state();
      arrays.add(mine.create(new long[] {nextLesson, tokens, steps}));
      arrays.encode(out, NDList.Encoding.ND_LIST);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Sets the optimizer, and its parameters, to what a file says. */
  static Checkpoint read(Path file, AdamW optimizer, NDManager manager) throws IOException {
    try (NDManager mine = manager.newSubManager();
        InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      NDList read = NDList.decode(mine, in);
      NDList arrays = optimizer.state();
      for (int i = 0; i < arrays.size(); i++) {
        arrays.get(i).set(read.get(i).toFloatArray());
      }
      long[] place = read.get(arrays.size()).toLongArray();
      optimizer.resumeAfter(place[2]);
      return new Checkpoint(place[0], place[1], place[2]);
    }
  }
}
