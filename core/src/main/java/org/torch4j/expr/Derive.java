package org.torch4j.expr;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of expressions, in reverse over the shared parts, so that every order exists.
 *
 * <p>A gradient that a {@link Expr.Select} lets pass only on one side keeps that condition on the
 * outside while it moves on to the inputs. Where the side is not taken the gradient is therefore 0
 * even if the derivative there is infinite or NaN, as that of {@code where(x > 0, log(x), 0)}.
 */
public final class Derive {
  private static final Expr ZERO = Expr.constant(0);

  /** Stands for the value of the whole body, so that simplifying does not rewrite it. */
  private static final Expr RESULT = Expr.input(Integer.MAX_VALUE);

  private Derive() {}

  /**
   * The gradient that arrives at input {@code input} of {@code body} when {@code grad} arrives at
   * its value: simplified for floating point, equal parts being the same object, {@code Constant 0}
   * if nothing arrives. Where the gradient is best written with the value itself, {@code body}
   * occurs in it as a part: replace it by {@link Expr#substitute} to use a saved result. Gradients
   * are linear in {@code grad}, so this is the forward derivative as well.
   */
  public static Expr vjp(Expr body, int input, Expr grad) {
    if (input == Integer.MAX_VALUE) {
      throw new IndexOutOfBoundsException("vjp: input index " + input + " is reserved");
    }
    Expr gradient = new Pass(body, input).run(grad);
    return Structure.substitute(Simplify.floating(gradient), RESULT, body);
  }

  /** One walk from the body to the input. */
  private static final class Pass {
    private final List<Expr> order;
    private final Map<Expr, Boolean> depends = new IdentityHashMap<>();
    private final Map<Expr, List<Expr>> arrived = new IdentityHashMap<>();
    private final Expr root;

    Pass(Expr body, int input) {
      order = Structure.topological(List.of(body));
      root = order.getLast();
      for (Expr e : order) {
        depends.put(e, depends(e, input));
      }
    }

    /** Whether a gradient flows from the part to the input. */
    private boolean depends(Expr e, int input) {
      return switch (e) {
        case Expr.Input in -> in.index() == input;
        case Expr.ScalarInput _, Expr.Constant _ -> false;
        case Expr.Apply a -> {
          boolean any = false;
          for (int i = 0; i < a.args().size(); i++) {
            any |= a.fn().hasGradient(i) && flows(a.arg(i));
          }
          yield any;
        }
        case Expr.Select s -> flows(s.ifTrue()) || flows(s.ifFalse());
        case Expr.Cast c -> c.dtype().isFloatingPoint() && flows(c.arg());
      };
    }

    private boolean flows(Expr part) {
      return depends.getOrDefault(part, false);
    }

    Expr run(Expr grad) {
      if (!flows(root)) {
        return ZERO;
      }
      send(root, grad);
      for (int i = order.size() - 1; i >= 0; i--) {
        Expr e = order.get(i);
        List<Expr> parts = arrived.get(e);
        if (parts != null) {
          Expr g = sum(parts);
          if (e instanceof Expr.Input) {
            return g;
          }
          step(e, g);
        }
      }
      return ZERO;
    }

    private void send(Expr to, Expr grad) {
      if (flows(to) && !grad.equals(ZERO)) {
        arrived.computeIfAbsent(to, _ -> new ArrayList<>()).add(grad);
      }
    }

    private void step(Expr e, Expr g) {
      switch (e) {
        case Expr.Apply a -> {
          Expr result = e == root ? RESULT : e;
          for (int i = 0; i < a.args().size(); i++) {
            if (flows(a.arg(i))) {
              send(a.arg(i), applied(a, i, result, g));
            }
          }
        }
        case Expr.Select s -> {
          send(s.ifTrue(), Expr.select(s.condition(), g, ZERO));
          send(s.ifFalse(), Expr.select(s.condition(), ZERO, g));
        }
        case Expr.Cast c -> send(c.arg(), g);
        case Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> {}
      }
    }

    /** The rule of a function, with conditions of the gradient kept on the outside. */
    private static Expr applied(Expr.Apply a, int i, Expr result, Expr g) {
      if (g instanceof Expr.Select s && s.ifFalse().equals(ZERO)) {
        return Expr.select(s.condition(), applied(a, i, result, s.ifTrue()), ZERO);
      }
      if (g instanceof Expr.Select s && s.ifTrue().equals(ZERO)) {
        return Expr.select(s.condition(), ZERO, applied(a, i, result, s.ifFalse()));
      }
      return a.fn().gradient(i, a.args(), result, g);
    }

    /** The sum, with what stands under the same condition added inside it. */
    private static Expr sum(List<Expr> parts) {
      List<Expr> terms = new ArrayList<>();
      for (Expr part : parts) {
        int i = 0;
        @Nullable Expr merged = null;
        while (i < terms.size() && merged == null) {
          merged = merged(terms.get(i), part);
          i++;
        }
        if (merged == null) {
          terms.add(part);
        } else {
          terms.set(i - 1, merged);
        }
      }
      Expr sum = terms.get(0);
      for (int i = 1; i < terms.size(); i++) {
        sum = sum.add(terms.get(i));
      }
      return sum;
    }

    private static @Nullable Expr merged(Expr a, Expr b) {
      if (a instanceof Expr.Select x
          && b instanceof Expr.Select y
          && x.condition().equals(y.condition())
          && (x.ifTrue().equals(ZERO) || x.ifFalse().equals(ZERO))
          && (y.ifTrue().equals(ZERO) || y.ifFalse().equals(ZERO))) {
        return Expr.select(
            x.condition(), plus(x.ifTrue(), y.ifTrue()), plus(x.ifFalse(), y.ifFalse()));
      }
      return null;
    }

    private static Expr plus(Expr a, Expr b) {
      return a.equals(ZERO) ? b : b.equals(ZERO) ? a : sum(List.of(a, b));
    }
  }
}
