package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/** Kernels that move elements without looking at them. */
final class MoveKernels {
  private MoveKernels() {}

  static void register(KernelTable table) {
    table.add("cat", MoveKernels::cat);
    table.add("flip", MoveKernels::flip);
    table.add("roll", MoveKernels::roll);
    table.add("tril", call -> triangle(call, true));
    table.add("triu", call -> triangle(call, false));
    table.add("constant_pad_nd", MoveKernels::pad);
  }

  private static void cat(KernelCall call) {
    StridedArray out = call.output(0);
    int dims = out.layout().dim();
    int dim = Shape.normalizeDim(call.longValue(1), dims, "cat");
    long at = 0;
    for (@Nullable StridedArray part : call.arrays(0)) {
      // PyTorch lets an empty vector stand beside tensors of any rank.
      if (part != null && part.layout().dim() == dims) {
        long size = part.layout().size(dim);
        DeviceArrays.convert(out.with(out.layout().slice(dim, at, size, 1)), part);
        at += size;
      }
    }
  }

  private static void flip(KernelCall call) {
    StridedArray self = call.array(0);
    Layout layout = self.layout();
    for (long d : call.longs(1)) {
      int dim = Shape.normalizeDim(d, layout.dim(), "flip");
      if (layout.dim() > 0 && layout.size(dim) > 1) {
        layout = layout.slice(dim, layout.size(dim) - 1, layout.size(dim), -1);
      }
    }
    DeviceArrays.copy(call.output(0), self.with(layout));
  }

  private static void roll(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    long[] shifts = call.longs(1);
    long[] dims = call.longs(2);
    if (self.numel() == 0) {
      return;
    }
    try (Temporaries t = new Temporaries()) {
      if (dims.length == 0) {
        // Without dimensions the flattened tensor is rotated.
        Layout flat = Layout.contiguous(Shape.of(self.numel()));
        StridedArray rows = t.rows(self);
        Layout own = Layout.of(flat.shape(), flat.strides(), rows.layout().offset());
        rotate(rows.with(own), out.with(flat), shifts.clone(), 0);
        return;
      }
      int rank = self.layout().dim();
      long[] byDim = new long[rank];
      for (int i = 0; i < dims.length && rank > 0; i++) {
        byDim[Shape.normalizeDim(dims[i], rank, "roll")] += shifts[i];
      }
      rotate(self, out, byDim, 0);
    }
  }

  /** Copies with dimensions {@code dim} and later rotated by their shifts. */
  private static void rotate(StridedArray from, StridedArray to, long[] shifts, int dim) {
    int d = dim;
    while (d < from.layout().dim() && Math.floorMod(shifts[d], from.layout().size(d)) == 0) {
      d++;
    }
    if (d == from.layout().dim()) {
      DeviceArrays.copy(to, from);
      return;
    }
    long size = from.layout().size(d);
    long shift = Math.floorMod(shifts[d], size);
    long rest = size - shift;
    rotate(slice(from, d, 0, rest), slice(to, d, shift, rest), shifts, d + 1);
    rotate(slice(from, d, rest, shift), slice(to, d, 0, shift), shifts, d + 1);
  }

  private static StridedArray slice(StridedArray a, int dim, long start, long length) {
    return a.with(a.layout().slice(dim, start, length, 1));
  }

  private static void triangle(KernelCall call, boolean lower) {
    StridedArray out = call.output(0);
    int dims = out.layout().dim();
    try (Temporaries t = new Temporaries()) {
      StridedArray self = t.rows(call.array(0));
      Work.of("triangle", out)
          .bytes(out.dtype())
          .array(out)
          .array(self)
          .longs(
              out.numel(),
              out.layout().size(dims - 2),
              out.layout().size(dims - 1),
              call.longValue(1))
          .flag(lower)
          .run(out.numel());
    }
  }

  private static void pad(KernelCall call) {
    StridedArray self = call.array(0);
    StridedArray out = call.output(0);
    long[] pad = call.longs(1);
    if (out.numel() == 0) {
      return;
    }
    Layout from = self.layout();
    Layout to = out.layout();
    fill(out, call.scalar(2));
    for (int i = 0; i < pad.length / 2; i++) {
      int dim = from.dim() - 1 - i;
      long before = pad[2 * i];
      long cut = Math.max(0, -before);
      long length = from.size(dim) - cut - Math.max(0, -pad[2 * i + 1]);
      if (length < 1) {
        return;
      }
      from = from.slice(dim, cut, length, 1);
      to = to.slice(dim, Math.max(0, before), length, 1);
    }
    DeviceArrays.copy(out.with(to), self.with(from));
  }

  /** Writes one number over a row-major array. */
  static void fill(StridedArray out, Scalar value) {
    long[] bits = bits(out.dtype(), value);
    Work.of("fill", out)
        .bytes(out.dtype())
        .array(out)
        .longs(out.numel(), bits[0], bits[1])
        .run(out.numel());
  }

  /** The bytes of an element of this value. */
  static long[] bits(DType dtype, Scalar value) {
    double re = value.doubleValue();
    double im = value.imaginary();
    return switch (dtype) {
      case BOOL -> new long[] {re != 0 || im != 0 ? 1 : 0, 0};
      case UINT8, INT8, INT16, INT32, INT64 -> new long[] {value.longValue(), 0};
      case FLOAT16 -> new long[] {Float.floatToFloat16((float) re) & 0xFFFF, 0};
      case BFLOAT16 ->
          new long[] {
            Float.floatToRawIntBits((float) org.torch4j.expr.Evaluate.cast(re, dtype)) >>> 16, 0
          };
      case FLOAT32 -> new long[] {Float.floatToRawIntBits((float) re), 0};
      case FLOAT64 -> new long[] {Double.doubleToRawLongBits(re), 0};
      case COMPLEX32 ->
          new long[] {
            Float.floatToFloat16((float) re) & 0xFFFF
                | (long) Float.floatToFloat16((float) im) << 16,
            0
          };
      case COMPLEX64 ->
          new long[] {
            Float.floatToRawIntBits((float) re) & 0xFFFFFFFFL
                | (long) Float.floatToRawIntBits((float) im) << 32,
            0
          };
      case COMPLEX128 ->
          new long[] {Double.doubleToRawLongBits(re), Double.doubleToRawLongBits(im)};
    };
  }
}
