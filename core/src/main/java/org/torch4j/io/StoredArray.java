package org.torch4j.io;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * One array of a file whose elements follow each other, as safetensors and npy have them.
 *
 * @param shape its shape
 * @param dtype the type of its elements here
 * @param foreign the type of its elements in the file where that is another one, else null
 * @param order the order of the bytes in the file
 * @param columnMajor whether the first index runs fastest
 */
record StoredArray(
    Shape shape, DType dtype, @Nullable ForeignType foreign, ByteOrder order, boolean columnMajor) {
  private static final int MAX_DIMS = 64;

  /** A shape of a file, checked: {@code bytes} of one element times all sizes must be a long. */
  static Shape shape(long[] sizes, int bytes, ByteSource in) {
    if (sizes.length > MAX_DIMS) {
      throw in.fail("is damaged: an array of " + sizes.length + " dimensions");
    }
    try {
      Shape shape = Shape.of(sizes);
      var _ = Math.multiplyExact(shape.numel(), (long) Math.max(16, bytes));
      return shape;
    } catch (ShapeException | ArithmeticException e) {
      throw in.fail("is damaged: an array with a shape that no memory holds");
    }
  }

  /** How many bytes its elements take in the file. */
  long byteSize() {
    return shape.numel() * (foreign == null ? dtype.byteSize() : foreign.byteSize());
  }

  /**
   * The array whose elements {@code in} has next: a view of {@code file} where it is mapped and
   * {@code in} counts its bytes, a copy otherwise that {@code fill} makes.
   */
  Tensor read(ByteSource in, @Nullable FileContent file, StorageFill fill) {
    in.require(byteSize());
    Storage storage = foreign == null && file != null ? view(in, file) : null;
    if (storage == null && foreign != null) {
      storage = foreign.read(in, shape.numel(), order);
    } else if (storage == null) {
      storage = Storage.allocate(dtype, shape.numel());
      fill.add(storage, dtype, in, order);
    }
    long[] strides = Layout.rowMajorStrides(shape);
    if (columnMajor) {
      long step = 1;
      for (int d = 0; d < strides.length; d++) {
        strides[d] = step;
        step *= Math.max(1, shape.get(d));
      }
    }
    return new Tensor(new StridedArray(storage, dtype, Layout.of(shape, strides, 0)));
  }

  private @Nullable Storage view(ByteSource in, FileContent file) {
    Storage view = file.view(dtype, in.position(), shape.numel(), order);
    if (view != null) {
      in.skip(byteSize());
    }
    return view;
  }
}
