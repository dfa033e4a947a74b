package org.torch4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j run File.java}: the JDK's source launcher with torch4j on the path. */
@Command(
    name = "run",
    description = {
      "Compiles and runs a single-file Java program with torch4j on its path.",
      "Exits with the program's exit code, or 1 if it does not compile."
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "More jars or folders of classes for the program.")
  private String classPath = "";

  @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments of the program.")
  private List<String> arguments = List.of();

  private RunCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "run: no such file: " + file);
    }
    var command = new ArrayList<String>(JdkTool.flags());
    command.add("--module-path");
    command.add(JdkTool.modulePath());
    command.add("--class-path");
    command.add(JdkTool.classPath(classPath));
    // Names the language level, so that a file of any name is taken for source.
    command.add("--source");
    command.add(Integer.toString(Runtime.version().feature()));
    command.add(file.toString());
    command.addAll(arguments);
    return JdkTool.run("java", command);
  }
}
