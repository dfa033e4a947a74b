package org.torch4j.cuda.driver;

import java.nio.file.Path;

/** The user's cache: {@code ~/.cache/torch4j}, or the property {@code torch4j.cache}. */
final class CacheFolder {
  private CacheFolder() {}

  static Path of(String part) {
    String root = System.getProperty("torch4j.cache");
    Path base =
        root != null
            ? Path.of(root)
            : Path.of(System.getProperty("user.home"), ".cache", "torch4j");
    return base.resolve(part);
  }
}
