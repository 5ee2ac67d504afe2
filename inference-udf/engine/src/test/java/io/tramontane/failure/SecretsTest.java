package io.tramontane.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://me:S3CRET@host/m.gguf | https://(masked)@host/m.gguf",
        "https://S3CRET@host:8080 | https://(masked)@host:8080",
        "s3a://AKIA:S3/CR+ET@bucket/m | s3a://(masked)@bucket/m",
        "ftp://me:S3C@RET@host/m | ftp://(masked)@host/m",
        "sftp://me:S3CR?ET@host/m | sftp://(masked)@host/m",
        "abfss://c:S3CRET@account/m | abfss://(masked)@account/m",
        "//me:S3CRET@host/m | //(masked)@host/m",
        "https://host/m.gguf?sig=S3CRET&x=1 | https://host/m.gguf?(masked)",
        "file:/tmp/m.gguf%3Fsig=S3CRET | file:/tmp/m.gguf%3F(masked)",
        "jdbc:postgresql://h/db?password=S3CRET | jdbc:postgresql://h/db?(masked)",
        "Cannot read https://me:S3CRET@h/m?k=S3CRET: no. | Cannot read https://(masked)@h/m?(masked): no.",
        "[\"https://h/?S3CRET\",\"b\"] | [\"https://h/?(masked)\",\"b\"]",
      })
  void masksWhatAUrlKeepsSecret(String text, String masked) {
    assertThat(Secrets.mask(text)).isEqualTo(masked);
    assertThat(Secrets.mask(masked)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/part-?.parquet",
        "hdfs://name-node:8020/corpus@2",
        "https://host:443/a@b",
        "abfss://container@account.dfs.core.windows.net/models/m.gguf",
        "Is it so? me@example.org // a comment",
        "app//io.tramontane.Main.main(Main.java:3)",
      })
  void leavesEverythingElse(String text) {
    assertThat(Secrets.mask(text)).isEqualTo(text);
  }

  @Test
  void masksStringsThatItWasTold() {
    Secrets.keep(List.of("correct horse", "correct horse battery", "abc"));

    assertThat(Secrets.mask("is it correct horse battery or correct horse? abc"))
        .isEqualTo("is it (masked) or (masked)? abc");
  }

  @Test
  void noFailureTellsThem() {
    IOException root = new IOException("cannot open ftp://me:S3CRET@host/m");
    root.addSuppressed(new IOException("nor https://h/m?S3CRET"));
    RuntimeException failure =
        new InsufficientResourcesException(
            "Cannot fetch https://h/m?S3CRET: " + root, new IllegalStateException("so", root));

    StringWriter told = new StringWriter();
    failure.printStackTrace(new PrintWriter(told));

    assertThat(told.toString())
        .doesNotContain("S3CRET")
        .contains("java.io.IOException: cannot open ftp://(masked)@host/m", "SecretsTest.java");
    assertThat(new InvalidInputException("ftp://me:S3CRET@host/m", root).getMessage())
        .isEqualTo("ftp://(masked)@host/m");
  }

  @Test
  void aCauseThatTellsNothingIsLeftAsItIs() {
    IOException root = new IOException("no space left");

    assertThat(new InvalidInputException("m", root)).hasCause(root);
    assertThat(new InvalidInputException("m", root).getCause()).isSameAs(root);
  }

  @Test
  void longTextsAreMaskedSoon() {
    String text = "a".repeat(1 << 20) + "//".repeat(1 << 16) + "x:/".repeat(1 << 16);

    assertThat(Secrets.mask(text).equals(text)).isTrue();
  }
}
