package org.torch4j.op.family;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.Function;

/** Values that depend on a tensor, but in steps: it takes part in the graph with gradient 0. */
final class ZeroGradient extends Function {
  private ZeroGradient() {}

  /** The value, whose gradient by {@code source} is 0. */
  static Tensor of(Tensor value, Tensor source) {
    return new ZeroGradient().apply(value.detach(), source);
  }

  @Override
  protected Tensor[] forward(Context context, Tensor... inputs) {
    context.saveForBackward(inputs[1]);
    return new Tensor[] {inputs[0]};
  }

  @Override
  protected Tensor[] backward(Context context, Tensor... gradients) {
    return new Tensor[] {gradients[0], Torch.zerosLike(context.savedTensor(0))};
  }
}
