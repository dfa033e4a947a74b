package org.torch4j.expr;

import org.jspecify.annotations.Nullable;

/**
 * A complex value as the real expressions of its parts, with the arithmetic and the elementary
 * functions on such pairs. Branch cuts and values at infinity are those of C99, which PyTorch
 * follows, as far as the sign of zero is kept.
 *
 * @param re the real part, or a truth value
 * @param im the imaginary part; null for a value that is real by its nature, with which arithmetic
 *     is done part by part
 */
record ComplexExpr(Expr re, @Nullable Expr im) {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);
  private static final ComplexExpr UNIT = new ComplexExpr(ONE, null);

  static ComplexExpr real(Expr re) {
    return new ComplexExpr(re, null);
  }

  boolean isReal() {
    return im == null;
  }

  /** The imaginary part; 0 for a real value. */
  Expr imaginary() {
    return im == null ? ZERO : im;
  }

  /** The condition that it is not 0. */
  Expr truth() {
    if (im == null) {
      return re.isPredicate() ? re : re.ne(ZERO);
    }
    return re.ne(ZERO).or(im.ne(ZERO));
  }

  ComplexExpr conj() {
    return im == null ? this : new ComplexExpr(re, im.neg());
  }

  ComplexExpr neg() {
    return new ComplexExpr(re.neg(), im == null ? null : im.neg());
  }

  ComplexExpr add(ComplexExpr b) {
    Expr sum = im == null ? b.im : b.im == null ? im : im.add(b.im);
    return new ComplexExpr(re.add(b.re), sum);
  }

  ComplexExpr sub(ComplexExpr b) {
    Expr difference = b.im == null ? im : im == null ? b.im.neg() : im.sub(b.im);
    return new ComplexExpr(re.sub(b.re), difference);
  }

  ComplexExpr mul(ComplexExpr b) {
    if (im == null || b.im == null) {
      Expr part = im == null ? b.im : im;
      return new ComplexExpr(
          re.mul(b.re), part == null ? null : im == null ? re.mul(part) : part.mul(b.re));
    }
    return new ComplexExpr(re.mul(b.re).sub(im.mul(b.im)), re.mul(b.im).add(im.mul(b.re)));
  }

  private ComplexExpr mul(double factor) {
    return mul(real(Expr.constant(factor)));
  }

  /** Scaled by the larger part of the divisor, so that its square cannot overflow. */
  ComplexExpr div(ComplexExpr b) {
    if (b.im == null) {
      return new ComplexExpr(re.div(b.re), im == null ? null : im.div(b.re));
    }
    Expr upper = b.re.abs().ge(b.im.abs());
    Expr large = Expr.select(upper, b.re, b.im);
    Expr small = Expr.select(upper, b.im, b.re);
    Expr ratio = small.div(large);
    Expr scale = large.add(small.mul(ratio)).reciprocal();
    Expr y = imaginary();
    Expr first = Expr.select(upper, re, y).add(Expr.select(upper, y, re).mul(ratio));
    Expr second = Expr.select(upper, y, re.neg()).sub(Expr.select(upper, re, y.neg()).mul(ratio));
    return new ComplexExpr(first.mul(scale), second.mul(scale));
  }

  ComplexExpr reciprocal() {
    return UNIT.div(this);
  }

  /** The absolute value, scaled by the larger part. */
  Expr abs() {
    return im == null ? re.abs() : length(re, im);
  }

  private static Expr length(Expr x, Expr y) {
    Expr a = x.abs();
    Expr b = y.abs();
    Expr large = a.max(b);
    Expr ratio = a.min(b).div(large);
    Expr scaled = large.mul(ratio.mul(ratio).add(1).sqrt());
    return Expr.select(large.eq(ZERO).or(large.isinf()), large, scaled);
  }

  private Expr angle() {
    return imaginary().atan2(re);
  }

  ComplexExpr sqrt() {
    Expr y = imaginary();
    // Half of everything, so that the length cannot overflow.
    Expr root = re.abs().mul(0.5).add(length(re.mul(0.5), y.mul(0.5))).sqrt();
    Expr other = y.div(root.mul(2));
    Expr right = re.ge(ZERO);
    Expr first = Expr.select(right, root, other.abs());
    Expr second = Expr.select(right, other, root.copysign(y));
    Expr zero = root.eq(ZERO);
    return new ComplexExpr(
        Expr.select(y.isinf(), Double.POSITIVE_INFINITY, Expr.select(zero, ZERO, first)),
        Expr.select(y.isinf().or(zero), y, second));
  }

  ComplexExpr rsqrt() {
    return sqrt().reciprocal();
  }

  ComplexExpr exp() {
    return im == null ? real(re.exp()) : polar(re.exp(), im);
  }

  /** A length of 0 has no angle, a sine of 0 no infinite multiple. */
  private static ComplexExpr polar(Expr length, Expr angle) {
    Expr sine = Expr.select(angle.eq(ZERO), angle, length.mul(angle.sin()));
    Expr empty = length.eq(ZERO);
    return new ComplexExpr(
        Expr.select(empty, ZERO, length.mul(angle.cos())), Expr.select(empty, ZERO, sine));
  }

  ComplexExpr exp2() {
    return mul(Math.log(2)).exp();
  }

  ComplexExpr expm1() {
    if (im == null) {
      return real(re.expm1());
    }
    Expr half = im.mul(0.5).sin();
    return new ComplexExpr(
        re.expm1().mul(im.cos()).sub(half.mul(half).mul(2)), re.exp().mul(im.sin()));
  }

  ComplexExpr log() {
    return new ComplexExpr(abs().log(), angle());
  }

  ComplexExpr log(double base) {
    return log().mul(1 / Math.log(base));
  }

  ComplexExpr log1p() {
    Expr y = imaginary();
    Expr x = re.add(1);
    Expr near = re.abs().lt(Expr.constant(0.5)).and(y.abs().lt(Expr.constant(0.5)));
    Expr exact = re.mul(re.add(2)).add(y.mul(y)).log1p().mul(0.5);
    return new ComplexExpr(Expr.select(near, exact, length(x, y).log()), y.atan2(x));
  }

  ComplexExpr sin() {
    return im == null
        ? real(re.sin())
        : new ComplexExpr(re.sin().mul(im.cosh()), re.cos().mul(im.sinh()));
  }

  ComplexExpr cos() {
    return im == null
        ? real(re.cos())
        : new ComplexExpr(re.cos().mul(im.cosh()), re.sin().mul(im.sinh()).neg());
  }

  ComplexExpr tan() {
    return im == null ? real(re.tan()) : turned().tanh().turnedBack();
  }

  ComplexExpr sinh() {
    return im == null
        ? real(re.sinh())
        : new ComplexExpr(re.sinh().mul(im.cos()), re.cosh().mul(im.sin()));
  }

  ComplexExpr cosh() {
    return im == null
        ? real(re.cosh())
        : new ComplexExpr(re.cosh().mul(im.cos()), re.sinh().mul(im.sin()));
  }

  /** Made of tanh and tan, which cannot overflow, unlike sinh and cosh. */
  ComplexExpr tanh() {
    if (im == null) {
      return real(re.tanh());
    }
    Expr t = im.tan();
    Expr h = re.tanh();
    Expr slope = re.cosh().reciprocal();
    Expr square = t.mul(t);
    Expr scale = h.mul(h).mul(square).add(1);
    Expr end = re.isinf();
    return new ComplexExpr(
        Expr.select(end, h, h.mul(square.add(1)).div(scale)),
        Expr.select(end, ZERO, t.mul(slope.mul(slope)).div(scale)));
  }

  // The inverse functions follow Kahan, "Branch cuts for complex elementary functions" (1987).

  ComplexExpr asin() {
    ComplexExpr a = UNIT.sub(whole()).sqrt();
    ComplexExpr b = UNIT.add(whole()).sqrt();
    Expr across = a.re.mul(b.re).sub(a.imaginary().mul(b.imaginary()));
    return new ComplexExpr(re.atan2(across), a.crossed(b).asinh());
  }

  ComplexExpr acos() {
    ComplexExpr a = UNIT.sub(whole()).sqrt();
    ComplexExpr b = UNIT.add(whole()).sqrt();
    return new ComplexExpr(a.re.atan2(b.re).mul(2), b.crossed(a).asinh());
  }

  ComplexExpr atan() {
    return im == null ? real(re.atan()) : turned().atanh().turnedBack();
  }

  ComplexExpr asinh() {
    return im == null ? real(re.asinh()) : turned().asin().turnedBack();
  }

  ComplexExpr acosh() {
    ComplexExpr a = whole().sub(UNIT).sqrt();
    ComplexExpr b = whole().add(UNIT).sqrt();
    Expr along = a.re.mul(b.re).add(a.imaginary().mul(b.imaginary()));
    return new ComplexExpr(along.asinh(), a.imaginary().atan2(b.re).mul(2));
  }

  ComplexExpr atanh() {
    Expr y = imaginary();
    Expr x = re.abs();
    Expr rest = ONE.sub(x);
    Expr growth = x.mul(4).div(rest.mul(rest).add(y.mul(y))).log1p().mul(0.25);
    Expr turn = y.mul(2).atan2(rest.mul(x.add(1)).sub(y.mul(y))).mul(0.5);
    Expr end = x.isinf().or(y.isinf());
    return new ComplexExpr(
        Expr.select(end, ZERO, growth).copysign(re),
        Expr.select(end, Expr.constant(Math.PI / 2).copysign(y), turn));
  }

  /** The same with an imaginary part, where the real function ends sooner than the complex one. */
  private ComplexExpr whole() {
    return new ComplexExpr(re, imaginary());
  }

  /** The imaginary part of conj(this) * b. */
  private Expr crossed(ComplexExpr b) {
    return re.mul(b.imaginary()).sub(imaginary().mul(b.re));
  }

  /** i times it. */
  private ComplexExpr turned() {
    return new ComplexExpr(imaginary().neg(), re);
  }

  /** -i times it. */
  private ComplexExpr turnedBack() {
    return new ComplexExpr(imaginary(), re.neg());
  }

  /** Of the exponential that cannot overflow. */
  ComplexExpr sigmoid() {
    if (im == null) {
      return real(re.sigmoid());
    }
    Expr left = re.lt(ZERO);
    ComplexExpr small = select(left, this, neg()).exp();
    return select(left, small, UNIT).div(UNIT.add(small));
  }

  ComplexExpr pow(ComplexExpr exponent) {
    ComplexExpr power = exponent.mul(log());
    Expr none = exponent.truth();
    return select(none, polar(power.re.exp(), power.imaginary()), UNIT);
  }

  static ComplexExpr select(Expr condition, ComplexExpr a, ComplexExpr b) {
    Expr im =
        a.im == null && b.im == null ? null : Expr.select(condition, a.imaginary(), b.imaginary());
    return new ComplexExpr(Expr.select(condition, a.re, b.re), im);
  }

  Expr eq(ComplexExpr b) {
    Expr same = re.eq(b.re);
    return im == null && b.im == null ? same : same.and(imaginary().eq(b.imaginary()));
  }

  Expr ne(ComplexExpr b) {
    Expr other = re.ne(b.re);
    return im == null && b.im == null ? other : other.or(imaginary().ne(b.imaginary()));
  }
}
