package io.tramontane.jobs.table;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("iceberg")
@EnabledIf(
    value = "io.tramontane.jobs.testing.LakeSession#hasIceberg",
    disabledReason =
        "There is no build of Iceberg for this version of Spark; .ci/run-spark-versions runs this on others.")
class IcebergTablesTest extends TablesTest {
  IcebergTablesTest() {
    super("iceberg");
  }
}
