package org.torch4j.backend;

/**
 * Where kernels draw from: what a generator is on one kind of device. Drawing, seeding and reading
 * the state of one source is done while holding its monitor.
 */
public sealed interface RandomSource permits RandomEngine, PhiloxEngine {
  /** The seed of a generator that nobody has seeded, as in PyTorch. */
  long DEFAULT_SEED = 67280421310721L;

  /** Starts the stream of {@code seed}. */
  void seed(long seed);

  /** The seed that was set last. */
  long initialSeed();

  /** Everything that decides what is drawn next, as PyTorch writes it down. */
  byte[] state();

  /**
   * Continues from a state that {@link #state} or PyTorch wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  void setState(byte[] state);
}
