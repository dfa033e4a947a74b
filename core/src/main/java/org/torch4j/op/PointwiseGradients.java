package org.torch4j.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.expr.Derive;
import org.torch4j.expr.Expr;
import org.torch4j.type.Scalar;

/** The gradients of a pointwise op: derived when first asked for, and pointwise ops themselves. */
final class PointwiseGradients {
  private final PointwiseOp op;
  private final int inputs;
  private final @Nullable Expr[] stated;
  private final AtomicReferenceArray<@Nullable Gradient> known;
  private boolean @Nullable [] saves;

  PointwiseGradients(PointwiseOp op, int inputs) {
    this.op = op;
    this.inputs = inputs;
    this.stated = new Expr[inputs];
    this.known = new AtomicReferenceArray<>(inputs);
  }

  /**
   * The derived gradient of one input.
   *
   * @param op over the arrived gradient and what it needs; null if it is 0 everywhere
   * @param sources what it reads: the op's tensors, then the gradient, then the result
   * @param factor the number of the call by which it only multiplies the arrived gradient; {@link
   *     #ONE} if it is that gradient, {@link #OTHER} if it is more
   */
  record Gradient(@Nullable PointwiseOp op, int[] sources, int factor) {
    static final int ONE = -1;
    static final int OTHER = -2;

    /** Whether the arrived gradient itself is it; complex numbers have forms of their own. */
    boolean passesOn(Tensor arrived, Scalar[] numbers) {
      return !arrived.dtype().isComplex()
          && (factor == ONE || factor >= 0 && isOne(numbers[factor]));
    }
  }

  /** Takes this rule instead of the derived one. */
  void state(int input, Expr rule) {
    stated[input] = rule;
  }

  Gradient of(int input) {
    Gradient g = known.get(input);
    if (g == null) {
      g = derive(input);
      known.set(input, g);
    }
    return g;
  }

  /** Inputs of the derived expression: 0..n-1 the op's, n the arrived gradient, n+1 the result. */
  private Gradient derive(int input) {
    Expr rule = stated[input];
    Expr derived = rule != null ? rule : Derive.vjp(op.body(), input, Expr.input(inputs));
    if (derived instanceof Expr.Constant c && c.value() == 0) {
      return new Gradient(null, new int[0], Gradient.OTHER);
    }
    int factor = factor(derived);
    derived = derived.substitute(op.body(), Expr.input(inputs + 1));
    int[] sources = new int[inputs + 2];
    int used = 0;
    StringBuilder schema = new StringBuilder();
    Expr[] renumbered = new Expr[inputs + 2];
    for (int s : order()) {
      if (s == inputs || derived.usesInput(s)) {
        renumbered[s] = Expr.input(used);
        sources[used++] = s;
        schema.append(used > 1 ? ", " : "").append("Tensor ").append(argumentName(s));
      }
    }
    List<Expr> names = new ArrayList<>();
    for (int s = 0; s < renumbered.length; s++) {
      names.add(renumbered[s] == null ? Expr.input(s) : renumbered[s]);
    }
    for (int i = 0; i < op.schema().size(); i++) {
      if (Op.isNumber(op.schema().argument(i))) {
        // Plain floats under other names never promote, and every number keeps its place.
        schema.append(", float ").append(op.schema().argument(i).name()).append('_');
      }
    }
    String name = op.schema().name() + "_backward_" + argumentName(input);
    PointwiseOp gradient =
        new PointwiseOp(
            Schema.parse(name + "(" + schema + ") -> Tensor"), derived.withInputs(names));
    int[] from = Arrays.copyOf(sources, used);
    gradient.setComplexForm(
        new ComplexPointwise(
            gradient.schema(), op.complexForm().form().gradientForm(gradient.body(), input, from)));
    return new Gradient(gradient, from, factor);
  }

  private static boolean isOne(Scalar number) {
    return !number.isComplex() && number.doubleValue() == 1;
  }

  private int factor(Expr derived) {
    Expr arrived = Expr.input(inputs);
    if (derived.equals(arrived)) {
      return Gradient.ONE;
    }
    int numbers = 0;
    for (int i = 0; i < op.schema().size(); i++) {
      numbers += Op.isNumber(op.schema().argument(i)) ? 1 : 0;
    }
    for (int s = 0; s < numbers; s++) {
      if (derived.equals(arrived.mul(Expr.scalar(s)))) {
        return s;
      }
    }
    return Gradient.OTHER;
  }

  /** The arrived gradient comes first. */
  private int[] order() {
    int[] order = new int[inputs + 2];
    order[0] = inputs;
    for (int i = 0; i < inputs; i++) {
      order[i + 1] = i;
    }
    order[inputs + 1] = inputs + 1;
    return order;
  }

  /** An op may have a tensor of these names itself, such as the gradient of a gradient. */
  private String argumentName(int source) {
    String name = op.inputName(source);
    boolean taken = source < inputs && (name.equals("grad") || name.equals("result"));
    return taken ? name + "_" : name;
  }

  /** Which tensors of a call some gradient reads. */
  boolean[] saves() {
    boolean[] keep = saves;
    if (keep == null) {
      keep = new boolean[inputs];
      for (int i = 0; i < inputs; i++) {
        for (int source : of(i).sources()) {
          if (source < inputs) {
            keep[source] = true;
          }
        }
      }
      saves = keep;
    }
    return keep;
  }

  /** Whether some gradient reads the result. */
  boolean savesResult() {
    for (int i = 0; i < inputs; i++) {
      for (int source : of(i).sources()) {
        if (source == inputs + 1) {
          return true;
        }
      }
    }
    return false;
  }

  void apply(GradContext context, @Nullable Tensor[] into) {
    Scalar[] numbers = Op.scalars(context);
    for (int i = 0; i < inputs; i++) {
      if (context.needsInput(i)) {
        Gradient g = of(i);
        PointwiseOp gradient = g.op();
        // Flat everywhere, as roundings are: a gradient of zeros, not none at all.
        into[i] =
            gradient == null
                ? context.metaOfInput(i).zeros()
                : g.passesOn(context.grad(), numbers)
                    ? context.grad()
                    : gradient.call(arguments(context, gradient, g.sources(), numbers));
      }
    }
  }

  private @Nullable Object[] arguments(
      GradContext context, PointwiseOp gradient, int[] sources, Scalar[] numbers) {
    @Nullable Object[] args = new Object[gradient.schema().size()];
    int at = 0;
    for (int source : sources) {
      args[at++] =
          source == inputs
              ? context.grad()
              : source > inputs ? context.result() : context.savedInput(source);
    }
    for (Scalar s : numbers) {
      args[at++] = s;
    }
    return args;
  }
}
