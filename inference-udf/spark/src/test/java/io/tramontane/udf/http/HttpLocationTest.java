package io.tramontane.udf.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tramontane.failure.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLocationTest {
  @ParameterizedTest
  @CsvSource({
    "https://Hub/a/m.gguf, https://Hub/a/m.gguf",
    "HTTPS://hub, https://hub/",
    "http://me:pw@hub:8080/m?a=%2F+b#part, http://hub:8080/m?a=%2F+b",
    "https://hub/a b|c?d={e}&f=\"g\", https://hub/a%20b%7Cc?d=%7Be%7D&f=%22g%22",
    "https://hub/é?ü, https://hub/%C3%A9?%C3%BC"
  })
  void keepsPathAndQueryToTheLetter(String url, String kept) {
    assertThat(HttpLocation.of(url).uri()).hasToString(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hub/a%2",
        "https:///m.gguf",
        "https:/hub/m.gguf",
        "http://me:p/w@hub/m.gguf",
        "http://[hub/m.gguf"
      })
  void refusesWhatIsNoUrl(String url) {
    assertThatThrownBy(() -> HttpLocation.of(url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is no valid URL: ")
        .hasMessageNotContaining("p/w");
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub/a/m.gguf?x=/y.gguf, m.gguf",
    "https://hub/a/m%20n.gguf, m%20n.gguf",
    "https://hub/download?id=7, download",
    "https://hub/, model.gguf",
    "https://hub/a/.., model.gguf",
    "https://hub/a/.sha256, model.gguf",
    "https://hub/..%2F..%2Fetc, model.gguf"
  })
  void aFileHasANameThatStaysInItsFolder(String url, String name) {
    assertThat(HttpLocation.of(url).fileName()).isEqualTo(name);
  }

  @Test
  void aSiblingHasTheSameQuery() {
    assertThat(HttpLocation.of("https://hub/a/m-1?sig=a/b").sibling("m-2").uri())
        .hasToString("https://hub/a/m-2?sig=a/b");
    assertThat(HttpLocation.of("https://hub/m-1").sibling("m-2").uri())
        .hasToString("https://hub/m-2");
  }

  @Test
  void anOriginIsSchemeHostAndPort() {
    HttpOrigin origin = origin("https://hub/a");

    assertThat(origin("https://HUB:443/b?c")).isEqualTo(origin);
    assertThat(origin("https://hub:444/a")).isNotEqualTo(origin);
    assertThat(origin("http://hub/a")).isNotEqualTo(origin);
    assertThat(origin("http://hub:443/a")).isNotEqualTo(origin);
    assertThat(origin("https://cdn.hub/a")).isNotEqualTo(origin);
  }

  private static HttpOrigin origin(String url) {
    return HttpLocation.of(url).origin();
  }
}
