package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Dropout that keeps mean and variance of what SELU gives. */
public final class Dropouts {
  /** What SELU tends to for very negative inputs, without its sign. */
  private static final double FLOOR = 1.7580993408473766;

  public static final CompositeOp ALPHA_DROPOUT =
      composite(
          "alpha_dropout(Tensor input, float p, bool train) -> Tensor", a -> dropout(a, false));

  public static final CompositeOp FEATURE_ALPHA_DROPOUT =
      composite(
          "feature_alpha_dropout(Tensor input, float p, bool train) -> Tensor",
          a -> dropout(a, true));

  /** Dropout with the mask of what was kept. */
  public static final CompositeOp NATIVE =
      compositeAll(
          "native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)",
          a -> masked(a.tensor("input"), a.real("p"), !Boolean.FALSE.equals(a.get("train"))));

  private Dropouts() {}

  private static Tensor[] masked(Tensor input, double p, boolean train) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "native_dropout: probability has to be between 0 and 1, got " + p);
    }
    if (p == 0 || !train || input.numel() == 0) {
      return new Tensor[] {input, Torch.ones(input.shape(), DType.BOOL)};
    }
    if (p < 1 && input.isFloatingPoint() && Randoms.FUSED_DROPOUT.runsOn(input.device())) {
      return Randoms.FUSED_DROPOUT.callAll(input, 1 - p, null);
    }
    Tensor mask = Torch.empty(input.shape(), DType.BOOL).bernoulli_(1 - p);
    return new Tensor[] {input.mul(mask).mul(p == 1 ? 0 : 1 / (1 - p)), mask};
  }

  private static Tensor dropout(Args a, boolean feature) {
    Tensor input = a.tensor("input");
    double p = a.real("p");
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          a.op() + ": probability must be between 0 and 1, got " + p);
    }
    if (!a.flag("train") || p == 0 || input.numel() == 0) {
      return input;
    }
    if (p == 1) {
      return input.mul(0);
    }
    long[] sizes = input.shape().toArray();
    if (feature) {
      if (sizes.length < 2) {
        throw new ShapeException(
            a.op() + ": expected at least 2 dimensions, got shape " + input.shape());
      }
      Arrays.fill(sizes, 2, sizes.length, 1);
    }
    Tensor kept = Randoms.BERNOULLI_.call(Torch.empty(Shape.of(sizes), input.dtype()), 1 - p, null);
    double scale = 1 / Math.sqrt((FLOOR * FLOOR * p + 1) * (1 - p));
    Tensor offset = kept.sub(1).mul(FLOOR * scale).add(FLOOR * scale * p);
    return input.mul(kept.mul(scale)).add(offset);
  }
}
