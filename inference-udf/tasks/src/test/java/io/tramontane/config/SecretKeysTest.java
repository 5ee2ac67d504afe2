package io.tramontane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretKeysTest {
  private static final SecretKeys SECRET = new SecretKeys(Set.of("named", "group"));

  @Test
  void masksWhatLooksLikeACredential() {
    for (String key :
        List.of(
            "password",
            "db-password",
            "passwd",
            "passphrase",
            "secret",
            "client_secret",
            "token",
            "authToken",
            "api-key",
            "apiKey",
            "apikey",
            "access.key",
            "ACCESS_KEY_ID",
            "privateKey",
            "credentials.user",
            "auth",
            "cookie",
            "sas",
            "signature",
            "bearer",
            "account-key")) {
      assertThat(masked(key + " = hidden").getString(key)).as(key).isEqualTo("(masked)");
      assertThat(masked(key + " = [hidden, too]").getString(key)).as(key).isEqualTo("(masked)");
    }
    assertThat(masked("auth-tokens = [hidden]").getString("auth-tokens")).isEqualTo("(masked)");
    assertThat(masked("pin = 1234").getString("pin")).isEqualTo("(masked)");
  }

  @Test
  void masksWhatIsNamedAndWhatIsBelow() {
    Config masked = masked("named = hidden, group { a = hidden, b.c = [hidden] }, name = seen");

    assertThat(masked.getString("named")).isEqualTo("(masked)");
    assertThat(masked.getString("group.a")).isEqualTo("(masked)");
    assertThat(masked.getString("group.b.c")).isEqualTo("(masked)");
    assertThat(masked.getString("name")).isEqualTo("seen");
  }

  @Test
  void masksUrlsInAllOthers() {
    Config masked =
        masked("a = \"https://me:hidden@h/m?hidden\", b = [\"http://h?hidden\", plain]");

    assertThat(masked.getString("a")).isEqualTo("https://(masked)@h/m?(masked)");
    assertThat(masked.getStringList("b")).containsExactly("http://h?(masked)", "plain");
  }

  @Test
  void theNameOfAVariableIsNoSecretAndATokenInItsPlaceIs() {
    assertThat(masked("token-env = HF_TOKEN").getString("token-env")).isEqualTo("HF_TOKEN");
    assertThat(masked("tokenEnv = HF_TOKEN").getString("tokenEnv")).isEqualTo("HF_TOKEN");
    assertThat(masked("token-env = hf_AbCd").getString("token-env")).isEqualTo("(masked)");
    assertThat(masked("token-env = [HF_TOKEN]").getString("token-env")).isEqualTo("(masked)");
    assertThat(masked("token = HF_TOKEN").getString("token")).isEqualTo("(masked)");
  }

  @Test
  void tellsWhatTheSecretsAre() {
    ConfigObject settings =
        ConfigFactory.parseString(
                "token = abcd, group { a = [efgh], b = 12345 }, c = seen, pwd = null")
            .root();

    assertThat(SECRET.values(settings)).containsExactlyInAnyOrder("abcd", "efgh", "12345");
  }

  @Test
  void noSettingOfOursLooksLikeACredential() {
    ConfigObject reference = ReferenceConfig.load().root();

    assertThat(SECRET.mask(reference)).isEqualTo(reference);
    assertThat(SECRET.values(reference)).isEmpty();
  }

  private static Config masked(String settings) {
    return SECRET.mask(ConfigFactory.parseString(settings).root()).toConfig();
  }
}
