package org.torch4j;

import org.jspecify.annotations.Nullable;
import org.torch4j.op.family.Randoms;

/**
 * Draws of {@link Tensor} from PyTorch's own streams: the same seed gives the same numbers. Methods
 * with an underscore fill the tensor; a null generator means the default one.
 */
sealed interface RandomMethods permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** Fills with draws from [0, 1). */
  default Tensor uniform_() {
    return uniform_(0, 1, null);
  }

  /** Fills with draws from [from, to). */
  default Tensor uniform_(double from, double to) {
    return uniform_(from, to, null);
  }

  /** Fills with draws from [from, to), {@code Tensor.uniform_}. */
  default Tensor uniform_(double from, double to, @Nullable Generator generator) {
    return Randoms.UNIFORM_.call(self(), from, to, generator);
  }

  /** Fills with draws of the standard normal distribution. */
  default Tensor normal_() {
    return normal_(0, 1, null);
  }

  /** Fills with normal draws. */
  default Tensor normal_(double mean, double std) {
    return normal_(mean, std, null);
  }

  /** Fills with normal draws, {@code Tensor.normal_}. */
  default Tensor normal_(double mean, double std, @Nullable Generator generator) {
    return Randoms.NORMAL_.call(self(), mean, std, generator);
  }

  /** Fills with integers over the range that the dtype holds exactly, {@code Tensor.random_}. */
  default Tensor random_() {
    return Randoms.RANDOM_.call(self(), 0L, null, null);
  }

  /** Fills with integers from {@code from} to before {@code to}. */
  default Tensor random_(long from, long to, @Nullable Generator generator) {
    return Randoms.RANDOM_.call(self(), from, to, generator);
  }

  /** Fills with 1 with probability {@code p}, else 0. */
  default Tensor bernoulli_(double p) {
    return bernoulli_(p, null);
  }

  /** Fills with 1 with probability {@code p}, else 0, {@code Tensor.bernoulli_}. */
  default Tensor bernoulli_(double p, @Nullable Generator generator) {
    return Randoms.BERNOULLI_.call(self(), p, generator);
  }

  /** 1 with each element as the probability, else 0, {@code torch.bernoulli}. */
  default Tensor bernoulli() {
    return Randoms.BERNOULLI.call(self(), null);
  }

  /** Fills with exponential draws of rate {@code lambd}, {@code Tensor.exponential_}. */
  default Tensor exponential_(double lambd) {
    return Randoms.EXPONENTIAL_.call(self(), lambd, null);
  }

  /** Fills with Cauchy draws, {@code Tensor.cauchy_}. */
  default Tensor cauchy_(double median, double sigma) {
    return Randoms.CAUCHY_.call(self(), median, sigma, null);
  }

  /** Fills with exponentials of normal draws, {@code Tensor.log_normal_}. */
  default Tensor logNormal_(double mean, double std) {
    return Randoms.LOG_NORMAL_.call(self(), mean, std, null);
  }

  /** Fills with numbers of trials up to the first success, {@code Tensor.geometric_}. */
  default Tensor geometric_(double p) {
    return Randoms.GEOMETRIC_.call(self(), p, null);
  }

  /**
   * Draws {@code numSamples} indices with each row as weights, each at most once, {@code
   * torch.multinomial}.
   */
  default Tensor multinomial(long numSamples) {
    return multinomial(numSamples, false);
  }

  /** Draws indices with each row as weights; {@code replacement}: again and again. */
  default Tensor multinomial(long numSamples, boolean replacement) {
    return multinomial(numSamples, replacement, null);
  }

  /** Draws {@code numSamples} indices with each row as weights. */
  default Tensor multinomial(long numSamples, boolean replacement, @Nullable Generator generator) {
    return Randoms.MULTINOMIAL.call(self(), numSamples, replacement, generator);
  }
}
