package org.torch4j.testing.conformance;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.testing.GoldenTensor;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Tensors made and read byte by byte, so that no op that is looked at takes part. */
final class TensorBytes {
  private TensorBytes() {}

  /** The dtype of that PyTorch name; a {@link CaseFailure} if it is unknown here. */
  static DType dtype(String name) {
    for (DType d : DType.values()) {
      if (d.torchName().equals(name)) {
        return d;
      }
    }
    throw new CaseFailure("dtype " + name + " is not supported");
  }

  /** A row-major tensor in memory of its own. */
  static Tensor tensor(GoldenTensor golden) {
    StridedArray a = StridedArray.allocate(dtype(golden.dtype()), Shape.of(golden.sizes()));
    byte[] bytes = golden.toByteArray();
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, a.storage().segment(), 0, bytes.length);
    a.storage().fence();
    return new Tensor(a);
  }

  /** The same values in memory that is laid out like this. */
  static Tensor tensor(GoldenTensor golden, List<Long> strides, long offset) {
    long[] steps = strides.stream().mapToLong(Long::longValue).toArray();
    Layout layout = Layout.of(Shape.of(golden.sizes()), steps, offset);
    DType dtype = dtype(golden.dtype());
    StridedArray memory = StridedArray.allocate(dtype, Shape.of(Math.max(layout.end(), offset)));
    MemorySegment to = memory.storage().segment();
    MemorySegment from = MemorySegment.ofArray(golden.toByteArray());
    int size = dtype.byteSize();
    for (long i = 0; i < layout.numel(); i++) {
      MemorySegment.copy(from, i * size, to, place(layout, i) * size, size);
    }
    memory.storage().fence();
    return new Tensor(memory.with(layout));
  }

  /** A window on the memory of a flat tensor. */
  static Tensor window(Tensor flat, List<Long> shape, List<Long> strides, long offset) {
    return new Tensor(
        TensorState.array(flat)
            .with(
                Layout.of(
                    Shape.of(shape.stream().mapToLong(Long::longValue).toArray()),
                    strides.stream().mapToLong(Long::longValue).toArray(),
                    offset)));
  }

  private static long place(Layout layout, long i) {
    long at = layout.offset();
    long rest = i;
    for (int d = layout.dim() - 1; d >= 0; d--) {
      at += rest % layout.size(d) * layout.stride(d);
      rest /= layout.size(d);
    }
    return at;
  }

  /** The elements in row-major order. */
  static GoldenTensor read(Tensor tensor) {
    Tensor t = tensor.device().equals(Device.CPU) ? tensor : tensor.detach().to(Device.CPU);
    StridedArray a = TensorState.array(t);
    int size = a.dtype().byteSize();
    byte[] bytes = new byte[Math.toIntExact(a.numel() * size)];
    MemorySegment from = a.storage().segment();
    MemorySegment to = MemorySegment.ofArray(bytes);
    for (long i = 0; i < a.numel(); i++) {
      MemorySegment.copy(from, place(a.layout(), i) * size, to, i * size, size);
    }
    a.storage().fence();
    List<Long> shape = Arrays.stream(a.shape().toArray()).boxed().collect(Collectors.toList());
    return new GoldenTensor(a.dtype().torchName(), shape, bytes);
  }

  /** Where element {@code k} of a row-major tensor is, as text. */
  static String index(List<Long> shape, long k) {
    @Nullable Long[] index = new Long[shape.size()];
    long rest = k;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % shape.get(d);
      rest /= shape.get(d);
    }
    return Arrays.toString(index);
  }
}
