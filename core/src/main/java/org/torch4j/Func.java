package org.torch4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.autograd.AccumulateGrad;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.op.TensorState;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Functions that differentiate functions, {@code torch.func}. What they return is a function again,
 * so that derivatives of derivatives are written by nesting.
 *
 * <pre>{@code
 * UnaryOperator<Tensor> slope = Func.grad(x -> x.pow(3).sum());      // 3 x^2
 * UnaryOperator<Tensor> curve = Func.grad(x -> slope.apply(x).sum()); // 6 x
 * Tensor h = Func.hessian(x -> x.sin().sum()).apply(Torch.rand(3));  // -sin(x) on the diagonal
 * }</pre>
 *
 * <p>Inputs need not require gradients, and their {@link Tensor#grad} is not touched. A result
 * takes part in autograd only if the input, or a tensor that the function reads from outside, does.
 * A result that does not depend on an input has zeros for its derivative.
 */
public final class Func {
  private Func() {}

  /**
   * A derivative with the value of the function.
   *
   * @param grad the gradient
   * @param value what the function returned
   */
  public record GradAndValue(Tensor grad, Tensor value) {}

  /**
   * A value with the way back, {@code torch.func.vjp}.
   *
   * @param output what the function returned
   * @param pullback from a vector of the output's shape to its product with the Jacobian; it may be
   *     called more than once
   */
  public record Vjp(Tensor output, UnaryOperator<Tensor> pullback) {}

  /**
   * The same of a function of several tensors.
   *
   * @param output what the function returned
   * @param pullback to the products for each input
   */
  public record VjpOfSeveral(Tensor output, Function<Tensor, List<Tensor>> pullback) {}

  /**
   * A value with a directional derivative, {@code torch.func.jvp}.
   *
   * @param output what the function returned
   * @param tangent the product of the Jacobian with the direction
   */
  public record Jvp(Tensor output, Tensor tangent) {}

  // ---- gradients

  /**
   * The gradient of a function that returns one number, {@code torch.func.grad}.
   *
   * @throws ShapeException by the result, if the function returns more than one number
   */
  public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
    return x -> gradAndValue(f).apply(x).grad();
  }

  /** The gradient of a function of two tensors by the first. */
  public static BinaryOperator<Tensor> grad(BinaryOperator<Tensor> f) {
    return (x, y) -> grad((UnaryOperator<Tensor>) t -> f.apply(t, y)).apply(x);
  }

  /**
   * The gradients of a function of several tensors by those at the places {@code argnums}.
   *
   * @param argnums at least one; the results are in their order
   */
  public static Function<List<Tensor>, List<Tensor>> grad(TensorFunction f, int... argnums) {
    if (argnums.length == 0) {
      throw new IllegalArgumentException("grad: expected at least one argnum, got none");
    }
    return inputs -> {
      List<Tensor> chosen = new ArrayList<>();
      for (int place : argnums) {
        chosen.add(inputs.get(Objects.checkIndex(place, inputs.size())));
      }
      TensorFunction partial =
          some -> {
            Tensor[] all = inputs.toArray(new Tensor[0]);
            for (int i = 0; i < argnums.length; i++) {
              all[argnums[i]] = some[i];
            }
            return f.apply(all);
          };
      Evaluation e = Evaluation.of("grad", partial, chosen);
      return e.gradients(e.startOfScalar(), false);
    };
  }

  /** The gradient and the value, {@code torch.func.grad_and_value}. */
  public static Function<Tensor, GradAndValue> gradAndValue(UnaryOperator<Tensor> f) {
    return x -> {
      Evaluation e = Evaluation.of("grad", in -> f.apply(in[0]), List.of(x));
      return new GradAndValue(e.gradients(e.startOfScalar(), false).get(0), e.value());
    };
  }

  // ---- products with the Jacobian

  /** The value at {@code x} and its vector-Jacobian products, {@code torch.func.vjp}. */
  public static Vjp vjp(UnaryOperator<Tensor> f, Tensor x) {
    VjpOfSeveral several = vjp(in -> f.apply(in[0]), List.of(x));
    return new Vjp(several.output(), v -> several.pullback().apply(v).get(0));
  }

  /** The value of a function of several tensors and its vector-Jacobian products. */
  public static VjpOfSeveral vjp(TensorFunction f, List<Tensor> inputs) {
    Evaluation e = Evaluation.of("vjp", f, inputs);
    return new VjpOfSeveral(
        e.value(),
        v -> {
          requireLike("vjp", e.output, v);
          return e.gradients(v, true);
        });
  }

  /**
   * The value at {@code x} and its derivative in the direction {@code tangent}, by differentiating
   * the backward pass, {@code torch.func.jvp}.
   */
  public static Jvp jvp(UnaryOperator<Tensor> f, Tensor x, Tensor tangent) {
    return jvp(in -> f.apply(in[0]), List.of(x), List.of(tangent));
  }

  /** The value of a function of several tensors and its derivative in a direction. */
  public static Jvp jvp(TensorFunction f, List<Tensor> inputs, List<Tensor> tangents) {
    if (tangents.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "jvp: expected a tangent for each of "
              + inputs.size()
              + " inputs, got "
              + tangents.size());
    }
    Evaluation e = Evaluation.of("jvp", f, inputs);
    for (int i = 0; i < tangents.size(); i++) {
      requireLike("jvp", e.inputs.get(i), tangents.get(i));
    }
    Tensor derivative = GradMode.with(true, () -> e.alongTangents(tangents));
    return new Jvp(e.value(), derivative);
  }

  // ---- whole Jacobians

  /**
   * The Jacobian, of the output's shape followed by the input's, row by row backward, {@code
   * torch.func.jacrev}.
   */
  public static UnaryOperator<Tensor> jacrev(UnaryOperator<Tensor> f) {
    return x -> jacobians(in -> f.apply(in[0]), List.of(x)).get(0);
  }

  /**
   * {@link #jacrev}, column by column forward, for more outputs than inputs, {@code
   * torch.func.jacfwd}.
   */
  public static UnaryOperator<Tensor> jacfwd(UnaryOperator<Tensor> f) {
    return x -> {
      Tensor basis = Torch.eye(x.numel(), x.numel(), x.dtype()).to(x.device());
      Shape shape = x.shape();
      List<Tensor> columns = new ArrayList<>();
      for (long i = 0; i < x.numel(); i++) {
        columns.add(jvp(f, x, basis.select(0, i).reshape(shape.toArray())).tangent());
      }
      if (columns.isEmpty()) {
        return jacrev(f).apply(x);
      }
      Tensor all = Torch.stack(columns, -1);
      return all.reshape(joined(columns.get(0).shape(), shape));
    };
  }

  /** The Jacobians of a function of several tensors by each of them. */
  public static List<Tensor> jacobians(TensorFunction f, List<Tensor> inputs) {
    Evaluation e = Evaluation.of("jacobian", f, inputs);
    List<List<Tensor>> rows = new ArrayList<>();
    inputs.forEach(x -> rows.add(new ArrayList<>()));
    long n = e.output.numel();
    Tensor basis = Torch.eye(n, n, e.output.dtype()).to(e.output.device());
    for (long i = 0; i < n; i++) {
      Tensor start = basis.select(0, i).reshape(e.output.shape().toArray());
      List<Tensor> row = e.gradients(start, true);
      for (int j = 0; j < row.size(); j++) {
        rows.get(j).add(row.get(j));
      }
    }
    List<Tensor> all = new ArrayList<>();
    for (int j = 0; j < inputs.size(); j++) {
      long[] shape = joined(e.output.shape(), inputs.get(j).shape());
      all.add(
          n == 0
              ? Torch.zeros(Shape.of(shape), inputs.get(j).dtype(), inputs.get(j).device())
              : Torch.stack(rows.get(j)).reshape(shape));
    }
    return all;
  }

  /**
   * The second derivatives, of the output's shape followed by the input's twice, {@code
   * torch.func.hessian}.
   */
  public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
    return jacrev(jacrev(f));
  }

  private static void requireLike(String op, Tensor of, Tensor vector) {
    if (!vector.shape().equals(of.shape())) {
      throw new ShapeException(
          op + ": expected a vector of shape " + of.shape() + ", got " + vector.shape());
    }
  }

  private static long[] joined(Shape a, Shape b) {
    long[] sizes = Arrays.copyOf(a.toArray(), a.dim() + b.dim());
    System.arraycopy(b.toArray(), 0, sizes, a.dim(), b.dim());
    return sizes;
  }

  /** One evaluation of a function, its graph, and whether that graph goes on outside. */
  private static final class Evaluation {
    private final String op;
    private final List<Tensor> inputs;
    private final Tensor output;

    /** Whether results are part of a graph outside. */
    private final boolean connected;

    private Evaluation(String op, List<Tensor> inputs, Tensor output, boolean connected) {
      this.op = op;
      this.inputs = inputs;
      this.output = output;
      this.connected = connected;
    }

    static Evaluation of(String op, TensorFunction f, List<Tensor> given) {
      boolean recording = GradMode.isEnabled();
      boolean outside = false;
      List<Tensor> inputs = new ArrayList<>();
      for (Tensor x : given) {
        if (!x.dtype().isDifferentiable()) {
          throw new DTypeException(
              op + ": inputs must be floating-point or complex, got " + x.dtype());
        }
        boolean joins = recording && x.requiresGrad();
        outside |= joins;
        inputs.add(
            joins
                ? GradMode.with(true, () -> x.viewAs(x))
                : GradMode.with(true, () -> x.detach().requiresGrad_()));
      }
      Tensor output = GradMode.with(true, () -> f.apply(inputs.toArray(new Tensor[0])));
      boolean connected = outside || recording && reachesOthers(inputs, output);
      return new Evaluation(op, inputs, output, connected);
    }

    Tensor startOfScalar() {
      if (output.numel() != 1) {
        throw new ShapeException(
            op + ": the function must return one number, got shape " + output.shape());
      }
      if (output.isComplex()) {
        throw new DTypeException(op + ": the function must return a real number, got complex");
      }
      return Torch.onesLike(output);
    }

    /** The output, without a graph if nobody outside is part of it. */
    Tensor value() {
      return connected ? output : output.detach();
    }

    List<Tensor> gradients(Tensor start, boolean again) {
      boolean record = connected || start.requiresGrad();
      return of(List.of(output), inputs, List.of(start), again, record);
    }

    private static List<Tensor> of(
        List<Tensor> outputs,
        List<Tensor> inputs,
        List<Tensor> starts,
        boolean again,
        boolean record) {
      List<Tensor> roots = new ArrayList<>();
      List<Tensor> given = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        if (outputs.get(i).requiresGrad()) {
          roots.add(outputs.get(i));
          given.add(starts.get(i));
        }
      }
      List<Tensor> all = new ArrayList<>();
      List<@Nullable Tensor> found =
          roots.isEmpty()
              ? Collections.nCopies(inputs.size(), null)
              : Torch.gradAllowUnused(roots, inputs, given, again, record);
      for (int i = 0; i < inputs.size(); i++) {
        Tensor g = found.get(i);
        all.add(g == null ? Torch.zerosLike(inputs.get(i)) : g);
      }
      return all;
    }

    /** The gradient is linear in what it starts from: its derivative by that is the tangent. */
    Tensor alongTangents(List<Tensor> tangents) {
      Tensor start = Torch.zerosLike(output).requiresGrad_();
      List<Tensor> back = of(List.of(output), inputs, List.of(start), true, true);
      boolean record = connected || tangents.stream().anyMatch(Tensor::requiresGrad);
      return of(back, List.of(start), tangents, false, record).get(0);
    }

    /** Whether the graph of {@code output} reaches tensors that require gradients beside inputs. */
    private static boolean reachesOthers(List<Tensor> inputs, Tensor output) {
      Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      Deque<Node> open = new ArrayDeque<>();
      Node.Edge root = TensorState.edge(output);
      if (root != null) {
        open.add(root.node());
      }
      while (!open.isEmpty()) {
        Node node = open.pop();
        if (seen.add(node)) {
          if (node instanceof AccumulateGrad a && inputs.stream().noneMatch(x -> x == a.leaf())) {
            return true;
          }
          for (Node.Edge edge : node.next()) {
            if (edge != null) {
              open.push(edge.node());
            }
          }
        }
      }
      return false;
    }
  }
}
