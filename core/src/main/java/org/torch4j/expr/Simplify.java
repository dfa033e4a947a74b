package org.torch4j.expr;

import org.jspecify.annotations.Nullable;

/**
 * Rewrites expressions to cheaper ones of the same value. The sign of a zero may change, and
 * constants are folded in double precision, which is never less exact; else no value does: there is
 * no {@code 0 * x = 0}, since x may be NaN. Constant powers follow PyTorch: {@code x^0.5} is {@code
 * sqrt(x)}.
 */
public final class Simplify {
  /** Integers up to here, and their products with -1, are the same in every compute type. */
  private static final double EXACT = 1 << 24;

  private final boolean floating;
  private final Structure.Interner interner = new Structure.Interner();

  private Simplify(boolean floating) {
    this.floating = floating;
  }

  /**
   * The simplified expression. It has the same value in every compute type that can run the
   * original, and is a truth value if the original is; but {@link Expr#isFloatOnly} may become
   * false, so ask the original.
   */
  public static Expr apply(Expr e) {
    return simplify(e, e.isFloatOnly());
  }

  /** Simplifies what runs in floating point only, as gradients do. */
  static Expr floating(Expr e) {
    return simplify(e, true);
  }

  private static Expr simplify(Expr e, boolean floating) {
    Simplify simplify = new Simplify(floating);
    return Structure.rewrite(e, simplify.interner, simplify::reduce);
  }

  /** Rewrites at the top until nothing changes; the parts are simple already. */
  private Expr reduce(Expr e) {
    Expr now = e;
    while (true) {
      Expr next = step(now);
      if (next == null) {
        return now;
      }
      now = next;
    }
  }

  private Expr make(Fn fn, Expr... args) {
    return interner.intern(reduce(Expr.apply(fn, args)));
  }

  private @Nullable Expr step(Expr e) {
    return switch (e) {
      case Expr.Apply a -> {
        Expr folded = folded(a);
        yield folded != null ? folded : a.fn().arity() == 1 ? unary(a) : binary(a);
      }
      case Expr.Select s -> select(s);
      case Expr.Cast c ->
          c.arg() instanceof Expr.Cast inner && inner.dtype() == c.dtype() ? inner : null;
      case Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> null;
    };
  }

  /** A number of constants; truth values stay, their kind matters to the op. */
  private @Nullable Expr folded(Expr.Apply a) {
    if (a.fn().isPredicate() || !(a.arg(0) instanceof Expr.Constant x)) {
      return null;
    }
    double value;
    if (a.fn().arity() == 1) {
      if (!foldable(a.fn(), x.value())) {
        return null;
      }
      value = a.fn().apply(x.value());
    } else {
      if (!(a.arg(1) instanceof Expr.Constant y)
          || !foldable(a.fn(), x.value())
          || !foldable(a.fn(), y.value())
          || a.fn() == Fn.POLYGAMMA) {
        return null;
      }
      value = a.fn().apply(x.value(), y.value());
    }
    return floating || isExact(value) ? Expr.constant(value) : null;
  }

  private boolean foldable(Fn fn, double value) {
    return switch (fn) {
      case ADD, SUB, MUL, NEG, ABS, MIN, MAX -> floating || isExact(value);
      default -> floating && !fn.isIntegerOnly();
    };
  }

  private static boolean isExact(double value) {
    return value == Math.rint(value) && Math.abs(value) <= EXACT;
  }

  private @Nullable Expr unary(Expr.Apply a) {
    Expr x = a.arg(0);
    return switch (a.fn()) {
      case NEG -> {
        if (x instanceof Expr.Apply inner) {
          if (inner.fn() == Fn.NEG) {
            yield number(inner.arg(0));
          }
          if (inner.fn() == Fn.SUB) {
            yield make(Fn.SUB, inner.arg(1), inner.arg(0));
          }
          if (inner.fn() == Fn.MUL && inner.arg(0) instanceof Expr.Constant c && negates(c)) {
            yield make(Fn.MUL, Expr.constant(-c.value()), inner.arg(1));
          }
        }
        yield null;
      }
      case ABS -> is(x, Fn.NEG) ? make(Fn.ABS, part(x, 0)) : null;
      case COS, COSH -> is(x, Fn.NEG) ? make(a.fn(), part(x, 0)) : null;
      case FLOOR, CEIL, ROUND, TRUNC ->
          is(x, Fn.FLOOR) || is(x, Fn.CEIL) || is(x, Fn.ROUND) || is(x, Fn.TRUNC) ? x : null;
      case NOT -> not(x);
      default -> null;
    };
  }

