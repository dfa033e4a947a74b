package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** More around a tensor: pairs of before and after, the last dimension first; negative cuts. */
public final class Padding {
  public static final KernelOp CONSTANT =
      kernel(
              "constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor",
              Padding::constantShape)
          .grad(
              "self",
              c ->
                  Padding.CONSTANT.call(
                      c.grad(),
                      Arrays.stream(c.integers("pad")).map(p -> -p).toArray(),
                      Scalar.ZERO))
          .without("self")
          .build();

  public static final CompositeOp PAD =
      composite(
          "pad(Tensor self, int[] pad, str mode='constant', float? value=None) -> Tensor",
          Padding::pad);

  public static final CompositeOp REFLECTION_PAD1D = fixed("reflection_pad", 1);
  public static final CompositeOp REFLECTION_PAD2D = fixed("reflection_pad", 2);
  public static final CompositeOp REFLECTION_PAD3D = fixed("reflection_pad", 3);
  public static final CompositeOp REPLICATION_PAD1D = fixed("replication_pad", 1);
  public static final CompositeOp REPLICATION_PAD2D = fixed("replication_pad", 2);
  public static final CompositeOp REPLICATION_PAD3D = fixed("replication_pad", 3);

  private Padding() {}

  private static CompositeOp fixed(String name, int rank) {
    String mode = name.startsWith("reflection") ? "reflect" : "replicate";
    return composite(
        name + rank + "d(Tensor self, int[" + 2 * rank + "] padding) -> Tensor",
        a -> {
          long[] pad = a.integers("padding");
          if (pad.length != 2 * rank) {
            throw new ShapeException(
                a.op()
                    + ": padding must have "
                    + 2 * rank
                    + " values, got "
                    + Arrays.toString(pad));
          }
          return mirrored(a.op(), a.tensor("self"), pad, mode);
        });
  }

  private static KernelOp.Spec constantShape(Args a) {
    Tensor self = a.tensor("self");
    long[] pad = a.integers("pad");
    if (pad.length % 2 != 0 || pad.length / 2 > self.dim()) {
      throw new ShapeException(
          "pad: expected pairs for at most "
              + self.dim()
              + " dimensions, got "
              + Arrays.toString(pad)
              + " for input "
              + self.shape());
    }
    long[] sizes = self.shape().toArray();
    for (int i = 0; i < pad.length / 2; i++) {
      int dim = sizes.length - 1 - i;
      long size = sizes[dim];
      sizes[dim] += pad[2 * i] + pad[2 * i + 1];
      if (sizes[dim] < 0 || -pad[2 * i] > size || -pad[2 * i + 1] > size) {
        throw new ShapeException(
            "pad: dimension "
                + dim
                + " of size "
                + size
                + " can't be padded by "
                + pad[2 * i]
                + " and "
                + pad[2 * i + 1]
                + ", got input "
                + self.shape());
      }
    }
    return new KernelOp.Spec(self.dtype(), Shape.of(sizes));
  }

  private static Tensor pad(Args a) {
    Tensor self = a.tensor("self");
    long[] pad = a.integers("pad");
    String mode = a.text("mode");
    if (mode.equals("constant")) {
      double value = a.isNull("value") ? 0 : a.real("value");
      return CONSTANT.call(self, pad, Scalar.of(value));
    }
    if (!a.isNull("value") && a.real("value") != 0) {
      throw new IllegalArgumentException(
          "pad: mode '" + mode + "' takes no value, got " + a.real("value"));
    }
    return mirrored("pad", self, pad, mode);
  }

  private static Tensor mirrored(String op, Tensor self, long[] pad, String mode) {
    int rank = pad.length / 2;
    boolean fits = self.dim() == rank + 1 || self.dim() == rank + 2;
    if (pad.length % 2 != 0 || rank < 1 || rank > 3 || !fits) {
      throw new ShapeException(
          op
              + ": "
              + mode
              + " padding takes pairs for 1 to 3 dimensions behind [C] or [N, C], got "
              + Arrays.toString(pad)
              + " for input "
              + self.shape());
    }
    Tensor result = self;
    for (int i = 0; i < rank; i++) {
      int dim = self.dim() - 1 - i;
      if (pad[2 * i] != 0 || pad[2 * i + 1] != 0) {
        long[] source = source(op, mode, self, dim, pad[2 * i], pad[2 * i + 1]);
        result = result.indexSelect(dim, Torch.tensor(source));
      }
    }
    return result == self ? self.clone() : result;
  }

  /** For each place of the padded dimension, which place of the input it shows. */
  private static long[] source(
      String op, String mode, Tensor input, int dim, long before, long after) {
    long n = input.size(dim);
    long limit =
        switch (mode) {
          case "reflect" -> n - 1;
          case "circular" -> n - Math.max(0, -before) - Math.max(0, -after);
          case "replicate" -> Long.MAX_VALUE;
          default ->
              throw new IllegalArgumentException(
                  op
                      + ": mode must be 'constant', 'reflect', 'replicate' or 'circular', got '"
                      + mode
                      + "'");
        };
    if (before > limit || after > limit || n == 0 || limit < 0 || n + before + after < 1) {
      throw new ShapeException(
          op
              + ": "
              + mode
              + " padding of "
              + before
              + " and "
              + after
              + " does not fit dimension "
              + dim
              + " of input "
              + input.shape());
    }
    long[] source = new long[Math.toIntExact(n + before + after)];
    for (int i = 0; i < source.length; i++) {
      long at = i - before;
      source[i] =
          switch (mode) {
            case "reflect" -> at < 0 ? -at : at >= n ? 2 * (n - 1) - at : at;
            case "circular" -> Math.max(0, -before) + Math.floorMod(i - Math.max(0, before), limit);
            default -> Math.clamp(at, 0, n - 1);
          };
    }
    return source;
  }
}
