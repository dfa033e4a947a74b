package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.type.ShapeException;

/**
 * The older local response normalisation over {@code [N, C, H, W]}, {@code torch.nn.CrossMapLRN2d}.
 * It differs from {@link LocalResponseNorm} for even sizes, where it sees one channel less but
 * divides by {@code size} all the same.
 */
public class CrossMapLRN2d extends Module {
  private final long size;
  private final double alpha;
  private final double beta;
  private final double k;

  /** Over {@code size} channels, with alpha 1e-4, beta 0.75 and k 1. */
  public CrossMapLRN2d(long size) {
    this(size, 1e-4, 0.75, 1);
  }

  /** Over {@code size} channels, with these constants. */
  public CrossMapLRN2d(long size, double alpha, double beta, double k) {
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  @Override
  public Tensor forward(Tensor input) {
    if (input.dim() != 4) {
      throw new ShapeException("CrossMapLRN2d: expected [N, C, H, W], got " + input.shape());
    }
    long seen = (size - 1) / 2 * 2 + 1;
    return F.localResponseNorm(input, seen, alpha * seen / size, beta, k);
  }

  @Override
  public String extraRepr() {
    return size
        + ", alpha="
        + PythonText.of(alpha)
        + ", beta="
        + PythonText.of(beta)
        + ", k="
        + PythonText.shortest(k);
  }
}
