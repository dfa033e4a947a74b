package org.torch4j;

/**
 * Least and greatest elements, what {@code torch.aminmax} returns.
 *
 * @param min the least
 * @param max the greatest
 */
public record MinMax(Tensor min, Tensor max) {
  static MinMax of(Tensor[] both) {
    return new MinMax(both[0], both[1]);
  }
}
