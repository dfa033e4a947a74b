package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.torch4j.autograd.Functional;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Derivatives of functions against closed forms and the numbers of PyTorch 1.13. */
class FuncTest {
  private static final Tensor X = values(.3, -.7, 1.1);
  private static final Tensor V = values(1, -2, .5);

  private static Tensor values(double... values) {
    return Torch.tensor(values);
  }

  private static Tensor close(Tensor expected, Tensor actual) {
    assertClose(actual, expected, 1e-12, 1e-12);
    return actual;
  }

  /** exp(sum(sin(x) x^2)). */
  private static Tensor number(Tensor x) {
    return x.sin().mul(x.pow(2)).sum().exp();
  }

  private static Tensor three(Tensor x) {
    Tensor x0 = x.get(0);
    return Torch.stack(List.of(x0.mul(x.get(1).exp()), x.get(2).tanh().mul(x0), x.prod()));
  }

  @Test
  void gradientsNest() {
    UnaryOperator<Tensor> cube = x -> x.pow(3).sum();
    close(X.pow(2).mul(3), Func.grad(cube).apply(X));
    UnaryOperator<Tensor> second = Func.grad(x -> Func.grad(cube).apply(x).sum());
    close(X.mul(6), second.apply(X));
    UnaryOperator<Tensor> f = x -> x.sin().mul(x.exp());
    UnaryOperator<Tensor> third = Func.grad(Func.grad(Func.grad(f)));
    Tensor at = Torch.tensor(.5, DType.FLOAT64);
    assertEquals(1.312899906741109, third.apply(at).item(), 1e-12);
    assertFalse(third.apply(at).requiresGrad());
    assertFalse(X.requiresGrad());
  }

  @Test
  void innerDerivativesSeeOuterInputs() {
    // d/dy of (d/dx of x^2 y^3 at x = y) is d/dy of 2 y y^3 without the way through the point: 6
    // y^3
    UnaryOperator<Tensor> f =
        y -> Func.grad((Tensor x) -> x.pow(2).mul(y.pow(3))).apply(y.detach());
    Tensor at = Torch.tensor(2.0, DType.FLOAT64);
    assertEquals(6 * 8, Func.grad(f).apply(at).item(), 1e-12);
    UnaryOperator<Tensor> whole = y -> Func.grad((Tensor x) -> x.pow(2).mul(y.pow(3))).apply(y);
    assertEquals(8 * 8, Func.grad(whole).apply(at).item(), 1e-12);
  }

  @Test
  void severalInputs() {
    Tensor a = values(1, 2);
    Tensor b = values(3, 5);
    TensorFunction f = in -> in[0].mul(in[1]).mul(in[1]).sum();
    List<Tensor> both = Func.grad(f, 1, 0).apply(List.of(a, b));
    close(a.mul(b).mul(2), both.get(0));
    close(b.mul(b), both.get(1));
    close(b.mul(b), Func.grad((x, y) -> x.mul(y).mul(y).sum()).apply(a, b));
    assertThrows(IndexOutOfBoundsException.class, () -> Func.grad(f, 2).apply(List.of(a, b)));
    assertThrows(IllegalArgumentException.class, () -> Func.grad(f, new int[0]));
    Func.GradAndValue pair = Func.gradAndValue(FuncTest::number).apply(X);
    close(number(X), pair.value());
    close(Func.grad(FuncTest::number).apply(X), pair.grad());
    assertFalse(pair.value().requiresGrad());
  }

  @Test
  void productsWithTheJacobian() {
    Func.Vjp vjp = Func.vjp(FuncTest::three, X);
    close(three(X), vjp.output());
    Tensor expected = values(-1.48941273972985, .31397559113742285, -.32052078969616493);
    close(expected, vjp.pullback().apply(V));
    close(expected.mul(2), vjp.pullback().apply(V.mul(2)));
    Func.Jvp jvp = Func.jvp(FuncTest::three, X, V);
    close(values(.19863412151656384, .854379219184671, -1.535), jvp.tangent());
    close(three(X), jvp.output());
    assertThrows(ShapeException.class, () -> vjp.pullback().apply(values(1)));
    assertThrows(ShapeException.class, () -> Func.jvp(FuncTest::three, X, values(1)));
    Func.Jvp two = Func.jvp(in -> in[0].mul(in[1]), List.of(X, V), List.of(Torch.onesLike(X), X));
    close(V.add(X.mul(X)), two.tangent());
  }

