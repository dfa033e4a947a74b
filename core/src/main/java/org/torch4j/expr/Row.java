package org.torch4j.expr;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** One row of the table {@link Fn}, built up column by column. */
final class Row {
  /** What arrives at an argument when {@code g} arrives at the result y = f(a, b); linear in g. */
  @FunctionalInterface
  interface Rule {
    Expr apply(Expr a, Expr b, Expr y, Expr g);
  }

  /** Truth of one number. */
  @FunctionalInterface
  interface DoubleTest {
    boolean test(double a);
  }

  /** Truth of two numbers. */
  @FunctionalInterface
  interface DoubleRelation {
    boolean test(double a, double b);
  }

  /** Truth of one integer. */
  @FunctionalInterface
  interface LongTest {
    boolean test(long a);
  }

  /** Truth of two integers. */
  @FunctionalInterface
  interface LongRelation {
    boolean test(long a, long b);
  }

  final int arity;
  final Fn.Family family;
  final String cuda;
  @Nullable DoubleBinaryOperator floating;
  @Nullable LongBinaryOperator integer;
  @Nullable Rule first;
  @Nullable Rule second;

  private Row(int arity, Fn.Family family, String cuda) {
    this.arity = arity;
    this.family = family;
    this.cuda = cuda;
  }

  static Row floating(String cuda, DoubleUnaryOperator f) {
    Row row = new Row(1, Fn.Family.FLOATING, cuda);
    row.floating = (a, _) -> f.applyAsDouble(a);
    return row;
  }

  static Row floating2(String cuda, DoubleBinaryOperator f) {
    Row row = new Row(2, Fn.Family.FLOATING, cuda);
    row.floating = f;
    return row;
  }

  static Row number(String cuda, DoubleUnaryOperator f, LongUnaryOperator i) {
    Row row = new Row(1, Fn.Family.ARITHMETIC, cuda);
    row.floating = (a, _) -> f.applyAsDouble(a);
    row.integer = (a, _) -> i.applyAsLong(a);
    return row;
  }

  static Row number2(String cuda, DoubleBinaryOperator f, LongBinaryOperator i) {
    Row row = new Row(2, Fn.Family.ARITHMETIC, cuda);
    row.floating = f;
    row.integer = i;
    return row;
  }

  static Row test(Fn.Family family, String cuda, DoubleTest f, LongTest i) {
    Row row = new Row(1, family, cuda);
    row.floating = (a, _) -> f.test(a) ? 1 : 0;
    row.integer = (a, _) -> i.test(a) ? 1 : 0;
    return row;
  }

  static Row test2(Fn.Family family, String cuda, DoubleRelation f, LongRelation i) {
    Row row = new Row(2, family, cuda);
    row.floating = (a, b) -> f.test(a, b) ? 1 : 0;
    row.integer = (a, b) -> i.test(a, b) ? 1 : 0;
    return row;
  }

  static Row bits(String cuda, LongUnaryOperator i) {
    Row row = new Row(1, Fn.Family.BITWISE, cuda);
    row.integer = (a, _) -> i.applyAsLong(a);
    return row;
  }

  static Row bits2(String cuda, LongBinaryOperator i) {
    Row row = new Row(2, Fn.Family.BITWISE, cuda);
    row.integer = i;
    return row;
  }

  /** The gradient rule of the only, or the first, argument. */
  Row d(Rule rule) {
    first = rule;
    return this;
  }

  /** The gradient rule of the second argument. */
  Row d2(Rule rule) {
    second = rule;
    return this;
  }
}
