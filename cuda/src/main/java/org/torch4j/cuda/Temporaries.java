package org.torch4j.cuda;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Arrays that a kernel needs on its way; their memory returns when it is through. */
final class Temporaries implements AutoCloseable {
  private final List<Storage> owned = new ArrayList<>();

  /** A row-major array beside {@code near}, not initialised. */
  StridedArray fresh(StridedArray near, DType dtype, Shape shape) {
    Storage storage =
        DeviceArrays.allocate(
            near.storage().device(), Storage.byteSize(dtype, Math.max(1, shape.numel())));
    owned.add(storage);
    return new StridedArray(storage, dtype, Layout.contiguous(shape));
  }

  /** A row-major array of {@code n} elements. */
  StridedArray fresh(StridedArray near, DType dtype, long n) {
    return fresh(near, dtype, Shape.of(n));
  }

  /** The array itself if it is row-major, else a copy. */
  StridedArray rows(StridedArray a) {
    if (a.isContiguous()) {
      return a;
    }
    StridedArray copy = fresh(a, a.dtype(), a.shape());
    DeviceArrays.copy(copy, a);
    return copy;
  }

  /** The array in another dtype, row-major; itself if it is that already. */
  StridedArray converted(StridedArray a, DType dtype) {
    if (a.dtype() == dtype) {
      return rows(a);
    }
    StridedArray copy = fresh(a, dtype, a.shape());
    DeviceArrays.convert(copy, a);
    return copy;
  }

  @Override
  public void close() {
    owned.forEach(Storage::release);
  }
}
