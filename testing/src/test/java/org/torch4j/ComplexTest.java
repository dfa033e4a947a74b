package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.torch4j.type.AutogradException;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** Complex numbers as elements: values, dtypes, memory, errors. Expected numbers are PyTorch's. */
class ComplexTest {
  private static Tensor z(double... parts) {
    return Torch.tensor(parts).reshape(-1, 2).viewAsComplex();
  }

  private static void assertParts(Tensor t, double... parts) {
    assertArrayEquals(parts, t.viewAsReal().toDoubleArray(), 1e-12, t.toString());
  }

  private static void assertValue(Complex expected, Tensor t) {
    Complex got = t.itemComplex();
    double scale = Math.max(1, expected.abs());
    assertTrue(
        Complex.of(got.real() - expected.real(), got.imaginary() - expected.imaginary()).abs()
            < 1e-14 * scale,
        "expected " + expected + ", got " + got);
  }

  @Test
  void arithmetic() {
    Tensor a = z(1, 2, 3, -4);
    Tensor b = z(-2, 0.5, 0, 1);
    assertParts(a.add(b), -1, 2.5, 3, -3);
    assertParts(a.sub(b), 3, 1.5, 3, -5);
    assertParts(a.mul(b), -3, -3.5, 4, 3);
    assertParts(a.div(b), -4 / 17., -18 / 17., -4, -3);
    assertParts(a.mul(Complex.of(0, 1)), -2, 1, 4, 3);
    assertParts(a.add(b, Complex.of(0, 2)), 0, -2, 1, -4);
    assertParts(a.rsub(1), 0, -2, -2, 4);
    assertParts(a.square(), -3, 4, -7, -24);
    assertParts(a.conj(), 1, -2, 3, 4);
    assertParts(a.neg(), -1, -2, -3, 4);
    assertArrayEquals(new double[] {Math.sqrt(5), 5}, a.abs().toDoubleArray(), 1e-15);
    assertArrayEquals(new boolean[] {false, true}, a.eq(z(1, -2, 3, -4)).toBooleanArray());
    assertArrayEquals(new boolean[] {true, false}, a.ne(z(1, -2, 3, -4)).toBooleanArray());
  }

  /** Values of cmath, which take the same branches. */
  @Test
  void elementaryFunctions() {
    Tensor x = z(-1.25, 0.75);
    Map<String, Function<Tensor, Tensor>> f =
        Map.ofEntries(
            Map.entry("sqrt", Tensor::sqrt),
            Map.entry("exp", Tensor::exp),
            Map.entry("log", Tensor::log),
            Map.entry("sin", Tensor::sin),
            Map.entry("cos", Tensor::cos),
            Map.entry("tan", Tensor::tan),
            Map.entry("asin", Tensor::asin),
            Map.entry("acos", Tensor::acos),
            Map.entry("atan", Tensor::atan),
            Map.entry("sinh", Tensor::sinh),
            Map.entry("cosh", Tensor::cosh),
            Map.entry("tanh", Tensor::tanh),
            Map.entry("asinh", Tensor::asinh),
            Map.entry("acosh", Tensor::acosh),
            Map.entry("atanh", Tensor::atanh));
    Map<String, Complex> expected =
        Map.ofEntries(
            Map.entry("sqrt", Complex.of(0.32228711866232346, 1.1635587595199748)),
            Map.entry("exp", Complex.of(0.20963237074155633, 0.1952927744725172)),
            Map.entry("log", Complex.of(0.3768859011881901, 2.601173153319209)),
            Map.entry("sin", Complex.of(-1.2286345240950955, 0.2592948545511628)),
            Map.entry("cos", Complex.of(0.40824259187796885, 0.7803659308458533)),
            Map.entry("tan", Complex.of(-0.38579595260975064, 1.3726075705337832)),
            Map.entry("asin", Complex.of(-0.9117382909684876, 1.0317185344477804)),
            Map.entry("acos", Complex.of(2.4825346177633842, -1.0317185344477804)),
            Map.entry("atan", Complex.of(-0.9968251264639186, 0.2614921387956719)),
            Map.entry("sinh", Complex.of(-1.1721063598927026, 1.2872229100264918)),
            Map.entry("cosh", Complex.of(1.381738730634259, -1.0919301355539746)),
            Map.entry("tanh", Complex.of(-0.9753632850312357, 0.16080778591620645)),
            Map.entry("asinh", Complex.of(-1.132393631605308, 0.45327617763879396)),
            Map.entry("acosh", Complex.of(1.0317185344477804, 2.4825346177633842)),
            Map.entry("atanh", Complex.of(-0.5493061443340549, 1.1071487177940904)));
    f.forEach((name, function) -> assertValue(expected.get(name), function.apply(x)));
    assertEquals(expected.keySet(), f.keySet());
  }

