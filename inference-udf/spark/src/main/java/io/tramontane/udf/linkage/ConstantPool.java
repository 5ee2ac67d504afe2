package io.tramontane.udf.linkage;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a class file names of others: section 4.4 of the Java Virtual Machine Specification, "The
 * Constant Pool".
 *
 * @param classes by their names, such as {@code java.lang.String}
 * @param members of classes; those of arrays are left out
 */
record ConstantPool(Set<String> classes, Set<Member> members) {
  private static final int MAGIC = 0xCAFEBABE;

  /** An entry that points to others, by their numbers. */
  private record Pair(int first, int second) {}

  /**
   * Reads the pool of a class file.
   *
   * @throws IOException if it cannot be read, or is none
   */
  static ConstantPool read(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no class file");
    }
    in.readInt(); // The version of the format.
    return new Reader(in).read();
  }

  private static final class Reader {
    private final DataInputStream in;
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final Map<Integer, Pair> members = new HashMap<>();
    private final Map<Integer, Pair> namesAndTypes = new HashMap<>();

    Reader(DataInputStream in) {
      this.in = in;
    }

    ConstantPool read() throws IOException {
      int count = in.readUnsignedShort();
      int number = 1;
      while (number < count) {
        number += entry(number);
      }
      return resolved();
    }

    /** Reads one, and gives how many numbers it takes. */
    private int entry(int number) throws IOException {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.put(number, in.readUTF());
        case 7 -> classes.put(number, in.readUnsignedShort());
        case 9, 10, 11 -> members.put(number, pair());
        case 12 -> namesAndTypes.put(number, pair());
        case 8, 16, 19, 20 -> in.skipNBytes(2); // Strings, types of methods, modules, packages.
        case 15 -> in.skipNBytes(3); // Handles of methods, which stand there as members too.
        case 3, 4, 17, 18 -> in.skipNBytes(4); // Numbers, and what is made when it is called.
        case 5, 6 -> in.skipNBytes(8); // Numbers of eight bytes.
        default -> throw new IOException("its constant " + number + " has the unknown tag " + tag);
      }
      return tag == 5 || tag == 6 ? 2 : 1;
    }

    private Pair pair() throws IOException {
      return new Pair(in.readUnsignedShort(), in.readUnsignedShort());
    }

    private ConstantPool resolved() throws IOException {
      Set<String> named = new LinkedHashSet<>();
      for (int number : classes.keySet()) {
        if (!isArray(className(number))) {
          named.add(className(number));
        }
      }
      Set<Member> found = new LinkedHashSet<>();
      for (Pair member : members.values()) {
        String owner = className(member.first());
        if (!isArray(owner)) {
          Pair nameAndType = known(namesAndTypes, member.second());
          found.add(
              new Member(
                  owner, known(texts, nameAndType.first()), known(texts, nameAndType.second())));
        }
      }
      return new ConstantPool(named, found);
    }

    private static boolean isArray(String className) {
      return className.startsWith("[");
    }

    private String className(int number) throws IOException {
      return known(texts, known(classes, number)).replace('/', '.');
    }

    private static <T> T known(Map<Integer, T> entries, int number) throws IOException {
      T entry = entries.get(number);
      if (entry == null) {
        throw new IOException("its constant " + number + " is not what another takes it for");
      }
      return entry;
    }
  }
}
