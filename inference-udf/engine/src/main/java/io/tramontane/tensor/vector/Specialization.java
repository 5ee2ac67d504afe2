package io.tramontane.tensor.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Makes classes for one vector width out of one source.
 *
 * <p>The compiler turns Vector API code into vector instructions only where the species is a
 * constant, so a class per width is needed. A template keeps its species in {@code static final}
 * fields that it gets from here; {@link #of} defines the template's class file once more, as a
 * hidden class (JEP 371), with the width as its class data.
 */
final class Specialization {
  private Specialization() {}

  /**
   * A new instance of a template, which has a constructor without parameters.
   *
   * @param role what it is used as
   * @param bits the width of its vectors
   */
  static <T> T of(Class<? extends T> template, Class<T> role, int bits) {
    try {
      Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(classFile(template), bits, true);
      return role.cast(hidden.lookupClass().getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make " + template + " for " + bits + " bits.", e);
    }
  }

  private static byte[] classFile(Class<?> template) {
    String name = template.getSimpleName() + ".class";
    try (InputStream file = template.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("Cannot find the class file " + name + ".");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Vectors of floats of the width that a template is made for. */
  static VectorSpecies<Float> floats(Lookup template) {
    return FloatVector.SPECIES_PREFERRED.withShape(shape(template));
  }

  /** Vectors of ints of the same width. */
  static VectorSpecies<Integer> ints(Lookup template) {
    return IntVector.SPECIES_PREFERRED.withShape(shape(template));
  }

  private static VectorShape shape(Lookup template) {
    try {
      Integer bits = MethodHandles.classData(template, ConstantDescs.DEFAULT_NAME, Integer.class);
      return VectorShape.forBitSize(bits);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot read the width of " + template + ".", e);
    }
  }
}
