package io.tramontane.udf.function;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The SQL functions that there are: those of every jar on the class path. */
public final class SqlFunctions {
  private SqlFunctions() {}

  /** All of them, by name. */
  public static List<SqlFunction> all() {
    return ServiceLoader.load(SqlFunction.class, SqlFunction.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(function -> function.signature().name()))
        .toList();
  }
}
