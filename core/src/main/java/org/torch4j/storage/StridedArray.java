package org.torch4j.storage;

import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Elements of one type in a storage, seen through a layout: what kernels and backends work on. It
 * knows nothing of autograd.
 *
 * @param storage where the elements are
 * @param dtype their type
 * @param layout how indices map to them
 */
public record StridedArray(Storage storage, DType dtype, Layout layout) {
  /** Checks that every index stays inside the storage: the one guard between layouts and memory. */
  public StridedArray {
    if (layout.numel() != 0
        && (layout.begin() < 0 || layout.end() * dtype.byteSize() > storage.byteSize())) {
      throw new ShapeException(
          "layout with " + layout + " reaches outside a storage of "
              + storage.byteSize() / dtype.byteSize() + " " + dtype + " elements");
    }
  }

  /** Fresh uninitialised elements on the CPU, row-major. */
  public static StridedArray allocate(DType dtype, Shape shape) {
    return new StridedArray(
        Storage.allocate(dtype, shape.numel()), dtype, Layout.contiguous(shape));
  }

  /** The sizes. */
  public Shape shape() {
    return layout.shape();
  }

  /** Number of elements. */
  public long numel() {
    return layout.numel();
  }

  /** Whether it is row-major without gaps. */
  public boolean isContiguous() {
    return layout.isContiguous();
  }

  /** The same elements through another layout. */
  public StridedArray with(Layout other) {
    return new StridedArray(storage, dtype, other);
  }
}
