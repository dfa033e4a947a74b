package org.torch4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.io.Checkpoints;
import org.torch4j.io.LoadOptions;
import org.torch4j.io.Numpy;
import org.torch4j.io.Safetensors;
import org.torch4j.type.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j convert A B}: the tensors of a file in another format. */
@Command(
    name = "convert",
    description = {
      "Writes the tensors of a file in another format, which the ending of the new name says:",
      ".pth or .pt for PyTorch, .safetensors, .npz for numpy."
    })
final class ConvertCommand implements Callable<Integer> {
  /** Smaller files are done before a bar is seen. */
  private static final long BAR_FROM = 50_000_000;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A state dict, a module, a safetensors file or its index, an npz archive.")
  private Path from;

  @Parameters(index = "1", paramLabel = "TO", description = "The file to write.")
  private Path to;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Which entry of a larger checkpoint is the state dict.")
  private @Nullable String key;

  @Option(names = "--compress", description = "Compresses an npz archive.")
  private boolean compress;

  private ConvertCommand() {}

  @Override
  public Integer call() {
    String ending = ending(to);
    Tasks.checkWritable(to);
    Map<String, Tensor> tensors = tensors();
    PrintWriter out = spec.commandLine().getOut();
    if (ending.equals("npz")) {
      tensors = withoutBfloat16(tensors, out);
    }
    long total = 0;
    for (Tensor t : tensors.values()) {
      total += t.numel() * t.dtype().byteSize();
    }
    ProgressBar bar = total >= BAR_FROM && Tasks.isTerminal() ? bar(total) : null;
    try (bar) {
      write(tensors, ending, bytes -> step(bar, bytes));
    }
    out.printf(
        Locale.ROOT,
        "wrote %s: %,d tensors, %s%n",
        to,
        tensors.size(),
        InspectCommand.bytes(total));
    out.flush();
    return 0;
  }

  private static String ending(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "pth", "pt", "bin" -> "pth";
      case "safetensors", "npz" -> ending;
      default ->
          throw new IllegalArgumentException(
              "convert: which format is "
                  + file
                  + "? Its name must end in .pth, .pt, .safetensors"
                  + " or .npz");
    };
  }

  private Map<String, Tensor> tensors() {
    LoadOptions mapped = LoadOptions.mmap(true);
    if (key == null) {
      return Checkpoints.loadStateDict(from, mapped);
    }
    Object whole = Checkpoints.load(from, mapped);
    if (!(whole instanceof Map<?, ?> map) || !(map.get(key) instanceof Map<?, ?> chosen)) {
      throw new IllegalArgumentException("convert: " + from + " has no state dict '" + key + "'");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    chosen.forEach(
        (name, value) -> {
          if (!(value instanceof Tensor t)) {
            throw new IllegalArgumentException(
                "convert: '" + key + "' is no state dict: " + name + " is no tensor");
          }
          tensors.put(String.valueOf(name), t);
        });
    return tensors;
  }

  private static Map<String, Tensor> withoutBfloat16(Map<String, Tensor> tensors, PrintWriter out) {
    Map<String, Tensor> wide = new LinkedHashMap<>();
    int changed = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      boolean brain = e.getValue().dtype() == DType.BFLOAT16;
      wide.put(e.getKey(), brain ? e.getValue().detach().to(DType.FLOAT32) : e.getValue());
      changed += brain ? 1 : 0;
    }
    if (changed > 0) {
      out.printf("numpy has no bfloat16: %d tensors become float32%n", changed);
    }
    return wide;
  }

  private void write(Map<String, Tensor> tensors, String ending, LongConsumer progress) {
    switch (ending) {
      case "pth" -> Checkpoints.save(tensors, to, Checkpoints.options().progress(progress));
      case "npz" ->
          Numpy.savez(tensors, to, Numpy.options().compressed(compress).progress(progress));
      default -> Safetensors.saveFile(tensors, to, Safetensors.options().progress(progress));
    }
  }

  private ProgressBar bar(long total) {
    return new ProgressBarBuilder()
        .setTaskName(String.valueOf(to.getFileName()))
        .setInitialMax(total)
        .setUnit(" MB", 1_000_000)
        .setUpdateIntervalMillis(100)
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
        .showSpeed()
        .clearDisplayOnFinish()
        .build();
  }

  private static void step(@Nullable ProgressBar bar, long bytes) {
    if (bar != null) {
      bar.stepTo(Math.min(bytes, bar.getMax()));
    }
  }
}
