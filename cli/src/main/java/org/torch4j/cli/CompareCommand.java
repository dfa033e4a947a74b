package org.torch4j.cli;

import java.util.concurrent.Callable;
import org.torch4j.testing.DeviceCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code torch4j compare}: results and gradients on a device beside the CPU's, at sizes that cut
 * work into blocks. Exit code 1 if something differs.
 */
@Command(
    name = "compare",
    description = "Compares a device with the CPU at sizes that golden cases do not have.",
    showDefaultValues = true)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--device", description = "cpu or cuda.", defaultValue = "cuda")
  private String device;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "Elements of the inputs of one comparison.",
      defaultValue = "3000000")
  private long most;

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description = "Only what has this in its name; 2/5 is the second of five parts.",
      defaultValue = "")
  private String match;

  private CompareCommand() {}

  @Override
  public Integer call() {
    return DeviceCheck.run(Tasks.device(device), most, match, spec.commandLine().getOut()).isEmpty()
        ? 0
        : 1;
  }
}
