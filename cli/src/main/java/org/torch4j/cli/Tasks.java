package org.torch4j.cli;

import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import org.torch4j.Torch;
import org.torch4j.type.Device;

/** What the commands that train, evaluate and predict check alike. */
final class Tasks {
  private Tasks() {}

  static void requireMnist(String task) {
    if (!task.equals("mnist")) {
      throw new IllegalArgumentException("unknown task '" + task + "', there is: mnist");
    }
  }

  /** The device, if this machine has it. */
  static Device device(String name) {
    Device device = Torch.device(name);
    Torch.zeros(1).to(device);
    return device;
  }

  /** Whether somebody looks at a terminal, where a bar can move. */
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be at least " + least + ", got " + value);
    }
  }

  /** Says before the work, not after it, that a result could not be written. */
  static void checkWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "cannot write "
              + file
              + ": "
              + (Files.isDirectory(file) ? "it is a folder" : "there is no folder " + folder));
    }
  }
}
