package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Counts of values in bins. None of them has a gradient. */
public final class Histograms {
  private static final String RESULT = " -> (Tensor hist, Tensor bin_edges)";

  private static final KernelOp HISTC_COUNTS =
      kernel(
              "histc_counts(Tensor self, float min, float max, int bins) -> Tensor",
              a -> new KernelOp.Spec(a.tensor("self").dtype(), Shape.of(a.integer("bins"))))
          .notDifferentiable();

  private static final KernelOp COUNTS =
      kernel(
              "histogram_counts(Tensor self, Tensor[] edges, Tensor? weight) -> Tensor",
              a -> {
                Tensor[] edges = a.tensors("edges");
                long[] sizes = new long[edges.length];
                Arrays.setAll(sizes, i -> edges[i].size(0) - 1);
                return new KernelOp.Spec(a.tensor("self").dtype(), Shape.of(sizes));
              })
          .notDifferentiable();

  public static final CompositeOp HISTC =
      composite(
          "histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor",
          Histograms::histc);

  public static final CompositeOp HISTOGRAM_EDGES =
      compositeAll(
          "histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None,"
              + " bool density=False)"
              + RESULT,
          a -> histogram(a, List.of(a.tensor("bins"))));

  public static final CompositeOp HISTOGRAM =
      compositeAll(
          "histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None,"
              + " Tensor? weight=None, bool density=False)"
              + RESULT,
          a -> {
            Tensor flat = a.tensor("self").detach().reshape(-1, 1);
            double[] range = (double[]) a.get("range");
            return histogram(a, edges(flat, new long[] {a.integer("bins")}, range, a.op()));
          });

  public static final CompositeOp BINCOUNT =
      composite(
          "bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor",
          Histograms::bincount);

  private Histograms() {}

  private static Tensor histc(Args a) {
    Tensor self = a.tensor("self").detach();
    long bins = a.integer("bins");
    if (bins <= 0) {
      throw new IllegalArgumentException("histc: bins must be positive, got " + bins);
    }
    if (!self.dtype().isFloatingPoint()) {
      throw new DTypeException("histc: expected a floating-point tensor, got " + self.dtype());
    }
    double min = a.scalar("min").doubleValue();
    double max = a.scalar("max").doubleValue();
    if (min == max && self.numel() > 0) {
      min = self.min().item();
      max = self.max().item();
    }
    if (min == max) {
      min -= 1;
      max += 1;
    }
    checkRange(min, max, "histc");
    return HISTC_COUNTS.call(self.reshape(-1), min, max, bins);
  }

