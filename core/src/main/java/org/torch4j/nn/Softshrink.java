package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * {@code x} moved towards 0 by {@code lambd}, 0 if it comes that far, {@code torch.nn.Softshrink}.
 */
public class Softshrink extends Module {
  private final double lambd;

  /** With {@code lambd} 0.5. */
  public Softshrink() {
    this(0.5);
  }

  /** With this {@code lambd}. */
  public Softshrink(double lambd) {
    if (!(lambd >= 0)) {
      throw new IllegalArgumentException(
          "Softshrink: lambd must not be negative, got " + PythonText.of(lambd));
    }
    this.lambd = lambd;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.softshrink(input, lambd);
  }

  @Override
  public String extraRepr() {
    return PythonText.shortest(lambd);
  }
}
