package org.torch4j.vision;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * A reader of IDX files, the format of MNIST: two zero bytes, a type code, the number of
 * dimensions, their sizes, and the elements, all big-endian; gzipped or plain.
 */
public final class Idx {
  private static final int GZIP_MAGIC = 0x1f8b;

  private Idx() {}

  /**
   * The tensor in {@code file}.
   *
   * @throws UncheckedIOException if the file is missing, unreadable, or no IDX file; the message
   *     names it
   */
  public static Tensor read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("idx: " + file + ": no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("idx: " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The tensor in a stream, which is read to its end.
   *
   * @param name what errors call the stream
   * @throws UncheckedIOException if it cannot be read or is no IDX file
   */
  public static Tensor read(InputStream in, String name) {
    try {
      PushbackInputStream peek = new PushbackInputStream(in, 2);
      byte[] start = peek.readNBytes(2);
      peek.unread(start);
      boolean zipped =
          start.length == 2 && ((start[0] & 0xff) << 8 | (start[1] & 0xff)) == GZIP_MAGIC;
      return parse(zipped ? new GZIPInputStream(peek, 1 << 16) : peek, name);
    } catch (IOException e) {
      throw new UncheckedIOException("idx: " + name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Tensor parse(InputStream in, String name) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
      throw bad(
          name,
          "expected two zero bytes, a type and a number of dimensions, found "
              + Arrays.toString(magic));
    }
    DType dtype = dtype(magic[2] & 0xff, name);
    int dims = magic[3] & 0xff;
    byte[] header = in.readNBytes(4 * dims);
    if (header.length < 4 * dims) {
      throw bad(name, "expected the sizes of %d dimensions, the file ends before".formatted(dims));
    }
    long[] sizes = new long[dims];
    for (int i = 0; i < dims; i++) {
      sizes[i] = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4 * i));
    }
    Shape shape = shape(sizes, name);
    int limit = Integer.MAX_VALUE - 16;
    if (shape.numel() > limit / dtype.byteSize()) {
      throw bad(name, "shape " + shape + " of " + dtype + " has more bytes than an array can hold");
    }
    int bytes = (int) shape.numel() * dtype.byteSize();
    byte[] data = in.readNBytes(bytes);
    if (data.length < bytes) {
      throw bad(
          name,
          "expected %d bytes for shape %s of %s, found %d"
              .formatted(bytes, shape, dtype, data.length));
    }
    if (in.read() >= 0) {
      throw bad(
          name, "expected %d bytes for shape %s of %s, found more".formatted(bytes, shape, dtype));
    }
    return tensor(data, dtype, shape);
  }

  private static DType dtype(int code, String name) {
    return switch (code) {
      case 0x08 -> DType.UINT8;
      case 0x09 -> DType.INT8;
      case 0x0B -> DType.INT16;
      case 0x0C -> DType.INT32;
      case 0x0D -> DType.FLOAT32;
      case 0x0E -> DType.FLOAT64;
      default ->
          throw bad(
              name,
              "expected type 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e, found 0x%02x".formatted(code));
    };
  }

  private static Shape shape(long[] sizes, String name) {
    try {
      return Shape.of(sizes);
    } catch (ShapeException e) {
      throw bad(name, String.valueOf(e.getMessage()));
    }
  }

  private static Tensor tensor(byte[] data, DType dtype, Shape shape) {
    ByteBuffer big = ByteBuffer.wrap(data);
    int n = (int) shape.numel();
    return switch (dtype) {
      case UINT8 -> Torch.fromArray(data, shape, DType.UINT8);
      case INT8 -> Torch.fromArray(data, shape);
      case INT16 -> {
        short[] values = new short[n];
        big.asShortBuffer().get(values);
        yield Torch.fromArray(values, shape);
      }
      case INT32 -> {
        int[] values = new int[n];
        big.asIntBuffer().get(values);
        yield Torch.fromArray(values, shape);
      }
      case FLOAT32 -> {
        float[] values = new float[n];
        big.asFloatBuffer().get(values);
        yield Torch.fromArray(values, shape);
      }
      case FLOAT64 -> {
        double[] values = new double[n];
        big.asDoubleBuffer().get(values);
        yield Torch.fromArray(values, shape);
      }
      default -> throw new IllegalStateException("idx: no elements of " + dtype);
    };
  }

  private static UncheckedIOException bad(String name, String problem) {
    String message = "idx: " + name + ": " + problem;
    return new UncheckedIOException(message, new IOException(message));
  }
}
