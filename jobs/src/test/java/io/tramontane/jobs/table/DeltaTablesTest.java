package io.tramontane.jobs.table;

class DeltaTablesTest extends TablesTest {
  DeltaTablesTest() {
    super("delta");
  }
}
