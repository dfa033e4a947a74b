package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * A buffer whose shape is not known yet, {@code torch.nn.parameter.UninitializedBuffer}: it has no
 * elements until {@link #materialize} gives it a shape, and stays the same object then. {@code
 * Module.to} may convert and move it before.
 */
public final class UninitializedBuffer extends Buffer implements Uninitialized {
  private boolean materialized;

  /** A buffer that waits for its shape. */
  public UninitializedBuffer() {
    super(Torch.empty(0));
  }

  /** Whether the shape has been given. */
  @Override
  public boolean isMaterialized() {
    return materialized;
  }

  /**
   * Takes memory of this shape, which is not set to anything.
   *
   * @throws IllegalStateException if it has a shape
   */
  @Override
  public void materialize(long... shape) {
    Uninitialized.take(this, materialized, shape);
    materialized = true;
  }

  @Override
  public UninitializedBuffer another(Tensor values) {
    UninitializedBuffer other = new UninitializedBuffer();
    other.setData(values);
    return other;
  }

  @Override
  public String toString() {
    return materialized ? super.toString() : "<UninitializedBuffer>";
  }
}
