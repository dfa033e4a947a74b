package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;

/** {@code x * sigmoid(x)} of each element, {@code torch.nn.SiLU}. */
public class SiLU extends Module {
  private final boolean inplace;

  /** Gives a new tensor. */
  public SiLU() {
    this(false);
  }

  /** Writes into its input if {@code inplace}. */
  public SiLU(boolean inplace) {
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    return inplace ? Activations.SILU.callInPlace(input) : F.silu(input);
  }

  @Override
  public String extraRepr() {
    return inplace ? "inplace=True" : "";
  }
}
