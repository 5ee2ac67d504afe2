package io.tramontane.udf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TramontanePluginTest {
  @Test
  void standsBesideThePluginsOfOthersOnce() {
    String own = "io.tramontane.udf.TramontanePlugin";

    assertThat(TramontanePlugin.beside("")).isEqualTo(own);
    assertThat(TramontanePlugin.beside("a.B, c.D")).isEqualTo("a.B,c.D," + own);
    assertThat(TramontanePlugin.beside(own + ",a.B")).isEqualTo(own + ",a.B");
  }
}
