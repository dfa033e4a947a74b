package org.torch4j.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
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
 * CPU. Whole modules become {@link PickledObject}.
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
   * The value that the file holds, {@code torch.load(path, weights_only=True)}.
   *
   * @return null only if the file holds Python's {@code None}
   * @throws CheckpointException if the file is missing, damaged, or more than data
   */
  public static @Nullable Object load(Path path) {
    if (Files.isDirectory(path)) {
      throw new CheckpointException("load: " + path + " is a directory");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteSource in = new ByteSource(channel, path.toString(), 0, channel.size());
      ByteSource whole = new ByteSource(channel, path.toString(), 0, channel.size());
      if (in.remaining() == 0) {
        throw in.fail("is empty, expected a zip archive or a PyTorch legacy pickle");
      }
      int first = in.u8();
      if (first == 'P' && in.remaining() > 0 && in.u8() == 'K') {
        return new ZipCheckpoint(ZipArchive.open(whole, channel), whole).read();
      }
      if (first == 0x80) {
        return new LegacyCheckpoint(whole).read();
      }
      throw in.fail(
          "is not a checkpoint: it begins with byte "
              + first
              + ", expected a zip archive or a PyTorch legacy pickle");
    } catch (NoSuchFileException e) {
      throw new CheckpointException("load: no such file: " + path, e);
    } catch (IOException e) {
      throw new CheckpointException("load: cannot read " + path + ": " + AtomicFile.reason(e), e);
    }
  }

  /**
   * The state dict that the file holds: tensors by name, in order. Also taken are a whole pickled
   * module, and the one state dict of a larger checkpoint that stands under {@code state_dict},
   * {@code model_state_dict} or {@code model}.
   *
   * @throws CheckpointException as {@link #load}, and if there is no state dict or a choice of them
   */
  public static Map<String, Tensor> loadStateDict(Path path) {
    Object value = load(path);
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
    PickleWriter pickle = new PickleWriter();
    byte[] data = pickle.write(value);
    String folder = folderName(path);
    AtomicFile.write(
        path,
        channel -> {
          ZipWriter zip = new ZipWriter(channel);
          zip.record(folder + "/data.pkl", MemorySegment.ofArray(data));
          boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
          zip.record(folder + "/byteorder", text(little ? "little" : "big"));
          int key = 0;
          for (Storage storage : pickle.storages()) {
            zip.record(folder + "/data/" + key++, storage.segment());
            storage.fence();
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