  private static void checkRange(double min, double max, String op) {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new IllegalArgumentException(
          op + ": the range must be finite and ascending, got [" + min + ", " + max + "]");
    }
  }

  /** Equally wide bins for each column of a matrix, over its values unless {@code range} says. */
  private static List<Tensor> edges(
      Tensor rows, long[] bins, double @Nullable [] range, String op) {
    if (range != null && range.length != 2 * bins.length) {
      throw new IllegalArgumentException(
          op
              + ": range must have two numbers for each of "
              + bins.length
              + " dimensions, got "
              + range.length);
    }
    List<Tensor> all = new ArrayList<>();
    for (int d = 0; d < bins.length; d++) {
      if (bins[d] <= 0) {
        throw new IllegalArgumentException(op + ": bins must be positive, got " + bins[d]);
      }
      double min = 0;
      double max = 1;
      if (range != null) {
        min = range[2 * d];
        max = range[2 * d + 1];
      } else if (rows.numel() > 0) {
        Tensor column = rows.select(1, d);
        min = column.min().item();
        max = column.max().item();
      }
      checkRange(min, max, op);
      if (min == max) {
        min -= 0.5;
        max += 0.5;
      }
      all.add(Torch.linspace(min, max, bins[d] + 1, rows.dtype()).to(rows.device()));
    }
    return all;
  }

  private static Tensor[] histogram(Args a, List<Tensor> edges) {
    Tensor self = a.tensor("self").detach();
    return new Tensor[] {
      counts(self.reshape(-1, 1), edges, a.tensorOrNull("weight"), a.flag("density"), a.op()),
      edges.get(0)
    };
  }

  private static Tensor counts(
      Tensor rows, List<Tensor> edges, @Nullable Tensor weight, boolean density, String op) {
    if (rows.dtype() != DType.FLOAT32 && rows.dtype() != DType.FLOAT64) {
      throw new DTypeException(op + ": expected float32 or float64, got " + rows.dtype());
    }
    for (Tensor e : edges) {
      if (e.dim() != 1 || e.numel() < 2 || e.dtype() != rows.dtype()) {
        throw new ShapeException(
            op
                + ": edges must have one dimension, two elements and the dtype "
                + rows.dtype()
                + ", got "
                + e.dtype()
                + " of shape "
                + e.shape());
      }
    }
    Tensor flat = weight == null ? null : weight.detach().reshape(-1);
    if (flat != null && (flat.numel() != rows.size(0) || flat.dtype() != rows.dtype())) {
      throw new ShapeException(
          op
              + ": weight must have one number of dtype "
              + rows.dtype()
              + " for each of "
              + rows.size(0)
              + " values, got "
              + flat.dtype()
              + " of shape "
              + flat.shape());
    }
    Tensor hist = COUNTS.call(rows, edges.toArray(new Tensor[0]), flat);
    if (!density) {
      return hist;
    }
    hist = hist.div(hist.sum());
    for (int d = 0; d < edges.size(); d++) {
      long n = edges.get(d).size(0) - 1;
      Tensor width = edges.get(d).narrow(0, 1, n).sub(edges.get(d).narrow(0, 0, n));
      long[] sizes = new long[edges.size()];
      Arrays.fill(sizes, 1);
      sizes[d] = n;
      hist = hist.div(width.reshape(sizes));
    }
    return hist;
  }

  /** The counts in boxes and the edges of each dimension, {@code torch.histogramdd}. */
  public static Tensor histogramdd(
      Tensor self, List<Tensor> edges, @Nullable Tensor weight, boolean density) {
    Tensor rows = rows(self, edges.size());
    return counts(rows, edges, weight, density, "histogramdd");
  }

  /** Edges of equally wide bins in each dimension. */
  public static List<Tensor> edges(Tensor self, long[] bins, double @Nullable [] range) {
    return edges(rows(self, bins.length), bins, range, "histogramdd");
  }

  private static Tensor rows(Tensor self, int dims) {
    if (self.dim() < 2 || self.size(-1) != dims) {
      throw new ShapeException(
          "histogramdd: expected at least two dimensions, the last of size "
              + dims
              + " as there are bins, got shape "
              + self.shape());
    }
    return self.detach().flatten(0, -2);
  }

  private static Tensor bincount(Args a) {
    Tensor self = a.tensor("self");
    Tensor weights = a.tensorOrNull("weights");
    long least = a.integer("minlength");
    if (!self.dtype().isIntegral() || self.dtype() == DType.BOOL || self.dim() != 1) {
      throw new DTypeException(
          "bincount: expected integers in one dimension, got "
              + self.dtype()
              + " of shape "
              + self.shape());
    }
    if (least < 0) {
      throw new IllegalArgumentException("bincount: minlength must not be negative, got " + least);
    }
    if (weights != null && !weights.shape().equals(self.shape())) {
      throw new ShapeException(
          "bincount: weights must have the shape "
              + self.shape()
              + " of the input, got "
              + weights.shape());
    }
    long bins = least;
    if (self.numel() > 0) {
      long min = self.min().itemLong();
      if (min < 0) {
        throw new IllegalArgumentException("bincount: elements must not be negative, got " + min);
      }
      bins = Math.max(bins, self.max().itemLong() + 1);
    }
    DType type =
        weights == null
            ? DType.INT64
            : weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    Tensor source =
        weights == null
            ? Torch.ones(Shape.SCALAR, DType.INT64).expand(self.shape().toArray())
            : weights.detach().to(DType.FLOAT64);
    Tensor sums = Torch.zeros(Shape.of(bins), source.dtype());
    return Indexing.SCATTER_ADD_.call(sums, 0L, self.to(DType.INT64), source).to(type);
  }
}
