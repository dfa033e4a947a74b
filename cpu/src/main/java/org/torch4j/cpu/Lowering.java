package org.torch4j.cpu;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Kind;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.expr.Expr;
import org.torch4j.expr.Fn;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * Turns expressions into the operations of a {@link Graph}. Scalar and vector code are made from
 * the same graph, so that they agree to the last bit.
 */
final class Lowering {
  private final Graph graph;
  private final ComputeType compute;
  private final boolean floating;
  private final Approximations approximations;
  private final Map<Integer, Scalar> fixedScalars;

  /** Under which condition this part is wanted, or null for always. */
  private final @Nullable Node guard;

  private final Map<Expr, Node> values = new IdentityHashMap<>();
  private final Map<Expr, Node> masks = new IdentityHashMap<>();

  /**
   * @param fixedScalars scalars whose value is built into the code
   */
  Lowering(Graph graph, ComputeType compute, Map<Integer, Scalar> fixedScalars) {
    this(graph, compute, fixedScalars, null);
  }

  private Lowering(
      Graph graph, ComputeType compute, Map<Integer, Scalar> fixedScalars, @Nullable Node guard) {
    this.graph = graph;
    this.guard = guard;
    this.compute = compute;
    this.floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    this.approximations = new Approximations(graph);
    this.fixedScalars = fixedScalars;
  }

  /** The number that {@code e} yields; truth values are 1 or 0. */
  Node value(Expr e) {
    Node known = values.get(e);
    if (known == null) {
      known = lower(e);
      if (known.kind() == Kind.MASK) {
        known = graph.apply(Op.SELECT, known, constant(1), constant(0));
      }
      values.put(e, known);
    }
    return known;
  }

  /** The truth value that {@code e} yields: numbers are compared with 0. */
  Node mask(Expr e) {
    Node known = masks.get(e);
    if (known == null) {
      if (e instanceof Expr.Apply a && a.fn().isPredicate()) {
        known = predicate(a);
      } else if (e instanceof Expr.Select s && s.isPredicate()) {
        Node c = mask(s.condition());
        Node ifTrue = under(c, s.ifTrue()).mask(s.ifTrue());
        Node ifFalse = under(not(c), s.ifFalse()).mask(s.ifFalse());
        known = or(and(c, ifTrue), and(not(c), ifFalse));
      } else {
        known = graph.apply(Op.NE, value(e), constant(0));
      }
      masks.put(e, known);
    }
    return known;
  }

  private Node lower(Expr e) {
    return switch (e) {
      case Expr.Input in -> graph.load(in.index());
      case Expr.ScalarInput s -> scalar(s.index());
      case Expr.Constant c -> constant(c.value());
      case Expr.Select s -> s.isPredicate() ? mask(s) : choose(s, mask(s.condition()));
      case Expr.Cast c -> cast(value(c.arg()), c.dtype());
      case Expr.Apply a -> a.fn().isPredicate() ? mask(a) : function(a);
    };
  }

  private Node choose(Expr.Select s, Node condition) {
    return graph.apply(
        Op.SELECT,
        condition,
        under(condition, s.ifTrue()).value(s.ifTrue()),
        under(not(condition), s.ifFalse()).value(s.ifFalse()));
  }

  /**
   * Both branches of a select are computed for every element, so an integer division in a branch
   * must not raise where the branch is not taken.
   */
  private Lowering under(Node condition, Expr branch) {
    if (floating || !divides(branch, new IdentityHashMap<>())) {
      return this;
    }
    Node both = guard == null ? condition : and(guard, condition);
    return new Lowering(graph, compute, fixedScalars, both);
  }

  private static boolean divides(Expr e, Map<Expr, Boolean> seen) {
    if (seen.put(e, true) != null) {
      return false;
    }
    return e instanceof Expr.Apply a && isDivision(a.fn())
        || e.children().stream().anyMatch(c -> divides(c, seen));
  }

  private static boolean isDivision(Fn fn) {
    return fn == Fn.FLOOR_DIV || fn == Fn.TRUNC_DIV || fn == Fn.FMOD || fn == Fn.REMAINDER;
  }

  private Node scalar(int index) {
    Scalar fixed = fixedScalars.get(index);
    return fixed == null ? graph.scalar(index) : constant(fixed.doubleValue());
  }

