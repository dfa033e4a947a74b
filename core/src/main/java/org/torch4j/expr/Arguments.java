package org.torch4j.expr;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable argument list that knows its hash, so that hashing a tree with shared parts costs no
 * walk: with plain records the work doubles at every level of sharing.
 */
final class Arguments extends AbstractList<Expr> implements RandomAccess {
  private final Expr[] elements;
  private final int hash;

  private Arguments(Expr[] elements) {
    this.elements = elements;
    int h = 1;
    for (Expr e : elements) {
      h = 31 * h + e.hashCode();
    }
    this.hash = h;
  }

  static Arguments of(List<Expr> list) {
    return list instanceof Arguments a ? a : new Arguments(List.copyOf(list).toArray(new Expr[0]));
  }

  @Override
  public Expr get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || super.equals(other);
  }

  /** As {@link List#hashCode} defines it, kept. */
  @Override
  public int hashCode() {
    return hash;
  }
}
