package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * One half of a dimension times the sigmoid of the other, {@code torch.nn.GLU} (Dauphin et al.,
 * 2017).
 */
public class GLU extends Module {
  private final int dim;

  /** Splits the last dimension. */
  public GLU() {
    this(-1);
  }

  /** Splits {@code dim}, whose size must be even; negative counts from the end. */
  public GLU(int dim) {
    this.dim = dim;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.glu(input, dim);
  }

  @Override
  public String extraRepr() {
    return "dim=" + dim;
  }
}
