package io.tramontane.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.backend.Outcome.NotAsked;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerWindowTest {
  private static final Answers ANSWERS = new Answers(List.of(new NotAsked()));

  @Test
  void givesDocumentsInTheirOrderWhateverTheOrderOfAnswers() throws InterruptedException {
    AnswerWindow<String> window = new AnswerWindow<>(2, 100);
    CompletableFuture<Answers> slow = new CompletableFuture<>();
    window.add("slow", slow, 1);
    window.add("fast", CompletableFuture.completedFuture(ANSWERS), 1);
    slow.completeOnTimeout(ANSWERS, 10, TimeUnit.MILLISECONDS);

    assertThat(window.awaitFirst(() -> {})).isSameAs(ANSWERS);
    assertThat(window.remove()).isEqualTo("slow");
    assertThat(window.remove()).isEqualTo("fast");
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void holdsNoMoreDocumentsThanItMay() {
    AnswerWindow<Integer> window = new AnswerWindow<>(2, 100);
    window.add(1, new CompletableFuture<>(), 1);
    assertThat(window.hasRoom()).isTrue();
    window.add(2, new CompletableFuture<>(), 1);
    assertThat(window.hasRoom()).isFalse();

    window.remove();

    assertThat(window.hasRoom()).isTrue();
  }

  @Test
  void holdsNoMoreBytesThanItMayButOneDocumentOfAnySize() {
    AnswerWindow<Integer> window = new AnswerWindow<>(10, 100);
    assertThat(window.hasRoom()).isTrue();
    window.add(1, new CompletableFuture<>(), 1000);
    assertThat(window.hasRoom()).isFalse();

    window.remove();
    window.add(2, new CompletableFuture<>(), 99);

    assertThat(window.hasRoom()).isTrue();
    assertThat(window.peakBytes()).isEqualTo(1000);
  }

  @Test
  void isFilledAgainOnceAQuarterIsFree() {
    AnswerWindow<Integer> window = new AnswerWindow<>(8, 100);
    for (int document = 0; document < 8; document++) {
      assertThat(window.hasRoom()).isTrue();
      window.add(document, new CompletableFuture<>(), 1);
    }
    assertThat(window.hasRoom()).isFalse();

    window.remove();
    assertThat(window.hasRoom()).isFalse();
    window.remove();
    assertThat(window.hasRoom()).isTrue();
    window.add(8, new CompletableFuture<>(), 1);
    assertThat(window.hasRoom()).isTrue();
  }

  @Test
  void looksUpWhileItWaits() {
    AnswerWindow<Integer> window = new AnswerWindow<>(1, 1);
    window.add(1, new CompletableFuture<>(), 1);
    AtomicInteger looked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                window.awaitFirst(
                    () -> {
                      if (looked.incrementAndGet() == 2) {
                        throw new IllegalArgumentException("cancelled");
                      }
                    }))
        .hasMessage("cancelled");
    assertThat(looked).hasValue(2);
  }

  @Test
  void saysThatTheModelHasFailed() {
    AnswerWindow<Integer> window = new AnswerWindow<>(1, 1);
    window.add(1, CompletableFuture.failedFuture(new IllegalStateException("closed")), 1);

    assertThatThrownBy(() -> window.awaitFirst(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot answer a document: the model has failed.")
        .hasRootCauseMessage("closed");
  }
}