  /** NaN is neither less nor not less, so of the comparisons only (in)equality can be turned. */
  private @Nullable Expr not(Expr x) {
    if (x instanceof Expr.Apply inner) {
      switch (inner.fn()) {
        case NOT:
          return inner.arg(0).isPredicate() ? inner.arg(0) : null;
        case EQ:
          return make(Fn.NE, inner.arg(0), inner.arg(1));
        case NE:
          return make(Fn.EQ, inner.arg(0), inner.arg(1));
        default:
          return null;
      }
    }
    return null;
  }

  private @Nullable Expr binary(Expr.Apply a) {
    Expr x = a.arg(0);
    Expr y = a.arg(1);
    return switch (a.fn()) {
      case ADD -> sum(x, y);
      case SUB -> difference(x, y);
      case MUL -> product(x, y);
      case DIV -> quotient(x, y);
      case POW -> power(x, y);
      case MIN, MAX, FMIN, FMAX -> x.equals(y) ? number(x) : null;
      case AND, OR -> junction(a.fn(), x, y);
      default -> null;
    };
  }

  private @Nullable Expr sum(Expr x, Expr y) {
    if (isConstant(y, 0)) {
      return number(x);
    }
    if (isConstant(x, 0)) {
      return number(y);
    }
    if (is(y, Fn.NEG)) {
      return make(Fn.SUB, x, part(y, 0));
    }
    if (is(x, Fn.NEG)) {
      return make(Fn.SUB, y, part(x, 0));
    }
    if (x.equals(y)) {
      return make(Fn.MUL, Expr.constant(2), x);
    }
    if (x instanceof Expr.Select s && y instanceof Expr.Select t) {
      return merged(s, t);
    }
    return null;
  }

  /** {@code where(c, p, 0) + where(c, 0, q)} is one choice. */
  private @Nullable Expr merged(Expr.Select s, Expr.Select t) {
    boolean zeros =
        (isConstant(s.ifTrue(), 0) || isConstant(s.ifFalse(), 0))
            && (isConstant(t.ifTrue(), 0) || isConstant(t.ifFalse(), 0));
    if (!zeros || !s.condition().equals(t.condition())) {
      return null;
    }
    return Expr.select(
        s.condition(),
        make(Fn.ADD, s.ifTrue(), t.ifTrue()),
        make(Fn.ADD, s.ifFalse(), t.ifFalse()));
  }

  private @Nullable Expr difference(Expr x, Expr y) {
    if (isConstant(y, 0)) {
      return number(x);
    }
    if (isConstant(x, 0)) {
      return make(Fn.NEG, y);
    }
    if (is(y, Fn.NEG)) {
      return make(Fn.ADD, x, part(y, 0));
    }
    return is(x, Fn.NEG) ? make(Fn.NEG, make(Fn.ADD, part(x, 0), y)) : null;
  }

  private @Nullable Expr product(Expr x, Expr y) {
    if (y instanceof Expr.Constant && !(x instanceof Expr.Constant)) {
      return make(Fn.MUL, y, x);
    }
    if (x instanceof Expr.Constant c) {
      if (c.is(1)) {
        return number(y);
      }
      if (c.is(-1)) {
        return make(Fn.NEG, y);
      }
      if (is(y, Fn.NEG) && negates(c)) {
        return make(Fn.MUL, Expr.constant(-c.value()), part(y, 0));
      }
      if (floating && is(y, Fn.MUL) && part(y, 0) instanceof Expr.Constant d) {
        double both = c.value() * d.value();
        return isModest(c.value()) && isModest(d.value())
            ? make(Fn.MUL, Expr.constant(both), part(y, 1))
            : null;
      }
      return null;
    }
    if (is(x, Fn.NEG)) {
      return make(Fn.NEG, make(Fn.MUL, part(x, 0), y));
    }
    if (is(y, Fn.NEG)) {
      return make(Fn.NEG, make(Fn.MUL, x, part(y, 0)));
    }
    // Constants move outward, where they meet and become one.
    if (hasFactor(y)) {
      return make(Fn.MUL, part(y, 0), make(Fn.MUL, x, part(y, 1)));
    }
    return hasFactor(x) ? make(Fn.MUL, part(x, 0), make(Fn.MUL, part(x, 1), y)) : null;
  }

  private boolean hasFactor(Expr e) {
    return floating
        && is(e, Fn.MUL)
        && part(e, 0) instanceof Expr.Constant c
        && isModest(c.value());
  }

  /** So that no product of a few such numbers overflows or vanishes in float. */
  private static boolean isModest(double value) {
    double a = Math.abs(value);
    return a > 1e-6 && a < 1e6;
  }

