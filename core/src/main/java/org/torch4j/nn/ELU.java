package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;
import org.torch4j.type.Scalar;

/** {@code x} where it is positive, {@code alpha * (exp(x) - 1)} elsewhere, {@code torch.nn.ELU}. */
public class ELU extends Module {
  private final double alpha;
  private final boolean inplace;

  /** With {@code alpha} 1.0. */
  public ELU() {
    this(1.0);
  }

  /** With this {@code alpha}. */
  public ELU(double alpha) {
    this(alpha, false);
  }

  /** Writes into its input if {@code inplace}. */
  public ELU(double alpha, boolean inplace) {
    this.alpha = alpha;
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    return inplace
        ? Activations.ELU.callInPlace(input, Scalar.of(alpha), Scalar.ONE, Scalar.ONE)
        : F.elu(input, alpha);
  }

  @Override
  public String extraRepr() {
    return "alpha=" + PythonText.of(alpha) + (inplace ? ", inplace=True" : "");
  }
}