  private Node function(Expr.Apply a) {
    Node x = value(a.arg(0));
    if (a.fn().arity() == 1) {
      return unary(a.fn(), x);
    }
    Node y = value(a.arg(1));
    if (!floating && guard != null && isDivision(a.fn())) {
      y = select(guard, y, constant(1));
    }
    return binary(a.fn(), x, y);
  }

  private Node unary(Fn fn, Node x) {
    return switch (fn) {
      case NEG -> graph.apply(Op.NEG, x);
      case ABS -> graph.apply(Op.ABS, x);
      case BIT_NOT -> graph.apply(Op.NOT, x);
      case SIGN ->
          select(
              less(constant(0), x),
              constant(1),
              select(less(x, constant(0)), constant(-1), constant(0)));
      case RECIPROCAL -> div(constant(1), x);
      case SQRT -> graph.apply(Op.SQRT, x);
      case RSQRT -> div(constant(1), graph.apply(Op.SQRT, x));
      case FLOOR, CEIL, ROUND, TRUNC -> floating ? rounding(fn, x) : x;
      default -> {
        Node fast = compute == ComputeType.FLOAT ? approximations.unary(fn, x) : null;
        yield fast != null ? fast : graph.call(fn.name(), x);
      }
    };
  }

  /** Rounds by adding and taking away 2^23 (2^52), which leaves no fraction, then corrects. */
  private Node rounding(Fn fn, Node x) {
    Node limit = constant(compute == ComputeType.FLOAT ? 0x1p23 : 0x1p52);
    Node size = graph.apply(Op.ABS, x);
    Node whole = sub(add(size, limit), limit);
    Node result;
    if (fn == Fn.ROUND) {
      result = whole;
    } else if (fn == Fn.TRUNC) {
      result = select(less(size, whole), sub(whole, constant(1)), whole);
    } else {
      Node signed = copySign(whole, x);
      result =
          fn == Fn.FLOOR
              ? select(less(x, signed), sub(signed, constant(1)), signed)
              : select(less(signed, x), add(signed, constant(1)), signed);
    }
    return select(less(size, limit), copySign(result, x), x);
  }

  private Node copySign(Node magnitude, Node sign) {
    long signBit = compute == ComputeType.FLOAT ? Integer.MIN_VALUE : Long.MIN_VALUE;
    Node a = graph.apply(Op.AND, graph.apply(Op.TO_BITS, magnitude), graph.bits(~signBit));
    Node b = graph.apply(Op.AND, graph.apply(Op.TO_BITS, sign), graph.bits(signBit));
    return graph.apply(Op.FROM_BITS, graph.apply(Op.OR, a, b));
  }

  private Node binary(Fn fn, Node x, Node y) {
    return switch (fn) {
      case ADD -> add(x, y);
      case SUB -> sub(x, y);
      case MUL -> mul(x, y);
      case DIV -> div(x, y);
      case TRUNC_DIV -> floating ? rounding(Fn.TRUNC, div(x, y)) : graph.call(fn.name(), x, y);
      case POW -> power(x, y);
      case MIN -> graph.apply(Op.MIN, x, y);
      case MAX -> graph.apply(Op.MAX, x, y);
      case FMIN -> floating ? ignoringNan(Op.MIN, x, y) : graph.apply(Op.MIN, x, y);
      case FMAX -> floating ? ignoringNan(Op.MAX, x, y) : graph.apply(Op.MAX, x, y);
      case COPYSIGN -> copySign(x, y);
      case XLOGY ->
          select(isNan(y), y, select(equal(x, constant(0)), constant(0), mul(x, unary(Fn.LOG, y))));
      case BIT_AND -> graph.apply(Op.AND, x, y);
      case BIT_OR -> graph.apply(Op.OR, x, y);
      case BIT_XOR -> graph.apply(Op.XOR, x, y);
      default -> graph.call(fn.name(), x, y);
    };
  }

  private Node ignoringNan(Op op, Node x, Node y) {
    return select(isNan(x), y, select(isNan(y), x, graph.apply(op, x, y)));
  }

  private Node power(Node x, Node exponent) {
    if (exponent.isConstant()) {
      Node fixed = power(x, Double.longBitsToDouble(exponent.number()));
      if (fixed != null) {
        return fixed;
      }
    }
    return graph.call("POW", x, exponent);
  }

