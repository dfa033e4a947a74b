package org.torch4j.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Arrays with random content and random layouts, and plain access to them, for kernel tests. */
final class Samples {
  static final DType[] FLOATING = {
    DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16,
  };
  static final DType[] REAL = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.FLOAT16,
    DType.BFLOAT16,
    DType.INT64,
    DType.INT32,
    DType.INT16,
    DType.INT8,
    DType.UINT8,
    DType.BOOL
  };
  private static final KernelTable TABLE = new KernelTable();

  private Samples() {}

  /** Runs a kernel by name. */
  static void run(String kernel, StridedArray[] outputs, Object... args) {
    Consumer<KernelCall> body = TABLE.get(kernel);
    assertTrue(body != null, "no kernel " + kernel);
    body.accept(new KernelCall(outputs, args));
  }

  /** A row-major array, its content arbitrary garbage. */
  static StridedArray out(DType dtype, long... sizes) {
    StridedArray a = StridedArray.allocate(dtype, Shape.of(sizes));
    if (a.numel() > 0) {
      a.storage().segment().fill((byte) 1);
    }
    return a;
  }

  static StridedArray[] outs(StridedArray... arrays) {
    return arrays;
  }

  /** Uninitialised elements in one of five layouts: heap, native, permuted, sliced, reversed. */
  static StridedArray laidOut(DType dtype, Random random, long... sizes) {
    int dims = sizes.length;
    switch (random.nextInt(5)) {
      case 0 -> {
        return StridedArray.allocate(dtype, Shape.of(sizes));
      }
      case 1 -> {
        StridedArray a = StridedArray.allocate(dtype, Shape.of(sizes));
        a.storage().moveToNative();
        return a;
      }
      case 2 -> {
        long[] turned = new long[dims];
        int[] order = new int[dims];
        for (int d = 0; d < dims; d++) {
          turned[d] = sizes[dims - 1 - d];
          order[d] = dims - 1 - d;
        }
        StridedArray a = StridedArray.allocate(dtype, Shape.of(turned));
        return a.with(a.layout().permute(order));
      }
      case 3 -> {
        long[] wide = new long[dims];
        for (int d = 0; d < dims; d++) {
          wide[d] = 2 * sizes[d] + 1;
        }
        StridedArray a = StridedArray.allocate(dtype, Shape.of(wide));
        Layout layout = a.layout();
        for (int d = 0; d < dims; d++) {
          layout = layout.slice(d, 1, sizes[d], 2);
        }
        return a.with(layout);
      }
      default -> {
        StridedArray a = StridedArray.allocate(dtype, Shape.of(sizes));
        a.storage().moveToNative();
        Layout layout = a.layout();
        for (int d = 0; d < dims; d++) {
          if (sizes[d] > 0) {
            layout = layout.slice(d, sizes[d] - 1, sizes[d], -1);
          }
        }
        return a.with(layout);
      }
    }
  }

  /** Small random numbers, exact in every dtype that can hold fractions of 1/8. */
  static StridedArray random(DType dtype, Random random, long... sizes) {
    StridedArray a = laidOut(dtype, random, sizes);
    fill(
        a,
        i ->
            switch (dtype.category()) {
              case BOOL -> random.nextInt(2);
              case INTEGRAL -> dtype.isSigned() ? random.nextInt(11) - 5 : random.nextInt(9);
              default -> (random.nextInt(65) - 32) / 8.0;
            });
    return a;
  }

  /** Indices below {@code bound}. */
  static StridedArray indices(DType dtype, Random random, int bound, long... sizes) {
    StridedArray a = laidOut(dtype, random, sizes);
    fill(a, i -> random.nextInt(bound));
    return a;
  }

  static StridedArray longs(long... values) {
    StridedArray a = StridedArray.allocate(DType.INT64, Shape.of(values.length));
    fill(a, i -> values[(int) i[0]]);
    return a;
  }

  static StridedArray floats(float... values) {
    StridedArray a = StridedArray.allocate(DType.FLOAT32, Shape.of(values.length));
    fill(a, i -> values[(int) i[0]]);
    return a;
  }

  static void fill(StridedArray a, ToDoubleFunction<long[]> value) {
    Cells cells = Cells.of(a);
    each(a.shape(), i -> cells.setDouble(offset(a, i), value.applyAsDouble(i)));
  }

  static long offset(StridedArray a, long... index) {
    long at = a.layout().offset();
    for (int d = 0; d < index.length; d++) {
      assertTrue(index[d] >= 0 && index[d] < a.layout().size(d), "index outside the array");
      at += index[d] * a.layout().stride(d);
    }
    return at;
  }

  static double at(StridedArray a, long... index) {
    return Cells.of(a).getDouble(offset(a, index));
  }

  static long longAt(StridedArray a, long... index) {
    return Cells.of(a).getLong(offset(a, index));
  }

  /** All indices of a shape in row-major order. */
  static void each(Shape shape, Consumer<long[]> body) {
    long[] index = new long[shape.dim()];
    for (long n = 0; n < shape.numel(); n++) {
      body.accept(index.clone());
      for (int d = index.length - 1; d >= 0 && ++index[d] == shape.get(d); d--) {
        index[d] = 0;
      }
    }
  }

  /** A copy of {@code index} with entry {@code dim} set. */
  static long[] with(long[] index, int dim, long value) {
    long[] out = index.clone();
    out[dim] = value;
    return out;
  }

  /** A copy of {@code index} with an entry inserted at {@code dim}. */
  static long[] insert(long[] index, int dim, long value) {
    long[] out = new long[index.length + 1];
    System.arraycopy(index, 0, out, 0, dim);
    out[dim] = value;
    System.arraycopy(index, dim, out, dim + 1, index.length - dim);
    return out;
  }

  /** The value as the dtype stores it. */
  static double rounded(DType dtype, double v) {
    Cells cell = Cells.of(StridedArray.allocate(dtype, Shape.SCALAR));
    cell.setDouble(0, v);
    return cell.getDouble(0);
  }

  /** Each element equals the expected number, up to the dtype's precision times {@code scale}. */
  static void assertClose(
      ToDoubleFunction<long[]> expected, StridedArray actual, double scale, String what) {
    double unit =
        switch (actual.dtype()) {
          case FLOAT64 -> 1e-12;
          case FLOAT32 -> 2e-6;
          case FLOAT16 -> 1e-3;
          case BFLOAT16 -> 8e-3;
          default -> 0;
        };
    each(
        actual.shape(),
        i -> {
          double want = expected.applyAsDouble(i);
          double size = Double.isFinite(want) ? Math.abs(want) : 1;
          double tolerance = unit * scale * Math.max(1, size);
          assertEquals(want, at(actual, i), tolerance, what + " at " + Arrays.toString(i));
        });
  }

  static void assertLongs(ToLongFunction<long[]> expected, StridedArray actual, String what) {
    each(
        actual.shape(),
        i ->
            assertEquals(
                expected.applyAsLong(i), longAt(actual, i), what + " at " + Arrays.toString(i)));
  }

  /** A copy of the values by row-major number. */
  static double[] values(StridedArray a) {
    double[] out = new double[Math.toIntExact(a.numel())];
    int[] n = {0};
    each(a.shape(), i -> out[n[0]++] = at(a, i));
    return out;
  }
}
