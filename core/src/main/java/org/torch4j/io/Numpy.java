package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.torch4j.Tensor;
import org.torch4j.storage.StridedArray;

/**
 * Arrays of numpy: {@code npy} files of one, {@code npz} archives of several by name.
 *
 * <pre>{@code
 * Numpy.savez(Map.of("x", x, "y", y), Path.of("data.npz"));  // python: numpy.load("data.npz")["x"]
 * Tensor x = Numpy.loadz(Path.of("data.npz")).get("x");
 * }</pre>
 *
 * <p>Numbers of both byte orders and arrays in Fortran order are read; uint16, uint32 and uint64
 * become the smallest signed type that holds them. Texts, records and Python objects are refused.
 */
public final class Numpy {
  private static final String ENDING = ".npy";

  private Numpy() {}

  /**
   * How files are written.
   *
   * @param compressed whether the arrays of an npz archive are deflated
   * @param progress is told how many bytes have been written
   */
  public record Options(boolean compressed, LongConsumer progress) {
    /** A copy with another {@code compressed}: whether the arrays of an archive are deflated. */
    public Options compressed(boolean compressed) {
      return new Options(compressed, progress);
    }

    /** A copy with another {@code progress}: it is told how many bytes have been written. */
    public Options progress(LongConsumer progress) {
      return new Options(compressed, progress);
    }
  }

  /** Without compression. */
  public static Options options() {
    return new Options(false, bytes -> {});
  }

  /**
   * The array of an npy file, {@code numpy.load}.
   *
   * @throws CheckpointException if the file is missing, damaged, or holds no numbers
   */
  public static Tensor load(Path path) {
    return load(path, LoadOptions.DEFAULTS);
  }

  /** The same, mapped into memory if {@code options} say so. */
  public static Tensor load(Path path, LoadOptions options) {
    return FileContent.read(path, options, Numpy::array);
  }

  /**
   * The arrays of an npz archive by name, in its order, {@code numpy.load}.
   *
   * @throws CheckpointException if the file is missing, damaged, or holds no numbers
   */
  public static Map<String, Tensor> loadz(Path path) {
    return loadz(path, LoadOptions.DEFAULTS);
  }

  /** The same, mapped into memory if {@code options} say so and the arrays are not compressed. */
  public static Map<String, Tensor> loadz(Path path, LoadOptions options) {
    return FileContent.read(path, options, file -> arrays(file, ZipArchive.open(file.source())));
  }

  /** The array that {@code file} is. */
  static Tensor array(FileContent file) {
    ByteSource in = file.source();
    StorageFill fill = new StorageFill();
    Tensor array = NpyHeader.read(in).read(in, file, fill);
    fill.run();
    return array;
  }

  /** Whether {@code zip} holds arrays and nothing else. */
  static boolean isIn(ZipArchive zip) {
    return zip.entries().keySet().stream().allMatch(name -> name.endsWith(ENDING));
  }

  /** The arrays of the archive that {@code file} is. */
  static Map<String, Tensor> arrays(FileContent file, ZipArchive zip) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    StorageFill fill = new StorageFill();
    for (ZipArchive.Entry entry : zip.entries().values()) {
      String name = entry.name();
      if (!name.endsWith(ENDING)) {
        throw file.source().fail("is not an npz archive: it holds " + PickleText.shown(name));
      }
      // A view of the mapped file is not checked, since that would read it.
      ByteSource in = file.isMapped() ? zip.content(entry) : zip.checkedContent(entry);
      arrays.put(
          name.substring(0, name.length() - ENDING.length()),
          NpyHeader.read(in).read(in, entry.deflated() ? null : file, fill));
    }
    fill.run();
    return arrays;
  }

  /**
   * Writes an npy file, {@code numpy.save}. It appears whole or not at all.
   *
   * @throws org.torch4j.type.DTypeException for bfloat16, which numpy lacks
   * @throws CheckpointException if the file cannot be written
   */
  public static void save(Tensor tensor, Path path) {
    save(tensor, path, options());
  }

  /** The same with options. */
  public static void save(Tensor tensor, Path path, Options options) {
    StridedArray a = Elements.onCpu(tensor);
    byte[] header = NpyHeader.write(a);
    AtomicFile.write(
        path,
        options.progress(),
        out -> {
          out.write(MemorySegment.ofArray(header));
          out.write(content(a));
          a.storage().fence();
        });
  }

  private static MemorySegment content(StridedArray a) {
    return Elements.littleEndian(NpyHeader.isColumnMajor(a) ? NpyHeader.transposed(a) : a);
  }

  /**
   * Writes arrays by name into an npz archive, {@code numpy.savez}. It appears whole or not at all.
   *
   * @throws org.torch4j.type.DTypeException for bfloat16, which numpy lacks
   * @throws CheckpointException if the file cannot be written
   */
  public static void savez(Map<String, ? extends Tensor> tensors, Path path) {
    savez(tensors, path, options());
  }

  /** The same with options, {@code numpy.savez_compressed} if they ask for it. */
  public static void savez(Map<String, ? extends Tensor> tensors, Path path, Options options) {
    Map<String, StridedArray> arrays = new LinkedHashMap<>();
    Map<String, byte[]> headers = new LinkedHashMap<>();
    tensors.forEach(
        (name, t) -> {
          arrays.put(name, Elements.onCpu(t));
          headers.put(name, NpyHeader.write(Elements.onCpu(t)));
        });
    AtomicFile.write(
        path,
        options.progress(),
        out -> {
          ZipWriter zip = new ZipWriter(out);
          for (Map.Entry<String, StridedArray> e : arrays.entrySet()) {
            MemorySegment header =
                MemorySegment.ofArray(headers.getOrDefault(e.getKey(), new byte[0]));
            if (options.compressed()) {
              zip.deflated(e.getKey() + ENDING, header, content(e.getValue()));
            } else {
              zip.record(e.getKey() + ENDING, header, content(e.getValue()));
            }
            e.getValue().storage().fence();
          }
          zip.finish();
        });
  }
}
