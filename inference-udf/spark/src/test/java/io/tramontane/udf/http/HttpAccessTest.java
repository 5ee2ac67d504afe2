package io.tramontane.udf.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import io.tramontane.failure.InsufficientResourcesException;
import io.tramontane.failure.InvalidInputException;
import io.tramontane.failure.Secrets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server; what is waited for in between is written down and not waited. */
@Timeout(60)
class HttpAccessTest {
  private static final int BYTES = 300_000;
  private static final String OLD = "Fri, 02 Jan 2026 03:04:05 GMT";
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final WebServer server;
  private final ServedFile file = ServedFile.of(BYTES);
  private final MemoryFile copy = new MemoryFile();
  private final List<Duration> waits = new ArrayList<>();

  HttpAccessTest() throws IOException {
    this.server = WebServer.open().on("/m.gguf", file);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void findsAndCopiesAFile() throws IOException {
    HttpFile found = find(server.url("/m.gguf"));
    assertThat(found.bytes()).isEqualTo(BYTES);
    assertThat(found.validator().ifRange()).contains("\"v1\"");

    fetch(server.url("/m.gguf"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(server.downloads())
        .singleElement()
        .satisfies(asked -> assertThat(asked.authorization()).isEmpty());
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "301, /m.gguf",
    "302, ../m.gguf",
    "303, http://localhost:PORT/m.gguf",
    "307, //localhost:PORT/m.gguf",
    "308, /m.gguf?signature=a%2Fb+c#fragment"
  })
  void followsRedirects(int status, String location) throws IOException {
    server.on("/deep/hub", WebServer.redirect(status, location.replace("PORT", port())));

    fetch(server.url("/deep/hub"));

    assertThat(copy.content()).isEqualTo(file.content());
  }

  @Test
  void aRedirectMayChangeTheQueryAlone() throws IOException {
    server.on(
        "/q",
        exchange -> {
          if (exchange.getRequestURI().toString().equals("/q?b=%2f")) {
            file.handle(exchange);
          } else {
            WebServer.redirect(302, "?b=%2f").handle(exchange);
          }
        });

    fetch(server.url("/q?a"));

    assertThat(copy.content()).isEqualTo(file.content());
  }

  @Test
  void aCircleOfRedirectsIsLeft() {
    server.on("/a", WebServer.redirect(302, "/b")).on("/b", WebServer.redirect(302, "/a"));

    assertThatThrownBy(() -> fetch(server.url("/a?secret")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot follow the redirects of %s?(masked): there are more than 10, the last to %s. Correct tramontane.model.path, or ask who runs the server.",
            server.url("/a"), server.url("/b"));
    assertThat(server.asked()).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ftp://localhost/m.gguf", "file:///etc/passwd", "http://"})
  void aRedirectToNowhereIsRefused(String location) {
    server.on("/a", WebServer.redirect(302, location));

    assertThatThrownBy(() -> fetch(server.url("/a")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Cannot follow the redirect of " + server.url("/a"));
  }

  @Test
  void aQueryIsKeptToTheLetter() throws IOException {
    String query = "?X-Sig=a%2Fb%2fc+d==&path=x/y?z&e=%20%E2%82%AC;f='(g)'*~!@:$,";

    fetch(server.url("/m.gguf" + query));

    assertThat(server.asked())
        .hasSize(2)
        .allSatisfy(asked -> assertThat(asked.target()).isEqualTo("/m.gguf" + query));
  }

  @Test
  void userInfoIsDecodedAndShownToItsHost() throws IOException {
    fetch("http://me%40home:p%C3%A4ss%2F%3A@localhost:" + port() + "/m.gguf");

    String expected = "me@home:päss/:";
    assertThat(server.asked())
        .allSatisfy(
            asked -> assertThat(asked.authorization()).contains("Basic " + base64(expected)));
  }

  @Test
  void aTokenIsShownAndMasked() throws IOException {
    String token = "hf_Xyzzy" + System.nanoTime();

    fetch(server.url("/m.gguf"), Map.of("HF_TOKEN", " " + token + "\n"));

    assertThat(server.asked())
        .isNotEmpty()
        .allSatisfy(asked -> assertThat(asked.authorization()).contains("Bearer " + token));
    assertThat(Secrets.mask("a " + token)).isEqualTo("a (masked)");
  }

  @Test
  void credentialsStayWithTheirOrigin() throws IOException {
    try (WebServer other = WebServer.open().on("/m.gguf", file)) {
      server
          .on("/host", WebServer.redirect(302, "http://127.0.0.1:" + port() + "/m.gguf"))
          .on("/port", WebServer.redirect(307, other.url("/m.gguf")))
          .on("/user", WebServer.redirect(302, "http://me:other@127.0.0.1:" + port() + "/m.gguf"))
          .on("/same", WebServer.redirect(302, "/m.gguf"));

      for (String path : List.of("/host", "/port", "/user", "/same")) {
        find(server.url(path), "HF_TOKEN", Map.of("HF_TOKEN", "abcd"));
        find("http://me:pass@localhost:" + port() + path);
      }

      assertThat(other.asked())
          .hasSize(2)
          .allSatisfy(asked -> assertThat(asked.authorization()).isEmpty());
      assertThat(server.asked())
          .allSatisfy(
              asked ->
                  assertThat(asked.authorization().isPresent())
                      .as(asked.toString())
                      .isEqualTo(asked.host().startsWith("localhost:")));
    }
  }

  @Test
  void aTokenThatIsNotThereIsTheUsersMistake() {
    assertThatThrownBy(() -> fetch(server.url("/m.gguf"), Map.of("HF_TOKEN", " ")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "Cannot fetch model http://localhost:\\d+/m.gguf: the environment variable HF_TOKEN, which tramontane.model.token-env names, is not set on host \\S+\\. Set it on each host that fetches, or leave out the setting\\.");
    assertThatThrownBy(() -> fetch(server.url("/m.gguf"), Map.of("HF_TOKEN", "ab\ncdef")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no token")
        .hasMessageNotContaining("cdef");
    assertThatThrownBy(
            () -> fetch("http://me:pw@localhost:1/m.gguf", Map.of("HF_TOKEN", "abcdefgh")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("http://(masked)@localhost:1/m.gguf: it has user info, and");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void goesOnWithABrokenDownload() throws IOException {
    file.breakingAt(100_000, 1);

    fetch(server.url("/m.gguf"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(copy.restarts()).isZero();
    assertThat(server.downloads()).hasSize(2);
    WebServer.Asked rest = server.downloads().get(1);
    assertThat(rest.range())
        .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-"));
    assertThat(rest.ifRange()).contains("\"v1\"");
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void withoutAStrongTagTheTimeIsTheValidator() throws IOException {
    file.versioned("W/\"weak\"", OLD).breakingAt(100_000, 1);

    fetch(server.url("/m.gguf"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(server.downloads().get(1).ifRange()).contains(OLD);
  }

  @Test
  void withoutAValidatorABrokenDownloadBeginsAnew() throws IOException {
    file.versioned("W/\"weak\"", null).breakingAt(100_000, 1);

    fetch(server.url("/m.gguf"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(copy.restarts()).isEqualTo(1);
    assertThat(server.downloads()).allSatisfy(asked -> assertThat(asked.range()).isEmpty());
  }

  /** Within the second in which it was made, a file may be changed without a trace. */
  @Test
  void aTimeOfJustNowIsNoValidator() throws IOException {
    server.on(
        "/new",
        exchange -> {
          file.versioned(null, exchange.getResponseHeaders().getFirst("Date"));
          file.handle(exchange);
        });

    assertThat(find(server.url("/new")).validator().ifRange()).isEmpty();
  }

  @Test
  void anotherVersionIsFoundOut() throws IOException {
    HttpAccess access = access(server.url("/m.gguf"), Map.of());
    HttpFile found = access.find(HttpLocation.of(server.url("/m.gguf")));

    file.change("\"v2\"");

    assertThatThrownBy(() -> access.copy(found, copy))
        .isInstanceOf(HttpFileChangedException.class)
        .hasMessage("its entity tag or time has changed");
    assertThat(copy.length()).isZero();
  }

  @Test
  void anotherVersionAfterABreakIsFoundOut() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    server.on(
        "/changing",
        exchange -> {
          if (asked.incrementAndGet() == 3) {
            file.change("\"v2\"");
          }
          file.handle(exchange);
        });
    file.breakingAt(100_000, 1);

    assertThatThrownBy(() -> fetch(server.url("/changing")))
        .isInstanceOf(HttpFileChangedException.class);
  }

  @Test
  void aServerWithoutRangesSendsAllOfItAgain() throws IOException {
    // The look at the file breaks off, too.
    file.withoutRanges().breakingAt(100_000, 3);

    fetch(server.url("/m.gguf"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(copy.restarts()).isEqualTo(2);
  }

  @Test
  void whoNeverComesFurtherGivesUp() {
    file.breakingAt(100_000, 1000);
    file.versioned(null, null);

    assertThatThrownBy(() -> fetch(server.url("/m.gguf")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageMatching(
            "Cannot fetch model http://localhost:\\d+/m\\.gguf: the connection broke off \\(.*\\), at the last of 4 tries\\. Check the server and the network, then start again\\.");
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void whoComesFurtherMayFailMoreOften() throws IOException {
    ServedFile large = ServedFile.of(12 << 20);
    server.on(
        "/large",
        exchange -> {
          large.breakingAt(first(exchange.getRequestHeaders().getFirst("Range")) + (3 << 19), 1);
          large.handle(exchange);
        });

    fetch(server.url("/large"));

    assertThat(copy.content()).isEqualTo(large.content());
    assertThat(waits).hasSizeGreaterThanOrEqualTo(7).containsOnly(Duration.ofSeconds(1));
  }

  private static long first(@Nullable String range) {
    return range == null ? 0 : Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1"));
  }

  @ParameterizedTest
  @CsvSource({
    // Another beginning than was asked for; no range at all; none that can be.
    "bytes 5-299999/300000, says that it gives",
    "nothing, says that it gives 'nothing'",
    "bytes START-0/300000, says that it gives",
    // More than it says.
    "bytes START-299998/300000, gives more than the"
  })
  void aRangeThatIsALieIsTold(String range, String told) {
    lieAboutRanges(range);

    assertThatThrownBy(() -> fetch(server.url("/liar")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining(told);
  }

  @Test
  void anotherLengthIsAnotherFile() {
    lieAboutRanges("bytes START-299999/300001");

    assertThatThrownBy(() -> fetch(server.url("/liar")))
        .isInstanceOf(HttpFileChangedException.class)
        .hasMessage("its length was 300000 bytes and is 300001");
  }

  private void lieAboutRanges(String range) {
    file.breakingAt(100_000, 1000);
    server.on(
        "/liar",
        exchange -> {
          String asked = exchange.getRequestHeaders().getFirst("Range");
          if (asked == null || asked.equals("bytes=0-0")) {
            file.handle(exchange);
            return;
          }
          int start = (int) first(asked);
          exchange
              .getResponseHeaders()
              .set("Content-Range", range.replace("START", String.valueOf(start)));
          exchange.sendResponseHeaders(206, BYTES - start);
          exchange.getResponseBody().write(file.content(), start, BYTES - start);
        });
  }

  @Test
  void aLengthThatIsNotKeptIsTold() {
    server.on(
        "/long",
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"v1\"");
          exchange.sendResponseHeaders(200, BYTES + 10);
          exchange.getResponseBody().write(file.content());
        });

    assertThatThrownBy(() -> fetch(server.url("/long")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("the connection broke off (");
  }

  @Test
  void moreThanTheLengthIsTold() {
    server.on(
        "/more",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/1000");
            exchange.sendResponseHeaders(206, 1);
            exchange.getResponseBody().write(1);
          } else {
            // Chunked, so without a length.
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[2000]);
          }
        });

    assertThatThrownBy(() -> fetch(server.url("/more")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("gives more than the 1000 bytes that it said");
  }

  @Test
  void aStallIsABreak() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    file.stallingAt(100_000, never);
    String url = server.url("/m.gguf");
    HttpAccess access =
        HttpAccess.to(url, null, Map.of(), patience(Duration.ofMillis(700), waits::add));

    access.copy(access.find(HttpLocation.of(url)), copy);

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(server.downloads().get(1).range()).isPresent();
    never.countDown();
  }

  @Test
  void anInterruptEndsIt() {
    server.on("/busy", WebServer.status(503));
    HttpPatience patience = patience(wait -> Thread.currentThread().interrupt());

    assertThatThrownBy(
            () ->
                HttpAccess.to(server.url("/busy"), null, Map.of(), patience)
                    .find(HttpLocation.of(server.url("/busy"))))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void deniedAccessSaysWhatToSet(int status) {
    server.on("/gated", WebServer.status(status));

    assertThatThrownBy(() -> fetch(server.url("/gated?key=secret")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot fetch model %s?(masked): http://localhost:%s denies access (%s) to one who gives no token. Set tramontane.model.token-env to the name of an environment variable that holds a token, on each host that fetches; or, if the URL is signed, give one that is still valid.",
            server.url("/gated"), port(), status);
    assertThatThrownBy(() -> fetch(server.url("/gated"), Map.of("HF_TOKEN", "abcdefgh")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "denies access (" + status + ") to the token of HF_TOKEN. Check that");
    assertThatThrownBy(() -> fetch("http://me:pw@localhost:" + port() + "/gated"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("denies access (" + status + ") to its user info. Check that");
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "404, there is no http://localhost:PORT/gone (404)",
    "410, there is no http://localhost:PORT/gone (410)",
    "400, http://localhost:PORT answers 400",
    "300, http://localhost:PORT answers 300",
    "204, http://localhost:PORT answers 204",
  })
  void whatIsNotThereIsTheUsersMistake(int status, String cause) {
    server.on("/gone", WebServer.status(status));

    assertThatThrownBy(() -> fetch(server.url("/gone")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot fetch model %s: %s. ", server.url("/gone"), cause.replace("PORT", port()));
    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "503, 7, PT7S",
    "429, 0, PT0S",
    "503, 'Mon, 01 Jun 2026 00:00:09 GMT', PT9S",
    "503, 'Sun, 31 May 2026 00:00:00 GMT', PT0S",
    // Neither for ever nor as nonsense.
    "503, 86400, PT20S",
    "503, soon, PT1S",
    "500, , PT1S",
    "502, , PT1S",
  })
  void aBusyServerIsAskedAgainWhenItSays(int status, @Nullable String retryAfter, String wait)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpHandler busy =
        retryAfter == null
            ? WebServer.status(status)
            : WebServer.status(status, "Retry-After", retryAfter);
    server.on(
        "/busy", exchange -> (asked.incrementAndGet() % 2 == 1 ? busy : file).handle(exchange));

    fetch(server.url("/busy"));

    assertThat(copy.content()).isEqualTo(file.content());
    assertThat(waits).containsExactly(Duration.parse(wait), Duration.parse(wait));
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() {
    server.on("/busy", WebServer.status(500));

    assertThatThrownBy(() -> fetch(server.url("/busy")))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessage(
            "Cannot fetch model %s: http://localhost:%s answers 500, at the last of 4 tries. Check the server and the network, then start again.",
            server.url("/busy"), port());
  }

  @Test
  void whereNobodyListensItIsTriedAgain() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThatThrownBy(() -> fetch("http://localhost:" + free + "/m.gguf"))
        .isInstanceOf(InsufficientResourcesException.class)
        .hasMessageContaining("http://localhost:" + free + " cannot be reached (");
    assertThat(waits).hasSize(3);
  }

  @Test
  void whatIsNoFileIsRefused() {
    server
        .on("/page", page("text/html; charset=utf-8", "Content-Language"))
        .on("/zip", page("application/octet-stream", "Content-Encoding"))
        .on("/empty", WebServer.status(416, "Content-Range", "bytes */0"))
        .on(
            "/chunked",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(1);
            });

    assertRefused("/page", "gives a web page there. Give the URL of the file itself");
    assertRefused("/zip", "gives it compressed (gzip).");
    assertRefused("/empty", "has an empty file there.");
    assertRefused("/chunked", "does not tell its length.");
  }

  private static HttpHandler page(String type, String header) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set(header, "gzip");
      exchange.sendResponseHeaders(200, 4);
      exchange.getResponseBody().write(new byte[4]);
    };
  }

  private void assertRefused(String path, String told) {
    assertThatThrownBy(() -> fetch(server.url(path)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(told);
  }

  private HttpFile find(String url) throws IOException {
    return find(url, null, Map.of());
  }

  private HttpFile find(String url, @Nullable String variable, Map<String, String> environment)
      throws IOException {
    return HttpAccess.to(url, variable, environment, patience(waits::add))
        .find(HttpLocation.of(url));
  }

  private void fetch(String url) throws IOException {
    fetch(url, Map.of());
  }

  private void fetch(String url, Map<String, String> environment) throws IOException {
    HttpAccess access = access(url, environment);
    access.copy(access.find(HttpLocation.of(url)), copy);
  }

  private HttpAccess access(String url, Map<String, String> environment) {
    return HttpAccess.to(
        url, environment.isEmpty() ? null : "HF_TOKEN", environment, patience(waits::add));
  }

  private static HttpPatience patience(HttpPatience.Pause pause) {
    return patience(Duration.ofSeconds(20), pause);
  }

  private static HttpPatience patience(Duration read, HttpPatience.Pause pause) {
    return new HttpPatience(
        Duration.ofSeconds(5),
        read,
        4,
        Duration.ofSeconds(1),
        Duration.ofSeconds(20),
        Clock.fixed(NOW, ZoneOffset.UTC),
        pause);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String port() {
    return String.valueOf(server.port());
  }
}