  private @Nullable Node power(Node x, double exponent) {
    if (exponent < 0 && floating) {
      Node positive = power(x, -exponent);
      return positive == null ? null : div(constant(1), positive);
    }
    if (exponent == 0) {
      return constant(1);
    }
    if (exponent == 1) {
      return x;
    }
    if (exponent == 2) {
      return mul(x, x);
    }
    if (exponent == 3) {
      return mul(mul(x, x), x);
    }
    if (exponent == 4) {
      return mul(mul(x, x), mul(x, x));
    }
    if (exponent == 0.5 && floating) {
      return graph.apply(Op.SQRT, x);
    }
    return exponent == 1.5 && floating ? mul(x, graph.apply(Op.SQRT, x)) : null;
  }

  private Node predicate(Expr.Apply a) {
    Fn fn = a.fn();
    switch (fn) {
      case AND:
        return and(mask(a.arg(0)), mask(a.arg(1)));
      case OR:
        return or(mask(a.arg(0)), mask(a.arg(1)));
      case XOR:
        return graph.apply(Op.XOR, mask(a.arg(0)), mask(a.arg(1)));
      case NOT:
        return not(mask(a.arg(0)));
      default:
        break;
    }
    Node x = value(a.arg(0));
    return switch (fn) {
      case ISNAN -> isNan(x);
      case ISINF ->
          floating ? equal(graph.apply(Op.ABS, x), constant(Double.POSITIVE_INFINITY)) : isNan(x);
      case ISFINITE ->
          floating ? less(graph.apply(Op.ABS, x), constant(Double.POSITIVE_INFINITY)) : equal(x, x);
      case SIGNBIT -> less(floating ? copySign(constant(1), x) : x, constant(0));
      case EQ -> equal(x, value(a.arg(1)));
      case NE -> graph.apply(Op.NE, x, value(a.arg(1)));
      case LT -> less(x, value(a.arg(1)));
      case LE -> graph.apply(Op.LE, x, value(a.arg(1)));
      case GT -> less(value(a.arg(1)), x);
      case GE -> graph.apply(Op.LE, value(a.arg(1)), x);
      default -> throw new IllegalStateException(fn.name());
    };
  }

  private Node cast(Node x, DType dtype) {
    boolean same =
        switch (compute) {
          case INT -> dtype == DType.INT32 || dtype == DType.INT64;
          case LONG -> dtype == DType.INT64;
          case FLOAT -> dtype == DType.FLOAT32 || dtype == DType.FLOAT64;
          case DOUBLE -> dtype == DType.FLOAT64;
        };
    if (same) {
      return x;
    }
    if (dtype == DType.BOOL) {
      return select(graph.apply(Op.NE, x, constant(0)), constant(1), constant(0));
    }
    return graph.call("CAST_" + dtype.name(), x);
  }

  private Node constant(double value) {
    return graph.constant(value);
  }

  private Node add(Node a, Node b) {
    return fold(Op.ADD, a, b);
  }

  private Node sub(Node a, Node b) {
    return fold(Op.SUB, a, b);
  }

  private Node mul(Node a, Node b) {
    return fold(Op.MUL, a, b);
  }

  /** Exponents such as {@code p - 1} become constants, which {@link #power} looks at. */
  private Node fold(Op op, Node a, Node b) {
    if (floating && a.isConstant() && b.isConstant()) {
      double x = rounded(Double.longBitsToDouble(a.number()));
      double y = rounded(Double.longBitsToDouble(b.number()));
      return constant(rounded(op == Op.ADD ? x + y : op == Op.SUB ? x - y : x * y));
    }
    return graph.apply(op, a, b);
  }

  private double rounded(double x) {
    return compute == ComputeType.FLOAT ? (float) x : x;
  }

  private Node div(Node a, Node b) {
    return graph.apply(Op.DIV, a, b);
  }

  private Node less(Node a, Node b) {
    return graph.apply(Op.LT, a, b);
  }

  private Node equal(Node a, Node b) {
    return graph.apply(Op.EQ, a, b);
  }

  private Node isNan(Node x) {
    return graph.apply(Op.NE, x, x);
  }

  private Node select(Node mask, Node a, Node b) {
    return graph.apply(Op.SELECT, mask, a, b);
  }

  private Node and(Node a, Node b) {
    return graph.apply(Op.AND, a, b);
  }

  private Node or(Node a, Node b) {
    return graph.apply(Op.OR, a, b);
  }

  private Node not(Node a) {
    return graph.apply(Op.NOT, a);
  }
}
