package org.torch4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code torch4j shell}: JShell with torch4j imported. */
@Command(
    name = "shell",
    description = "Opens JShell with torch4j's packages and the functions of Torch imported.")
final class ShellCommand implements Callable<Integer> {
  private static final String IMPORTS =
      """
      import module java.base;
      import module org.torch4j;
      import org.torch4j.nn.Module;
      import static org.torch4j.Torch.*;
      """;

  @Parameters(paramLabel = "FILE", description = "Snippets to load first; \"-\" reads the input.")
  private List<String> files = List.of();

  private ShellCommand() {}

  @Override
  public Integer call() throws IOException {
    Path imports = Files.createTempFile("torch4j-imports", ".jsh");
    try {
      Files.writeString(imports, IMPORTS);
      var command = new ArrayList<String>();
      command.add("--module-path");
      command.add(JdkTool.modulePath());
      command.add("--class-path");
      command.add(JdkTool.classPath(""));
      command.add("--add-modules");
      command.add("org.torch4j,org.torch4j.cpu,org.torch4j.vision,jdk.incubator.vector");
      for (String flag : JdkTool.flags()) {
        command.add("-R" + flag);
      }
      command.add("--startup");
      command.add(imports.toString());
      command.addAll(files);
      return JdkTool.run("jshell", command);
    } finally {
      Files.deleteIfExists(imports);
    }
  }
}
