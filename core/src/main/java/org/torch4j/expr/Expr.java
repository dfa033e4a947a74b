package org.torch4j.expr;

import java.util.List;
import java.util.function.IntFunction;
import org.torch4j.type.DType;

/**
 * A scalar expression: what is computed for one element, as data. Trees are immutable, compared by
 * structure, and usually share equal parts, so walk them with a memory of what was seen.
 *
 * <p>A program runs in one compute type (int, long, float or double): inputs and scalars are
 * converted to it when loaded, constants are converted to it as Java casts do, and results are
 * converted to the output's dtype when stored. A truth value used as a number is 1 or 0; a number
 * used as a condition means {@code != 0}, so that NaN is true.
 *
 * <p>Functions are applied by methods named as the {@link Fn}: {@code x.mul(x.sigmoid())}.
 */
public sealed interface Expr extends Operators
    permits Expr.Input, Expr.ScalarInput, Expr.Constant, Expr.Apply, Expr.Select, Expr.Cast {

  /** The element of array {@code index}, converted to the compute type. */
  record Input(int index) implements Expr {
    /** Checks the index. */
    public Input {
      Structure.checkIndex("input", index);
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /** Number {@code index} of the call, converted to the compute type. */
  record ScalarInput(int index) implements Expr {
    /** Checks the index. */
    public ScalarInput {
      Structure.checkIndex("scalar", index);
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /** A number known beforehand. */
  record Constant(double value) implements Expr {
    /** Whether the value is this one; 0 and -0 are equal here, NaN equals nothing. */
    public boolean is(double other) {
      return value == other;
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /** A function of the closed table applied to as many arguments as it takes. */
  record Apply(Fn fn, List<Expr> args) implements Expr {
    /** Checks the number of arguments. */
    public Apply {
      if (args.size() != fn.arity()) {
        throw new IllegalArgumentException(
            fn + ": takes " + fn.arity() + " arguments, received " + args.size());
      }
      args = Arguments.of(args);
    }

    /** Argument {@code i}. */
    public Expr arg(int i) {
      return args.get(i);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Expr e && Structure.same(this, e);
    }

    @Override
    public int hashCode() {
      return Structure.hash(this);
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /** One of two values by a condition; the other one has no influence, even if it is NaN. */
  record Select(Expr condition, Expr ifTrue, Expr ifFalse) implements Expr {
    @Override
    public boolean equals(Object other) {
      return other instanceof Expr e && Structure.same(this, e);
    }

    @Override
    public int hashCode() {
      return Structure.hash(this);
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /**
   * The value rounded or wrapped to what {@code dtype} can hold, still in the compute type: floats
   * go to integers by truncation, to bool by {@code != 0}, and to half types by rounding to nearest
   * even.
   */
  record Cast(Expr arg, DType dtype) implements Expr {
    /** Refuses complex types. */
    public Cast {
      Structure.checkCast(dtype);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Expr e && Structure.same(this, e);
    }

    @Override
    public int hashCode() {
      return Structure.hash(this);
    }

    @Override
    public String toString() {
      return Printer.text(this);
    }
  }

  /** The element of array {@code index}. */
  static Expr input(int index) {
    return new Input(index);
  }

  /** Number {@code index} of the call. */
  static Expr scalar(int index) {
    return new ScalarInput(index);
  }

  /** A constant. */
  static Expr constant(double value) {
    return new Constant(value);
  }

  /** {@code ifTrue} where the condition holds, else {@code ifFalse}. */
  static Expr select(Expr condition, Expr ifTrue, Expr ifFalse) {
    return new Select(condition, ifTrue, ifFalse);
  }

  /** {@link #select(Expr, Expr, Expr)} with constants. */
  static Expr select(Expr condition, double ifTrue, Expr ifFalse) {
    return new Select(condition, new Constant(ifTrue), ifFalse);
  }

  /** {@link #select(Expr, Expr, Expr)} with constants. */
  static Expr select(Expr condition, Expr ifTrue, double ifFalse) {
    return new Select(condition, ifTrue, new Constant(ifFalse));
  }

  /** {@link #select(Expr, Expr, Expr)} with constants. */
  static Expr select(Expr condition, double ifTrue, double ifFalse) {
    return new Select(condition, new Constant(ifTrue), new Constant(ifFalse));
  }

  /** A function of the table applied to {@code args}. */
  static Expr apply(Fn fn, Expr... args) {
    return new Apply(fn, List.of(args));
  }

  /** This value rounded or wrapped to {@code dtype}, see {@link Cast}. */
  default Expr cast(DType dtype) {
    return new Cast(this, dtype);
  }

  /** Whether it yields a truth value, so that a pointwise op of it has dtype bool. */
  default boolean isPredicate() {
    return switch (this) {
      case Apply a -> a.fn().isPredicate();
      case Select s -> s.ifTrue().isPredicate() && s.ifFalse().isPredicate();
      case Input _, ScalarInput _, Constant _, Cast _ -> false;
    };
  }

  /**
   * Whether it only makes sense in floating point, so that integers are promoted first: it uses a
   * function such as {@code exp} or {@code div}, or a constant with a fraction.
   */
  default boolean isFloatOnly() {
    return Structure.isFloatOnly(this);
  }

  /** Whether it has a function that only integers have, of bits. */
  default boolean isIntegerOnly() {
    return Structure.isIntegerOnly(this);
  }

  /** The expression with every part that equals {@code from} replaced by {@code to}. */
  default Expr substitute(Expr from, Expr to) {
    return Structure.substitute(this, from, to);
  }

  /**
   * The expression with input {@code i} replaced by {@code replacements.get(i)}; inputs past the
   * end of the list stay.
   */
  default Expr withInputs(List<Expr> replacements) {
    return Structure.withInputs(this, replacements);
  }

  /** Whether the element of array {@code index} occurs in it. */
  default boolean usesInput(int index) {
    return Structure.uses(this, e -> e instanceof Input in && in.index() == index);
  }

  /** Whether number {@code index} of the call occurs in it. */
  default boolean usesScalar(int index) {
    return Structure.uses(this, e -> e instanceof ScalarInput s && s.index() == index);
  }

  /** The direct parts: arguments of a function, condition and branches of a select, ... */
  default List<Expr> children() {
    return switch (this) {
      case Input _, ScalarInput _, Constant _ -> List.of();
      case Apply a -> a.args();
      case Select s -> List.of(s.condition(), s.ifTrue(), s.ifFalse());
      case Cast c -> List.of(c.arg());
    };
  }

  /** The text of {@code toString} with names for the inputs: {@code grad * exp(self)}. */
  default String text(IntFunction<String> inputNames) {
    return Printer.text(this, inputNames);
  }

  /** {@link #text(IntFunction)} with names for the numbers of the call, too. */
  default String text(IntFunction<String> inputNames, IntFunction<String> scalarNames) {
    return Printer.text(this, inputNames, scalarNames);
  }

  /** Number of different parts, this one included: the work after shared parts are found. */
  default int size() {
    return Structure.topological(List.of(this)).size();
  }
}
