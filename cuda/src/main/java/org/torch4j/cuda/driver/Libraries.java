package org.torch4j.cuda.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DeviceException;

/**
 * Finds the shared libraries, each once. A library is named by its override (property {@code
 * torch4j.libnvrtc}, environment {@code T4J_LIBNVRTC} and so on), or else searched in the order of
 * {@link SearchPath}.
 */
public final class Libraries {
  /** A shared library. */
  public enum Kind {
    /** The driver, {@code libcuda.so.1}. */
    CUDA("CUDA driver", "libcuda", List.of("libcuda.so.1"), List.of(), "no GPU can be used"),
    /** The compiler of kernels. */
    NVRTC(
        "NVRTC",
        "libnvrtc",
        List.of("libnvrtc.so.13", "libnvrtc.so.12"),
        List.of("libnvrtc-builtins.so.*"),
        "kernels that are not in the cache cannot be compiled"),
    /** Matrix products. */
    CUBLASLT(
        "cuBLASLt",
        "libcublaslt",
        List.of("libcublasLt.so.13", "libcublasLt.so.12"),
        List.of(),
        "matrix products do not work"),
    /** Convolutions and recurrent networks; the backend has its own without it. */
    CUDNN(
        "cuDNN",
        "libcudnn",
        List.of("libcudnn.so.9"),
        List.of(),
        "convolutions and recurrent networks use own kernels and matrix products");

    private final String title;
    private final String key;
    private final List<String> names;
    private final List<String> companions;
    private final String lost;

    Kind(String title, String key, List<String> names, List<String> companions, String lost) {
      this.title = title;
      this.key = key;
      this.names = names;
      this.companions = companions;
      this.lost = lost;
    }

    /** The name that sentences use. */
    public String title() {
      return title;
    }

    /** Names of the file, the preferred first. */
    List<String> names() {
      return names;
    }

    /** The key of the override: {@code libnvrtc}. */
    String key() {
      return key;
    }
  }

  /** One place where a library was looked for. */
  public record Attempt(String place, String outcome) {
    @Override
    public String toString() {
      return place + " (" + outcome + ")";
    }
  }

  /**
   * A search that is over.
   *
   * @param library the functions, or why there are none
   */
  record Search(NativeLibrary library, List<Attempt> attempts) {}

  private static final Map<Kind, Search> FOUND = new EnumMap<>(Kind.class);

  private Libraries() {}

  /** The library, searched at the first call; never throws. */
  static NativeLibrary of(Kind kind) {
    return search(kind).library();
  }

  /** Whether the library was found. */
  public static boolean isPresent(Kind kind) {
    return of(kind).isPresent();
  }

  /** The file that was loaded, or the sentence that says what was tried. */
  public static String origin(Kind kind) {
    return of(kind).origin();
  }

  /** Every place that was tried for a library, in order, and what came of it. */
  public static List<Attempt> attempts(Kind kind) {
    return search(kind).attempts();
  }

  /**
   * What was found, for people: a line for each library, with its version, or what was tried and
   * what does not work without it. Never throws.
   */
  public static Map<String, String> describe() {
    var lines = new LinkedHashMap<String, String>();
    for (Kind kind : Kind.values()) {
      NativeLibrary library = of(kind);
      lines.put(
          kind.title,
          library.isPresent()
              ? library.origin() + ", version " + version(kind)
              : library.origin() + "; " + kind.lost);
    }
    return lines;
  }

  private static String version(Kind kind) {
    try {
      return switch (kind) {
        case CUDA -> Driver.version() / 1000 + "." + Driver.version() % 1000 / 10;
        case NVRTC -> Nvrtc.version();
        case CUBLASLT -> Matmul.version();
        case CUDNN -> Convolution.version();
      };
    } catch (DeviceException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  private static Search search(Kind kind) {
    synchronized (FOUND) {
      Search found = FOUND.get(kind);
      if (found == null) {
        found = search(kind, Settings.value(kind.key), SearchPath.of(kind));
        FOUND.put(kind, found);
      }
      return found;
    }
  }

  /** The search itself; {@code override} alone if it is given. */
  static Search search(Kind kind, String override, List<SearchPath.Place> places) {
    var attempts = new ArrayList<Attempt>();
    if (!override.isEmpty()) {
      String asked = "-Dtorch4j." + kind.key + " or " + Settings.environmentName(kind.key);
      NativeLibrary library = open(kind, Path.of(override), attempts);
      return library != null
          ? new Search(library, attempts)
          : absent(kind, attempts, " (named by " + asked + ")");
    }
    for (SearchPath.Place place : places) {
      NativeLibrary library = place.open(kind, attempts);
      if (library != null) {
        return new Search(library, attempts);
      }
    }
    return absent(kind, attempts, "");
  }

  private static Search absent(Kind kind, List<Attempt> attempts, String named) {
    String tried = String.join(", ", attempts.stream().map(Attempt::toString).toList());
    String sentence = "no " + kind.title + " found" + named + "; tried " + tried;
    return new Search(NativeLibrary.absent(kind.title, sentence), attempts);
  }

  /** Opens a file with what it needs beside it; null, and an attempt told, if that fails. */
  static @Nullable NativeLibrary open(Kind kind, Path file, List<Attempt> attempts) {
    if (!Files.isRegularFile(file)) {
      attempts.add(
          new Attempt(file.toString(), Files.exists(file) ? "not a file" : "no such file"));
      return null;
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        companions(kind, folder);
      }
      SymbolLookup symbols = SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
      attempts.add(new Attempt(file.toString(), "loaded"));
      return NativeLibrary.of(kind.title, symbols, file.toString());
    } catch (IllegalArgumentException e) {
      attempts.add(new Attempt(file.toString(), reason(e)));
      return null;
    }
  }

  /** Opens a bare name as the system's loader finds it. */
  static @Nullable NativeLibrary openByName(Kind kind, String name, List<Attempt> attempts) {
    try {
      SymbolLookup symbols = SymbolLookup.libraryLookup(name, Arena.global());
      attempts.add(new Attempt(name, "loaded by the system's loader"));
      return NativeLibrary.of(kind.title, symbols, name);
    } catch (IllegalArgumentException e) {
      attempts.add(new Attempt(name, "not known to the system's loader"));
      return null;
    }
  }

  private static void companions(Kind kind, Path folder) {
    if (kind == Kind.CUDNN) {
      // It opens these by name; the ones already found satisfy it.
      of(Kind.CUBLASLT);
      of(Kind.NVRTC);
    }
    for (String pattern : kind.companions) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
        for (Path file : files) {
          preload(file);
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void preload(Path file) {
    try {
      SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      // The library itself tells what is missing when it is opened next.
      return;
    }
  }

  private static String reason(IllegalArgumentException e) {
    String message = e.getMessage();
    return message == null ? "could not be loaded" : message;
  }
}