  @Test
  void jacobiansAndHessians() {
    Tensor jacobian =
        Torch.tensor(
            new double[][] {
              {.4965853037914095, .14897559113742284, 0},
              {.8004990217606297, 0, .10776039484808246},
              {-.77, .33, -.21}
            });
    close(jacobian, Func.jacrev(FuncTest::three).apply(X));
    close(jacobian, Func.jacfwd(FuncTest::three).apply(X));
    close(jacobian, Functional.jacobian(FuncTest::three, X));
    Tensor hessian =
        Torch.tensor(
            new double[][] {
              {3.9196410341604517, .7401236286650777, 1.454827779550869},
              {.7401236286650776, -3.2684511990970115, 7.054308213242704},
              {1.4548277795508688, 7.054308213242704, 19.811019708440146}
            });
    close(hessian, Func.hessian(FuncTest::number).apply(X));
    close(hessian, Functional.hessian(FuncTest::number, X));
    close(hessian.matmul(V), Functional.hvp(FuncTest::number, X, V).product());
    close(V.matmul(hessian), Functional.vhp(FuncTest::number, X, V).product());
    close(number(X), Functional.hvp(FuncTest::number, X, V).output());
    Tensor wide = Func.jacrev((Tensor x) -> x.unsqueeze(0).mul(2)).apply(X.view(3, 1));
    assertEquals(Shape.of(1, 3, 1, 3, 1), wide.shape());
    assertEquals(Shape.of(0, 3), Func.jacrev((Tensor x) -> x.narrow(0, 0, 0)).apply(X).shape());
  }

  @Test
  void blocksOfSeveralInputs() {
    Tensor a = Torch.tensor(new double[][] {{.1, .2, .3}, {.4, .5, -.6}});
    Tensor b = Torch.tensor(new double[][] {{1}, {2}, {.5}});
    TensorFunction f = in -> in[0].matmul(in[1]).softmax(0).pow(2).sum();
    List<List<Tensor>> h = Functional.hessian(f, List.of(a, b));
    assertEquals(Shape.of(2, 3, 3, 1), h.get(0).get(1).shape());
    assertEquals(-.16607206367472612, h.get(0).get(1).get(0, 0, 0, 0).item(), 1e-12);
    Tensor bb =
        Torch.tensor(
            new double[][] {
              {.018255056075460487, .018255056075460487, -.054765168226381465},
              {.018255056075460487, .018255056075460487, -.054765168226381465},
              {-.05476516822638148, -.05476516822638147, .16429550467914442}
            });
    close(bb, h.get(1).get(1).reshape(3, 3));
    List<Tensor> j = Functional.jacobian(in -> in[0].matmul(in[1]).softmax(0), List.of(a, b));
    assertEquals(Shape.of(2, 1, 3, 1), j.get(1).shape());
    assertEquals(.2139830639200164, j.get(1).get(0, 0, 2, 0).item(), 1e-12);
  }

  @Test
  void resultsJoinTheGraphOutsideAndNoOther() {
    Tensor w = values(2, 3, 4).requiresGrad_();
    Tensor g = Func.grad((Tensor x) -> x.pow(2).mul(w).sum()).apply(X);
    g.sum().backward();
    close(X.mul(2), w.grad());
    assertNull(X.grad());
    Tensor x = X.clone().requiresGrad_();
    Func.grad(FuncTest::number).apply(x).mul(V).sum().backward();
    close(Functional.hvp(FuncTest::number, X, V).product(), x.grad());
    try (var off = Torch.noGrad()) {
      assertFalse(Func.grad(FuncTest::number).apply(x).requiresGrad());
    }
    assertFalse(Functional.jacobian(FuncTest::three, x).requiresGrad());
    assertTrue(Functional.jacobian(FuncTest::three, x, true).requiresGrad());
  }

  @Test
  void independentAndWrong() {
    close(Torch.zerosLike(X), Func.grad((Tensor x) -> values(1)).apply(X));
    close(Torch.zerosLike(X), Func.jvp((Tensor x) -> x.mul(0), X, V).tangent());
    close(V, Func.vjp((Tensor x) -> x, X).pullback().apply(V));
    ShapeException e =
        assertThrows(ShapeException.class, () -> Func.grad((Tensor x) -> x.sin()).apply(X));
    assertTrue(e.getMessage().contains("[3]"), e.getMessage());
    assertThrows(
        DTypeException.class, () -> Func.grad((Tensor x) -> x.sum()).apply(Torch.tensor(1)));
  }
}
