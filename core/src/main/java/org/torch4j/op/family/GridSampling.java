package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.S1;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Images read at given places. Codes are ATen's: interpolation 0 bilinear, 1 nearest, 2 bicubic;
 * padding 0 zeros, 1 border, 2 reflection.
 */
public final class GridSampling {
  private static final long NEAREST = 1;
  private static final long BICUBIC = 2;
  private static final long ZEROS = 0;
  private static final long BORDER = 1;

  public static final CompositeOp GRID_SAMPLER =
      composite(
          "grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode,"
              + " bool align_corners) -> Tensor",
          GridSampling::sample);

  public static final CompositeOp AFFINE_GRID_GENERATOR =
      composite(
          "affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor",
          GridSampling::affine);

  /** Places mirrored at {@code low} and at {@code low + span}, as often as it takes. */
  private static final PointwiseOp REFLECT =
      pointwise("reflect_places(Tensor self, float low, float span) -> Tensor", reflected());

  /** Places kept in 0..last; outside and on the borders the gradient is 0. */
  private static final PointwiseOp CLIP =
      pointwise(
          "clip_places(Tensor self, float last) -> Tensor",
          Expr.select(SELF.le(constant(0)), constant(0), Expr.select(SELF.ge(S0), S0, SELF)));

  /** Keys' kernel with slope -0.75 of a distance. */
  private static final PointwiseOp CUBIC_SHARE =
      pointwise("cubic_share(Tensor self) -> Tensor", cubic());

  private GridSampling() {}

  private static Expr reflected() {
    Expr distance = SELF.sub(S0).abs();
    Expr flips = distance.div(S1).floor();
    Expr extra = distance.sub(flips.mul(S1));
    Expr odd = flips.sub(flips.div(constant(2)).floor().mul(constant(2))).ne(constant(0));
    return Expr.select(odd, S1.sub(extra).add(S0), extra.add(S0));
  }

  private static void check(Args a, Tensor input, Tensor grid) {
    int rank = input.dim() - 2;
    boolean fits =
        (rank == 2 || rank == 3)
            && grid.dim() == input.dim()
            && grid.size(0) == input.size(0)
            && grid.size(-1) == rank;
    if (!fits) {
      throw new ShapeException(
          "grid_sampler: expected input [N, C, H, W] with grid [N, Ho, Wo, 2], or both with a depth"
              + " and 3, got "
              + input.shape()
              + " and "
              + grid.shape());
    }
    for (int d = 2; d < input.dim(); d++) {
      if (input.size(d) == 0) {
        throw new ShapeException(
            "grid_sampler: spatial sizes must not be 0, got input " + input.shape());
      }
    }
    if (!input.dtype().isFloatingPoint() || input.dtype() != grid.dtype()) {
      throw new DTypeException(
          "grid_sampler: input and grid must have one floating-point dtype, got "
              + input.dtype()
              + " and "
              + grid.dtype());
    }
    long mode = a.integer("interpolation_mode");
    long padding = a.integer("padding_mode");
    if (mode < 0 || mode > BICUBIC || padding < 0 || padding > 2 || mode == BICUBIC && rank == 3) {
      throw new IllegalArgumentException(
          "grid_sampler: interpolation_mode must be 0, 1 or, for 4 dimensions, 2, padding_mode 0, 1"
              + " or 2, got "
              + mode
              + " and "
              + padding);
    }
  }

  /** One image dimension: where the grid points in it. */
  private static final class Axis {
    final long size;
    final long padding;
    final boolean align;
    final Tensor raw;

    Axis(Tensor grid, long size, long padding, boolean align) {
      this.size = size;
      this.padding = padding;
      this.align = align;
      this.raw = align ? grid.add(1).mul((size - 1) / 2.0) : grid.add(1).mul(size).sub(1).mul(0.5);
    }

    /** Places after padding; what is not finite lies outside. */
    Tensor places(Tensor at) {
      Tensor padded =
          switch ((int) padding) {
            case (int) ZEROS -> at;
            case (int) BORDER -> CLIP.call(at, (double) (size - 1));
            default -> {
              double span = align ? size - 1 : size;
              Tensor mirrored = span == 0 ? at.mul(0) : REFLECT.call(at, align ? 0.0 : -0.5, span);
              yield CLIP.call(mirrored, (double) (size - 1));
            }
          };
      return Torch.where(padded.detach().isfinite(), padded, -100);
    }

    /** Which of the places are inside. */
    Tensor inside(Tensor place) {
      return place.ge(0).logicalAnd(place.le(size - 1));
    }
  }

  /** A tap along one axis: whole places, and the share that they get. */
  private record Tap(Tensor place, Tensor share) {}

  private static Tap[] taps(Axis axis, long mode) {
    if (mode == NEAREST) {
      Tensor place = axis.places(axis.raw).detach().round();
      return new Tap[] {new Tap(place, ZeroGradient.of(Torch.onesLike(place), axis.raw))};
    }
    if (mode == BICUBIC) {
      Tensor base = axis.raw.detach().floor();
      Tensor t = axis.raw.sub(base);
      Tap[] all = new Tap[4];
      for (int k = 0; k < 4; k++) {
        Tensor place = axis.places(base.add(k - 1));
        all[k] = new Tap(place.round(), CUBIC_SHARE.call(t.sub(k - 1)));
      }
      return all;
    }
    Tensor at = axis.places(axis.raw);
    Tensor low = at.detach().floor();
    Tensor share = at.sub(low);
    return new Tap[] {new Tap(low, share.rsub(1)), new Tap(low.add(1), share)};
  }

