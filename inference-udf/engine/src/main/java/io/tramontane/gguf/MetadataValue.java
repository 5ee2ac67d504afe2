package io.tramontane.gguf;

import java.util.Arrays;
import java.util.List;

/**
 * One metadata value with its type as stored. Immutable; two values are equal if type and content
 * are.
 *
 * <p>The static methods make values for {@link GgufWriter}. They throw {@link
 * IllegalArgumentException} for a number outside the range of its type.
 */
public sealed interface MetadataValue {
  /** The type in the file. */
  MetadataType type();

  /**
   * A whole number of any integer type.
   *
   * @param value the number; for {@link MetadataType#UINT64} its 64 bits, so that numbers from 2^63
   *     on are negative here
   */
  record IntegerValue(MetadataType type, long value) implements MetadataValue {
    public IntegerValue {
      if (!type.isInteger() || !fits(type, value)) {
        throw new IllegalArgumentException(
            "Cannot make a value of type " + type + ": " + value + " is not one.");
      }
    }

    /** Whether the number exceeds {@link Long#MAX_VALUE}. */
    public boolean exceedsLong() {
      return type == MetadataType.UINT64 && value < 0;
    }

    /** The number in decimal. */
    @Override
    public String toString() {
      return type == MetadataType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }

    private static boolean fits(MetadataType type, long value) {
      return switch (type) {
        case UINT8 -> value >= 0 && value <= 0xFF;
        case INT8 -> value == (byte) value;
        case UINT16 -> value >= 0 && value <= 0xFFFF;
        case INT16 -> value == (short) value;
        case UINT32 -> value >= 0 && value <= 0xFFFF_FFFFL;
        case INT32 -> value == (int) value;
        default -> true;
      };
    }
  }

  /**
   * A floating-point number.
   *
   * @param value the number; of {@link MetadataType#FLOAT32} the exact value of that float
   */
  record FloatingValue(MetadataType type, double value) implements MetadataValue {
    public FloatingValue {
      if (!type.isFloating()
          || (type == MetadataType.FLOAT32 && Double.compare((float) value, value) != 0)) {
        throw new IllegalArgumentException(
            "Cannot make a value of type " + type + ": " + value + " is not one.");
      }
    }

    /** The number in decimal, with the digits its type needs. */
    @Override
    public String toString() {
      return type == MetadataType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /** A truth value. */
  record BooleanValue(boolean value) implements MetadataValue {
    @Override
    public MetadataType type() {
      return MetadataType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** A text. */
  record StringValue(String value) implements MetadataValue {
    @Override
    public MetadataType type() {
      return MetadataType.STRING;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * A list of values of one type.
   *
   * @param elementType type of every element, also where there is none
   * @param elements the values, unmodifiable; of a file that was read, numbers stay packed and
   *     their values are made on access
   */
  record ArrayValue(MetadataType elementType, List<MetadataValue> elements)
      implements MetadataValue {
    public ArrayValue {
      elements = elements instanceof PackedValues ? elements : List.copyOf(elements);
      for (MetadataValue element : elements) {
        if (element.type() != elementType) {
          throw new IllegalArgumentException(
              "Cannot make an array of %s: it holds a value of type %s."
                  .formatted(elementType, element.type()));
        }
      }
    }

    @Override
    public MetadataType type() {
      return MetadataType.ARRAY;
    }

    /** Element type and length; elements may be many. */
    @Override
    public String toString() {
      return elementType + "[" + elements.size() + "]";
    }
  }

  /** A number from 0 to 255. */
  static MetadataValue uint8(int value) {
    return new IntegerValue(MetadataType.UINT8, value);
  }

  /** A number from -128 to 127. */
  static MetadataValue int8(int value) {
    return new IntegerValue(MetadataType.INT8, value);
  }

  /** A number from 0 to 65,535. */
  static MetadataValue uint16(int value) {
    return new IntegerValue(MetadataType.UINT16, value);
  }

  /** A number from -32,768 to 32,767. */
  static MetadataValue int16(int value) {
    return new IntegerValue(MetadataType.INT16, value);
  }

  /** A number from 0 to 2^32 - 1. */
  static MetadataValue uint32(long value) {
    return new IntegerValue(MetadataType.UINT32, value);
  }

  /** Any int. */
  static MetadataValue int32(int value) {
    return new IntegerValue(MetadataType.INT32, value);
  }

  /** The number whose 64 bits these are, from 0 to 2^64 - 1. */
  static MetadataValue uint64(long bits) {
    return new IntegerValue(MetadataType.UINT64, bits);
  }

  /** Any long. */
  static MetadataValue int64(long value) {
    return new IntegerValue(MetadataType.INT64, value);
  }

  /** Any float. */
  static MetadataValue float32(float value) {
    return new FloatingValue(MetadataType.FLOAT32, value);
  }

  /** Any double. */
  static MetadataValue float64(double value) {
    return new FloatingValue(MetadataType.FLOAT64, value);
  }

  /** A truth value. */
  static MetadataValue bool(boolean value) {
    return new BooleanValue(value);
  }

  /** A text. */
  static MetadataValue string(String value) {
    return new StringValue(value);
  }

  /** An array of texts. */
  static MetadataValue strings(List<String> values) {
    return array(MetadataType.STRING, values.stream().map(MetadataValue::string).toList());
  }

  /** An array of {@link MetadataType#INT32}. */
  static MetadataValue int32s(int... values) {
    return array(MetadataType.INT32, Arrays.stream(values).mapToObj(MetadataValue::int32).toList());
  }

  /** An array of {@link MetadataType#FLOAT32}. */
  static MetadataValue float32s(float... values) {
    MetadataValue[] elements = new MetadataValue[values.length];
    Arrays.setAll(elements, i -> float32(values[i]));
    return array(MetadataType.FLOAT32, Arrays.asList(elements));
  }

  /** An array of any type; elements may themselves be arrays. */
  static MetadataValue array(MetadataType elementType, List<MetadataValue> elements) {
    return new ArrayValue(elementType, elements);
  }
}
