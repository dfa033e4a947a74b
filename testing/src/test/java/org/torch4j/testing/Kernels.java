package org.torch4j.testing;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.op.Backends;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Runs kernels of the CPU backend on arrays, without tensors. */
final class Kernels {
  private Kernels() {}

  /** Runs a kernel that writes {@code out}. */
  static StridedArray run(String kernel, StridedArray out, Object... args) {
    Backends.of(Device.CPU).run(kernel, new KernelCall(new StridedArray[] {out}, args));
    return out;
  }

  /** Runs a kernel {@code (self, parameters..., engine)} on a fresh contiguous array. */
  static StridedArray fill(
      String kernel, DType dtype, Shape shape, RandomEngine engine, Object... parameters) {
    StridedArray self = StridedArray.allocate(dtype, shape);
    Object[] args = new Object[parameters.length + 2];
    args[0] = self;
    System.arraycopy(parameters, 0, args, 1, parameters.length);
    args[args.length - 1] = engine;
    return run(kernel, self, args);
  }

  /** An array of any layout over a fresh storage that holds these bytes. */
  static StridedArray array(DType dtype, Layout layout, byte[] content) {
    long elements = Math.max(1, Math.max(layout.end(), content.length / dtype.byteSize()));
    Storage storage = Storage.allocate(dtype, elements);
    MemorySegment.copy(MemorySegment.ofArray(content), 0, storage.segment(), 0, content.length);
    return new StridedArray(storage, dtype, layout);
  }

  /** A contiguous array of these float32 values. */
  static StridedArray floats(float... values) {
    StridedArray array = StridedArray.allocate(DType.FLOAT32, Shape.of(values.length));
    MemorySegment from = MemorySegment.ofArray(values);
    array.storage().segment().copyFrom(from);
    return array;
  }

  /** The elements in the order of indices. */
  static GoldenTensor read(StridedArray array) {
    Layout layout = array.layout();
    int size = array.dtype().byteSize();
    byte[] bytes = new byte[(int) array.numel() * size];
    MemorySegment from = array.storage().segment();
    for (int i = 0; i < array.numel(); i++) {
      long rest = i;
      long at = layout.offset();
      for (int d = layout.dim() - 1; d >= 0; d--) {
        at += rest % layout.size(d) * layout.stride(d);
        rest /= layout.size(d);
      }
      MemorySegment.copy(from, at * size, MemorySegment.ofArray(bytes), (long) i * size, size);
    }
    array.storage().fence();
    return new GoldenTensor(
        array.dtype().torchName(), Arrays.stream(array.shape().toArray()).boxed().toList(), bytes);
  }

  /** How the values differ, or null if they agree: to the bit, but for {@code ulps} in float64. */
  static @Nullable String difference(GoldenTensor actual, GoldenTensor expected, int ulps) {
    if (!actual.dtype().equals(expected.dtype()) || !actual.shape().equals(expected.shape())) {
      return "got " + actual + ", expected " + expected;
    }
    boolean wide = expected.dtype().equals("float64") || expected.dtype().equals("complex128");
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      double slack = wide ? ulps * Math.ulp(e[i]) : 0;
      if (Double.compare(a[i], e[i]) != 0 && !(Math.abs(a[i] - e[i]) <= slack)) {
        return "element " + i + ": got " + a[i] + ", expected " + e[i];
      }
    }
    return wide
            || HexFormat.of()
                .formatHex(actual.toByteArray())
                .equals(HexFormat.of().formatHex(expected.toByteArray()))
        ? null
        : "same values in other bits";
  }
}
