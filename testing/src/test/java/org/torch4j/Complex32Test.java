package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.torch4j.testing.TensorAssertions.assertClose;

import org.junit.jupiter.api.Test;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** complex32, with texts and promotions of PyTorch 1.13.1. */
class Complex32Test {
  private final Tensor h =
      Torch.tensor(new Complex[] {Complex.of(1, 2), Complex.of(-0.5, 0.25)}).chalf();

  @Test
  void promotesAsPyTorch() {
    for (DType d : DType.values()) {
      DType expected =
          switch (d) {
            case BFLOAT16, FLOAT32, COMPLEX64 -> DType.COMPLEX64;
            case FLOAT64, COMPLEX128 -> DType.COMPLEX128;
            default -> DType.COMPLEX32;
          };
      assertSame(expected, DType.promote(DType.COMPLEX32, d), d::torchName);
      assertSame(expected, DType.promote(d, DType.COMPLEX32), d::torchName);
    }
    assertSame(DType.COMPLEX64, DType.promote(DType.COMPLEX64, DType.FLOAT16));
    Tensor half = Torch.ones(2).toHalf();
    assertSame(DType.COMPLEX32, half.mul(Complex.of(0, 1)).dtype());
    assertSame(DType.COMPLEX32, h.mul(Torch.tensor(2f)).dtype());
    assertSame(DType.COMPLEX64, h.mul(Torch.ones(2)).dtype());
    assertSame(DType.COMPLEX32, DType.of("chalf"));
    assertSame(Torch.complex32, Torch.chalf);
  }

  @Test
  void printsAsPyTorch() {
    assertEquals("tensor([ 1.0000+2.0000j, -0.5000+0.2500j], dtype=torch.complex32)", h.toString());
    assertEquals(
        "tensor([[ 1.0000,  2.0000],\n        [-0.5000,  0.2500]], dtype=torch.float16)",
        h.viewAsReal().toString());
  }

  @Test
  void computes() {
    assertEquals(Complex.of(1, 2), h.select(0, 0).itemComplex());
    assertClose(h.mul(h), chalf(Complex.of(-3, 4), Complex.of(0.1875, -0.25)));
    assertClose(h.add(1), chalf(Complex.of(2, 2), Complex.of(0.5, 0.25)));
    assertClose(h.conj(), chalf(Complex.of(1, -2), Complex.of(-0.5, -0.25)));
    assertSame(DType.FLOAT16, h.abs().dtype());
    assertEquals(Math.sqrt(5), h.abs().select(0, 0).item(), 2e-3);
    assertClose(h.sum(), chalf(Complex.of(0.5, 2.25)).reshape(new long[0]));
    assertClose(h.prod(), chalf(Complex.of(-1, -0.75)).reshape(new long[0]));
    assertClose(h.exp(), h.toCfloat().exp().chalf());
  }

  @Test
  void productsAreRoundedOnce() {
    Torch.manualSeed(0);
    Tensor a = Torch.randn(Shape.of(20, 30), DType.COMPLEX64).chalf();
    Tensor b = Torch.randn(Shape.of(30, 10), DType.COMPLEX64).chalf();
    Tensor exact = a.toCfloat().mm(b.toCfloat()).chalf();
    assertArrayEquals(exact.viewAsReal().toFloatArray(), a.mm(b).viewAsReal().toFloatArray());
    assertClose(a.t().contiguous(), exact(a));
  }

  private static Tensor exact(Tensor a) {
    return a.toCfloat().t().contiguous().chalf();
  }

  private static Tensor chalf(Complex... numbers) {
    return Torch.tensor(numbers).chalf();
  }

  @Test
  void convertsAndDifferentiates() {
    Tensor big = Torch.tensor(new Complex[] {Complex.of(1.1, 70000)}).chalf();
    assertEquals(Double.POSITIVE_INFINITY, big.imag().item());
    assertEquals(1.0996, big.real().item(), 1e-4);
    Tensor x = Torch.tensor(new float[] {1, 2}).requiresGrad_(true);
    x.chalf().mul(h).abs().sum().backward();
    assertClose(x.grad(), h.abs().toFloat(), 2e-3, 1e-3);
    assertArrayEquals(
        new long[] {1, 3}, Torch.tensor(new long[] {1, 3}).chalf().real().toLongArray());
  }
}
