package org.torch4j.expr;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DTypeException;

/**
 * What an elementwise expression means for complex numbers: real expressions for the parts of its
 * value over the parts of its inputs, so that kernels need not know complex numbers.
 *
 * <p>Inputs and the result may be conjugated around the expression, which is then differentiable in
 * the complex sense. Gradients of such forms are such forms: see {@link #gradientForm}.
 *
 * @param body the expression over complex values
 * @param conjugated which inputs it sees conjugated
 * @param conjugatesResult whether its value is conjugated at the end
 * @param derived whether it is a gradient: then a comparison by size looks at the real parts, as
 *     PyTorch's formulas do; elsewhere complex numbers have no order
 */
public record ComplexForm(
    Expr body, boolean[] conjugated, boolean conjugatesResult, boolean derived) {
  private static final Set<Fn> DELICATE =
      EnumSet.of(
          Fn.POW,
          Fn.SIGMOID,
          Fn.EXPM1,
          Fn.LOG,
          Fn.LOG2,
          Fn.LOG10,
          Fn.LOG1P,
          Fn.TAN,
          Fn.TANH,
          Fn.ASIN,
          Fn.ACOS,
          Fn.ATAN,
          Fn.ASINH,
          Fn.ACOSH,
          Fn.ATANH);

  /** The plain form of an expression with {@code inputs} inputs. */
  public static ComplexForm of(Expr body, int inputs) {
    return new ComplexForm(body, new boolean[inputs], false, false);
  }

  /** The same with the value conjugated. */
  public ComplexForm conjugate() {
    return new ComplexForm(body, conjugated, !conjugatesResult, derived);
  }

  /**
   * The form of a gradient. PyTorch's gradient of w = f(z) is {@code grad * conj(f'(z))}; with
   * {@code gradient} the real rule {@code grad * f'(z)}, that is {@code
   * conj(gradient(conj(grad)))}.
   *
   * @param gradient derived from {@link #body} for input {@code input}, with inputs renumbered
   * @param sources what the inputs of {@code gradient} are: an input of this form; or, one past
   *     them, the arrived gradient; or, two past, the result
   */
  public ComplexForm gradientForm(Expr gradient, int input, int[] sources) {
    boolean[] flags = new boolean[sources.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] =
          sources[i] < conjugated.length
              ? conjugated[sources[i]]
              : conjugatesResult != (sources[i] == conjugated.length);
    }
    return new ComplexForm(gradient, flags, !conjugated[input], true);
  }

  /**
   * The expressions of the value's parts: one if it is real or a truth value by its nature, else
   * the real and the imaginary one.
   *
   * @param complexInputs which inputs are complex: those take two places, real part first
   * @param complexScalars which numbers are complex: those take two places as well
   * @param what the op and the dtype for the message: {@code "lt: ... complex64"}
   * @throws DTypeException if some function has no meaning for complex numbers
   */
  public List<Expr> parts(boolean[] complexInputs, boolean[] complexScalars, String what) {
    Walk walk = new Walk(places(complexInputs), complexInputs, complexScalars, what);
    ComplexExpr value = walk.value(body);
    if (conjugatesResult) {
      value = value.conj();
    }
    Expr im = value.im();
    return im == null ? List.of(value.re()) : List.of(value.re(), im);
  }

  /**
   * Whether single precision would lose digits that PyTorch's functions keep: roundings of the
   * parts add up in these.
   */
  public boolean wantsDouble() {
    return Structure.uses(body, e -> e instanceof Expr.Apply a && DELICATE.contains(a.fn()));
  }

  private static int[] places(boolean[] isComplex) {
    int[] places = new int[isComplex.length];
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = next;
      next += isComplex[i] ? 2 : 1;
    }
    return places;
  }

  /**
   * If both parts are one function of the parts of the inputs, that function over the inputs; null
   * if not. A program of it runs over the parts in one go.
   */
  public static @Nullable Expr common(List<Expr> parts, boolean[] complexInputs) {
    if (parts.size() != 2) {
      return null;
    }
    int[] places = places(complexInputs);
    List<Expr> joined = new ArrayList<>();
    List<Expr> exchanged = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      joined.add(Expr.input(i));
      exchanged.add(Expr.input(complexInputs[i] ? places[i] + 1 : places[i]));
      if (complexInputs[i]) {
        if (parts.get(0).usesInput(places[i] + 1) || parts.get(1).usesInput(places[i])) {
          return null;
        }
        joined.add(Expr.input(i));
        exchanged.add(Expr.input(places[i] + 1));
      }
    }
    boolean same = parts.get(0).withInputs(exchanged).equals(parts.get(1));
    return same ? parts.get(0).withInputs(joined) : null;
  }

  /** One walk over the body, each shared part once. */
  private final class Walk {
    private final int[] inputPlaces;
    private final int[] scalarPlaces;
    private final boolean[] complexInputs;
    private final boolean[] complexScalars;
    private final String what;
    private final Map<Expr, ComplexExpr> known = new IdentityHashMap<>();

    Walk(int[] inputPlaces, boolean[] complexInputs, boolean[] complexScalars, String what) {
      this.inputPlaces = inputPlaces;
      this.scalarPlaces = places(complexScalars);
      this.complexInputs = complexInputs;
      this.complexScalars = complexScalars;
      this.what = what;
    }

    ComplexExpr value(Expr e) {
      ComplexExpr done = known.get(e);
      if (done == null) {
        done = lower(e);
        known.put(e, done);
      }
      return done;
    }

    private ComplexExpr lower(Expr e) {
      return switch (e) {
        case Expr.Input in -> input(in.index());
        case Expr.ScalarInput s -> {
          int place = scalarPlaces[s.index()];
          Expr im = complexScalars[s.index()] ? Expr.scalar(place + 1) : null;
          yield new ComplexExpr(Expr.scalar(place), im);
        }
        case Expr.Constant c -> ComplexExpr.real(c);
        case Expr.Select s ->
            ComplexExpr.select(value(s.condition()).truth(), value(s.ifTrue()), value(s.ifFalse()));
        case Expr.Cast c -> {
          ComplexExpr arg = value(c.arg());
          if (!arg.isReal()) {
            throw meaningless("a cast to " + c.dtype());
          }
          yield ComplexExpr.real(arg.re().cast(c.dtype()));
        }
        case Expr.Apply a -> a.fn().arity() == 1 ? unary(a) : binary(a);
      };
    }

    private ComplexExpr input(int index) {
      int place = inputPlaces[index];
      if (!complexInputs[index]) {
        return ComplexExpr.real(Expr.input(place));
      }
      ComplexExpr z = new ComplexExpr(Expr.input(place), Expr.input(place + 1));
      return conjugated[index] ? z.conj() : z;
    }

    private DTypeException meaningless(String function) {
      int colon = what.indexOf(':');
      return new DTypeException(
          what.substring(0, colon)
              + ": "
              + function
              + " is not defined for complex numbers, got "
              + what.substring(colon + 2));
    }

    private ComplexExpr unary(Expr.Apply a) {
      ComplexExpr z = value(a.arg(0));
      return switch (a.fn()) {
        case NEG -> z.neg();
        case ABS -> ComplexExpr.real(z.abs());
        case RECIPROCAL -> z.reciprocal();
        case SQRT -> z.sqrt();
        case RSQRT -> z.rsqrt();
        case EXP -> z.exp();
        case EXP2 -> z.exp2();
        case EXPM1 -> z.expm1();
        case LOG -> z.log();
        case LOG2 -> z.log(2);
        case LOG10 -> z.log(10);
        case LOG1P -> z.log1p();
        case SIN -> z.sin();
        case COS -> z.cos();
        case TAN -> z.tan();
        case ASIN -> z.asin();
        case ACOS -> z.acos();
        case ATAN -> z.atan();
        case SINH -> z.sinh();
        case COSH -> z.cosh();
        case TANH -> z.tanh();
        case ASINH -> z.asinh();
        case ACOSH -> z.acosh();
        case ATANH -> z.atanh();
        case SIGMOID -> z.sigmoid();
        case ISNAN -> ComplexExpr.real(z.isReal() ? z.re().isnan() : either(Fn.ISNAN, z));
        case ISINF -> ComplexExpr.real(z.isReal() ? z.re().isinf() : either(Fn.ISINF, z));
        case ISFINITE ->
            ComplexExpr.real(
                z.isReal() ? z.re().isfinite() : z.re().isfinite().and(z.imaginary().isfinite()));
        case NOT -> ComplexExpr.real(z.truth().not());
        default -> {
          if (!z.isReal()) {
            throw meaningless(a.fn().label());
          }
          yield ComplexExpr.real(Expr.apply(a.fn(), z.re()));
        }
      };
    }

    private static Expr either(Fn test, ComplexExpr z) {
      return Expr.apply(test, z.re()).or(Expr.apply(test, z.imaginary()));
    }

    private ComplexExpr binary(Expr.Apply a) {
      ComplexExpr x = value(a.arg(0));
      ComplexExpr y = value(a.arg(1));
      return switch (a.fn()) {
        case ADD -> x.add(y);
        case SUB -> x.sub(y);
        case MUL -> x.mul(y);
        case DIV -> x.div(y);
        case POW -> x.pow(y);
        case EQ -> ComplexExpr.real(x.eq(y));
        case NE -> ComplexExpr.real(x.ne(y));
        case AND, OR, XOR -> ComplexExpr.real(Expr.apply(a.fn(), x.truth(), y.truth()));
        default -> {
          boolean order = a.fn() == Fn.LT || a.fn() == Fn.LE || a.fn() == Fn.GT || a.fn() == Fn.GE;
          if (!(x.isReal() && y.isReal()) && !(order && derived)) {
            throw meaningless(a.fn().label());
          }
          yield ComplexExpr.real(Expr.apply(a.fn(), x.re(), y.re()));
        }
      };
    }
  }
}