  private static Expr cubic() {
    double a = -0.75;
    Expr x = SELF.abs();
    Expr near = constant(a + 2).mul(x).sub(constant(a + 3)).mul(x).mul(x).add(constant(1));
    Expr far =
        constant(a)
            .mul(x)
            .sub(constant(5 * a))
            .mul(x)
            .add(constant(8 * a))
            .mul(x)
            .sub(constant(4 * a));
    return Expr.select(x.le(constant(1)), near, far);
  }

  private static Tensor sample(Args a) {
    Tensor input = a.tensor("input");
    Tensor grid = a.tensor("grid");
    check(a, input, grid);
    int rank = input.dim() - 2;
    Axis[] axes = new Axis[rank];
    Tap[][] taps = new Tap[rank][];
    for (int i = 0; i < rank; i++) {
      Tensor along = grid.select(grid.dim() - 1, rank - 1 - i);
      axes[i] =
          new Axis(along, input.size(i + 2), a.integer("padding_mode"), a.flag("align_corners"));
      taps[i] = taps(axes[i], a.integer("interpolation_mode"));
    }
    long[] out = input.shape().toArray();
    System.arraycopy(grid.shape().toArray(), 1, out, 2, rank);
    Tensor flat = input.flatten(2);
    int[] at = new int[rank];
    Tensor result = corner(flat, axes, taps, at);
    while (next(at, taps)) {
      result = result.add(corner(flat, axes, taps, at));
    }
    return result.reshape(out);
  }

  private static boolean next(int[] at, Tap[][] taps) {
    for (int i = at.length - 1; i >= 0; i--) {
      if (++at[i] < taps[i].length) {
        return true;
      }
      at[i] = 0;
    }
    return false;
  }

  /** What one combination of taps adds: [N, C, places]. */
  private static Tensor corner(Tensor flat, Axis[] axes, Tap[][] taps, int[] at) {
    Tap first = taps[0][at[0]];
    Tensor inside = axes[0].inside(first.place);
    Tensor index = Torch.where(inside, first.place, 0).toLong();
    Tensor share = first.share;
    for (int i = 1; i < axes.length; i++) {
      Tap tap = taps[i][at[i]];
      Tensor within = axes[i].inside(tap.place);
      inside = inside.logicalAnd(within);
      index = index.mul(axes[i].size).add(Torch.where(within, tap.place, 0).toLong());
      share = share.mul(tap.share);
    }
    long n = flat.size(0);
    long points = inside.numel() / Math.max(1, n);
    Tensor places = index.reshape(n, 1, points).expand(n, flat.size(1), points);
    Tensor values = flat.gather(2, places);
    Tensor weighted = values.mul(share.reshape(n, 1, points));
    return Torch.where(inside.reshape(n, 1, points), weighted, 0);
  }

  private static Tensor affine(Args a) {
    Tensor theta = a.tensor("theta");
    long[] size = a.integers("size");
    int rank = size.length - 2;
    boolean fits = (rank == 2 || rank == 3) && theta.dim() == 3;
    if (!fits || theta.size(0) != size[0] || theta.size(1) != rank || theta.size(2) != rank + 1) {
      throw new ShapeException(
          "affine_grid: expected theta [N, 2, 3] for a size of 4 or [N, 3, 4] for one of 5, got "
              + theta.shape()
              + " and "
              + Arrays.toString(size));
    }
    if (!theta.dtype().isFloatingPoint()) {
      throw new DTypeException(
          "affine_grid: expected a floating-point theta, got " + theta.dtype());
    }
    long points = 1;
    for (int i = 0; i < rank; i++) {
      if (size[i + 2] < 1) {
        throw new ShapeException(
            "affine_grid: sizes must be positive, got " + Arrays.toString(size));
      }
      points *= size[i + 2];
    }
    if (Shape.of(size).numel() > Integer.MAX_VALUE / (rank + 1)) {
      throw new ShapeException(
          "affine_grid: the grid is larger than an array can be, got " + Arrays.toString(size));
    }
    double[] base = new double[(int) points * (rank + 1)];
    for (int p = 0; p < points; p++) {
      long rest = p;
      for (int i = 0; i < rank; i++) {
        long extent = size[size.length - 1 - i];
        base[p * (rank + 1) + i] = place(rest % extent, extent, a.flag("align_corners"));
        rest /= extent;
      }
      base[p * (rank + 1) + rank] = 1;
    }
    Tensor places = Torch.fromArray(base, Shape.of(points, rank + 1)).to(theta.dtype());
    long[] out = new long[rank + 2];
    out[0] = size[0];
    System.arraycopy(size, 2, out, 1, rank);
    out[rank + 1] = rank;
    return places.matmul(theta.transpose(1, 2)).reshape(out);
  }

  private static double place(long at, long size, boolean align) {
    if (size == 1) {
      return 0;
    }
    return align ? -1 + 2.0 * at / (size - 1) : (2 * at + 1) / (double) size - 1;
  }
}
