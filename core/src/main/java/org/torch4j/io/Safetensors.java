package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DTypeException;

/**
 * Files of the format safetensors, which hold named tensors and nothing else: {@code
 * safetensors.torch}.
 *
 * <pre>{@code
 * Safetensors.saveFile(model.stateDict(), Path.of("model.safetensors"));
 * model.loadStateDict(Safetensors.loadFile(Path.of("model.safetensors"), LoadOptions.mmap(true)));
 * }</pre>
 *
 * <p>The format has no complex128; uint16, uint32, uint64 and the float8 types are read as the
 * smallest type here that holds their values. Tensors that share memory are written one by one.
 */
public final class Safetensors {
  private static final long ALIGNMENT = 64;

  private Safetensors() {}

  /**
   * How files are written.
   *
   * @param metadata text by name, written into the header
   * @param maxShardBytes when {@link Safetensors#saveSharded} begins a new file
   * @param progress is told how many bytes have been written
   */
  public record Options(Map<String, String> metadata, long maxShardBytes, LongConsumer progress) {
    /** Keeps a copy of the map. */
    public Options {
      metadata = Map.copyOf(metadata);
      if (maxShardBytes < 1) {
        throw new IllegalArgumentException(
            "Safetensors: maxShardBytes must be positive, got " + maxShardBytes);
      }
    }

    /** A copy with other metadata: text by name. */
    public Options metadata(Map<String, String> metadata) {
      return new Options(metadata, maxShardBytes, progress);
    }

    /** A copy with another {@code maxShardBytes}: the size at which a new file begins. */
    public Options maxShardBytes(long maxShardBytes) {
      return new Options(metadata, maxShardBytes, progress);
    }

    /** A copy with another {@code progress}: it is told how many bytes have been written. */
    public Options progress(LongConsumer progress) {
      return new Options(metadata, maxShardBytes, progress);
    }
  }

  /** Metadata {@code format=pt}, which Hugging Face's libraries want; shards of 5 GB. */
  public static Options options() {
    return new Options(Map.of("format", "pt"), 5_000_000_000L, bytes -> {});
  }

  // Reading.

  /**
   * The tensors of a file by name, in its order, {@code load_file}. The index of a model in several
   * files, {@code model.safetensors.index.json}, is taken too.
   *
   * @throws CheckpointException if the file is missing or damaged
   */
  public static Map<String, Tensor> loadFile(Path path) {
    return loadFile(path, LoadOptions.DEFAULTS);
  }

  /** The same, mapped into memory if {@code options} say so. */
  public static Map<String, Tensor> loadFile(Path path, LoadOptions options) {
    return FileContent.read(
        path,
        options,
        file -> {
          FileFormat format = FileFormat.of(file);
          return switch (format) {
            case SAFETENSORS -> SafetensorsHeader.of(file).tensors(file);
            case SHARDS -> ShardIndex.read(file.source(), path, options);
            default ->
                throw new CheckpointException(
                    path + " is a " + format.description() + ", expected safetensors");
          };
        });
  }

  /** The metadata of a file: text by name; empty where there is none. */
  public static Map<String, String> metadata(Path path) {
    return FileContent.read(
        path, LoadOptions.DEFAULTS, file -> SafetensorsHeader.of(file).metadata());
  }

  // Writing.

  /**
   * Writes tensors by name, {@code save_file}. The file appears whole or not at all.
   *
   * @throws DTypeException for complex128, which the format lacks
   * @throws CheckpointException if the file cannot be written
   */
  public static void saveFile(Map<String, ? extends Tensor> tensors, Path path) {
    saveFile(tensors, path, options());
  }

  /** The same with metadata and progress of one's own. */
  public static void saveFile(Map<String, ? extends Tensor> tensors, Path path, Options options) {
    List<Map.Entry<String, StridedArray>> order = new ArrayList<>();
    tensors.forEach((name, t) -> order.add(Map.entry(name, Elements.onCpu(t))));
    // Wide elements first, so that each array is aligned to its own elements.
    order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().byteSize()));
    byte[] header = header(tensors, order, options.metadata());
    AtomicFile.write(
        path,
        options.progress(),
        out -> {
          out.write(MemorySegment.ofArray(header));
          for (Map.Entry<String, StridedArray> e : order) {
            StridedArray a = e.getValue();
            out.write(Elements.littleEndian(a));
            a.storage().fence();
          }
        });
  }

  private static byte[] header(
      Map<String, ? extends Tensor> tensors,
      List<Map.Entry<String, StridedArray>> order,
      Map<String, String> metadata) {
    Map<String, Object> places = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, StridedArray> e : order) {
      StridedArray a = e.getValue();
      long end = at + a.numel() * a.dtype().byteSize();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", SafetensorsHeader.name(a.dtype(), e.getKey()));
      entry.put("shape", a.shape());
      entry.put("data_offsets", List.of(at, end));
      places.put(e.getKey(), entry);
      at = end;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      all.put("__metadata__", metadata);
    }
    tensors.keySet().forEach(name -> all.put(name, places.get(name)));
    byte[] json = Json.write(all).getBytes(StandardCharsets.UTF_8);
    int length = (int) ((8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    byte[] header = new byte[length];
    java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(length - 8).put(json);
    while (b.hasRemaining()) {
      b.put((byte) ' ');
    }
    return header;
  }

  /**
   * Writes tensors into as many files as {@link Options#maxShardBytes} asks for, and their index,
   * as Hugging Face's {@code save_pretrained} does: {@code model-00001-of-00002.safetensors}, ...,
   * {@code model.safetensors.index.json}. One file is named {@code model.safetensors} and needs no
   * index. The index is written last.
   *
   * @return the file to load: the index, or the only file
   */
  public static Path saveSharded(
      Map<String, ? extends Tensor> tensors, Path folder, Options options) {
    List<Map<String, Tensor>> shards = new ArrayList<>();
    long total = 0;
    long inShard = Long.MAX_VALUE;
    for (Map.Entry<String, ? extends Tensor> e : tensors.entrySet()) {
      StridedArray a = TensorState.array(e.getValue());
      long bytes = a.numel() * a.dtype().byteSize();
      if (shards.isEmpty() || inShard > 0 && bytes > options.maxShardBytes() - inShard) {
        shards.add(new LinkedHashMap<>());
        inShard = 0;
      }
      shards.get(shards.size() - 1).put(e.getKey(), e.getValue());
      inShard += bytes;
      total += bytes;
    }
    if (shards.size() <= 1) {
      Path only = folder.resolve("model.safetensors");
      saveFile(tensors, only, options);
      return only;
    }
    Map<String, String> files = new LinkedHashMap<>();
    long written = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      long before = written;
      saveFile(
          shards.get(i),
          folder.resolve(name),
          options.progress(bytes -> options.progress().accept(before + bytes)));
      for (Map.Entry<String, Tensor> e : shards.get(i).entrySet()) {
        StridedArray a = TensorState.array(e.getValue());
        files.put(e.getKey(), name);
        written += a.numel() * a.dtype().byteSize();
      }
    }
    Path index = folder.resolve("model.safetensors.index.json");
    ShardIndex.write(files, total, index);
    return index;
  }
}
