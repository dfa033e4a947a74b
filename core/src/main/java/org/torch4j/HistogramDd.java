package org.torch4j;

import java.util.List;

/**
 * Counts in boxes, what {@code torch.histogramdd} returns.
 *
 * @param hist counts or weights, one dimension for each coordinate
 * @param binEdges the edges along each of them
 */
public record HistogramDd(Tensor hist, List<Tensor> binEdges) {
  /** Keeps a copy of the list. */
  public HistogramDd {
    binEdges = List.copyOf(binEdges);
  }
}
