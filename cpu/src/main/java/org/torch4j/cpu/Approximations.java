package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.expr.Fn;

/**
 * Transcendental functions in single precision as a few dozen basic operations, within about two
 * units in the last place.
 *
 * <p>They are our own and not the processor library's, because a result must not depend on whether
 * the loop was compiled yet, on the vector width, or on the place of the element. Polynomials are
 * minimax fits (Remez exchange) on the reduced argument.
 */
final class Approximations {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN2 = 0.6931471805599453;

  /** ln 2 in two parts; the first has so few bits that small multiples of it are exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final double LN2_LOW = LN2 - LN2_HIGH;

  /** Adding it leaves a float rounded to an integer, which then stands in the low bits. */
  private static final float MAGIC = 0x1.8p23f;

  private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

  /** (e^r - 1 - r) / r^2 for |r| up to ln 2 / 2, relative to e^r. */
  private static final float[] EXP = {
    4.999999404e-01f, 1.666652113e-01f, 4.166838899e-02f, 8.368716575e-03f, 1.381459879e-03f
  };

  /** The same relative to e^r - 1. */
  private static final float[] EXPM1 = {
    5.000000000e-01f,
    1.666666567e-01f,
    4.166636243e-02f,
    8.333389647e-03f,
    1.394062769e-03f,
    1.984587871e-04f
  };

  /** (ln(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2). */
  private static final float[] LOG = {
    3.333333135e-01f,
    -2.500081956e-01f,
    2.000122666e-01f,
    -1.662335694e-01f,
    1.420175731e-01f,
    -1.316018105e-01f,
    1.276157796e-01f,
    -7.634502649e-02f
  };

  /** erf(x) / x in x^2, for |x| up to 1. */
  private static final float[] ERF_SMALL = {
    1.128379107e+00f,
    -3.761262596e-01f,
    1.128358543e-01f,
    -2.685381286e-02f,
    5.188327748e-03f,
    -8.010193706e-04f,
    7.853861462e-05f
  };

  /** ln(1 - erf(x)) for x from 1 to 4. */
  private static final float[] ERF_LARGE = {
    1.880362397e-04f,
    -1.129578352e+00f,
    -6.332198977e-01f,
    -1.084185466e-01f,
    2.520823665e-02f,
    -4.204554949e-03f,
    4.413350543e-04f,
    -2.168674473e-05f
  };

  /** (sin(r) / r - 1) / r^2 in r^2, for |r| up to pi/4. */
  private static final float[] SIN = {-1.666665524e-01f, 8.332173340e-03f, -1.951665618e-04f};

  /** (cos(r) - 1 + r^2 / 2) / r^4 in r^2, for |r| up to pi/4. */
  private static final float[] COS = {4.166664556e-02f, -1.388736186e-03f, 2.443772973e-05f};

  /** What the double pi/2 lacks. */
  private static final double PI_HALF_LOW = 6.123233995736766e-17;

  /** Beyond it three floats of pi/2 are too few. */
  private static final float LARGEST_ANGLE = 16384;

  private final Graph graph;

  Approximations(Graph graph) {
    this.graph = graph;
  }

  /** The function of {@code x}, or null if it is not here. */
  @Nullable Node unary(Fn fn, Node x) {
    return switch (fn) {
      case EXP -> exp(x);
      case EXP2 -> exp2(x);
      case EXPM1 -> expm1(x);
      case LOG -> log(x, 1);
      case LOG2 -> log(x, LOG2_E);
      case LOG10 -> log(x, 0.4342944819032518);
      case LOG1P -> log1p(x);
      case TANH -> tanh(x);
      case SINH -> sinh(x);
      case COSH -> cosh(x);
      case SIGMOID -> sigmoid(x);
      case SIN -> sine(fn, x, 0);
      case COS -> sine(fn, x, 1);
      case SOFTPLUS -> add(graph.apply(Op.MAX, x, c(0)), log1pToOne(exp(neg(abs(x)))));
      case LOG_SIGMOID -> sub(graph.apply(Op.MIN, x, c(0)), log1pToOne(exp(neg(abs(x)))));
      case ERF -> erf(x);
      default -> null;
    };
  }

  private Node exp(Node x) {
    return exp(x, 0, 88.72284f);
  }

  /** e^x / 2, also where e^x is too large for a float. */
  private Node halfExp(Node x) {
    return exp(x, 1, 89.41599f);
  }

  /** e^x divided by 2 to {@code less}, infinite beyond {@code largest}. */
  private Node exp(Node x, int less, float largest) {
    Node shifted = fma(x, c(LOG2_E), c(MAGIC));
    Node k = sub(shifted, c(MAGIC));
    Node r = fma(k, c(-LN2_LOW), fma(k, c(-LN2_HIGH), x));
    Node p = fma(mul(r, r), polynomial(EXP, r), add(r, c(1)));
    Node scaled = scale(p, shifted, less);
    Node capped = select(less(c(largest), x), c(Double.POSITIVE_INFINITY), scaled);
    return select(less(x, c(-104f)), c(0), capped);
  }

