package io.tramontane.udf.function;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a SQL function is called, takes and gives. The number of arguments that Spark allows, {@code
 * DESCRIBE FUNCTION} and the tables of {@code docs/sql.md} come from it.
 *
 * @param name as SQL writes it
 * @param parameters in their order, the optional ones last
 * @param result its type, for people, as Spark writes types
 * @param summary what it gives: a phrase that begins with a capital, without a full stop
 */
public record Signature(String name, List<Parameter> parameters, String result, String summary) {
  public Signature {
    parameters = List.copyOf(parameters);
  }

  /** All numbers of arguments that a call may have, the fewest first. */
  public List<Integer> argumentCounts() {
    int required = (int) parameters.stream().filter(parameter -> !parameter.isOptional()).count();
    return IntStream.rangeClosed(required, parameters.size()).boxed().toList();
  }

  /** The parameters as documentation writes them: {@code (content[, max_words])}. */
  public String parameterList() {
    StringBuilder list = new StringBuilder("(");
    for (Parameter parameter : parameters) {
      list.append(parameter.isOptional() ? "[" : "")
          .append(list.length() > 1 ? ", " : "")
          .append(parameter.name());
    }
    long optional = parameters.stream().filter(Parameter::isOptional).count();
    return list.append("]".repeat((int) optional)).append(")").toString();
  }

  /** The parameters one by one, a line each, and the fields of structs below them. */
  public String parameterDescriptions() {
    return parameters.stream()
        .map(parameter -> description(parameter, "    * "))
        .collect(Collectors.joining());
  }

  private static String description(Parameter parameter, String indent) {
    String otherwise =
        parameter.defaultValue().map(value -> " (default: " + value + ")").orElse("");
    return "%s%s %s - %s%s\n"
            .formatted(
                indent, parameter.name(), parameter.type(), parameter.description(), otherwise)
        + parameter.fields().stream()
            .map(field -> description(field, "  " + indent))
            .collect(Collectors.joining());
  }
}
