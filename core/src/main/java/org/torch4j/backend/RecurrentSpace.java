package org.torch4j.backend;

/**
 * What a backend needs to run a {@link RecurrentNetwork} as a whole: how the weights lie in one
 * array, and how much a forward pass leaves for the backward pass. A backend gives the very same
 * object for the same network until it has learnt that it cannot run it so.
 */
public final class RecurrentSpace {
  private final long weights;
  private final long[] offsets;
  private final long reserve;

  /**
   * A space.
   *
   * @param weights elements of the array that holds all weights
   * @param offsets where the weights of each layer and direction start in it, in the order of the
   *     modules' parameters: from the input, from the state, both biases, the projection
   * @param reserve bytes that forward leaves for backward; 0 without gradients
   */
  public RecurrentSpace(long weights, long[] offsets, long reserve) {
    this.weights = weights;
    this.offsets = offsets.clone();
    this.reserve = reserve;
  }

  /** Elements of the array that holds all weights. */
  public long weights() {
    return weights;
  }

  /** Where each weight starts. */
  public long[] offsets() {
    return offsets.clone();
  }

  /** Bytes that forward leaves for backward. */
  public long reserve() {
    return reserve;
  }
}
