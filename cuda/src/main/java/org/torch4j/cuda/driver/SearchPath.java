package org.torch4j.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where libraries are looked for, in this order: {@code T4J_CUDA_PATH}, {@code java.library.path},
 * native jars on the class path, the system's loader, the CUDA toolkit, the Python environments.
 * The driver belongs to the system: for it the loader and the system's folders alone.
 */
final class SearchPath {
  /** A place that may hold a library. */
  interface Place {
    /** Opens it, or adds to {@code attempts} why not and returns null. */
    @Nullable NativeLibrary open(Libraries.Kind kind, List<Libraries.Attempt> attempts);
  }

  private final Function<String, @Nullable String> environment;
  private final List<Place> places = new ArrayList<>();

  private SearchPath(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  static List<Place> of(Libraries.Kind kind) {
    return of(
        kind,
        Settings.value("cuda.path"),
        System.getProperty("java.library.path", ""),
        System::getenv);
  }

  static List<Place> of(
      Libraries.Kind kind,
      String cudaPath,
      String libraryPath,
      Function<String, @Nullable String> environment) {
    var path = new SearchPath(environment);
    if (kind == Libraries.Kind.CUDA) {
      path.loader();
      path.folders(
          "/usr/lib/x86_64-linux-gnu",
          "/usr/lib/aarch64-linux-gnu",
          "/usr/lib64",
          "/usr/lib/wsl/lib");
      return path.places;
    }
    path.folders(cudaPath.split(File.pathSeparator));
    path.folders(libraryPath.split(File.pathSeparator));
    path.places.add(NativeJar::open);
    path.loader();
    for (String variable : new String[] {"CUDA_PATH", "CUDA_HOME"}) {
      path.under(variable, "lib64");
    }
    path.folders("/usr/local/cuda/lib64");
    path.python();
    return path.places;
  }

  private void loader() {
    places.add(
        (kind, attempts) ->
            kind.names().stream()
                .map(name -> Libraries.openByName(kind, name, attempts))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null));
  }

  private void folders(String... folders) {
    for (String folder : folders) {
      if (!folder.isEmpty()) {
        places.add((kind, attempts) -> inFolder(kind, Path.of(folder), attempts));
      }
    }
  }

  private void under(String variable, String folder) {
    String root = environment.apply(variable);
    if (root != null && !root.isEmpty()) {
      folders(root + "/" + folder);
    }
  }

  /** Wheels put the libraries under {@code site-packages/nvidia}; conda under {@code lib}. */
  private void python() {
    under("CONDA_PREFIX", "lib");
    for (String variable : new String[] {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
      String root = environment.apply(variable);
      if (root != null && !root.isEmpty()) {
        wheels(Path.of(root, "lib"), "site-packages");
      }
    }
    String home = System.getProperty("user.home", "");
    wheels(Path.of(home, ".local", "lib"), "site-packages");
    wheels(Path.of("/usr/local/lib"), "dist-packages");
    wheels(Path.of("/usr/local/lib"), "site-packages");
    wheels(Path.of("/usr/lib"), "dist-packages");
  }

  private void wheels(Path lib, String packages) {
    for (Path python : list(lib, "python3*")) {
      Path nvidia = python.resolve(packages).resolve("nvidia");
      for (Path part : list(nvidia, "*")) {
        folders(part.resolve("lib").toString());
      }
    }
  }

  private static @Nullable NativeLibrary inFolder(
      Libraries.Kind kind, Path folder, List<Libraries.Attempt> attempts) {
    if (!Files.isDirectory(folder)) {
      attempts.add(new Libraries.Attempt(folder.toString(), "no such folder"));
      return null;
    }
    boolean any = false;
    for (String name : kind.names()) {
      if (Files.exists(folder.resolve(name))) {
        any = true;
        NativeLibrary library = Libraries.open(kind, folder.resolve(name), attempts);
        if (library != null) {
          return library;
        }
      }
    }
    if (!any) {
      attempts.add(
          new Libraries.Attempt(folder.toString(), "no " + String.join(" or ", kind.names())));
    }
    return null;
  }

  private static List<Path> list(Path folder, String pattern) {
    var found = new ArrayList<Path>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        entries.forEach(found::add);
      } catch (IOException e) {
        // An unreadable folder has nothing for us.
        return List.of();
      }
    }
    found.sort(null);
    return found;
  }
}
