package io.tramontane.udf.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A real web server on the loopback interface, which writes down what it is asked. To itself it is
 * both localhost and 127.0.0.1, which are two hosts to whoever asks.
 */
public final class WebServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /**
   * A request.
   *
   * @param target path and query as they came
   */
  public record Asked(
      String host,
      String target,
      Optional<String> range,
      Optional<String> ifRange,
      Optional<String> authorization) {}

  private WebServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.start();
  }

  /** Opens one for http. */
  public static WebServer open() throws IOException {
    return new WebServer(HttpServer.create(address(), 0), "http");
  }

  /** Opens one for https. */
  static WebServer open(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new WebServer(server, "https");
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** What answers requests for a path and all below it. */
  public WebServer on(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          asked.add(asked(exchange));
          try (exchange) {
            handler.handle(exchange);
          }
        });
    return this;
  }

  private static Asked asked(HttpExchange exchange) {
    return new Asked(
        exchange.getRequestHeaders().getFirst("Host"),
        exchange.getRequestURI().toString(),
        header(exchange, "Range"),
        header(exchange, "If-Range"),
        header(exchange, "Authorization"));
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** Answers with a status alone. */
  static HttpHandler status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Sends whoever asks somewhere else. */
  public static HttpHandler redirect(int status, String location) {
    return status(status, "Location", location);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The URL of a path. */
  public String url(String path) {
    return scheme + "://localhost:" + port() + path;
  }

  /** What was asked so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** What was asked so far but for looks at a file, which ask for its first byte. */
  public List<Asked> downloads() {
    return asked.stream().filter(each -> !each.range().equals(Optional.of("bytes=0-0"))).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
