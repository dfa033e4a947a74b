package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * A parameter whose shape is not known yet, {@code torch.nn.parameter.UninitializedParameter}: it
 * has no elements until {@link #materialize} gives it a shape, and stays the same object then.
 * {@code Module.to} may convert and move it before.
 */
public final class UninitializedParameter extends Parameter implements Uninitialized {
  private boolean materialized;

  /** A parameter that waits for its shape. */
  public UninitializedParameter() {
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
  public UninitializedParameter another(Tensor values) {
    UninitializedParameter other = new UninitializedParameter();
    other.setData(values);
    return other;
  }

  @Override
  public String toString() {
    return materialized ? super.toString() : "<UninitializedParameter>";
  }
}
