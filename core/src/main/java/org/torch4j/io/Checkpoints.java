package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Placement;
import org.torch4j.storage.Storage;
import org.torch4j.type.Complex;

/**
 * Reads and writes checkpoint files, {@code torch.load} and {@code torch.save}.
 *
 * <p>Reading never runs anything that a file asks for. Python values become Java values: {@code
 * dict} a {@link java.util.LinkedHashMap}, {@code OrderedDict} an {@link OrderedDict}, {@code list}
 * an {@link java.util.ArrayList}, {@code tuple} a {@link Tuple}, {@code int} a Long or BigInteger,
 * {@code float} a Double, {@code complex} a {@link Complex}, {@code bytes} a byte[], {@code
 * torch.Size} a Shape, dtypes and devices their torch4j types, sets a LinkedHashSet, numpy arrays
 * and tensors a {@link Tensor}. Tensors that shared a storage share it again; all are placed on the
 * CPU. Whole modules become {@link PickledObject}, sparse tensors tensors of their layout,
 * quantized ones {@link QuantizedTensor}.
 *
 * <p>{@link #load} tells formats apart by the content: PyTorch's zip archives and the two formats
 * before them, TorchScript archives (their values), safetensors with their index files, npy and
 * npz.
 *
 * <pre>{@code
 * Checkpoints.save(Map.of("epoch", 3, "model", model.stateDict()), Path.of("run.pth"));
 * Map<?, ?> run = (Map<?, ?>) Checkpoints.load(Path.of("run.pth"));
 * }</pre>
 */
public final class Checkpoints {
  private static final List<String> USUAL_NAMES =
      List.of("state_dict", "model_state_dict", "model");

  private Checkpoints() {}

  /**
   * How files are written.
   *
   * @param progress is told how many bytes have been written
   */
  public record Options(LongConsumer progress) {
    /** A copy with another {@code progress}: it is told how many bytes have been written. */
    public Options progress(LongConsumer progress) {
      return new Options(progress);
    }
  }

  /** Nobody watches. */
  public static Options options() {
    return new Options(bytes -> {});
  }

  /**
   * The value that the file holds, {@code torch.load(path, weights_only=True)}. Files of the
   * formats safetensors and npz give a map of tensors by name, npy files a tensor.
   *
   * @return null only if the file holds Python's {@code None}
   * @throws CheckpointException if the file is missing, damaged, or more than data
   */
  public static @Nullable Object load(Path path) {
    return load(path, LoadOptions.DEFAULTS);
  }

  /** The same, mapped into memory if {@code options} say so. */
  public static @Nullable Object load(Path path, LoadOptions options) {
    return FileContent.read(
        path, options, file -> read(file, FileFormat.of(file), path, options, Refusals.fatal()));
  }

  /** The value of {@code file}, which other files may belong to that lie beside {@code path}. */
  static @Nullable Object read(
      FileContent file, FileFormat format, Path path, LoadOptions options, Refusals refusals) {
    return switch (format) {
      case ZIP -> {
        ZipArchive zip = ZipArchive.open(file.source());
        yield ZipCheckpoint.isIn(zip) || !Numpy.isIn(zip)
            ? new ZipCheckpoint(file, zip, refusals).read()
            : Numpy.arrays(file, zip);
      }
      case LEGACY -> new LegacyCheckpoint(file.source(), refusals).read();
      case TAR -> new TarCheckpoint(file.source(), refusals).read();
      case SAFETENSORS -> SafetensorsHeader.of(file).tensors(file);
      case SHARDS -> ShardIndex.read(file.source(), path, options);
      case NPY -> Numpy.array(file);
    };
  }

  /**
   * The state dict that the file holds: tensors by name, in order. Also taken are a whole pickled
   * module, and the one state dict of a larger checkpoint that stands under {@code state_dict},
   * {@code model_state_dict} or {@code model}.
   *
   * @throws CheckpointException as {@link #load}, and if there is no state dict or a choice of them
   */
  public static Map<String, Tensor> loadStateDict(Path path) {
    return loadStateDict(path, LoadOptions.DEFAULTS);
  }

  /** The same, mapped into memory if {@code options} say so. */
  public static Map<String, Tensor> loadStateDict(Path path, LoadOptions options) {
    return stateDict(path, load(path, options));
  }

