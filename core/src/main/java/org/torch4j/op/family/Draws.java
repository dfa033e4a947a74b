package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.family.Creation.OPTIONS;

import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** New tensors of draws, written in those that fill one. */
public final class Draws {
  private static final String DRAWN = ", *, Generator? generator=None, " + OPTIONS + ") -> Tensor";
  private static final String GENERATOR = ", *, Generator? generator=None) -> Tensor";

  public static final CompositeOp RAND =
      Creation.made(
          "rand(int[] size" + DRAWN,
          a -> uniform(Shape.of(a.integers("size")), Creation.dtype(a), given(a)));

  public static final CompositeOp RANDN =
      Creation.made(
          "randn(int[] size" + DRAWN,
          a -> normal(Shape.of(a.integers("size")), Creation.dtype(a), given(a)));

  public static final CompositeOp RANDINT =
      Creation.made(
          "randint(int high, int[] size" + DRAWN,
          a -> integers(a, 0, Shape.of(a.integers("size")), integer(a)));

  public static final CompositeOp RANDINT_LOW =
      Creation.made(
          "randint.low(int low, int high, int[] size" + DRAWN,
          a -> integers(a, a.integer("low"), Shape.of(a.integers("size")), integer(a)));

  public static final CompositeOp RANDPERM =
      Creation.made(
          "randperm(int n" + DRAWN, a -> Randoms.permutation(a.integer("n"), integer(a), given(a)));

  public static final CompositeOp RAND_LIKE =
      Creation.like(
          "rand_like(Tensor self, *, ", a -> uniform(Creation.shape(a), Creation.dtype(a), null));

  public static final CompositeOp RANDN_LIKE =
      Creation.like(
          "randn_like(Tensor self, *, ", a -> normal(Creation.shape(a), Creation.dtype(a), null));

  public static final CompositeOp RANDINT_LIKE =
      Creation.like(
          "randint_like(Tensor self, int high, *, ",
          a -> integers(a, 0, Creation.shape(a), Creation.dtype(a)));

  public static final CompositeOp RANDINT_LIKE_LOW =
      Creation.like(
          "randint_like.low_dtype(Tensor self, int low, int high, *, ",
          a -> integers(a, a.integer("low"), Creation.shape(a), Creation.dtype(a)));

  public static final CompositeOp NORMAL =
      composite(
          "normal.Tensor_Tensor(Tensor mean, Tensor std" + GENERATOR,
          a -> {
            Tensor mean = a.tensor("mean");
            Tensor std = a.tensor("std");
            Shape shape = Shape.broadcast(mean.shape(), std.shape(), "normal");
            return draws(shape, mean.dtype(), 1, a).mul(std).add(mean);
          });

  public static final CompositeOp NORMAL_MEAN =
      composite(
          "normal.Tensor_float(Tensor mean, float std=1" + GENERATOR,
          a -> {
            Tensor mean = a.tensor("mean");
            return draws(mean.shape(), mean.dtype(), a.real("std"), a).add(mean);
          });

  public static final CompositeOp NORMAL_STD =
      composite(
          "normal.float_Tensor(float mean, Tensor std" + GENERATOR,
          a -> {
            Tensor std = a.tensor("std");
            return draws(std.shape(), std.dtype(), 1, a).mul(std).add(a.real("mean"));
          });

  public static final CompositeOp NORMAL_NUMBERS =
      Creation.made(
          "normal.float_float(float mean, float std, int[] size" + DRAWN,
          a ->
              Randoms.NORMAL_.call(
                  Torch.empty(Shape.of(a.integers("size")), Creation.dtype(a)),
                  a.get("mean"),
                  a.get("std"),
                  given(a)));

  public static final CompositeOp BERNOULLI_P =
      composite(
          "bernoulli.p(Tensor self, float p" + GENERATOR,
          a -> Randoms.BERNOULLI_.call(Torch.emptyLike(a.tensor("self")), a.get("p"), given(a)));

  public static final CompositeOp BERNOULLI_TENSOR_ =
      composite(
          "bernoulli_.Tensor(Tensor(a!) self, Tensor p, *, Generator? generator=None)"
              + " -> Tensor(a!)",
          a -> {
            Tensor self = a.tensor("self");
            Tensor p = a.tensor("p").detach().expand(self.shape().toArray()).contiguous();
            return self.copy_(Randoms.BERNOULLI.call(p, given(a)));
          });

  public static final CompositeOp RANDOM_TO_ =
      composite(
          "random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)",
          a -> Randoms.RANDOM_.call(a.tensor("self"), 0L, a.get("to"), given(a)));

  private Draws() {}

  private static @Nullable Generator given(Args a) {
    return (Generator) a.get("generator");
  }

  private static DType integer(Args a) {
    DType dtype = a.dtype("dtype");
    return dtype == null ? DType.INT64 : dtype;
  }

  private static Tensor draws(Shape shape, DType dtype, double std, Args a) {
    if (!(std >= 0)) {
      throw new IllegalArgumentException("normal: std must not be negative, got " + std);
    }
    return Randoms.NORMAL_.call(Torch.empty(shape, dtype), 0.0, std, given(a));
  }

  /** Draws from [0, 1); complex ones have both parts there. */
  public static Tensor uniform(Shape shape, DType dtype, @Nullable Generator generator) {
    DTypeRules.expect("rand", !dtype.isIntegral(), "a floating-point", dtype);
    return dtype.isComplex()
        ? uniform(pairs(shape), dtype.toReal(), generator).viewAsComplex()
        : Randoms.UNIFORM_.call(Torch.empty(shape, dtype), 0.0, 1.0, generator);
  }

  /** Standard normal draws; complex ones have variance 1 in all. */
  public static Tensor normal(Shape shape, DType dtype, @Nullable Generator generator) {
    DTypeRules.expect("randn", !dtype.isIntegral(), "a floating-point", dtype);
    return dtype.isComplex()
        ? Randoms.NORMAL_
            .call(Torch.empty(pairs(shape), dtype.toReal()), 0.0, Math.sqrt(0.5), generator)
            .viewAsComplex()
        : Randoms.NORMAL_.call(Torch.empty(shape, dtype), 0.0, 1.0, generator);
  }

  private static Shape pairs(Shape shape) {
    long[] sizes = java.util.Arrays.copyOf(shape.toArray(), shape.dim() + 1);
    sizes[shape.dim()] = 2;
    return Shape.of(sizes);
  }

  private static Tensor integers(Args a, long low, Shape shape, DType dtype) {
    Generator generator = a.has("generator") ? given(a) : null;
    return Randoms.RANDOM_.call(Torch.empty(shape, dtype), low, a.get("high"), generator);
  }

  /** The integers 0 to n - 1 in random order. */
  public static Tensor permutation(long n, DType dtype, @Nullable Generator generator) {
    return Randoms.permutation(n, dtype, generator);
  }
}
