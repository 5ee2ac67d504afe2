package io.tramontane.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DeltaTablesTest extends TablesTest {
  DeltaTablesTest() {
    super("delta");
  }

  @Test
  void aRunIsPublishedIntoAFolderToo() throws IOException {
    String folder = "delta.`%s`".formatted(root().resolve("published"));

    run(publishing("r1", "table = \"%s\"".formatted(folder), "table-format = delta"));
    run(publishing("r2", "table = \"%s\"".formatted(folder)));

    assertThat(texts(folder)).containsExactly("1 one A", "2 two B", "3 three null");
  }
}
