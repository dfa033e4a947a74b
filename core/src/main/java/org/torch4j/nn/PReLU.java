package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * {@code x} where it is positive, {@code weight * x} elsewhere, with a weight that is learned,
 * {@code torch.nn.PReLU} (He et al., 2015).
 */
public class PReLU extends Module {
  private final long numParameters;
  private final double init;

  /** The slopes, {@code [numParameters]}. */
  public Parameter weight;

  /** One slope for all, at first 0.25. */
  public PReLU() {
    this(1);
  }

  /** One slope for all or one for each channel (dimension 1), at first 0.25. */
  public PReLU(long numParameters) {
    this(numParameters, 0.25);
  }

  /** One slope for all or one for each channel (dimension 1), at first {@code init}. */
  public PReLU(long numParameters, double init) {
    this.numParameters = numParameters;
    this.init = init;
    weight = new Parameter(Torch.empty(numParameters));
    Init.constant_(weight, init);
  }

  /** Sets the slopes to what they were at first. */
  public void resetParameters() {
    Init.constant_(weight, init);
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.prelu(input, weight);
  }

  @Override
  public String extraRepr() {
    return "num_parameters=" + numParameters;
  }
}
