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
  void waitsForThoseInside() throws Exception {
    int first = gate.enter();
    int second = gate.enter();
    gate.close();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(gate::awaitEmpty);

    gate.leave(first);
    assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    gate.leave(second);

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** As where the JVM throws the error of a read between the read and the leaving. */
  @Test
  void doesNotWaitForEverForOneThatNeverLeaves() {
    int unused = gate.enter();
    gate.close();

    assertThat(gate.awaitEmpty()).isFalse();
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
