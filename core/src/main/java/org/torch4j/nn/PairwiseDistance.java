package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The p-norm of the difference of rows, {@code torch.nn.PairwiseDistance}: {@code apply(x1, x2)} of
 * {@code [N, D]} or {@code [D]}.
 */
public class PairwiseDistance extends Module implements DistanceFunction {
  private final double p;
  private final double eps;
  private final boolean keepdim;

  /** The 2-norm. */
  public PairwiseDistance() {
    this(2);
  }

  /** The p-norm. */
  public PairwiseDistance(double p) {
    this(p, 1e-6, false);
  }

  /**
   * The p-norm.
   *
   * @param eps what is added to each difference
   * @param keepdim whether the last dimension stays, with size 1
   */
  public PairwiseDistance(double p, double eps, boolean keepdim) {
    this.p = p;
    this.eps = eps;
    this.keepdim = keepdim;
  }

  @Override
  public Tensor forward(Tensor first, Tensor second) {
    return F.pairwiseDistance(first, second, p, eps, keepdim);
  }
}
