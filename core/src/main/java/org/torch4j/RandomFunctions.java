package org.torch4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.Placement;
import org.torch4j.op.family.Draws;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.Randoms;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * New tensors of {@link Torch} that are drawn, from PyTorch's own streams. A generator is given as
 * last argument or in {@link TensorOptions}; null means the default one.
 */
abstract class RandomFunctions extends ImportFunctions {
  RandomFunctions() {}

  /** Draws from [0, 1), {@code torch.rand}. */
  public static Tensor rand(long... size) {
    return rand(Shape.of(size), getDefaultDtype());
  }

  /** Draws from [0, 1). */
  public static Tensor rand(Shape size, DType dtype) {
    return Draws.uniform(size, dtype, null);
  }

  /** Draws from [0, 1). */
  public static Tensor rand(Shape size, TensorOptions options) {
    return with(options, () -> Draws.uniform(size, options.dtype(), options.generator()));
  }

  /** Draws from [0, 1) of a generator. */
  public static Tensor rand(Shape size, @Nullable Generator generator) {
    return Draws.uniform(size, getDefaultDtype(), generator);
  }

  /** Standard normal draws, {@code torch.randn}. */
  public static Tensor randn(long... size) {
    return randn(Shape.of(size), getDefaultDtype());
  }

  /** Standard normal draws; complex ones have variance 1 in all. */
  public static Tensor randn(Shape size, DType dtype) {
    return Draws.normal(size, dtype, null);
  }

  /** Standard normal draws. */
  public static Tensor randn(Shape size, TensorOptions options) {
    return with(options, () -> Draws.normal(size, options.dtype(), options.generator()));
  }

  /** Standard normal draws of a generator. */
  public static Tensor randn(Shape size, @Nullable Generator generator) {
    return Draws.normal(size, getDefaultDtype(), generator);
  }

  /** Draws from [0, 1) with the shape and dtype of {@code like}. */
  public static Tensor randLike(Tensor like) {
    return Placement.on(like.device(), () -> rand(like.shape(), like.dtype()));
  }

  /** Standard normal draws with the shape and dtype of {@code like}. */
  public static Tensor randnLike(Tensor like) {
    return Placement.on(like.device(), () -> randn(like.shape(), like.dtype()));
  }

  /** int64 integers from {@code low} to before {@code high}, {@code torch.randint}. */
  public static Tensor randint(long low, long high, long... size) {
    return randint(low, high, Shape.of(size), DType.INT64, null);
  }

  /** Integers from {@code low} to before {@code high}. */
  public static Tensor randint(
      long low, long high, Shape size, DType dtype, @Nullable Generator generator) {
    return Randoms.RANDOM_.call(empty(size, dtype), low, high, generator);
  }

  /** Integers from {@code low} to before {@code high}. */
  public static Tensor randint(long low, long high, Shape size, TensorOptions options) {
    return with(options, () -> randint(low, high, size, options.dtype(), options.generator()));
  }

  /** The integers 0 to n - 1 in random order, {@code torch.randperm}. */
  public static Tensor randperm(long n) {
    return Draws.permutation(n, DType.INT64, null);
  }

  /** The integers 0 to n - 1 in random order. */
  public static Tensor randperm(long n, @Nullable Generator generator) {
    return Draws.permutation(n, DType.INT64, generator);
  }

  /** The integers 0 to n - 1 in random order. */
  public static Tensor randperm(long n, TensorOptions options) {
    return with(options, () -> Draws.permutation(n, options.dtype(), options.generator()));
  }

  /** Integers from {@code low} to before {@code high} with shape and dtype of {@code like}. */
  public static Tensor randintLike(Tensor like, long low, long high) {
    return Placement.on(like.device(), () -> randint(low, high, like.shape(), like.dtype(), null));
  }

  // ---- draws whose parameters are tensors

  /** Normal draws, elementwise with these means and deviations, {@code torch.normal}. */
  public static Tensor normal(Tensor mean, Tensor std) {
    return normal(mean, std, null);
  }

  /** Normal draws of a generator. */
  public static Tensor normal(Tensor mean, Tensor std, @Nullable Generator generator) {
    return Draws.NORMAL.call(mean, std, generator);
  }

  /** Normal draws with these means and one deviation. */
  public static Tensor normal(Tensor mean, double std) {
    return normal(mean, std, null);
  }

  /** Normal draws of a generator with these means and one deviation. */
  public static Tensor normal(Tensor mean, double std, @Nullable Generator generator) {
    return Draws.NORMAL_MEAN.call(mean, std, generator);
  }

  /** Normal draws with one mean and these deviations. */
  public static Tensor normal(double mean, Tensor std) {
    return normal(mean, std, null);
  }

  /** Normal draws of a generator with one mean and these deviations. */
  public static Tensor normal(double mean, Tensor std, @Nullable Generator generator) {
    return Draws.NORMAL_STD.call(mean, std, generator);
  }

  /** Normal draws. */
  public static Tensor normal(double mean, double std, Shape size) {
    return normal(mean, std, size, null);
  }

  /** Normal draws of a generator. */
  public static Tensor normal(double mean, double std, Shape size, @Nullable Generator generator) {
    return empty(size, getDefaultDtype()).normal_(mean, std, generator);
  }

  /** 1 with each element as the probability, else 0, {@code torch.bernoulli}. */
  public static Tensor bernoulli(Tensor self) {
    return bernoulli(self, null);
  }

  /** 1 with each element as the probability, else 0, drawn of a generator. */
  public static Tensor bernoulli(Tensor self, @Nullable Generator generator) {
    return Randoms.BERNOULLI.call(self, generator);
  }

  /** How many of {@code count} trials succeed with {@code prob}, {@code torch.binomial}. */
  public static Tensor binomial(Tensor count, Tensor prob) {
    return binomial(count, prob, null);
  }

  /** {@link #binomial(Tensor, Tensor)} drawn of a generator. */
  public static Tensor binomial(Tensor count, Tensor prob, @Nullable Generator generator) {
    return Randoms.BINOMIAL.call(count, prob, generator);
  }

  /** Indices drawn with each row as weights, each at most once, {@code torch.multinomial}. */
  public static Tensor multinomial(Tensor self, long numSamples) {
    return self.multinomial(numSamples);
  }

  /** Indices drawn with each row as weights; {@code replacement}: again and again. */
  public static Tensor multinomial(Tensor self, long numSamples, boolean replacement) {
    return self.multinomial(numSamples, replacement);
  }

  /** Indices drawn of a generator with each row as weights. */
  public static Tensor multinomial(
      Tensor self, long numSamples, boolean replacement, @Nullable Generator generator) {
    return self.multinomial(numSamples, replacement, generator);
  }

  /** Poisson draws with each element as the rate, {@code torch.poisson}. */
  public static Tensor poisson(Tensor rates) {
    return poisson(rates, null);
  }

  /** Poisson draws of a generator with each element as the rate. */
  public static Tensor poisson(Tensor rates, @Nullable Generator generator) {
    return Randoms.POISSON.call(rates, generator);
  }

  /** Elements zeroed with probability {@code p} and the mask, {@code torch.native_dropout}. */
  public static List<Tensor> nativeDropout(Tensor input, double p, boolean train) {
    return List.of(Dropouts.NATIVE.callAll(input, p, train));
  }
}
