package io.tramontane.gguf;

import io.tramontane.failure.InvalidInputException;
import io.tramontane.gguf.MetadataValue.ArrayValue;
import io.tramontane.gguf.MetadataValue.BooleanValue;
import io.tramontane.gguf.MetadataValue.FloatingValue;
import io.tramontane.gguf.MetadataValue.IntegerValue;
import io.tramontane.gguf.MetadataValue.StringValue;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The metadata of a model file: a value by key, with the type that the caller expects. Immutable.
 *
 * <p>A getter without a default throws {@link InvalidInputException} if the key is absent; every
 * getter throws it if the value is of another type or out of range. A default stands in for an
 * absent key only.
 */
public final class GgufMetadata {
  private final Path file;
  private final Map<String, MetadataValue> values;

  GgufMetadata(Path file, Map<String, MetadataValue> values) {
    this.file = file;
    this.values = Collections.unmodifiableMap(values);
  }

  /** All values by key, in file order. */
  public Map<String, MetadataValue> values() {
    return values;
  }

  /** Whether there is a value, of whatever type. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** A text. */
  public String string(String key) {
    return require(key, StringValue.class, "string").value();
  }

  /** A text, or the default if the key is absent. */
  public String string(String key, String absent) {
    return has(key) ? string(key) : absent;
  }

  /** A whole number of any integer type that lies in the range of an int. */
  public int integer(String key) {
    return fittingInt(key, require(key, IntegerValue.class, "integer"));
  }

  /** As {@link #integer(String)}, or the default if the key is absent. */
  public int integer(String key, int absent) {
    return has(key) ? integer(key) : absent;
  }

  /** A whole number of any integer type that lies in the range of a long. */
  public long longValue(String key) {
    IntegerValue number = require(key, IntegerValue.class, "integer");
    if (number.exceedsLong()) {
      throw wrong(key, "found " + number + ", expected at most " + Long.MAX_VALUE);
    }
    return number.value();
  }

  /** As {@link #longValue(String)}, or the default if the key is absent. */
  public long longValue(String key, long absent) {
    return has(key) ? longValue(key) : absent;
  }

  /** A float32, or a float64 rounded to a float. */
  public float floatValue(String key) {
    return (float) require(key, FloatingValue.class, "float32 or float64").value();
  }

  /** As {@link #floatValue(String)}, or the default if the key is absent. */
  public float floatValue(String key, float absent) {
    return has(key) ? floatValue(key) : absent;
  }

  /** A truth value. */
  public boolean booleanValue(String key) {
    return require(key, BooleanValue.class, "bool").value();
  }

  /** As {@link #booleanValue(String)}, or the default if the key is absent. */
  public boolean booleanValue(String key, boolean absent) {
    return has(key) ? booleanValue(key) : absent;
  }

  /** An array of texts. */
  public List<String> strings(String key) {
    ArrayValue array = require(key, ArrayValue.class, "string[]");
    if (array.elementType() != MetadataType.STRING) {
      throw wrongType(key, array, "string[]");
    }
    return array.elements().stream().map(element -> ((StringValue) element).value()).toList();
  }

  /** A new array: of any type of numbers, rounded to float. */
  public float[] floats(String key) {
    ArrayValue array = require(key, ArrayValue.class, "number[]");
    if (!array.elementType().isFloating() && !array.elementType().isInteger()) {
      throw wrongType(key, array, "number[]");
    }
    float[] floats = new float[array.elements().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          array.elements().get(i) instanceof IntegerValue whole
              ? whole.value()
              : (float) ((FloatingValue) array.elements().get(i)).value();
    }
    return floats;
  }

  /** A new array: of any integer type, every element in the range of an int. */
  public int[] integers(String key) {
    ArrayValue array = require(key, ArrayValue.class, "integer[]");
    if (!array.elementType().isInteger()) {
      throw wrongType(key, array, "integer[]");
    }
    int[] integers = new int[array.elements().size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = fittingInt(key, (IntegerValue) array.elements().get(i));
    }
    return integers;
  }

  private int fittingInt(String key, IntegerValue number) {
    if (number.exceedsLong() || number.value() != (int) number.value()) {
      throw wrong(
          key,
          "found %s, expected %s to %s".formatted(number, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return (int) number.value();
  }

  private <V extends MetadataValue> V require(String key, Class<V> type, String expected) {
    MetadataValue value = values.get(key);
    if (value == null) {
      throw wrong(key, "the key is absent, expected " + expected);
    }
    if (!type.isInstance(value)) {
      throw wrongType(key, value, expected);
    }
    return type.cast(value);
  }

  private InvalidInputException wrongType(String key, MetadataValue value, String expected) {
    String found = value instanceof ArrayValue array ? array.toString() : value.type().toString();
    return wrong(key, "found type " + found + ", expected " + expected);
  }

  private InvalidInputException wrong(String key, String cause) {
    return new InvalidInputException(
        "Cannot read metadata %s of %s: %s. Convert the model again with a current converter."
            .formatted(Quoted.name(key), file, cause));
  }
}
