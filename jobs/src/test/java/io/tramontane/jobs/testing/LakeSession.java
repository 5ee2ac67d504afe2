package io.tramontane.jobs.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session that knows tables of Delta Lake or Iceberg, in the place of the tests' usual one.
 */
public final class LakeSession implements AutoCloseable {
  private final Map<String, String> settings;
  private final SparkSession spark;
  private final String catalog;

  private LakeSession(Map<String, String> settings, SparkSession spark, String catalog) {
    this.settings = settings;
    this.spark = spark;
    this.catalog = catalog;
  }

  /**
   * Opens it, with a database {@code lake}.
   *
   * @param format delta or iceberg
   * @param folder where tables are kept
   */
  public static LakeSession open(String format, Path folder) {
    String warehouse = folder.resolve("warehouse").toUri().toString();
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "spark.sql.warehouse.dir", warehouse,
                // For a few rows, to compile each plan takes far longer than to run it.
                "spark.sql.codegen.wholeStage", "false",
                "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
    settings.putAll(
        format.equals("delta")
            ? Map.of(
                // Its default of 50 is for large tables.
                "spark.databricks.delta.snapshotPartitions", "1",
                "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
                "spark.sql.catalog.spark_catalog",
                    "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            : Map.of(
                "spark.sql.extensions",
                    "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
                "spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog",
                "spark.sql.catalog.ice.type", "hadoop",
                "spark.sql.catalog.ice.warehouse", warehouse));
    TestSpark.session().stop();
    settings.forEach(System::setProperty);
    String catalog = format.equals("delta") ? "spark_catalog" : "ice";
    LakeSession session = new LakeSession(settings, TestSpark.session(), catalog);
    session.spark.sql("CREATE DATABASE IF NOT EXISTS %s.lake".formatted(catalog));
    return session;
  }

  /** Whether Iceberg is on the class path. */
  public static boolean hasIceberg() {
    try {
      Class.forName("org.apache.iceberg.spark.SparkCatalog");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  public SparkSession spark() {
    return spark;
  }

  /** The catalog with the database. */
  public String catalog() {
    return catalog;
  }

  @Override
  public void close() {
    spark.stop();
    settings.keySet().forEach(System::clearProperty);
  }
}
