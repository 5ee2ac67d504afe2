package io.tramontane.udf.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server with a certificate of its own. */
@Timeout(60)
class HttpsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final ServedFile FILE = ServedFile.of(1000);

  private static SSLContext context;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor())
        .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    context = context(store);
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return made;
  }

  @Test
  void aServerThatCannotBeTrustedIsNotAsked() throws IOException {
    try (WebServer server = WebServer.open(context).on("/m.gguf", FILE)) {
      assertThatThrownBy(() -> find(server.url("/m.gguf")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              "Cannot trust the server https://localhost:%s: its certificate", server.port());
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void aRedirectMayLeadToHttpsAndNotBack() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(context);
    try (WebServer plain = WebServer.open().on("/m.gguf", FILE);
        WebServer safe = WebServer.open(context).on("/m.gguf", FILE)) {
      plain.on("/up", WebServer.redirect(302, safe.url("/m.gguf")));
      safe.on("/down", WebServer.redirect(302, plain.url("/m.gguf?sig")));

      assertThat(find(plain.url("/up")).bytes()).isEqualTo(1000);
      assertThat(safe.asked())
          .singleElement()
          .satisfies(asked -> assertThat(asked.authorization()).isEmpty());
      int asked = plain.asked().size();
      assertThatThrownBy(() -> find(safe.url("/down")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot follow the redirect of %s: it leads from https to %s?(masked), where anybody on the way could change what is fetched. Give an address that stays with https.",
              safe.url("/down"), plain.url("/m.gguf"));
      assertThat(plain.asked()).hasSize(asked);
    } finally {
      SSLContext.setDefault(before);
    }
  }

  private static HttpFile find(String url) throws IOException {
    return HttpAccess.to(url, "TOKEN", Map.of("TOKEN", "abcdefgh"), HttpPatience.USUAL)
        .find(HttpLocation.of(url));
  }
}
