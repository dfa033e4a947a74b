package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/** A parameter or buffer whose shape is not known yet. */
sealed interface Uninitialized permits UninitializedParameter, UninitializedBuffer {
  /** Whether the shape has been given. */
  boolean isMaterialized();

  /** Takes memory of this shape, which is not set to anything. */
  void materialize(long... shape);

  /** Another that waits for its shape, with the dtype and on the device of {@code values}. */
  Tensor another(Tensor values);

  /** Whether the shape of {@code tensor} is still to come. */
  static boolean isOpen(@Nullable Tensor tensor) {
    return tensor instanceof Uninitialized u && !u.isMaterialized();
  }

  /** Gives the shape to a tensor that waits for one. */
  static void settle(@Nullable Tensor tensor, long... shape) {
    if (tensor instanceof Uninitialized u && !u.isMaterialized()) {
      u.materialize(shape);
    }
  }

  /** Memory of this shape, of the dtype and on the device that the tensor was moved to. */
  static void take(Tensor tensor, boolean materialized, long... shape) {
    if (materialized) {
      throw new IllegalStateException(
          "materialize: it has the shape " + tensor.shape() + " already");
    }
    tensor.setData(Torch.empty(Shape.of(shape), tensor.dtype()).to(tensor.device()));
  }
}
