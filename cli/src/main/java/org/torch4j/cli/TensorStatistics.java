package org.torch4j.cli;

import java.util.Locale;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** Smallest, largest and mean element of a tensor, and how many are no numbers. */
final class TensorStatistics {
  private static final long PIECE = 1 << 20;

  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private double sum;
  private long finite;
  private long nans;
  private long infinities;

  private TensorStatistics() {}

  /** One line about {@code tensor}; complex elements count by their magnitude. */
  static String line(Tensor tensor) {
    TensorStatistics all = new TensorStatistics();
    try (var off = Torch.noGrad()) {
      Tensor real = tensor.isComplex() ? tensor.abs() : tensor;
      Tensor flat = real.reshape(-1);
      for (long at = 0; at < flat.numel(); at += PIECE) {
        long n = Math.min(PIECE, flat.numel() - at);
        for (double x : flat.narrow(0, at, n).to(DType.FLOAT64).toDoubleArray()) {
          all.add(x);
        }
      }
    }
    return all.text();
  }

  private void add(double x) {
    if (Double.isNaN(x)) {
      nans++;
      return;
    }
    smallest = Math.min(smallest, x);
    largest = Math.max(largest, x);
    if (Double.isInfinite(x)) {
      infinities++;
    } else {
      finite++;
      sum += x;
    }
  }

  private String text() {
    String numbers =
        smallest > largest
            ? "no numbers"
            : String.format(
                Locale.ROOT,
                "min %.6g  max %.6g  mean %.6g",
                smallest,
                largest,
                finite == 0 ? Double.NaN : sum / finite);
    return numbers
        + (nans > 0 ? "  NaN " + nans : "  no NaN")
        + (infinities > 0 ? "  infinite " + infinities : "");
  }
}