  @Test
  void branchCutsFollowTheSignOfZero() {
    assertValue(Complex.of(0, 2), z(-4, 0.0).sqrt());
    assertValue(Complex.of(0, -2), z(-4, -0.0).sqrt());
    assertValue(Complex.of(0, Math.PI), z(-1, 0.0).log());
    assertValue(Complex.of(0, -Math.PI), z(-1, -0.0).log());
    assertValue(Complex.of(Math.PI / 2, 1.3169578969248166), z(2, 0.0).asin());
    assertValue(Complex.of(Math.PI / 2, -1.3169578969248166), z(2, -0.0).asin());
  }

  @Test
  void largeAndSmallNumbers() {
    assertValue(Complex.of(1, 0), z(1e300, 1e300).div(z(1e300, 1e300)));
    assertEquals(5e300, z(3e300, 4e300).abs().item(), 1e285);
    assertEquals(5e-320, z(3e-320, 4e-320).abs().item(), 1e-322);
    assertEquals(0, z(0, 0).abs().item());
    assertEquals(Double.POSITIVE_INFINITY, z(Double.NEGATIVE_INFINITY, 1).abs().item());
    assertValue(Complex.of(-1, 0), z(-800, 3).tanh());
    assertValue(Complex.of(0, 0), z(-800, 3).sigmoid());
    assertValue(Complex.of(1, 0), z(800, 3).sigmoid());
    assertValue(Complex.of(0, 0), z(0, 0).pow(2.5));
    assertValue(Complex.of(1, 0), z(0, 0).pow(0));
    assertParts(z(0, 0).sgn(), 0, 0);
    assertTrue(z(Double.NaN, 1).isnan().itemBoolean());
    assertTrue(z(1, Double.NEGATIVE_INFINITY).isinf().itemBoolean());
  }

  @Test
  void dtypesPromote() {
    Tensor c64 = Torch.zeros(Shape.of(2), Torch.complex64);
    Tensor c128 = Torch.zeros(Shape.of(2), Torch.complex128);
    assertEquals(DType.COMPLEX128, c64.add(c128).dtype());
    assertEquals(DType.COMPLEX64, c64.add(Torch.ones(2)).dtype());
    assertEquals(DType.COMPLEX128, c64.add(Torch.ones(Shape.of(2), Torch.float64)).dtype());
    assertEquals(DType.COMPLEX64, c64.add(c128.sum()).dtype());
    assertEquals(DType.COMPLEX64, Torch.ones(2).add(c128.sum()).dtype());
    assertEquals(DType.COMPLEX64, Torch.ones(2).mul(Complex.of(0, 1)).dtype());
    assertEquals(
        DType.COMPLEX128, Torch.ones(Shape.of(2), Torch.float64).mul(Complex.of(0, 1)).dtype());
    assertEquals(DType.COMPLEX64, Torch.arange(2).mul(Complex.of(0, 1)).dtype());
    assertEquals(DType.COMPLEX64, c64.mul(2.5).dtype());
    assertEquals(DType.FLOAT32, c64.abs().dtype());
    assertEquals(DType.FLOAT64, c128.angle().dtype());
    assertEquals(DType.BOOL, c64.eq(0).dtype());
    assertEquals(DType.COMPLEX64, Torch.full(Shape.of(1), Complex.of(1, 2)).dtype());
    assertEquals(DType.COMPLEX64, Torch.tensor(List.of(1.5, Complex.of(1, 2))).dtype());
    assertParts(Torch.tensor(List.of(1.5, Complex.of(1, 2))), 1.5, 0, 1, 2);
  }

