package org.torch4j.nn;

import org.torch4j.Tensor;

/** What the dropouts share: a probability, and that they do nothing in evaluation. */
public abstract class DropoutNd extends Module {
  private final double p;
  private final boolean inplace;

  DropoutNd(double p, boolean inplace) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "dropout probability has to be between 0 and 1, but got " + PythonText.of(p));
    }
    this.p = p;
    this.inplace = inplace;
  }

  /** The function of one kind of dropout. */
  abstract Tensor drop(Tensor input, double p, boolean training);

  @Override
  public Tensor forward(Tensor input) {
    Tensor output = drop(input, p, isTraining());
    return inplace && isTraining() ? input.copy_(output) : output;
  }

  @Override
  public String extraRepr() {
    return "p=" + PythonText.of(p) + ", inplace=" + PythonText.of(inplace);
  }
}