  private Node exp2(Node x) {
    Node shifted = add(x, c(MAGIC));
    Node r = mul(sub(x, sub(shifted, c(MAGIC))), c(LN2));
    Node p = fma(mul(r, r), polynomial(EXP, r), add(r, c(1)));
    Node scaled = scale(p, shifted, 0);
    Node capped = select(graph.apply(Op.LE, c(128), x), c(Double.POSITIVE_INFINITY), scaled);
    return select(less(x, c(-151)), c(0), capped);
  }

  /** p times 2 to the integer in the low bits of {@code shifted}, minus {@code less}. */
  private Node scale(Node p, Node shifted, int less) {
    // Two factors, because 2^k alone may lie outside the normal range where the result does not.
    Node power = sub(bits(shifted), graph.bits(MAGIC_BITS + less));
    Node half = graph.shiftRight(power, 1);
    return mul(mul(p, powerOfTwo(half)), powerOfTwo(sub(power, half)));
  }

  /** e^x for x from -100 to 80: results are normal numbers, so that one factor does. */
  private Node expInside(Node x) {
    Node shifted = fma(x, c(LOG2_E), c(MAGIC));
    Node k = sub(shifted, c(MAGIC));
    Node r = fma(k, c(-LN2_LOW), fma(k, c(-LN2_HIGH), x));
    Node p = fma(mul(r, r), polynomial(EXP, r), add(r, c(1)));
    return mul(p, powerOfTwo(sub(bits(shifted), graph.bits(MAGIC_BITS))));
  }

  private Node powerOfTwo(Node exponent) {
    Node biased = add(exponent, graph.bits(127));
    return graph.apply(Op.FROM_BITS, graph.shiftLeft(biased, 23));
  }

  private Node expm1(Node x) {
    Node shifted = fma(x, c(LOG2_E), c(MAGIC));
    Node k = sub(shifted, c(MAGIC));
    Node r = fma(k, c(-LN2_LOW), fma(k, c(-LN2_HIGH), x));
    Node p = fma(mul(r, r), polynomial(EXPM1, r), r);
    // Half of 2^k, because 2^128 is no float although the result may be one.
    Node s = powerOfTwo(sub(bits(shifted), graph.bits(MAGIC_BITS + 1L)));
    Node half = fma(s, p, sub(s, c(0.5)));
    Node result = add(half, half);
    Node capped = select(less(c(88.72284f), x), c(Double.POSITIVE_INFINITY), result);
    Node tiny = select(less(abs(x), c(1e-8)), x, capped);
    return select(less(x, c(-18)), c(-1), tiny);
  }

  /** ln(x) times {@code base}; powers of two come out exact for base log2(e). */
  private Node log(Node x, double base) {
    Node small = less(x, c(Float.MIN_NORMAL));
    Node normal = select(small, mul(x, c(0x1p23)), x);
    Node offset = select(small, c(-23), c(0));
    Node result = logOfNormal(normal, offset, base);
    Node finite = select(less(x, c(Double.POSITIVE_INFINITY)), result, x);
    Node positive = select(less(x, c(0)), c(Double.NaN), finite);
    return select(graph.apply(Op.EQ, x, c(0)), c(Double.NEGATIVE_INFINITY), positive);
  }

  /** Logarithm of a positive normal number, with {@code offset} added to its binary exponent. */
  private Node logOfNormal(Node x, @Nullable Node offset, double base) {
    Node raw = bits(x);
    Node exponent = graph.shiftRight(sub(raw, graph.bits(0x3F3504F3L)), 23);
    Node m = graph.apply(Op.FROM_BITS, sub(raw, graph.shiftLeft(exponent, 23)));
    Node whole = sub(graph.apply(Op.FROM_BITS, add(exponent, graph.bits(MAGIC_BITS))), c(MAGIC));
    Node e = offset == null ? whole : add(whole, offset);
    Node f = sub(m, c(1));
    Node square = mul(f, f);
    Node tail = fma(mul(square, f), polynomial(LOG, f), mul(square, c(-0.5)));
    return base == 1
        ? fma(e, c(LN2_HIGH), add(f, fma(e, c(LN2_LOW), tail)))
        : fma(e, c(LN2 * base), mul(add(f, tail), c(base)));
  }

  /** ln(1 + x) for x from 0 to 1, without the special cases of {@link #log1p}. */
  private Node log1pToOne(Node x) {
    Node u = add(c(1), x);
    Node lost = sub(x, sub(u, c(1)));
    return add(logOfNormal(u, null, 1), div(lost, u));
  }

