package org.torch4j.nn;

import java.util.Arrays;
import org.torch4j.Tensor;

/** What the paddings share: how much goes before and after each spatial dimension, last first. */
public abstract class PadNd extends Module {
  private final long[] padding;
  private final String mode;
  private final double value;

  PadNd(int dims, String mode, double value, long[] padding) {
    if (padding.length != 1 && padding.length != 2 * dims) {
      throw new IllegalArgumentException(
          moduleName()
              + ": padding must have 1 or "
              + 2 * dims
              + " numbers, got "
              + Arrays.toString(padding));
    }
    this.padding = padding.length == 1 ? Convolution.cube(2 * dims, padding[0]) : padding.clone();
    this.mode = mode;
    this.value = value;
  }

  /** With what goes before and after, {@code [*, spatial...]}; negative numbers cut. */
  @Override
  public Tensor forward(Tensor input) {
    return F.pad(input, padding, mode, value);
  }

  @Override
  public String extraRepr() {
    String sizes = PythonText.tuple(ConvOptions.list(padding));
    return mode.equals("constant") && !moduleName().startsWith("Zero")
        ? "padding=" + sizes + ", value=" + PythonText.of(value)
        : sizes;
  }
}
