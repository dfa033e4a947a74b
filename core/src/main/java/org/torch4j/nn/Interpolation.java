package org.torch4j.nn;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Op;
import org.torch4j.op.family.Resampling;
import org.torch4j.op.family.SpatialPooling;
import org.torch4j.type.ShapeException;

/** Chooses the op of a mode and a number of dimensions. */
final class Interpolation {
  private Interpolation() {}

  static Tensor interpolate(Tensor input, InterpolateOptions options) {
    int rank = input.dim() - 2;
    if (rank < 1 || rank > 3) {
      throw new ShapeException(
          "interpolate: expected [N, C, L], [N, C, H, W] or [N, C, D, H, W], got " + input.shape());
    }
    List<Long> asked = options.size();
    List<Double> factors = options.scaleFactor();
    if ((asked == null) == (factors == null)) {
      throw new IllegalArgumentException(
          "interpolate: either size or scale_factor must be given, got size "
              + asked
              + " and scale_factor "
              + factors);
    }
    boolean recompute = Boolean.TRUE.equals(options.recomputeScaleFactor());
    if (recompute && asked != null) {
      throw new IllegalArgumentException(
          "interpolate: recompute_scale_factor has no meaning with a size, got " + asked);
    }
    long[] size =
        asked != null
            ? ConvOptions.spread(asked, rank, "interpolate size")
            : scaled(input, factors(factors, rank));
    String mode = options.mode();
    if (mode.equals("area")) {
      Op average =
          rank == 1
              ? SpatialPooling.ADAPTIVE_AVG_POOL1D
              : rank == 2 ? SpatialPooling.ADAPTIVE_AVG_POOL2D : SpatialPooling.ADAPTIVE_AVG_POOL3D;
      return average.call(input, size);
    }
    double @Nullable [] given = factors == null || recompute ? null : factors(factors, rank);
    return resample(input, options, size, given);
  }

  private static Tensor resample(
      Tensor input, InterpolateOptions options, long[] size, double @Nullable [] factors) {
    int rank = size.length;
    String mode = options.mode();
    boolean nearest = mode.startsWith("nearest");
    Op op = op(mode, rank, options.antialias());
    @Nullable Object[] args = new Object[(nearest ? 2 : 3) + rank];
    args[0] = input;
    args[1] = size;
    if (!nearest) {
      args[2] = Boolean.TRUE.equals(options.alignCorners());
    } else if (options.alignCorners() != null) {
      throw new IllegalArgumentException(
          "interpolate: align_corners has no meaning for mode '"
              + mode
              + "', got "
              + options.alignCorners());
    }
    for (int i = 0; i < rank; i++) {
      args[args.length - rank + i] = factors == null ? null : (Double) factors[i];
    }
    return op.call(args);
  }

  private static double[] factors(@Nullable List<Double> given, int rank) {
    if (given == null || given.size() != 1 && given.size() != rank) {
      throw new IllegalArgumentException(
          "interpolate: scale_factor must have 1 or " + rank + " numbers, got " + given);
    }
    double[] all = new double[rank];
    Arrays.setAll(all, i -> given.get(given.size() == 1 ? 0 : i));
    return all;
  }

  private static long[] scaled(Tensor input, double[] factors) {
    long[] size = new long[factors.length];
    Arrays.setAll(size, i -> (long) Math.floor(input.size(i + 2) * factors[i]));
    return size;
  }

  private static Op op(String mode, int rank, boolean antialias) {
    if (antialias && !mode.equals("bilinear") && !mode.equals("bicubic")) {
      throw new IllegalArgumentException(
          "interpolate: antialias is for modes 'bilinear' and 'bicubic', got '" + mode + "'");
    }
    Op op =
        switch (mode + rank) {
          case "nearest1" -> Resampling.NEAREST1D;
          case "nearest2" -> Resampling.NEAREST2D;
          case "nearest3" -> Resampling.NEAREST3D;
          case "nearest-exact1" -> Resampling.EXACT1D;
          case "nearest-exact2" -> Resampling.EXACT2D;
          case "nearest-exact3" -> Resampling.EXACT3D;
          case "linear1" -> Resampling.LINEAR1D;
          case "bilinear2" -> antialias ? Resampling.BILINEAR2D_AA : Resampling.BILINEAR2D;
          case "bicubic2" -> antialias ? Resampling.BICUBIC2D_AA : Resampling.BICUBIC2D;
          case "trilinear3" -> Resampling.TRILINEAR3D;
          default -> null;
        };
    if (op == null) {
      throw new IllegalArgumentException(
          "interpolate: there is no mode '"
              + mode
              + "' for an input of "
              + (rank + 2)
              + " dimensions");
    }
    return op;
  }
}
