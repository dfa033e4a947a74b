package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * Divides each channel by a power of its neighbours' squares, {@code torch.nn.LocalResponseNorm}
 * (Krizhevsky et al., 2012): {@code x / (k + alpha * mean of squares)^beta} over {@code [N, C, *]}.
 */
public class LocalResponseNorm extends Module {
  private final long size;
  private final double alpha;
  private final double beta;
  private final double k;

  /** Over {@code size} channels, with alpha 1e-4, beta 0.75 and k 1. */
  public LocalResponseNorm(long size) {
    this(size, 1e-4, 0.75, 1);
  }

  /** Over {@code size} channels, with these constants. */
  public LocalResponseNorm(long size, double alpha, double beta, double k) {
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  @Override
  public Tensor forward(Tensor input) {
    return F.localResponseNorm(input, size, alpha, beta, k);
  }

  @Override
  public String extraRepr() {
    return size
        + ", alpha="
        + PythonText.of(alpha)
        + ", beta="
        + PythonText.of(beta)
        + ", k="
        + PythonText.of(k);
  }
}
