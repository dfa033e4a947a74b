package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code x} times the normal distribution function of {@code x}, {@code torch.nn.GELU} (Hendrycks
 * and Gimpel, 2016).
 */
public class GELU extends Module {
  private final String approximate;

  /** The exact function. */
  public GELU() {
    this("none");
  }

  /** The exact function for {@code none}, an approximation by tanh for {@code tanh}. */
  public GELU(String approximate) {
    this.approximate = approximate;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.gelu(input, approximate);
  }

  @Override
  public String extraRepr() {
    return "approximate=" + PythonText.of(approximate);
  }
}