  /** ln(1 + x) as ln of the rounded sum plus what the rounding lost. */
  private Node log1p(Node x) {
    Node u = add(c(1), x);
    Node lost = sub(x, sub(u, c(1)));
    Node result = add(log(u, 1), div(lost, u));
    Node tiny = select(less(abs(x), c(1e-8)), x, result);
    Node finite = less(x, c(Double.POSITIVE_INFINITY));
    return select(
        graph.apply(Op.EQ, x, c(-1)), c(Double.NEGATIVE_INFINITY), select(finite, tiny, x));
  }

  private Node sigmoid(Node x) {
    Node e = exp(neg(abs(x)));
    return div(select(less(x, c(0)), e, c(1)), add(c(1), e));
  }

  private Node tanh(Node x) {
    Node size = abs(x);
    Node twice = add(size, size);
    Node grown = expm1(twice);
    Node ratio = div(grown, add(grown, c(2)));
    Node capped = select(less(c(10), size), c(1), ratio);
    return withSignOf(capped, x);
  }

  private Node sinh(Node x) {
    Node size = abs(x);
    Node e = expm1(size);
    Node small = mul(c(0.5), add(e, div(e, add(e, c(1)))));
    return withSignOf(select(less(size, c(20)), small, halfExp(size)), x);
  }

  private Node cosh(Node x) {
    Node size = abs(x);
    Node e = mul(c(0.5), exp(size));
    return select(less(size, c(20)), add(e, div(c(0.25), e)), halfExp(size));
  }

  private Node erf(Node x) {
    Node size = abs(x);
    Node inner = mul(size, polynomial(ERF_SMALL, mul(size, size)));
    Node bounded = graph.apply(Op.MIN, size, c(4));
    Node outer = sub(c(1), expInside(polynomial(ERF_LARGE, bounded)));
    return withSignOf(select(less(size, c(1)), inner, outer), x);
  }

  private Node withSignOf(Node magnitude, Node x) {
    Node sign = graph.apply(Op.AND, bits(x), graph.bits(Integer.MIN_VALUE));
    return graph.apply(Op.FROM_BITS, graph.apply(Op.OR, bits(magnitude), sign));
  }

  /** Sine ({@code turn} 0) or cosine ({@code turn} 1) by the distance to a multiple of pi/2. */
  private Node sine(Fn fn, Node x, int turn) {
    Node shifted = fma(x, c(2 / Math.PI), c(MAGIC));
    Node k = sub(shifted, c(MAGIC));
    Node r = x;
    double rest = Math.PI / 2;
    for (int part = 0; part < 3; part++) {
      float piece = (float) rest;
      r = fma(k, c(-piece), r);
      rest = part == 0 ? rest - piece + PI_HALF_LOW : rest - piece;
    }
    Node z = mul(r, r);
    Node sin = fma(mul(r, z), polynomial(SIN, z), r);
    Node cos = fma(mul(z, z), polynomial(COS, z), fma(z, c(-0.5), c(1)));
    Node quadrant = add(bits(shifted), graph.bits(turn));
    Node odd = graph.apply(Op.AND, quadrant, graph.bits(1));
    Node isSin = graph.apply(Op.EQ, odd, graph.bits(0));
    Node chosen = select(isSin, bits(sin), bits(cos));
    Node sign = graph.shiftLeft(graph.apply(Op.AND, quadrant, graph.bits(2)), 30);
    Node result = graph.apply(Op.FROM_BITS, graph.apply(Op.XOR, chosen, sign));
    if (turn == 0) {
      // Keeps the sign of -0.
      result = select(less(abs(x), c(1e-4)), x, result);
    }
    return graph.repair(less(c(LARGEST_ANGLE), abs(x)), result, x, fn.name());
  }

  private Node polynomial(float[] coefficients, Node x) {
    Node sum = c(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = fma(sum, x, c(coefficients[i]));
    }
    return sum;
  }

  private Node c(double value) {
    return graph.constant(value);
  }

  private Node bits(Node x) {
    return graph.apply(Op.TO_BITS, x);
  }

  private Node fma(Node a, Node b, Node sum) {
    return graph.apply(Op.FMA, a, b, sum);
  }

  private Node add(Node a, Node b) {
    return graph.apply(Op.ADD, a, b);
  }

  private Node sub(Node a, Node b) {
    return graph.apply(Op.SUB, a, b);
  }

  private Node mul(Node a, Node b) {
    return graph.apply(Op.MUL, a, b);
  }

  private Node div(Node a, Node b) {
    return graph.apply(Op.DIV, a, b);
  }

  private Node neg(Node x) {
    return graph.apply(Op.NEG, x);
  }

  private Node abs(Node x) {
    return graph.apply(Op.ABS, x);
  }

  private Node less(Node a, Node b) {
    return graph.apply(Op.LT, a, b);
  }

  private Node select(Node mask, Node a, Node b) {
    return graph.apply(Op.SELECT, mask, a, b);
  }
}
