package org.torch4j.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.torch4j.Func;
import org.torch4j.Tensor;
import org.torch4j.TensorFunction;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * Jacobians, Hessians and products with them, {@code torch.autograd.functional}: {@link Func} under
 * its older names. With {@code createGraph} results take part in autograd as those of {@link Func}
 * do; without, they do not.
 */
public final class Functional {
  private Functional() {}

  /**
   * What a function returned and a product with its derivative.
   *
   * @param output what the function returned
   * @param product the product
   */
  public record Product(Tensor output, Tensor product) {}

  /** The Jacobian at {@code input}, of the output's shape followed by the input's. */
  public static Tensor jacobian(UnaryOperator<Tensor> f, Tensor input) {
    return jacobian(f, input, false);
  }

  /**
   * {@link #jacobian(UnaryOperator, Tensor)} that can be differentiated with {@code createGraph}.
   */
  public static Tensor jacobian(UnaryOperator<Tensor> f, Tensor input, boolean createGraph) {
    return own(Func.jacrev(f).apply(own(input, createGraph)), createGraph);
  }

  /** The Jacobians by each of several inputs. */
  public static List<Tensor> jacobian(TensorFunction f, List<Tensor> inputs) {
    List<Tensor> own = inputs.stream().map(Tensor::detach).toList();
    return Func.jacobians(f, own).stream().map(Tensor::detach).toList();
  }

  /** The second derivatives of a function that returns one number, of the input's shape twice. */
  public static Tensor hessian(UnaryOperator<Tensor> f, Tensor input) {
    return hessian(f, input, false);
  }

  /**
   * {@link #hessian(UnaryOperator, Tensor)} that can be differentiated with {@code createGraph}.
   */
  public static Tensor hessian(UnaryOperator<Tensor> f, Tensor input, boolean createGraph) {
    return own(Func.jacrev(Func.grad(f)).apply(own(input, createGraph)), createGraph);
  }

  /** The second derivatives by each pair of several inputs. */
  public static List<List<Tensor>> hessian(TensorFunction f, List<Tensor> inputs) {
    int[] all = new int[inputs.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    List<List<Tensor>> rows = new ArrayList<>();
    for (int i : all) {
      rows.add(jacobian(in -> Func.grad(f, all).apply(List.of(in)).get(i), inputs));
    }
    return rows;
  }

  /** The vector-Jacobian product, {@code v^T J}. */
  public static Product vjp(UnaryOperator<Tensor> f, Tensor input, Tensor v) {
    Func.Vjp vjp = Func.vjp(f, input.detach());
    return new Product(vjp.output().detach(), vjp.pullback().apply(v.detach()).detach());
  }

  /** The Jacobian-vector product, {@code J v}, by differentiating the backward pass. */
  public static Product jvp(UnaryOperator<Tensor> f, Tensor input, Tensor v) {
    Func.Jvp jvp = Func.jvp(f, input.detach(), v.detach());
    return new Product(jvp.output().detach(), jvp.tangent().detach());
  }

  /** The product of the Hessian with a vector, {@code H v}. */
  public static Product hvp(UnaryOperator<Tensor> f, Tensor input, Tensor v) {
    Tensor value = scalar("hvp", f, input);
    return new Product(value, jvp(Func.grad(f), input, v).product());
  }

  /** The product of a vector with the Hessian, {@code v^T H}, which one backward pass gives. */
  public static Product vhp(UnaryOperator<Tensor> f, Tensor input, Tensor v) {
    Tensor value = scalar("vhp", f, input);
    return new Product(value, vjp(Func.grad(f), input, v).product());
  }

  private static Tensor scalar(String op, UnaryOperator<Tensor> f, Tensor input) {
    try (GradMode.Guard off = Torch.noGrad()) {
      Tensor value = f.apply(input.detach());
      if (value.numel() != 1) {
        throw new ShapeException(
            op + ": the function must return one number, got shape " + value.shape());
      }
      return value.detach();
    }
  }

  private static Tensor own(Tensor t, boolean createGraph) {
    return createGraph ? t : t.detach();
  }
}
