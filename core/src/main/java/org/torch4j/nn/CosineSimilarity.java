package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * The cosine of the angle of two inputs, {@code torch.nn.CosineSimilarity}: {@code apply(x1, x2)}.
 */
public class CosineSimilarity extends Module implements DistanceFunction {
  private final int dim;
  private final double eps;

  /** Along dimension 1. */
  public CosineSimilarity() {
    this(1, 1e-8);
  }

  /** Along {@code dim}; norms count as at least {@code eps}. */
  public CosineSimilarity(int dim, double eps) {
    this.dim = dim;
    this.eps = eps;
  }

  @Override
  public Tensor forward(Tensor first, Tensor second) {
    return F.cosineSimilarity(first, second, dim, eps);
  }
}
