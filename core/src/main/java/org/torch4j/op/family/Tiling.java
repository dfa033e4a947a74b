package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Tensors and elements repeated. */
public final class Tiling {
  public static final CompositeOp REPEAT =
      composite(
          "repeat(Tensor self, int[] repeats) -> Tensor",
          a -> repeat("repeat", a.tensor("self"), a.integers("repeats")));

  public static final CompositeOp TILE =
      composite(
          "tile(Tensor self, int[] dims) -> Tensor",
          a -> {
            long[] dims = a.integers("dims");
            long[] all = new long[Math.max(dims.length, a.tensor("self").dim())];
            Arrays.fill(all, 1);
            System.arraycopy(dims, 0, all, all.length - dims.length, dims.length);
            return repeat("tile", a.tensor("self"), all);
          });

  public static final CompositeOp REPEAT_INTERLEAVE =
      composite(
          "repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *,"
              + " int? output_size=None) -> Tensor",
          Tiling::repeatEach);

  public static final CompositeOp REPEAT_INTERLEAVE_SELF =
      composite(
          "repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *,"
              + " int? output_size=None) -> Tensor",
          Tiling::repeatBy);

  public static final CompositeOp REPEAT_INTERLEAVE_PLACES =
      composite(
          "repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor",
          a -> places(a, a.tensor("repeats"), a.tensor("repeats").numel()));

  private Tiling() {}

  private static Tensor repeat(String op, Tensor self, long[] repeats) {
    int n = repeats.length;
    int extra = n - self.dim();
    if (extra < 0 || Arrays.stream(repeats).anyMatch(r -> r < 0)) {
      throw new ShapeException(
          op
              + ": expected a number of repeats for each dimension of shape "
              + self.shape()
              + ", got "
              + Arrays.toString(repeats));
    }
    long[] twice = new long[2 * n];
    long[] ones = new long[2 * n];
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      long size = i < extra ? 1 : self.size(i - extra);
      twice[2 * i] = repeats[i];
      twice[2 * i + 1] = size;
      ones[2 * i] = 1;
      ones[2 * i + 1] = size;
      out[i] = repeats[i] * size;
    }
    Tensor tiled = self.reshape(ones).expand(twice);
    return (tiled.isContiguous() ? tiled.clone() : tiled).reshape(out);
  }

  private static Tensor repeatEach(Args a) {
    long repeats = a.integer("repeats");
    if (repeats < 0) {
      throw new IllegalArgumentException(
          "repeat_interleave: repeats must not be negative, got " + repeats);
    }
    boolean flat = a.isNull("dim");
    Tensor self = flat ? a.tensor("self").reshape(-1) : a.tensor("self");
    int d = Shape.normalizeDim(flat ? 0 : a.integer("dim"), self.dim(), "repeat_interleave");
    self = self.dim() == 0 ? self.reshape(1) : self;
    long[] sizes = self.shape().toArray();
    long[] wide = new long[sizes.length + 1];
    System.arraycopy(sizes, 0, wide, 0, d + 1);
    wide[d + 1] = repeats;
    System.arraycopy(sizes, d + 1, wide, d + 2, sizes.length - d - 1);
    sizes[d] *= repeats;
    return self.unsqueeze(d + 1).expand(wide).clone().reshape(sizes);
  }

  private static Tensor repeatBy(Args a) {
    boolean flat = a.isNull("dim");
    Tensor self = flat ? a.tensor("self").reshape(-1) : a.tensor("self");
    int d = Shape.normalizeDim(flat ? 0 : a.integer("dim"), self.dim(), "repeat_interleave");
    self = self.dim() == 0 ? self.reshape(1) : self;
    return self.indexSelect(d, places(a, a.tensor("repeats"), self.size(d)));
  }

  /** Each place as often as it is repeated. */
  private static Tensor places(Args a, Tensor repeats, long n) {
    boolean integers = repeats.dtype() == DType.INT64 || repeats.dtype() == DType.INT32;
    if (repeats.dim() > 1 || !integers) {
      throw new ShapeException(
          "repeat_interleave: repeats must be an int32 or int64 vector, got "
              + repeats.dtype()
              + " of shape "
              + repeats.shape());
    }
    if (repeats.numel() != 1 && repeats.numel() != n) {
      throw new ShapeException(
          "repeat_interleave: repeats of shape "
              + repeats.shape()
              + " do not fit a dimension of size "
              + n);
    }
    long[] counts = repeats.toLongArray();
    long total = 0;
    for (int i = 0; i < n; i++) {
      long count = counts[counts.length == 1 ? 0 : i];
      if (count < 0) {
        throw new IllegalArgumentException(
            "repeat_interleave: repeats must not be negative, got " + count);
      }
      total += count;
    }
    if (!a.isNull("output_size") && a.integer("output_size") != total) {
      throw new ShapeException(
          "repeat_interleave: output_size is "
              + a.get("output_size")
              + ", the repeats add up to "
              + total);
    }
    long[] places = new long[Math.toIntExact(total)];
    int at = 0;
    for (int i = 0; i < n; i++) {
      int count = (int) counts[counts.length == 1 ? 0 : i];
      Arrays.fill(places, at, at + count, i);
      at += count;
    }
    Tensor out = Torch.tensor(places);
    return a.has("self") ? out : out.to(repeats.dtype());
  }
}
