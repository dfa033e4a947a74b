package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Tensors made and looked at by their bytes, without any op. */
final class Tensors {
  private Tensors() {}

  /** A row-major tensor whose byte i is {@code (seed + 7 * i) & 0x3f}; 0 and 1 for bool. */
  static Tensor filled(DType dtype, int seed, long... sizes) {
    StridedArray a = StridedArray.allocate(dtype, Shape.of(sizes));
    MemorySegment bytes = a.storage().segment();
    for (long i = 0; i < bytes.byteSize(); i++) {
      long b = seed + 7 * i;
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (dtype == DType.BOOL ? b & 1 : b & 0x3f));
    }
    return new Tensor(a);
  }

  static Tensor floats(float... values) {
    return new Tensor(
        new StridedArray(
            Storage.ofArray(values, 4L * values.length),
            DType.FLOAT32,
            Layout.contiguous(Shape.of(values.length))));
  }

  static Tensor view(Tensor of, long[] sizes, long[] strides, long offset) {
    return new Tensor(TensorState.array(of).with(Layout.of(Shape.of(sizes), strides, offset)));
  }

  static Storage storage(Tensor t) {
    return TensorState.array(t).storage();
  }

  /** The elements, row-major, as hexadecimal little-endian bytes. */
  static String hex(Tensor t) {
    StridedArray a = TensorState.array(t);
    MemorySegment from = a.storage().segment();
    int size = a.dtype().byteSize();
    byte[] out = new byte[Math.toIntExact(a.numel() * size)];
    for (int i = 0; i < a.numel(); i++) {
      long at = a.layout().offset();
      long rest = i;
      for (int d = a.layout().dim() - 1; d >= 0; d--) {
        at += rest % a.layout().size(d) * a.layout().stride(d);
        rest /= a.layout().size(d);
      }
      MemorySegment.copy(from, at * size, MemorySegment.ofArray(out), (long) i * size, size);
    }
    return HexFormat.of().formatHex(out);
  }
}
