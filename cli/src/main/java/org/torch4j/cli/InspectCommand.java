package org.torch4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.torch4j.io.Checkpoints;
import org.torch4j.io.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j inspect FILE}: what a file of tensors is and holds, without running any of it. */
@Command(
    name = "inspect",
    description = {
      "Shows what a checkpoint holds: pth, pt, TorchScript, safetensors, npy, npz.",
      "Nothing in it is executed. Exit code 1 if it asks for more than data."
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
  private Path file;

  @Option(
      names = "--stats",
      description = "Also smallest, largest and mean element, and how many are NaN.")
  private boolean stats;

  private InspectCommand() {}

  @Override
  public Integer call() throws IOException {
    Inspection seen = Checkpoints.inspect(file);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s, %s%n", file, seen.format(), bytes(Files.size(file)));
    FileListing listing = new FileListing(seen.value());
    table(out, listing.rows());
    listing.notes().forEach(out::println);
    seen.metadata()
        .forEach(
            (name, text) ->
                out.printf(
                    "metadata %s = %s%n",
                    FileListing.printable(name), FileListing.printable(text)));
    for (String name : seen.refused()) {
      out.printf(
          "HOSTILE: it asks for %s, which is more than data; nothing was executed%n",
          FileListing.printable(name));
    }
    out.flush();
    return seen.refused().isEmpty() ? 0 : 1;
  }

  private void table(PrintWriter out, List<FileListing.Row> rows) {
    int paths = 8;
    int shapes = 8;
    for (FileListing.Row row : rows) {
      paths = Math.max(paths, row.path().length());
      shapes = Math.max(shapes, row.shape().length());
    }
    String format = "  %-" + Math.min(paths, 60) + "s  %-" + Math.min(shapes, 40) + "s  %-9s %10s";
    long elements = 0;
    long total = 0;
    for (FileListing.Row row : rows) {
      long size = row.tensor().numel() * row.tensor().dtype().byteSize();
      out.printf(format, row.path(), row.shape(), row.kind(), bytes(size));
      out.println(stats ? "  " + TensorStatistics.line(row.tensor()) : "");
      elements += row.tensor().numel();
      total += size;
    }
    out.printf(Locale.ROOT, "%,d tensors, %,d elements, %s%n", rows.size(), elements, bytes(total));
  }

  /** A size as people read it, in powers of ten. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, units[unit]);
  }
}
