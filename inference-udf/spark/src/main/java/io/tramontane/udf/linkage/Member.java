package io.tramontane.udf.linkage;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * A method, constructor or field that a class file names.
 *
 * @param owner the name of the class where it is looked for first, such as {@code java.lang.String}
 * @param name {@code <init>} of a constructor
 * @param descriptor of its type, as class files have it
 */
record Member(String owner, String name, String descriptor) {
  /**
   * Whether it is there: in its owner, or in what that extends and implements.
   *
   * @throws ClassNotFoundException if the owner, or a class of its type, is not there
   */
  boolean isThere(ClassLoader loader) throws ClassNotFoundException {
    Class<?> start = Class.forName(owner, false, loader);
    return descriptor.startsWith("(") ? hasMethod(start, type(loader)) : hasField(start);
  }

  private MethodType type(ClassLoader loader) throws ClassNotFoundException {
    try {
      return MethodType.fromMethodDescriptorString(descriptor, loader);
    } catch (TypeNotPresentException e) {
      throw new ClassNotFoundException(e.typeName(), e);
    }
  }

  private boolean hasMethod(Class<?> in, MethodType type) {
    if (name.equals("<init>")) {
      return Arrays.stream(in.getDeclaredConstructors()).anyMatch(found -> isOf(found, type));
    }
    // Those that the compiler takes for methods of any type.
    boolean isPolymorphic = in.getName().startsWith("java.lang.invoke.");
    return isPolymorphic
        || Arrays.stream(in.getDeclaredMethods()).anyMatch(found -> isOf(found, type))
        || (in.getSuperclass() != null && hasMethod(in.getSuperclass(), type))
        || Arrays.stream(in.getInterfaces()).anyMatch(above -> hasMethod(above, type))
        || (in.isInterface() && hasMethod(Object.class, type));
  }

  private static boolean isOf(Constructor<?> found, MethodType type) {
    return Arrays.equals(found.getParameterTypes(), type.parameterArray());
  }

  private boolean isOf(Method found, MethodType type) {
    return found.getName().equals(name)
        && found.getReturnType() == type.returnType()
        && Arrays.equals(found.getParameterTypes(), type.parameterArray());
  }

  private boolean hasField(Class<?> in) {
    return Arrays.stream(in.getDeclaredFields()).anyMatch(this::isOf)
        || (in.getSuperclass() != null && hasField(in.getSuperclass()))
        || Arrays.stream(in.getInterfaces()).anyMatch(this::hasField);
  }

  private boolean isOf(Field found) {
    return found.getName().equals(name) && found.getType().descriptorString().equals(descriptor);
  }

  @Override
  public String toString() {
    return owner + "." + name + descriptor;
  }
}
