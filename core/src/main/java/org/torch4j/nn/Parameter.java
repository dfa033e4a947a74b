package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.TensorState;

/**
 * A tensor that a module learns, {@code torch.nn.Parameter}: a field of this kind is listed by
 * {@link Module#parameters()} and saved by {@link Module#stateDict()}.
 */
public class Parameter extends Tensor {
  /** A parameter over the memory of {@code data}, which collects gradients. */
  public Parameter(Tensor data) {
    this(data, true);
  }

  /**
   * A parameter over the memory of {@code data}.
   *
   * @param requiresGrad whether it collects gradients; integers can't
   */
  public Parameter(Tensor data, boolean requiresGrad) {
    super(TensorState.array(data));
    requiresGrad_(requiresGrad);
  }

  /** The values under the heading that PyTorch gives a parameter. */
  @Override
  public String toString() {
    return "Parameter containing:\n" + super.toString();
  }
}
