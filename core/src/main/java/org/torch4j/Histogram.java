package org.torch4j;

/**
 * Counts in bins, what {@code torch.histogram} returns.
 *
 * @param hist counts or weights, one for each bin
 * @param binEdges the bins' edges, one more than bins
 */
public record Histogram(Tensor hist, Tensor binEdges) {
  static Histogram of(Tensor[] both) {
    return new Histogram(both[0], both[1]);
  }
}
