package org.torch4j.io;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An immutable set in insertion order: Python's {@code frozenset}, which may be a key. */
final class FrozenSet extends AbstractSet<@Nullable Object> {
  private final Set<@Nullable Object> elements;
  private final long weight;

  /** Takes over {@code elements}; {@code weight} is what hashing all of them costs. */
  FrozenSet(LinkedHashSet<@Nullable Object> elements, long weight) {
    this.elements = elements;
    this.weight = weight;
  }

  long weight() {
    return weight;
  }

  @Override
  public boolean contains(@Nullable Object o) {
    return elements.contains(o);
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    Iterator<@Nullable Object> all = elements.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public @Nullable Object next() {
        return all.next();
      }
    };
  }

  @Override
  public int size() {
    return elements.size();
  }
}
