package org.torch4j.cuda.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Machine code of kernels on disk, a file each, named by what it was made from. A file begins with
 * the digest of its bytes: one that was cut short or damaged counts as absent. A folder that cannot
 * be written only means that each run compiles anew.
 */
final class CubinCache {
  private static final int DIGEST = 32;

  private final Path root;

  CubinCache(Path root) {
    this.root = root;
  }

  /** {@code T4J_KERNEL_CACHE}, or the user's cache. */
  static Path folder() {
    String set = Settings.value("kernel.cache");
    return set.isEmpty() ? CacheFolder.of("cubin") : Path.of(set);
  }

  Path root() {
    return root;
  }

  /** The name of what is made from a text with these options, the architecture among them. */
  static String key(String text, List<String> options, String compiler) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(String.join("\n", options).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(compiler.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  byte @Nullable [] read(String key) {
    try {
      byte[] file = Files.readAllBytes(root.resolve(key));
      if (file.length > DIGEST) {
        byte[] image = Arrays.copyOfRange(file, DIGEST, file.length);
        if (Arrays.equals(sha256().digest(image), Arrays.copyOf(file, DIGEST))) {
          return image;
        }
      }
      remove(key);
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Writes beside the target and renames, so that two programs may write at once. */
  void write(String key, byte[] image) {
    try {
      Files.createDirectories(root);
      Path fresh = Files.createTempFile(root, "write", ".tmp");
      try {
        byte[] file = Arrays.copyOf(sha256().digest(image), DIGEST + image.length);
        System.arraycopy(image, 0, file, DIGEST, image.length);
        Files.write(fresh, file);
        Files.move(
            fresh,
            root.resolve(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      // The kernel itself is loaded; the next run compiles it again.
      return;
    }
  }

  void remove(String key) {
    try {
      Files.deleteIfExists(root.resolve(key));
    } catch (IOException e) {
      // It is overwritten next, or stays unreadable and unused.
      return;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