  @Test
  void partsShareMemory() {
    Tensor a = z(1, 2, 3, 4);
    a.real().fill_(7);
    a.imag().mul_(2);
    assertParts(a, 7, 4, 7, 8);
    a.mul_(a);
    assertParts(a, 33, 56, -15, 112);
    Tensor real = Torch.ones(2);
    assertSame(real, real.real());
    assertSame(real, real.conj());
    assertTrue(a.sharesMemory(a.viewAsReal()));
  }

  @Test
  void copiesConvert() {
    Tensor a = z(1, 2, 3, 4);
    assertParts(a.to(Torch.complex64), 1, 2, 3, 4);
    assertArrayEquals(new double[] {1, 3}, a.toDouble().toDoubleArray());
    assertParts(Torch.arange(2).to(Torch.complex128), 0, 0, 1, 0);
    Tensor b = Torch.empty(Shape.of(2), Torch.complex64);
    b.copy_(Torch.tensor(new int[] {5, 6}));
    assertParts(b, 5, 0, 6, 0);
    b.fill_(Complex.of(1, -1));
    assertParts(b, 1, -1, 1, -1);
    assertParts(Torch.cat(List.of(Torch.ones(1), b)), 1, 0, 1, -1, 1, -1);
    assertParts(
        b.maskedFill(Torch.tensor(new boolean[] {true, false}), Complex.of(0, 9)), 0, 9, 1, -1);
    Tensor big = Torch.randn(Shape.of(100, 90), Torch.complex64);
    assertTrue(big.t().contiguous().t().equal(big));
    assertTrue(big.t().add(big.t()).equal(big.mul(2).t()));
  }

  @Test
  void reductions() {
    Tensor a = z(1, 2, 3, -4, -1, 0.5, 0, 1).reshape(2, 2);
    assertParts(a.sum(), 3, -0.5);
    assertParts(a.sum(0), 0, 2.5, 3, -3);
    assertParts(a.mean(1), 2, -1, -0.5, 0.75);
    assertParts(a.prod(), -3.5, -12);
    assertParts(a.prod(0), -2, -1.5, 4, 3);
    assertParts(a.cumsum(1), 1, 2, 4, -2, -1, 0.5, -1, 1.5);
    assertParts(a.reshape(-1).cumprod(0), 1, 2, 11, 2, -12, 3.5, -3.5, -12);
    assertEquals(Math.sqrt(5 + 25 + 1.25 + 1), a.norm().item(), 1e-14);
    assertTrue(a.any().itemBoolean());
    assertParts(Torch.zeros(Shape.of(0), Torch.complex128).prod(), 1, 0);
    assertParts(Torch.zeros(Shape.of(0), Torch.complex128).sum(), 0, 0);
    Tensor real = Torch.arange(4).to(Torch.float64);
    assertEquals(DType.COMPLEX128, Torch.tensor(1.0).toCdouble().sum().dtype());
    assertParts(real.toCdouble().sum(), 6, 0);
  }

