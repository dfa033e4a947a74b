package org.torch4j.nn;

import org.torch4j.op.family.Activations;

/** {@code x} above a threshold, {@code value} elsewhere, {@code torch.nn.Threshold}. */
public class Threshold extends Activation {
  /** With this threshold and this value for what is not above it. */
  public Threshold(double threshold, double value) {
    this(threshold, value, false);
  }

  /** Writes into its input if {@code inplace}. */
  public Threshold(double threshold, double value, boolean inplace) {
    super(
        Activations.THRESHOLD,
        inplace,
        "threshold=" + PythonText.of(threshold) + ", value=" + PythonText.of(value),
        threshold,
        value);
  }
}
