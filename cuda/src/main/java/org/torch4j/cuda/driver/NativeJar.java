package org.torch4j.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Libraries inside a jar of {@code org.bytedeco:cuda-redist} on the class path, unpacked once into
 * the cache folder.
 */
final class NativeJar {
  private static final String FOLDER = "org/bytedeco/cuda/linux-x86_64/";

  private NativeJar() {}

  static @Nullable NativeLibrary open(Libraries.Kind kind, List<Libraries.Attempt> attempts) {
    for (String name : kind.names()) {
      URL url = ClassLoader.getSystemResource(FOLDER + name);
      if (url != null) {
        try {
          NativeLibrary library = Libraries.open(kind, unpack(url, name), attempts);
          if (library != null) {
            return library;
          }
        } catch (IOException e) {
          attempts.add(new Libraries.Attempt(url.toString(), String.valueOf(e.getMessage())));
        }
      }
    }
    attempts.add(new Libraries.Attempt("native jars on the class path", "none has it"));
    return null;
  }

  /** Unpacks the library and the files whose names begin like its own, such as the builtins. */
  private static Path unpack(URL url, String name) throws IOException {
    if (!(url.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException("not in a jar");
    }
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      Path folder = CacheFolder.of("native").resolve(stem(jar.getName()));
      Files.createDirectories(folder);
      String prefix = FOLDER + name.substring(0, name.indexOf(".so"));
      for (JarEntry entry : jar.stream().toList()) {
        if (!entry.isDirectory() && entry.getName().startsWith(prefix)) {
          unpack(jar, entry, folder.resolve(entry.getName().substring(FOLDER.length())));
        }
      }
      return folder.resolve(name);
    }
  }

  private static String stem(String jar) {
    Path file = Path.of(jar).getFileName();
    return file == null ? "cuda" : file.toString().replace(".jar", "");
  }

  /** Writes beside the target and renames, so that two programs may start at once. */
  private static void unpack(JarFile jar, JarEntry entry, Path target) throws IOException {
    if (Files.exists(target) && Files.size(target) == entry.getSize()) {
      return;
    }
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException("no folder for " + target);
    }
    Path fresh = Files.createTempFile(parent, "unpack", ".tmp");
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
