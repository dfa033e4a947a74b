package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;
import static org.torch4j.op.Op.kernelAll;
import static org.torch4j.op.Op.pointwise;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.KernelOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Draws from PyTorch's own streams. Those that fill a tensor cut its gradient off. */
public final class Randoms {
  private static final String GENERATOR = "*, Generator? generator=None) -> Tensor";

  public static final KernelOp UNIFORM_ =
      filling("uniform_(Tensor(a!) self, float from=0, float to=1, ")
          .complex(
              a ->
                  inParts(
                      a,
                      parts ->
                          Randoms.UNIFORM_.call(
                              parts, a.get("from"), a.get("to"), a.get("generator"))))
          .build();
  public static final KernelOp NORMAL_ =
      filling("normal_(Tensor(a!) self, float mean=0, float std=1, ")
          .complex( // both parts share the variance
              a ->
                  inParts(
                          a,
                          parts ->
                              Randoms.NORMAL_.call(
                                  parts, 0.0, a.real("std") / Math.sqrt(2), a.get("generator")))
                      .add_(a.real("mean")))
          .build();
  public static final KernelOp RANDOM_ =
      fill("random_.from(Tensor(a!) self, int from=0, int? to=None, ");
  public static final KernelOp BERNOULLI_ = fill("bernoulli_.float(Tensor(a!) self, float p=0.5, ");
  public static final KernelOp EXPONENTIAL_ = fill("exponential_(Tensor(a!) self, float lambd=1, ");
  public static final KernelOp CAUCHY_ =
      fill("cauchy_(Tensor(a!) self, float median=0, float sigma=1, ");
  public static final KernelOp LOG_NORMAL_ =
      fill("log_normal_(Tensor(a!) self, float mean=1, float std=2, ");
  public static final KernelOp GEOMETRIC_ = fill("geometric_(Tensor(a!) self, float p, ");

  public static final KernelOp BERNOULLI = like("bernoulli");
  public static final KernelOp POISSON = like("poisson");
  public static final KernelOp STANDARD_GAMMA = like("_standard_gamma");

  public static final KernelOp BINOMIAL =
      kernel("binomial(Tensor count, Tensor prob, " + GENERATOR, Randoms::binomialShape)
          .grad("count", c -> c.meta("count").zeros())
          .grad("prob", c -> c.meta("prob").zeros())
          .without("count", "prob")
          .build();

  private static final KernelOp RANDPERM_KERNEL =
      kernel(
              "randperm_filled(int n, ScalarType dtype, " + GENERATOR,
              a ->
                  new KernelOp.Spec(
                      Objects.requireNonNull(a.dtype("dtype")), Shape.of(a.integer("n"))))
          .kernel("randperm")
          .notDifferentiable();

  public static final KernelOp MULTINOMIAL =
      kernel(
              "multinomial(Tensor self, int num_samples, bool replacement=False, " + GENERATOR,
              Randoms::multinomialShape)
          .notDifferentiable();

  /** Draws, keeps and scales in one pass; the second result says what is kept. On GPUs. */
  static final KernelOp FUSED_DROPOUT =
      kernelAll(
              "_fused_dropout(Tensor self, float p, Generator? generator=None) -> (Tensor, Tensor)",
              a ->
                  new KernelOp.Spec[] {
                    KernelOp.Spec.like(a.tensor("self")),
                    new KernelOp.Spec(DType.BOOL, a.tensor("self").shape())
                  })
          .grad(
              "self",
              c -> Randoms.MASKED_SCALE.call(c.grad(), c.result(1), Scalar.of(1 / c.real("p"))))
          .savesResults()
          .without("self")
          .build();

  private static final PointwiseOp MASKED_SCALE =
      pointwise(
          "_masked_scale(Tensor self, Tensor mask, Scalar scale) -> Tensor",
          Expr.input(0).mul(Expr.input(1)).mul(Expr.scalar(0)));

  /** Slopes of {@code rrelu}, drawn where an element is not positive, else 1. On GPUs. */
  static final KernelOp RRELU_SLOPES =
      kernel(
              "rrelu_slopes(Tensor self, Scalar lower, Scalar upper, " + GENERATOR,
              a -> KernelOp.Spec.like(a.tensor("self")))
          .notDifferentiable();

  public static final CompositeOp DROPOUT =
      composite(
          "dropout(Tensor input, float p, bool train) -> Tensor", a -> dropout(a, false, true));

  private static final CompositeOp NOISE_DROPOUT =
      composite(
          "noise_dropout(Tensor input, float p, bool train) -> Tensor",
          a -> dropout(a, false, false));

  public static final CompositeOp FEATURE_DROPOUT =
      composite(
          "feature_dropout(Tensor input, float p, bool train) -> Tensor",
          a -> dropout(a, true, false));

  private Randoms() {}

  /** Dropout in place, which PyTorch does by a tensor of noise on every device. */
  public static Tensor dropoutInPlace(Tensor input, double p, boolean train) {
    return NOISE_DROPOUT.callInPlace(input, p, train);
  }

