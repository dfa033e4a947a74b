package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x} kept between two values, {@code torch.nn.Hardtanh}. */
public class Hardtanh extends Activation {
  /** Between -1 and 1. */
  public Hardtanh() {
    this(-1, 1);
  }

  /** Between these values. */
  public Hardtanh(double minVal, double maxVal) {
    this(minVal, maxVal, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Hardtanh(double minVal, double maxVal, boolean inplace) {
    super(
        Activations.HARDTANH,
        inplace,
        "min_val=" + PythonText.of(minVal) + ", max_val=" + PythonText.of(maxVal),
        minVal,
        maxVal);
    if (!(maxVal > minVal)) {
      throw new IllegalArgumentException(
          "Hardtanh: max_val must be greater than min_val, got " + minVal + " and " + maxVal);
    }
  }
}
