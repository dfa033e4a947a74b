package org.torch4j.cuda.driver;

import java.util.Locale;

/**
 * What a user may set: {@code launch.blocking} is the property {@code torch4j.launch.blocking} or
 * else the environment's {@code T4J_LAUNCH_BLOCKING}.
 */
final class Settings {
  private Settings() {}

  /** The value, empty if unset. */
  static String value(String key) {
    String property = System.getProperty("torch4j." + key);
    if (property != null) {
      return property;
    }
    String environment = System.getenv(environmentName(key));
    return environment == null ? "" : environment;
  }

  /** Whether a switch is on. */
  static boolean on(String key, boolean otherwise) {
    String value = value(key);
    return value.isEmpty()
        ? otherwise
        : value.equals("1") || value.equals("true") || value.equals("on");
  }

  static String environmentName(String key) {
    return "T4J_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
