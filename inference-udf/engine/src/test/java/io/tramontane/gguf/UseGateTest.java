package io.tramontane.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class UseGateTest {
  private final UseGate gate = new UseGate("It was closed.");

  @Test
  void closingWaitsForThoseInside() throws Exception {
    int first = gate.enter();
    int second = gate.enter();
    CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(gate::close);

    gate.leave(first);
    assertThatThrownBy(() -> closing.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    gate.leave(second);

    assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void letsNobodyInOnceClosed() {
    assertThat(gate.close()).isTrue();

    assertThatThrownBy(gate::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("It was closed.");
    assertThat(gate.close()).as("closed by this second call").isFalse();
  }
}
