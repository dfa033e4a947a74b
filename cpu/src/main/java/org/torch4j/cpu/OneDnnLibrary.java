package org.torch4j.cpu;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shared library of oneDNN: the path in the property {@code torch4j.onednn}, or else the
 * native jar of {@code org.bytedeco:dnnl} on the class path or module path, unpacked once into the
 * cache folder, or else the system's own.
 */
final class OneDnnLibrary {
  /** The property that names the library's file, or says {@code off}. */
  static final String PROPERTY = "torch4j.onednn";

  private static final Pattern VERSION = Pattern.compile("dnnl-([0-9][0-9A-Za-z.-]*?)-[a-z]+-\\w+");

  private OneDnnLibrary() {}

  /**
   * Where the library is.
   *
   * @param library file, or a bare name that the system's loader searches
   * @param openMp the OpenMP runtime that came with it, or null
   * @param origin for {@code describe}
   */
  record Place(String library, @Nullable String openMp, String origin) {}

  /** The place, or null when the property switches the library off. */
  static @Nullable Place find() throws IOException {
    String wish = System.getProperty(PROPERTY, "");
    if (wish.equals("off")) {
      return null;
    }
    if (!wish.isEmpty()) {
      Path gomp = Path.of(wish).toAbsolutePath().resolveSibling("libgomp.so.1");
      return new Place(
          Path.of(wish).toAbsolutePath().toString(),
          Files.exists(gomp) ? gomp.toString() : null,
          "property " + PROPERTY);
    }
    String folder = "org/bytedeco/dnnl/" + platform() + "/";
    URL url = locate(folder + name());
    if (url != null) {
      Path target = cache(url);
      Path library = unpack(url, target.resolve(name()));
      URL gomp = locate(folder + "libgomp.so.1");
      String openMp = gomp == null ? null : unpack(gomp, target.resolve("libgomp.so.1")).toString();
      return new Place(library.toString(), openMp, url.toString());
    }
    return new Place(name(), null, "system library");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macosx" : os.startsWith("win") ? "windows" : "linux";
    String arch = System.getProperty("os.arch");
    return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x86_64" : "arm64");
  }

  private static String name() {
    String platform = platform();
    return platform.startsWith("mac")
        ? "libdnnl.3.dylib"
        : platform.startsWith("win") ? "dnnl.dll" : "libdnnl.so.3";
  }

  private static @Nullable URL locate(String resource) throws IOException {
    URL url = ClassLoader.getSystemResource(resource);
    ClassLoader own = OneDnnLibrary.class.getClassLoader();
    if (url == null && own != null) {
      url = own.getResource(resource);
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (url == null && context != null) {
      url = context.getResource(resource);
    }
    return url != null ? url : onPaths(resource);
  }

  /** A jar on the module path is not a module of the program unless something requires it. */
  private static @Nullable URL onPaths(String resource) throws IOException {
    for (String property : new String[] {"jdk.module.path", "java.class.path"}) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          try (var jars = Files.newDirectoryStream(path, "dnnl-*" + platform() + "*.jar")) {
            for (Path jar : jars) {
              return inJar(jar, resource);
            }
          }
        } else if (path.getFileName() != null
            && path.getFileName().toString().startsWith("dnnl-")
            && path.toString().contains(platform())
            && Files.isRegularFile(path)) {
          return inJar(path, resource);
        }
      }
    }
    return null;
  }

  private static URL inJar(Path jar, String resource) throws IOException {
    return URI.create("jar:" + jar.toUri() + "!/" + resource).toURL();
  }

  private static Path cache(URL url) throws IOException {
    Matcher version = VERSION.matcher(url.toString());
    String key = version.find() ? version.group(1) : Long.toString(length(url));
    String root = System.getProperty("torch4j.cache");
    Path base =
        root != null
            ? Path.of(root)
            : Path.of(System.getProperty("user.home"), ".cache", "torch4j");
    Path folder = base.resolve("native").resolve("onednn-" + key + "-" + platform());
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      // A home folder may be read-only; a folder of this run serves then.
      return Files.createTempDirectory("torch4j-native");
    }
  }

  private static long length(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      long length = connection.getContentLengthLong();
      return length >= 0 ? length : in.readAllBytes().length;
    }
  }

  /** Writes beside the target and renames, so that two programs may start at once. */
  private static Path unpack(URL url, Path target) throws IOException {
    if (Files.exists(target) && Files.size(target) == length(url)) {
      return target;
    }
    Path fresh = Files.createTempFile(target.getParent(), "unpack", ".tmp");
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return target;
  }
}
