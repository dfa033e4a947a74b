package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.op.family.Activations;
import org.torch4j.type.Scalar;

/**
 * {@code x} where it is positive, {@code a * x} elsewhere, {@code torch.nn.RReLU} (Xu et al.,
 * 2015): {@code a} is drawn for each element in training and the middle of its range in evaluation.
 */
public class RReLU extends Module {
  private final double lower;
  private final double upper;
  private final boolean inplace;

  /** With slopes from 1/8 to 1/3. */
  public RReLU() {
    this(1.0 / 8, 1.0 / 3);
  }

  /** With slopes between these. */
  public RReLU(double lower, double upper) {
    this(lower, upper, false);
  }

  /** Writes into its input if {@code inplace}. */
  public RReLU(double lower, double upper, boolean inplace) {
    this.lower = lower;
    this.upper = upper;
    this.inplace = inplace;
  }

  @Override
  public Tensor forward(Tensor input) {
    return inplace
        ? Activations.RRELU.callInPlace(
            input, Scalar.of(lower), Scalar.of(upper), isTraining(), null)
        : F.rrelu(input, lower, upper, isTraining());
  }

  @Override
  public String extraRepr() {
    return "lower="
        + PythonText.of(lower)
        + ", upper="
        + PythonText.of(upper)
        + (inplace ? ", inplace=True" : "");
  }
}
