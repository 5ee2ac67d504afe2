package io.tramontane.udf.linkage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks for all that our classes name of Spark and Scala. */
public final class Linkage {
  private static final String OURS = "io.tramontane.";

  /** Libraries in our jar, which name no Spark. */
  private static final String SHADED = OURS + "shaded.";

  private static final List<String> OTHERS = List.of("org.apache.spark.", "scala.");

  private final ClassLoader loader;
  private final Deque<String> toRead = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();
  private final Set<String> missing = new TreeSet<>();

  private Linkage(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * The classes, methods and fields of Spark and Scala that are not there, by name.
   *
   * @param root the name of a class of ours; all of ours that it names are looked through too, and
   *     all that these name
   * @param loader of both, with class files that can be read
   */
  public static List<String> missing(String root, ClassLoader loader) {
    Linkage linkage = new Linkage(loader);
    linkage.reach(root);
    while (!linkage.toRead.isEmpty()) {
      linkage.look(linkage.toRead.remove());
    }
    return List.copyOf(linkage.missing);
  }

  private void reach(String name) {
    if (name.startsWith(OURS) && !name.startsWith(SHADED) && known.add(name)) {
      toRead.add(name);
    }
  }

  private void look(String ours) {
    ConstantPool names = read(ours);
    names.classes().forEach(this::reach);
    names.classes().stream().filter(Linkage::isOfOthers).forEach(this::requireClass);
    names.members().stream()
        .filter(member -> isOfOthers(member.owner()))
        .forEach(this::requireMember);
  }

  private static boolean isOfOthers(String name) {
    return OTHERS.stream().anyMatch(name::startsWith);
  }

  private ConstantPool read(String name) {
    String file = name.replace('.', '/') + ".class";
    try (@Nullable InputStream in = loader.getResourceAsStream(file)) {
      return ConstantPool.read(Objects.requireNonNull(in, file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void requireClass(String name) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(name);
    }
  }

  private void requireMember(Member member) {
    try {
      if (!member.isThere(loader)) {
        missing.add(member.toString());
      }
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(member.toString());
    }
  }
}
