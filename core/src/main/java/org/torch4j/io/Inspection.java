package org.torch4j.io;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file is and what it holds, {@link Checkpoints#inspect}.
 *
 * @param format what kind of file it is, in words
 * @param value what it holds; large tensors are views over the mapped file. Where the file asks for
 *     more than data, a {@link PickledObject} or {@link PickledName} stands in its place
 * @param refused the functions and classes that are more than data, for whose sake {@link
 *     Checkpoints#load} refuses the file; empty for a harmless one
 * @param metadata text by name that the format keeps beside its tensors
 */
public record Inspection(
    String format, @Nullable Object value, List<String> refused, Map<String, String> metadata) {
  /** Keeps copies. */
  public Inspection {
    refused = List.copyOf(refused);
    metadata = Map.copyOf(metadata);
  }

  static Inspection of(FileContent file, Path path, LoadOptions options) {
    FileFormat format = FileFormat.of(file);
    Refusals refusals = Refusals.noted();
    Object value = Checkpoints.read(file, format, path, options, refusals);
    Map<String, String> metadata =
        format == FileFormat.SAFETENSORS ? SafetensorsHeader.of(file).metadata() : Map.of();
    return new Inspection(describe(file, format), value, List.copyOf(refusals.names()), metadata);
  }

  private static String describe(FileContent file, FileFormat format) {
    if (format != FileFormat.ZIP) {
      return format.description();
    }
    ZipArchive zip = ZipArchive.open(file.source());
    if (!ZipCheckpoint.isIn(zip)) {
      return "numpy arrays (npz)";
    }
    return new ZipCheckpoint(file, zip, Refusals.noted()).isScript()
        ? "TorchScript archive"
        : "PyTorch checkpoint, zip format";
  }
}