  /** The integers 0 to n - 1 in random order. */
  static Tensor permutation(long n, DType dtype, @Nullable Generator generator) {
    if (n < 0) {
      throw new IllegalArgumentException("randperm: n must not be negative, got " + n);
    }
    DTypeRules.expectReal("randperm", dtype);
    return RANDPERM_KERNEL.call(n, dtype, generator);
  }

  private static KernelOp fill(String schema) {
    return filling(schema).build();
  }

  private static Tensor inParts(Args a, Consumer<Tensor> fill) {
    fill.accept(a.tensor("self").viewAsReal());
    return a.tensor("self");
  }

  private static KernelOp.Builder filling(String schema) {
    return kernel(
            schema + "*, Generator? generator=None) -> Tensor(a!)",
            a -> {
              checkParameters(a);
              return KernelOp.Spec.like(a.tensor("self"));
            })
        .grad("self", c -> c.meta("self").zeros())
        .without("self");
  }

  private static KernelOp like(String name) {
    return kernel(name + "(Tensor self, " + GENERATOR, a -> KernelOp.Spec.like(a.tensor("self")))
        .grad("self", c -> c.meta("self").zeros())
        .without("self")
        .build();
  }

  private static KernelOp.Spec binomialShape(KernelOp.Call a) {
    Tensor count = a.tensor("count");
    Tensor prob = a.tensor("prob");
    if (count.dtype() != prob.dtype() || !count.isFloatingPoint()) {
      throw new DTypeException(
          "binomial: expected count and prob of one floating-point dtype, got "
              + count.dtype()
              + " and "
              + prob.dtype());
    }
    return new KernelOp.Spec(
        count.dtype(), Shape.broadcast(count.shape(), prob.shape(), "binomial"));
  }

  private static void checkParameters(Args a) {
    switch (a.op()) {
      case "uniform_" -> check(a, a.real("from") <= a.real("to"), "from must not exceed to");
      case "normal_", "log_normal_" -> check(a, a.real("std") >= 0, "std must not be negative");
      case "bernoulli_" ->
          check(a, a.real("p") >= 0 && a.real("p") <= 1, "p must be between 0 and 1");
      case "geometric_" ->
          check(a, a.real("p") > 0 && a.real("p") < 1, "p must be between 0 and 1");
      case "exponential_" -> check(a, a.real("lambd") > 0, "lambd must be positive");
      case "cauchy_" -> check(a, a.real("sigma") > 0, "sigma must be positive");
      default ->
          check(
              a,
              a.isNull("to") || a.integer("from") < a.integer("to"),
              "from must be smaller than to");
    }
    DType dtype = a.tensor("self").dtype();
    boolean any = a.op().equals("random_") || a.op().equals("bernoulli_");
    boolean parts = a.op().equals("uniform_") || a.op().equals("normal_");
    if (dtype.isComplex() && parts) {
      return;
    }
    if (dtype.isComplex() || !any && !dtype.isFloatingPoint() && !a.op().equals("geometric_")) {
      throw new org.torch4j.type.DTypeException(
          a.op() + ": expected a floating-point tensor, got " + dtype);
    }
  }

  private static void check(Args a, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(a.op() + ": " + rule + ", got " + a.numbers());
    }
  }

  private static KernelOp.Spec multinomialShape(KernelOp.Call a) {
    Tensor self = a.tensor("self");
    long n = a.integer("num_samples");
    if (self.dim() < 1 || self.dim() > 2) {
      throw new ShapeException(
          "multinomial: expected 1 or 2 dimensions of weights, got shape " + self.shape());
    }
    if (!self.dtype().isFloatingPoint()) {
      throw new org.torch4j.type.DTypeException(
          "multinomial: expected floating-point weights, got " + self.dtype());
    }
    if (n < 1 || !a.flag("replacement") && n > self.size(-1)) {
      throw new IllegalArgumentException(
          "multinomial: cannot draw "
              + n
              + " of "
              + self.size(-1)
              + (a.flag("replacement") ? "" : " without replacement"));
    }
    return new KernelOp.Spec(
        DType.INT64, self.dim() == 1 ? Shape.of(n) : Shape.of(self.size(0), n));
  }

  private static Tensor dropout(Args a, boolean feature, boolean fused) {
    Tensor input = a.tensor("input");
    double p = a.real("p");
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("dropout: probability must be between 0 and 1, got " + p);
    }
    if (!a.flag("train") || p == 0 || input.numel() == 0) {
      return input;
    }
    if (p == 1) {
      return input.mul(0);
    }
    if (fused && input.isFloatingPoint() && FUSED_DROPOUT.runsOn(input.device())) {
      return FUSED_DROPOUT.callAll(input, 1 - p, null)[0];
    }
    long[] sizes = input.shape().toArray();
    if (feature) {
      if (sizes.length < 2) {
        throw new ShapeException(
            "feature_dropout: expected at least 2 dimensions, got shape " + input.shape());
      }
      Arrays.fill(sizes, 2, sizes.length, 1);
    }
    Tensor noise =
        BERNOULLI_.call(Torch.empty(Shape.of(sizes), input.dtype()), 1 - p, null).div_(1 - p);
    return input.mul(noise);
  }
}
