package io.tramontane.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.tramontane.failure.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which settings hold secrets: those whose key looks like a credential's, such as {@code api-key},
 * {@code password} or {@code credentials.user}, and those that were named.
 *
 * @param named keys, or what keys begin with up to a full stop
 */
public record SecretKeys(Set<String> named) {
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "passw(?:or)?d|passphrase|passcode|secret|credential|bearer|authorization|token(?!s|iz)"
              + "|(?:^|[._-])(?:pass|pwd|auth|pin|sas|sig|signature|cookie)(?:[._-]|$)"
              + "|(?:access|account|api|auth|client|encryption|license|master|private|session|shared|signing|subscription)[._-]?key");

  /** These are innocent where they are numbers, such as {@code max-tokens}. */
  private static final String TOKENS = "tokens";

  /** Such a key names the variable that holds a credential. */
  private static final String OF_VARIABLE = "-env";

  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");

  private static final Pattern CAMEL_HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  public SecretKeys {
    named = Set.copyOf(named);
  }

  /** Whether a key looks like a credential's. */
  static boolean isCredential(String key) {
    return CREDENTIAL.matcher(hyphenated(key)).find();
  }

  private static String hyphenated(String key) {
    return CAMEL_HUMP.matcher(key).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a text is the name of an environment variable, and hardly a credential: without small
   * letters.
   */
  static boolean isVariable(String text) {
    return VARIABLE.matcher(text).matches();
  }

  private boolean isSecret(String key, ConfigValue value) {
    return (isCredential(key) && !namesVariable(key, value))
        || (value.valueType() != ConfigValueType.NUMBER && hyphenated(key).contains(TOKENS))
        || named.stream().anyMatch(name -> key.equals(name) || key.startsWith(name + "."));
  }

  /** A token that is written in the place of its variable's name is secret all the same. */
  private static boolean namesVariable(String key, ConfigValue value) {
    return hyphenated(key).endsWith(OF_VARIABLE)
        && value.unwrapped() instanceof String text
        && isVariable(text);
  }

  /**
   * Settings as they may be told: secret values masked as a whole, and in all others what {@link
   * Secrets} masks.
   */
  public ConfigObject mask(ConfigObject settings) {
    return (ConfigObject) mask("", settings);
  }

  private ConfigValue mask(String key, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ConfigObject masked = object;
      for (String name : object.keySet()) {
        masked = masked.withValue(name, mask(child(key, name), object.get(name)));
      }
      return masked;
    }
    if (value.valueType() == ConfigValueType.NULL) {
      return value;
    }
    if (isSecret(key, value)) {
      return ConfigValueFactory.fromAnyRef(Secrets.MASK);
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(
          list.stream().map(element -> mask(key, element).unwrapped()).toList());
    }
    return value.unwrapped() instanceof String text
        ? ConfigValueFactory.fromAnyRef(Secrets.mask(text))
        : value;
  }

  /** The values of secret settings, as text. */
  public List<String> values(ConfigObject settings) {
    List<String> values = new ArrayList<>();
    collect("", settings, values);
    return values;
  }

  private void collect(String key, ConfigValue value, List<String> values) {
    if (value instanceof ConfigObject object) {
      object.forEach((name, inner) -> collect(child(key, name), inner, values));
    } else if (value instanceof ConfigList list) {
      list.forEach(element -> collect(key, element, values));
    } else if (value.valueType() != ConfigValueType.NULL && isSecret(key, value)) {
      values.add(String.valueOf(value.unwrapped()));
    }
  }

  private static String child(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }
}