  /** The state dict in {@code value}, which {@code path} holds. */
  private static Map<String, Tensor> stateDict(Path path, @Nullable Object value) {
    Map<String, Tensor> direct = stateDict(value);
    if (direct != null) {
      return direct;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new CheckpointException(
          path + " holds a " + PickleText.typeName(value) + ", expected a state dict");
    }
    List<String> usual =
        USUAL_NAMES.stream().filter(name -> stateDict(map.get(name)) != null).toList();
    if (usual.size() == 1) {
      Map<String, Tensor> nested = stateDict(map.get(usual.get(0)));
      if (nested != null) {
        return nested;
      }
    }
    throw notOne(path, map);
  }

  /**
   * What the file is and holds, without the refusals of {@link #load}: what is more than data is
   * named in the answer, and was not executed.
   *
   * @throws CheckpointException if the file is missing or damaged
   */
  public static Inspection inspect(Path path) {
    LoadOptions mapped = LoadOptions.mmap(true);
    return FileContent.read(path, mapped, file -> Inspection.of(file, path, mapped));
  }

  private static CheckpointException notOne(Path path, Map<?, ?> map) {
    List<String> candidates =
        map.entrySet().stream()
            .filter(e -> stateDict(e.getValue()) != null)
            .map(e -> PickleText.shown(String.valueOf(e.getKey())))
            .toList();
    if (!candidates.isEmpty()) {
      return new CheckpointException(
          path + " holds state dicts under " + candidates + "; load it and take one of them");
    }
    for (Map.Entry<?, ?> e : map.entrySet()) {
      if (!(e.getKey() instanceof String) || !(e.getValue() instanceof Tensor)) {
        return new CheckpointException(
            path
                + " is not a state dict: its entry "
                + PickleText.shown(shortText(e.getKey()))
                + " is a "
                + PickleText.typeName(e.getValue())
                + ", expected a tensor");
      }
    }
    return new CheckpointException(path + " is not a state dict");
  }

  private static String shortText(@Nullable Object key) {
    return key instanceof String || key instanceof Number
        ? key.toString()
        : PickleText.typeName(key);
  }

  /** {@code value} as a state dict, or null if it is none. */
  @SuppressWarnings("unchecked")
  private static @Nullable Map<String, Tensor> stateDict(@Nullable Object value) {
    if (value instanceof PickledObject o && o.isModule()) {
      return o.stateDict();
    }
    if (value instanceof Map<?, ?> m
        && m.entrySet().stream()
            .allMatch(e -> e.getKey() instanceof String && e.getValue() instanceof Tensor)) {
      return (Map<String, Tensor>) m;
    }
    return null;
  }

  /**
   * Writes {@code value} so that Python's {@code torch.load} reads it, {@code torch.save}: tensors,
   * numbers, text, bytes, null, shapes, dtypes, devices, and maps, lists, sets and {@link Tuple}s
   * of them. A map from text to tensors becomes an {@code OrderedDict}. Storages that tensors share
   * are written once and whole.
   *
   * <p>The file is written beside {@code path} and renamed when it is complete and on the disk, so
   * a failure leaves an old file as it was.
   *
   * @throws IllegalArgumentException if {@code value} holds something that Python could not read
   * @throws CheckpointException if the file cannot be written
   */
  public static void save(@Nullable Object value, Path path) {
    save(value, path, options());
  }

  /** The same with options. */
  public static void save(@Nullable Object value, Path path, Options options) {
    PickleWriter pickle = new PickleWriter();
    byte[] data = pickle.write(value);
    String folder = folderName(path);
    AtomicFile.write(
        path,
        options.progress(),
        out -> {
          ZipWriter zip = new ZipWriter(out);
          zip.record(folder + "/data.pkl", MemorySegment.ofArray(data));
          boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
          zip.record(folder + "/byteorder", text(little ? "little" : "big"));
          int key = 0;
          for (Storage storage : pickle.storages()) {
            Storage bytes = Placement.host(storage);
            zip.record(folder + "/data/" + key++, bytes.segment());
            bytes.fence();
          }
          zip.record(folder + "/version", text("3\n"));
          zip.finish();
        });
  }

  private static MemorySegment text(String s) {
    return MemorySegment.ofArray(s.getBytes(StandardCharsets.UTF_8));
  }

  /** The archive's top folder: the file's name without its ending, as PyTorch names it. */
  private static String folderName(Path path) {
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    String bare = dot < 0 ? name : name.substring(0, dot);
    return bare.isEmpty() ? "archive" : bare.replace('/', '_').replace('\\', '_');
  }
}
