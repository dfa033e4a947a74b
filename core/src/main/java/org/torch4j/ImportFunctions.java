package org.torch4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors of {@link Torch} from data that is there already: values, buffers, files. */
abstract class ImportFunctions extends CreationFunctions {
  ImportFunctions() {}

  /** A tensor as it is, anything else as {@link #tensor(Object)}, {@code torch.as_tensor}. */
  public static Tensor asTensor(Object data) {
    return data instanceof Tensor t ? t : tensor(data);
  }

  /** {@link #asTensor(Object)}, converted if it has another dtype. */
  public static Tensor asTensor(Object data, DType dtype) {
    return asTensor(data).to(dtype);
  }

  /** {@link #asTensor(Object)}, under NumPy's name, {@code torch.asarray}. */
  public static Tensor asarray(Object data) {
    return asTensor(data);
  }

  /** {@link #asTensor(Object, DType)}, under NumPy's name. */
  public static Tensor asarray(Object data, DType dtype) {
    return asTensor(data, dtype);
  }

  /**
   * A vector over the bytes of a direct buffer, shared; of a heap buffer, copied. Bytes count in
   * the machine's order, {@code torch.frombuffer}.
   */
  public static Tensor frombuffer(ByteBuffer buffer, DType dtype) {
    return frombuffer(buffer, dtype, -1, 0);
  }

  /**
   * {@code count} numbers from byte {@code offset} of a buffer on; a count of -1 takes all.
   *
   * @throws ShapeException if the bytes do not hold so many numbers
   */
  public static Tensor frombuffer(ByteBuffer buffer, DType dtype, long count, long offset) {
    ByteBuffer whole = buffer.duplicate().clear();
    long bytes = whole.capacity() - offset;
    long fitting = bytes / dtype.byteSize();
    if (offset < 0 || bytes < 0 || count < -1 || count > fitting) {
      throw new ShapeException(
          "frombuffer: "
              + count
              + " numbers of "
              + dtype
              + " from byte "
              + offset
              + " do not fit in a buffer of "
              + whole.capacity()
              + " bytes");
    }
    if (count == -1 && bytes % dtype.byteSize() != 0) {
      throw new ShapeException(
          "frombuffer: " + bytes + " bytes are no whole number of " + dtype + " elements");
    }
    long n = count < 0 ? fitting : count;
    MemorySegment part = MemorySegment.ofBuffer(whole).asSlice(offset, n * dtype.byteSize());
    return buffer.isDirect() && !buffer.isReadOnly() && part.address() % dtype.byteSize() == 0
        ? over(part, dtype, n, buffer)
        : copied(part, dtype, n);
  }

  /**
   * A vector of the numbers in a file, in the machine's order of bytes: over the file itself if
   * {@code shared}, so that changes are written to it, else a copy, {@code torch.from_file}.
   *
   * @param size the number of elements; a shared file grows to hold them
   */
  public static Tensor fromFile(Path path, boolean shared, long size, DType dtype) {
    long bytes = size * dtype.byteSize();
    try (FileChannel file =
        shared
            ? FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
            : FileChannel.open(path, StandardOpenOption.READ)) {
      if (size < 0 || !shared && file.size() < bytes) {
        throw new ShapeException(
            "from_file: "
                + size
                + " numbers of "
                + dtype
                + " do not fit in the "
                + file.size()
                + " bytes of "
                + path);
      }
      if (!shared) {
        try (Arena arena = Arena.ofConfined()) {
          return copied(file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena), dtype, size);
        }
      }
      Arena arena = Arena.ofAuto();
      return over(file.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena), dtype, size, arena);
    } catch (IOException e) {
      throw new UncheckedIOException("from_file: cannot map " + path, e);
    }
  }

  private static Tensor over(MemorySegment memory, DType dtype, long n, Object owner) {
    return new Tensor(
        new StridedArray(Storage.ofSegment(memory, owner), dtype, Layout.contiguous(Shape.of(n))));
  }

  private static Tensor copied(MemorySegment memory, DType dtype, long n) {
    StridedArray to = StridedArray.allocate(dtype, Shape.of(n));
    to.storage().segment().copyFrom(memory);
    to.storage().fence();
    return new Tensor(to);
  }
}
