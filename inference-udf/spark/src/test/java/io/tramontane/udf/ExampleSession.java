package io.tramontane.udf;

import io.tramontane.udf.model.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Sessions with the functions, the embedded model and some of the sample corpus. */
final class ExampleSession {
  static final int DOCUMENTS = 40;
  static final String MODEL = "../../models/tramontane-tiny-q8_0.gguf";
  static final List<String> LABELS = List.of("libs", "python", "doc", "perl");

  /** A call about a document. */
  static final String KIND = "ai_classify(body, array('libs', 'python', 'doc', 'perl'))";

  private ExampleSession() {}

  /**
   * One with the extension, to be opened.
   *
   * @param folder for what it writes
   */
  static SparkSession.Builder builder(Path folder) {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
        .withExtensions(new TramontaneExtensions())
        .config("spark.tramontane.model.path", MODEL)
        .config("spark.tramontane.engine.kvMemory", "64MiB")
        .config("spark.tramontane.engine.arithmetic", "float32")
        .config("spark.tramontane.maxTokens", "8");
  }

  /** Makes the view {@code docs}. */
  static void readDocuments(SparkSession session) {
    session
        .read()
        .json("../../examples/packages.jsonl")
        .orderBy("id")
        .limit(DOCUMENTS)
        .selectExpr("id", "text AS body", "length(text) AS size", "section")
        .repartition(3)
        .cache()
        .createOrReplaceTempView("docs");
  }

  /** Makes the view {@code kinds}: what the model says of each document, computed once. */
  static void classifyDocuments(SparkSession session) {
    session.sql("CREATE TEMP VIEW kinds AS SELECT id, " + KIND + " AS kind FROM docs");
    session.table("kinds").cache().count();
  }

  /** How many requests the model has answered for a statement. */
  static long requests(SparkSession session, String statement) {
    long before = answered();
    List<Row> unused = session.sql(statement).collectAsList();
    return answered() - before;
  }

  /** How many requests the models of this JVM have answered. */
  static long answered() {
    return ModelRegistry.ofThisJvm().stats().requestsAnswered();
  }
}
