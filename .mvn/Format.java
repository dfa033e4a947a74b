import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats every Java source of the project with google-java-format ({@code apply}), or names the
 * ones that differ and fails ({@code check}). The root pom runs it in the selected JDK; why it is
 * not a plug-in: docs/adr/0001-format-check.md.
 */
final class Format {
  private Format() {}

  /** Arguments: {@code check} or {@code apply}, then the root folder. */
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    var arguments =
        new ArrayList<>(
            apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    List<String> sources = sources(Path.of(args[1]));
    arguments.addAll(sources);
    var out = new PrintWriter(System.out, true);
    int status =
        new Main(out, new PrintWriter(System.err, true), System.in)
            .format(arguments.toArray(String[]::new));
    out.flush();
    if (status != 0 && !apply) {
      System.out.println(
          "not formatted: the files named above; \"mvn -q -N verify -Dformat=apply\" formats them");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(p -> p.toString().endsWith(".java"))
          .filter(
              p ->
                  !("/" + root.relativize(p).toString().replace('\\', '/'))
                      .matches(".*/(target|[.]git)/.*"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
