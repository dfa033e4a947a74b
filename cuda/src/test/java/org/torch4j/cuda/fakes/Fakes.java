package org.torch4j.cuda.fakes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fake CUDA libraries of {@code cuda/src/test/cpp}, built with g++ into {@code
 * cuda/target/fakes}, once for each state of their sources. A program of its own, too: {@code java
 * cuda/src/test/java/org/torch4j/cuda/fakes/Fakes.java} prints the exports that let any torch4j
 * command run on them.
 */
public final class Fakes {
  /** A library's file and its sources. */
  private static final Map<String, List<String>> LIBRARIES = libraries();

  /** What lets a library be named: its key in {@code T4J_...} and {@code torch4j....}. */
  private static final Map<String, String> KEYS =
      Map.of(
          "libcuda.so.1", "libcuda",
          "libnvrtc.so.13", "libnvrtc",
          "libcublasLt.so.13", "libcublaslt",
          "libcudnn.so.9", "libcudnn");

  private static final List<String> HEADERS = List.of("t4j_shim.h", "t4j_shim_math.h");

  private Fakes() {}

  private static Map<String, List<String>> libraries() {
    var libraries = new LinkedHashMap<String, List<String>>();
    libraries.put("libcuda.so.1", List.of("memory.cpp", "stream.cpp", "block.cpp", "fakecuda.cpp"));
    libraries.put("libnvrtc.so.13", List.of("fakenvrtc.cpp"));
    libraries.put("libcublasLt.so.13", List.of("fakecublaslt.cpp"));
    libraries.put("libcudnn.so.9", List.of("fakecudnn.cpp", "fakernn.cpp"));
    return libraries;
  }

  /** Why they cannot be built here; empty if they can. */
  public static Optional<String> unable() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").matches("amd64|x86_64")) {
      return Optional.of("the fake CUDA libraries are for Linux on x86-64");
    }
    return onPath("g++")
        ? Optional.empty()
        : Optional.of("no g++ on the path, which builds the fake CUDA libraries");
  }

  /** Whether a program is on the path. */
  public static boolean onPath(String program) {
    for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Builds them and names them by properties, for this program; the kernels go to a cache beside
   * them. To be called before anything touches the driver.
   */
  public static synchronized void install() {
    Path folder = folder();
    if (System.getProperty("torch4j.libcuda") == null) {
      KEYS.forEach(
          (file, key) -> System.setProperty("torch4j." + key, folder.resolve(file).toString()));
      System.setProperty("torch4j.kernel.cache", cubins().toString());
    }
  }

  /** The folder with the four libraries, built if need be. */
  public static synchronized Path folder() {
    try {
      Path sources = module().resolve("src/test/cpp");
      Path all = module().resolve("target/fakes");
      Path folder = all.resolve(digest(sources, List.of()));
      if (!Files.exists(folder)) {
        Files.createDirectories(all.resolve("built"));
        Path fresh = Files.createTempDirectory(all, "build");
        build(sources, all.resolve("built"), fresh);
        try {
          Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          // Another build was faster; its folder is as good.
          if (!Files.exists(folder)) {
            throw e;
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException("the fake CUDA libraries: " + e.getMessage(), e);
    }
  }

  /** The folder {@code cuda} of the project, from wherever tests run. */
  public static Path module() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("cuda/src/test/cpp"))) {
        return at.resolve("cuda");
      }
    }
    throw new IllegalStateException(
        "no folder cuda/src/test/cpp above " + Path.of("").toAbsolutePath());
  }

  /** Where machine code of the fake compiler is kept: it stays good while that stays the same. */
  private static Path cubins() {
    try {
      List<String> compiler = new ArrayList<>(HEADERS);
      compiler.add("fakenvrtc.cpp");
      Path module = module();
      return module.resolve(
          "target/fakes/cubin-" + digest(module.resolve("src/test/cpp"), compiler));
    } catch (IOException e) {
      throw new IllegalStateException("the fake CUDA libraries: " + e.getMessage(), e);
    }
  }

  private static void build(Path sources, Path built, Path target) throws IOException {
    for (String header : HEADERS) {
      Files.copy(sources.resolve(header), target.resolve(header));
    }
    for (var library : LIBRARIES.entrySet()) {
      List<String> parts = new ArrayList<>(library.getValue());
      parts.addAll(List.of("fake.h", "fakelibrary.h"));
      Path kept = built.resolve(library.getKey() + "-" + digest(sources, parts));
      if (!Files.exists(kept)) {
        Path fresh = target.resolve("fresh");
        var command =
            new ArrayList<>(
                List.of("g++", "-std=c++17", "-O2", "-w", "-fPIC", "-shared", "-pthread"));
        command.addAll(List.of("-fvisibility=hidden", "-o", fresh.toString()));
        library.getValue().forEach(source -> command.add(sources.resolve(source).toString()));
        command.add("-ldl");
        run(command);
        Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.copy(kept, target.resolve(library.getKey()));
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ":\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The digest of these files of a folder, of all if none are named. */
  private static String digest(Path sources, List<String> names) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      var files = new ArrayList<Path>();
      if (names.isEmpty()) {
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(sources)) {
          listed.forEach(files::add);
        }
      } else {
        names.forEach(name -> files.add(sources.resolve(name)));
      }
      files.sort(null);
      for (Path file : files) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints the exports, for {@code eval}. */
  public static void main(String[] args) {
    unable()
        .ifPresentOrElse(
            reason -> {
              System.err.println(reason);
              System.exit(1);
            },
            () -> {
              Path folder = folder();
              KEYS.forEach(
                  (file, key) ->
                      System.out.println(
                          "export T4J_"
                              + key.toUpperCase(java.util.Locale.ROOT)
                              + "="
                              + folder.resolve(file)));
              System.out.println("export T4J_KERNEL_CACHE=" + cubins());
            });
  }
}
