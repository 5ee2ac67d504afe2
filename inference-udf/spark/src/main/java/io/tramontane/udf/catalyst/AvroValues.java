package io.tramontane.udf.catalyst;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Spark's types and values for those of Avro: records are structs, enums are strings, and a union
 * with null is what may be null. Other unions, and {@code fixed}, have no counterpart.
 */
final class AvroValues {
  private AvroValues() {}

  /** The type that Spark has for values of a schema, null aside. */
  static DataType type(Schema schema) {
    return switch (schema.getType()) {
      case STRING, ENUM -> DataTypes.StringType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case BYTES -> DataTypes.BinaryType;
      case ARRAY ->
          DataTypes.createArrayType(
              type(schema.getElementType()), schema.getElementType().isNullable());
      case MAP ->
          DataTypes.createMapType(
              DataTypes.StringType,
              type(schema.getValueType()),
              schema.getValueType().isNullable());
      case RECORD ->
          DataTypes.createStructType(schema.getFields().stream().map(AvroValues::field).toList());
      case UNION -> type(withoutNull(schema));
      default -> throw unknown(schema);
    };
  }

  private static StructField field(Schema.Field field) {
    return DataTypes.createStructField(
        field.name(), type(field.schema()), field.schema().isNullable());
  }

  private static Schema withoutNull(Schema union) {
    List<Schema> others =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (others.size() != 1) {
      throw unknown(union);
    }
    return others.get(0);
  }

  private static IllegalStateException unknown(Schema schema) {
    return new IllegalStateException(
        "Cannot give Spark values of the Avro type " + schema + ": it has no such type.");
  }

  /** A value of a schema as Spark holds it in rows. */
  static @Nullable Object value(Schema schema, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (schema.getType()) {
      case STRING, ENUM -> UTF8String.fromString(value.toString());
      case BYTES -> bytes((ByteBuffer) value);
      case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
      case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
      case RECORD -> row(schema, (GenericRecord) value);
      case UNION -> value(withoutNull(schema), value);
      default -> value;
    };
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static ArrayData array(Schema elements, Collection<?> values) {
    return new GenericArrayData(values.stream().map(element -> value(elements, element)).toArray());
  }

  private static ArrayBasedMapData map(Schema values, Map<?, ?> entries) {
    return new ArrayBasedMapData(
        array(Schema.create(Schema.Type.STRING), entries.keySet()),
        array(values, entries.values()));
  }

  private static GenericInternalRow row(Schema schema, GenericRecord values) {
    return new GenericInternalRow(
        schema.getFields().stream()
            .map(field -> value(field.schema(), values.get(field.name())))
            .toArray());
  }
}
