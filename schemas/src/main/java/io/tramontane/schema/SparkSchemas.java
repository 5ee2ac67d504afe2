package io.tramontane.schema;

import org.apache.avro.Schema;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.types.StructType;

/** The Spark type of an Avro record. */
public final class SparkSchemas {
  private SparkSchemas() {}

  /**
   * The type under which Spark reads Parquet files of this record. Every column, element and value
   * is nullable in it, whatever the record says: so Spark treats all that comes from files.
   */
  public static StructType of(Schema record) {
    return ((StructType) SchemaConverters.toSqlType(record).dataType()).asNullable();
  }
}
