package io.tramontane.training;

import ai.djl.ndarray.NDArray;

/**
 * Constant factors in what is differentiated.
 *
 * <p>DJL's own methods that take a number put it into memory of Java's that is theirs only until
 * they return, but PyTorch reads a factor again when it computes the gradient (seen in DJL 0.36:
 * after a garbage collection between the two, gradients are no numbers). Here a constant lives as
 * long as its scope.
 */
final class Constants {
  private Constants() {}

  /** x times a factor. */
  static NDArray times(NDArray x, double factor) {
    return x.mul(x.getManager().create((float) factor));
  }
}