  @Test
  void products() {
    Generator g = new Generator();
    g.manualSeed(1);
    Tensor a = Torch.empty(Shape.of(3, 4, 5, 2), Torch.float64).normal_(0, 1, g).viewAsComplex();
    Tensor b = Torch.empty(Shape.of(3, 5, 6, 2), Torch.float64).normal_(0, 1, g).viewAsComplex();
    Tensor real = a.real().bmm(b.real()).sub(a.imag().bmm(b.imag()));
    Tensor imag = a.real().bmm(b.imag()).add(a.imag().bmm(b.real()));
    Tensor expected = Torch.complex(real, imag);
    assertTrue(a.bmm(b).allclose(expected));
    assertTrue(a.matmul(b).allclose(expected));
    Tensor m = a.select(0, 0);
    Tensor n = b.select(0, 0);
    assertTrue(m.mm(n).allclose(expected.select(0, 0)));
    assertTrue(n.t().mm(m.t()).allclose(expected.select(0, 0).t()));
    Tensor v = n.select(1, 2);
    assertTrue(m.mv(v).allclose(expected.select(0, 0).select(1, 2)));
    assertTrue(v.vdot(v).allclose(v.norm().square()));
    assertTrue(v.dot(v).allclose(v.square().sum()));
    assertTrue(Torch.linear(m, n.t(), null).allclose(expected.select(0, 0)));
    assertEquals(
        Shape.of(3, 2),
        z().reshape(0)
            .toCdouble()
            .reshape(0, 3)
            .t()
            .mm(Torch.zeros(Shape.of(0, 2), Torch.complex128))
            .shape());
  }

  @Test
  void gradientOfARealTensorIsReal() {
    Tensor x = Torch.tensor(new double[] {2, -1}).requiresGrad_(true);
    x.mul(Complex.of(3, 4)).abs().sum().backward();
    assertArrayEquals(new double[] {5, -5}, x.grad().toDoubleArray(), 1e-15);
    assertEquals(DType.FLOAT64, x.grad().dtype());
  }

  @Test
  void gradientIsThatOfPytorch() {
    Tensor w = z(1, 2).requiresGrad_(true);
    w.square().real().sum().backward();
    assertParts(w.grad(), 2, -4);
    Tensor v = z(0, 0, 3, 4).requiresGrad_(true);
    v.abs().sum().backward();
    assertParts(v.grad(), 0, 0, 0.6, 0.8);
  }

  @Test
  void errorsNameOpAndDtype() {
    Tensor a = z(1, 2, 3, 4);
    Map<String, Runnable> wrong =
        Map.ofEntries(
            Map.entry("lt", () -> a.lt(a)),
            Map.entry("maximum", () -> a.maximum(a)),
            Map.entry("clamp", () -> a.clamp(0, 1)),
            Map.entry("floor", a::floor),
            Map.entry("sign", a::sign),
            Map.entry("erf", a::erf),
            Map.entry("relu", a::relu),
            Map.entry("amax", () -> a.amax()),
            Map.entry("sort", () -> a.sort(0, false)),
            Map.entry("atan2", () -> a.atan2(a)));
    wrong.forEach(
        (op, call) -> {
          DTypeException e = assertThrows(DTypeException.class, call::run, op);
          assertTrue(e.getMessage().startsWith(op), e.getMessage());
          assertTrue(e.getMessage().contains("complex128"), e.getMessage());
        });
    assertThrows(DTypeException.class, () -> a.abs_());
    assertThrows(DTypeException.class, () -> Torch.ones(2).mul_(Complex.of(0, 1)));
    assertThrows(DTypeException.class, () -> Torch.ones(2).add_(a));
    assertThrows(DTypeException.class, () -> Torch.ones(2).add(Torch.ones(2), Complex.of(0, 1)));
    assertThrows(DTypeException.class, () -> Torch.ones(2).fill_(Complex.of(0, 1)));
    assertThrows(DTypeException.class, () -> Torch.ones(2).imag());
    assertThrows(DTypeException.class, () -> Torch.complex(Torch.ones(2), Torch.arange(2)));
    assertThrows(DTypeException.class, () -> z(1, 2).item());
    assertThrows(DTypeException.class, a::toDoubleArray);
    assertThrows(AutogradException.class, () -> z(1, 2).requiresGrad_(true).sum().backward());
  }

  @Test
  void numbersOfOneElement() {
    assertEquals(Complex.of(1, 2), z(1, 2).itemComplex());
    assertEquals("(1+2j)", Complex.of(1, 2).toString());
    assertEquals(3.0, z(3, 0).item());
    assertTrue(z(0, 1).itemBoolean());
    assertEquals("tensor(1.-2.j)", Torch.tensor(Complex.of(1, -2)).toString());
  }
}
