package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.AvgPool2d;
import org.torch4j.nn.F;
import org.torch4j.nn.MaxPool2d;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Pooling over windows of all kinds and its gradients, beside the CPU's. */
@OnFakes
class CudaPoolTest {
  private static final Device CUDA = Device.of("cuda");

  /** Whole numbers, of which many are equal. */
  private static Tensor numbers(long... size) {
    return Torch.empty(size).uniform_(-9, 9, new Generator().manualSeed(7)).round();
  }

  /** NaN, which equals nothing, as a number that is nowhere else. */
  private static Tensor filled(Tensor t) {
    return t.maskedFill(t.isnan(), 12345);
  }

  /** The result and the gradient. */
  private static Tensor both(Tensor given, Device where, UnaryOperator<Tensor> body) {
    Tensor x = given.to(where).detach().requiresGrad_(true);
    Tensor y = body.apply(x);
    long[] size = y.shape().toArray();
    y.backward(numbers(size).to(y.dtype()).to(where));
    return Torch.cat(List.of(y.detach().reshape(-1), x.grad().reshape(-1)), 0).cpu();
  }

  private static void same(Tensor given, UnaryOperator<Tensor> body, boolean exactly) {
    Tensor wanted = both(given, Device.CPU, body);
    Tensor got = both(given, CUDA, body);
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(
        exactly ? got.equal(wanted) : got.allclose(wanted, 1e-5, 1e-5), () -> wanted + "\n" + got);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, 1, 8, 8", "3, 2, 1, 1, 13, 12", "3, 1, 1, 1, 7, 16", "3, 3, 0, 2, 12, 12",
    "5, 2, 2, 1, 11, 9", "2, 5, 1, 1, 16, 17", "4, 1, 2, 3, 16, 20", "9, 4, 4, 1, 24, 20",
    "1, 1, 0, 1, 4, 4"
  })
  void takesMaxima(int kernel, int stride, int padding, int dilation, long height, long width) {
    var options =
        MaxPool2d.options().stride(stride).padding(padding).dilation(dilation).ceilMode(true);
    Tensor x = numbers(2, 3, height, width);
    same(x, t -> F.maxPool2d(t, kernel, options), true);
    same(x.transpose(2, 3), t -> F.maxPool2d(t, kernel, options), true);
    same(x.to(DType.BFLOAT16), t -> F.maxPool2d(t, kernel, options), true);
    same(x.to(DType.FLOAT64), t -> F.maxPool2d(t, kernel, options), true);
    same(x.reshape(6, height, width), t -> F.maxPool1d(t, kernel, options), true);
    same(
        numbers(1, 2, 13, height, width),
        t -> F.maxPool3d(t, Math.min(kernel, 5), options.padding(0)),
        true);
    Tensor odd = x.clone();
    odd.maskedFill_(odd.eq(3), Double.NaN).maskedFill_(odd.eq(4), Double.NEGATIVE_INFINITY);
    Tensor got = F.maxPool2d(odd.to(CUDA), kernel, options).cpu();
    Tensor wanted = F.maxPool2d(odd, kernel, options);
    assertTrue(filled(got).equal(filled(wanted)), got::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, 8, 8",
    "3, 2, 1, 13, 12",
    "5, 1, 2, 9, 11",
    "8, 3, 4, 17, 18",
    "2, 3, 0, 12, 11"
  })
  void takesMeans(int kernel, int stride, int padding, long height, long width) {
    Tensor x = numbers(2, 3, height, width);
    var options = AvgPool2d.options().stride(stride).padding(padding).ceilMode(true);
    same(x, t -> F.avgPool2d(t, kernel, options), false);
    same(x, t -> F.avgPool2d(t, kernel, options.countIncludePad(false)), false);
    same(x, t -> F.avgPool2d(t, kernel, options.divisorOverride(3L)), false);
    same(
        numbers(1, 2, 8, height, width),
        t -> F.avgPool3d(t, Math.min(kernel, 4), options.padding(0)),
        false);
  }

  @Test
  void sharesTheInputOut() {
    for (long size : new long[] {1, 2, 5, 7, 11}) {
      same(numbers(2, 3, 7, 10), t -> F.adaptiveAvgPool2d(t, size, size), false);
      same(numbers(2, 3, 7, 10), t -> F.adaptiveMaxPool2d(t, size, size), true);
      same(numbers(1, 2, 60, 70), t -> F.adaptiveMaxPool2d(t, size, 3), true);
    }
    same(numbers(2, 3, 40, 50), t -> F.adaptiveAvgPool2d(t, 1, 1), false);
    same(numbers(1, 2, 6, 20, 25), t -> F.adaptiveAvgPool3d(t, 1, 2, 1), false);
  }
}
