package org.torch4j.expr;

/** A scalar expression. */
public sealed interface Expr {
  /** The element of array {@code index}, converted to the compute type. */
  record Input(int index) implements Expr {}
}
