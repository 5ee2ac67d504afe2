package io.tramontane.udf.function;

import java.util.List;
import java.util.Optional;

/**
 * A parameter of a SQL function, or a field of one that is a struct.
 *
 * @param name as documentation and errors call it
 * @param type for people, in the words of Spark SQL
 * @param defaultValue what holds where it is not given, for people; empty where it is required
 * @param description a phrase, without a full stop
 * @param fields of a struct, all optional
 */
public record Parameter(
    String name,
    String type,
    Optional<String> defaultValue,
    String description,
    List<Parameter> fields) {
  public Parameter {
    fields = List.copyOf(fields);
  }

  /** One that must be given. */
  public static Parameter required(String name, String type, String description) {
    return new Parameter(name, type, Optional.empty(), description, List.of());
  }

  /** One that may be left out. */
  public static Parameter optional(
      String name, String type, String defaultValue, String description) {
    return new Parameter(name, type, Optional.of(defaultValue), description, List.of());
  }

  /** A struct that must be given, with any of its fields. */
  public static Parameter struct(String name, String description, List<Parameter> fields) {
    return new Parameter(name, "struct", Optional.empty(), description, fields);
  }

  /** Whether it may be left out. */
  public boolean isOptional() {
    return defaultValue.isPresent();
  }
}
