package org.torch4j.nn;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * The older local response normalisation over {@code [N, C, H, W]}, {@code torch.nn.CrossMapLRN2d}.
 * It differs from {@link LocalResponseNorm} as PyTorch's does: for even sizes it sees one channel
 * less but divides by {@code size} all the same, and the first channel counts in the sums of all
 * that do not see it. Gradients are those of what it computes; PyTorch's neglect the latter and
 * look at neighbours one channel off.
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
    return input.mul(sums(input.mul(input)).mul(alpha / size).add(k).pow(-beta));
  }

  /** What each channel is divided by: its neighbours' squares, and those of the first. */
  private Tensor sums(Tensor squares) {
    long side = (size - 1) / 2;
    long channels = squares.size(1);
    Tensor padded = F.pad(squares, 0, 0, 0, 0, side, side);
    Tensor sum = padded.narrow(1, 0, channels);
    for (long i = 1; i <= 2 * side; i++) {
      sum = sum.add(padded.narrow(1, i, channels));
    }
    long from = side + 1;
    if (from >= channels) {
      return sum;
    }
    Tensor first = squares.narrow(1, 0, 1);
    return Torch.cat(
        List.of(sum.narrow(1, 0, from), sum.narrow(1, from, channels - from).add(first)), 1);
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
