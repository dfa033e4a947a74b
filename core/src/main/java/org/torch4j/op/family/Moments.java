package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Variances and standard deviations, with and without the means. */
public final class Moments {
  private static final String ALL = "(Tensor self, bool unbiased=True) -> ";
  private static final String DIM =
      ".dim(Tensor self, int[1]? dim=None, bool unbiased=True, bool keepdim=False) -> ";
  private static final String CORRECTION =
      ".correction(Tensor self, int[1]? dim=None, *, int? correction=1, bool keepdim=False) -> ";

  public static final CompositeOp VAR =
      one("var" + CORRECTION, Moments::correction, UnaryOperator.identity());
  public static final CompositeOp VAR_ALL =
      one("var" + ALL, Moments::unbiased, UnaryOperator.identity());
  public static final CompositeOp VAR_DIM =
      one("var" + DIM, Moments::unbiased, UnaryOperator.identity());
  public static final CompositeOp STD = one("std" + CORRECTION, Moments::correction, Moments::root);
  public static final CompositeOp STD_ALL = one("std" + ALL, Moments::unbiased, Moments::root);
  public static final CompositeOp STD_DIM = one("std" + DIM, Moments::unbiased, Moments::root);
  public static final CompositeOp VAR_MEAN =
      both("var_mean" + CORRECTION, Moments::correction, UnaryOperator.identity());
  public static final CompositeOp VAR_MEAN_ALL =
      both("var_mean" + ALL, Moments::unbiased, UnaryOperator.identity());
  public static final CompositeOp VAR_MEAN_DIM =
      both("var_mean" + DIM, Moments::unbiased, UnaryOperator.identity());
  public static final CompositeOp STD_MEAN =
      both("std_mean" + CORRECTION, Moments::correction, Moments::root);
  public static final CompositeOp STD_MEAN_ALL =
      both("std_mean" + ALL, Moments::unbiased, Moments::root);
  public static final CompositeOp STD_MEAN_DIM =
      both("std_mean" + DIM, Moments::unbiased, Moments::root);

  /** The squared distances from the mean over {@code divisor}, in one pass; keeps dimensions. */
  private static final KernelOp FUSED =
      kernel(
              "_fused_variance(Tensor self, int[] dim, float divisor) -> Tensor",
              a -> {
                Tensor self = a.tensor("self");
                long[] kept = self.shape().toArray();
                for (long d : a.integers("dim")) {
                  kept[(int) d] = 1;
                }
                return new KernelOp.Spec(self.dtype(), Shape.of(kept));
              })
          .grad(
              "self",
              c -> {
                Tensor self = c.saved("self");
                Tensor apart = self.sub(self.mean((long[]) c.get("dim"), true));
                return apart.mul(c.grad().mul(2 / c.real("divisor")));
              })
          .build();

  private Moments() {}

  private static CompositeOp one(
      String schema, ToDoubleFunction<Args> correction, UnaryOperator<Tensor> last) {
    return composite(schema + "Tensor", a -> last.apply(variance(a, correction.applyAsDouble(a))));
  }

  private static CompositeOp both(
      String schema, ToDoubleFunction<Args> correction, UnaryOperator<Tensor> last) {
    return compositeAll(
        schema + "(Tensor, Tensor)",
        a ->
            new Tensor[] {
              last.apply(variance(a, correction.applyAsDouble(a))),
              a.tensor("self").mean(dims(a), keeps(a))
            });
  }

  private static double correction(Args a) {
    return a.isNull("correction") ? 1 : a.integer("correction");
  }

  private static double unbiased(Args a) {
    return a.flag("unbiased") ? 1 : 0;
  }

  private static long @Nullable [] dims(Args a) {
    return a.has("dim") ? a.integersOrNull("dim") : null;
  }

  private static boolean keeps(Args a) {
    return a.has("keepdim") && a.flag("keepdim");
  }

  private static Tensor variance(Args a, double correction) {
    Tensor self = a.tensor("self");
    if (self.dtype().isIntegral()) {
      throw new DTypeException(a.op() + ": expected a floating-point tensor, got " + self.dtype());
    }
    long[] dims = dims(a);
    if (self.dtype().isFloatingPoint() && self.dim() > 0 && FUSED.runsOn(self.device())) {
      return fused(self, dims, correction, keeps(a), a.op());
    }
    Tensor centered = self.sub(self.mean(dims, true));
    Tensor squares = square(centered).sum(dims, keeps(a));
    double n = squares.numel() == 0 ? 0 : (double) self.numel() / squares.numel();
    return squares.div(Math.max(0, n - correction));
  }

  private static Tensor fused(
      Tensor self, long @Nullable [] dims, double correction, boolean keep, String op) {
    boolean[] marks = new boolean[self.dim()];
    Arrays.fill(marks, dims == null || dims.length == 0);
    for (long d : dims == null ? new long[0] : dims) {
      int dim = Shape.normalizeDim(d, marks.length, op);
      if (marks[dim]) {
        throw new ShapeException(op + ": dim " + dim + " appears multiple times");
      }
      marks[dim] = true;
    }
    long[] over =
        IntStream.range(0, marks.length).filter(d -> marks[d]).mapToLong(d -> d).toArray();
    long[] left =
        IntStream.range(0, marks.length).filter(d -> !marks[d]).mapToLong(self::size).toArray();
    double n = 1;
    for (long d : over) {
      n *= self.size((int) d);
    }
    Tensor squares = FUSED.call(self, over, Math.max(0, n - correction));
    return keep ? squares : squares.reshape(left);
  }

  /** The squared magnitude. */
  private static Tensor square(Tensor t) {
    return t.isComplex() ? t.real().square().add(t.imag().square()) : t.square();
  }

  /** A root whose gradient at 0 is 0. */
  private static Tensor root(Tensor variance) {
    Tensor zero = variance.detach().eq(0);
    Tensor safe = Arithmetic.MASKED_FILL.call(variance, zero, Scalar.ONE).sqrt();
    return Arithmetic.MASKED_FILL.call(safe, zero, Scalar.ZERO);
  }
}