  private @Nullable Expr quotient(Expr x, Expr y) {
    if (floating && y instanceof Expr.Constant c) {
      if (c.is(1)) {
        return number(x);
      }
      double inverse = 1 / c.value();
      boolean exact =
          isModest(inverse) && Math.getExponent(inverse) == -Math.getExponent(c.value());
      return exact ? make(Fn.MUL, Expr.constant(inverse), x) : null;
    }
    return null;
  }

  private @Nullable Expr power(Expr x, Expr y) {
    if (floating && isConstant(x, 2)) {
      return make(Fn.EXP2, y);
    }
    if (!(y instanceof Expr.Constant c)) {
      return null;
    }
    if (c.is(0)) {
      return Expr.constant(1);
    }
    if (c.is(1)) {
      return number(x);
    }
    if (c.is(2)) {
      return make(Fn.MUL, x, x);
    }
    if (c.is(3)) {
      return make(Fn.MUL, make(Fn.MUL, x, x), x);
    }
    if (!floating) {
      return null;
    }
    if (c.is(0.5)) {
      return make(Fn.SQRT, x);
    }
    if (c.is(-0.5)) {
      return make(Fn.RSQRT, x);
    }
    if (c.is(-1)) {
      return make(Fn.RECIPROCAL, x);
    }
    return c.is(-2) ? make(Fn.RECIPROCAL, make(Fn.MUL, x, x)) : null;
  }

  private @Nullable Expr junction(Fn fn, Expr x, Expr y) {
    if (x.equals(y)) {
      return x.isPredicate() ? x : null;
    }
    // The neutral element leaves the other side: true and p, false or p.
    boolean neutral = fn == Fn.AND;
    Boolean left = truth(x);
    Boolean right = truth(y);
    if (left != null && left == neutral && y.isPredicate()) {
      return y;
    }
    return right != null && right == neutral && x.isPredicate() ? x : null;
  }

  private @Nullable Expr select(Expr.Select s) {
    if (s.ifTrue().equals(s.ifFalse())) {
      return s.ifTrue();
    }
    Boolean known = truth(s.condition());
    if (known != null) {
      Expr chosen = known ? s.ifTrue() : s.ifFalse();
      return chosen.isPredicate() == s.isPredicate() ? chosen : null;
    }
    if (s.condition() instanceof Expr.Apply c && c.fn() == Fn.NOT) {
      return Expr.select(c.arg(0), s.ifFalse(), s.ifTrue());
    }
    boolean predicate = s.isPredicate();
    if (s.ifTrue() instanceof Expr.Select t && t.condition().equals(s.condition())) {
      Expr less = Expr.select(s.condition(), t.ifTrue(), s.ifFalse());
      return less.isPredicate() == predicate ? less : null;
    }
    if (s.ifFalse() instanceof Expr.Select t && t.condition().equals(s.condition())) {
      Expr less = Expr.select(s.condition(), s.ifTrue(), t.ifFalse());
      return less.isPredicate() == predicate ? less : null;
    }
    return null;
  }

  /** The truth of a condition between constants, if it is the same in every compute type. */
  private @Nullable Boolean truth(Expr e) {
    if (e instanceof Expr.Constant c) {
      return floating || isExact(c.value()) ? c.value() != 0 : null;
    }
    if (!(e instanceof Expr.Apply a) || !a.fn().isPredicate()) {
      return null;
    }
    if (a.fn() == Fn.AND || a.fn() == Fn.OR) {
      return junctionTruth(a);
    }
    for (Expr arg : a.args()) {
      if (!(arg instanceof Expr.Constant c) || !floating && !isExact(c.value())) {
        return null;
      }
    }
    double first = ((Expr.Constant) a.arg(0)).value();
    return a.fn().arity() == 1
        ? a.fn().apply(first) != 0
        : a.fn().apply(first, ((Expr.Constant) a.arg(1)).value()) != 0;
  }

  private @Nullable Boolean junctionTruth(Expr.Apply a) {
    Boolean left = truth(a.arg(0));
    Boolean right = truth(a.arg(1));
    boolean decisive = a.fn() == Fn.OR;
    if (left != null && left == decisive || right != null && right == decisive) {
      return decisive;
    }
    return left != null && right != null ? !decisive : null;
  }

  /** The part, unless it is a truth value that stands where a number is meant. */
  private static @Nullable Expr number(Expr e) {
    return e.isPredicate() ? null : e;
  }

  /** Whether -c is exact in the compute types that may come. */
  private boolean negates(Expr.Constant c) {
    return floating || isExact(c.value());
  }

  private static boolean isConstant(Expr e, double value) {
    return e instanceof Expr.Constant c && c.is(value);
  }

  private static boolean is(Expr e, Fn fn) {
    return e instanceof Expr.Apply a && a.fn() == fn;
  }

  private static Expr part(Expr e, int i) {
    return e.children().get(i);
  }
}
