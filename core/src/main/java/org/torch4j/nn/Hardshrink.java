package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code x}, but 0 between {@code -lambd} and {@code lambd}, {@code torch.nn.Hardshrink}. */
public class Hardshrink extends Module {
  private final double lambd;

  /** With {@code lambd} 0.5. */
  public Hardshrink() {
    this(0.5);
  }

  /** With this {@code lambd}. */
  public Hardshrink(double lambd) {
    this.lambd = lambd;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.hardshrink(input, lambd);
  }

  @Override
  public String extraRepr() {
    return PythonText.of(lambd);
  }
}
