package org.torch4j.cli;

import static java.util.Objects.requireNonNull;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root of the command line. Exit codes: 0 done, 2 the user's mistake (said in one sentence), 1
 * anything unexpected.
 */
@Command(
    name = "torch4j",
    description = "PyTorch for the JVM: trains, evaluates and runs tensor programs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    subcommands = {
      TrainCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      FinetuneCommand.class,
      ConformanceCommand.class,
      CompareCommand.class,
      OpsCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      DoctorCommand.class,
      RunCommand.class,
      ShellCommand.class
    })
final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces (also: environment variable TORCH4J_DEBUG=1).")
  private boolean debug;

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, ready to execute. */
  static CommandLine commandLine() {
    var main = new Main();
    var failures = new Failures(main::debug);
    var commandLine =
        new CommandLine(main)
            .setParameterExceptionHandler(failures)
            .setExecutionExceptionHandler(failures)
            .setCaseInsensitiveEnumValuesAllowed(true);
    // What follows the program's name belongs to the program.
    requireNonNull(commandLine.getSubcommands().get("run")).setStopAtPositional(true);
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which command? One of: " + String.join(", ", spec.subcommands().keySet()));
  }

  private boolean debug() {
    String variable = System.getenv("TORCH4J_DEBUG");
    return debug || (variable != null && !variable.isEmpty() && !variable.equals("0"));
  }
}
