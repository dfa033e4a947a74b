package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.TensorState;

/**
 * A tensor that belongs to a module's state and is not learned, {@code torch.nn.Buffer}: running
 * statistics, masks, tables. It moves with the module and, if persistent, is saved with it.
 */
public class Buffer extends Tensor {
  private final boolean persistent;

  /** A persistent buffer over the memory of {@code data}. */
  public Buffer(Tensor data) {
    this(data, true);
  }

  /**
   * A buffer over the memory of {@code data}.
   *
   * @param persistent whether {@link Module#stateDict()} holds it
   */
  public Buffer(Tensor data, boolean persistent) {
    super(TensorState.array(data));
    this.persistent = persistent;
  }

  /** Whether {@link Module#stateDict()} holds it. */
  public boolean isPersistent() {
    return persistent;
  }
}
