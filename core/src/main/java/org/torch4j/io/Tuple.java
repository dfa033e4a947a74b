package org.torch4j.io;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that stands for a Python {@code tuple}, so that a checkpoint keeps the
 * difference between tuples and lists. It equals any list of the same elements.
 */
public final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
  /** Counts no further than this; beyond it a tuple cannot be a key anyway. */
  private static final long MAX_WEIGHT = 1L << 50;

  private final @Nullable Object[] elements;
  private final int depth;
  private final long weight;

  Tuple(@Nullable Object[] elements) {
    this.elements = elements;
    int deepest = 0;
    long sum = 1;
    for (Object e : elements) {
      if (e instanceof Tuple t) {
        deepest = Math.max(deepest, t.depth);
        sum += t.weight;
      }
      sum = Math.min(sum + 1, MAX_WEIGHT);
    }
    this.depth = deepest + 1;
    this.weight = sum;
  }

  /** A tuple of these elements, which may be null. */
  public static Tuple of(@Nullable Object... elements) {
    return new Tuple(elements.clone());
  }

  @Override
  public @Nullable Object get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }

  /** How many tuples are nested at most, this one included. */
  int depth() {
    return depth;
  }

  /** How many elements a walk through it and its tuples meets: the cost of a hash. */
  long weight() {
    return weight;
  }

  /** Puts the final value in place of one that the reader had to leave open. */
  void replace(int index, @Nullable Object value) {
    elements[index] = value;
  }
}
