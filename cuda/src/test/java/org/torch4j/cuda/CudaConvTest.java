package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.Conv2d;
import org.torch4j.nn.F;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Convolution without its library: written out, and as products of matrices. */
@OnFakes
class CudaConvTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).uniform_(-4, 4, new Generator().manualSeed(7)).round();
  }

  private static StridedArray array(Tensor t) {
    return TensorState.array(t);
  }

  /** Products come where a sample has 65536 multiplications; samples more than fit at once. */
  @ParameterizedTest
  @CsvSource({
    "2, 3, 5, 6, 7, 3, 1, 0, 1, 1",
    "3, 4, 6, 9, 8, 3, 2, 1, 1, 2",
    "2, 8, 16, 12, 14, 3, 1, 1, 1, 1",
    "2, 8, 16, 21, 19, 3, 2, 1, 2, 2",
    "1, 16, 16, 17, 16, 5, 3, 2, 1, 4",
    "3, 8, 8, 16, 17, 3, 1, 1, 1, 8",
    "9, 4, 8, 24, 24, 1, 2, 0, 1, 1",
    "2, 64, 4, 162, 163, 3, 1, 0, 1, 1"
  })
  void doesWhatTheCpuDoes(
      long batch,
      long in,
      long out,
      long h,
      long w,
      long k,
      long stride,
      long pad,
      long dil,
      long groups) {
    Tensor x = numbers(batch, in, h, w).requiresGrad_(true);
    Tensor weight = numbers(out, in / groups, k, k).requiresGrad_(true);
    Tensor bias = numbers(out);
    var options = Conv2d.options().stride(stride).padding(pad).dilation(dil).groups(groups);
    Tensor y = F.conv2d(x, weight, bias, options);
    Tensor grad = numbers(y.shape().toArray());
    y.backward(grad);
    DType[] all = {DType.FLOAT32, DType.FLOAT64, DType.INT64};
    for (DType dtype : Arrays.copyOf(all, h > 100 ? 1 : 3)) {
      Tensor dx = x.detach().to(dtype).to(CUDA);
      Tensor dw = weight.detach().to(dtype).to(CUDA);
      Tensor db = bias.to(dtype).to(CUDA);
      Tensor dg = grad.to(dtype).to(CUDA);
      Tensor dy = Torch.zerosLike(dg);
      Object[] arguments = {
        array(dx),
        array(dw),
        array(db),
        new long[] {stride},
        new long[] {pad},
        new long[] {dil},
        groups
      };
      KernelCall call = new KernelCall(new StridedArray[] {array(dy)}, arguments);
      long[] c = ConvKernels.numbers(array(dx), array(dw), array(dy), call);
      Tensor gx = Torch.zerosLike(dx);
      Tensor gw = Torch.zerosLike(dw);
      try (Temporaries t = new Temporaries()) {
        ConvKernels.forward(t, array(dx), array(dw), array(db), array(dy), c);
        ConvKernels.input(t, array(dg), array(dw), array(gx), c);
        ConvKernels.weight(t, array(dg), array(dx), array(gw), c);
      }
      assertTrue(dy.cpu().toFloat().equal(y.detach()), () -> y + "\n" + dy);
      assertTrue(gx.cpu().toFloat().equal(x.grad()), () -> x.grad() + "\n" + gx);
      assertTrue(gw.cpu().toFloat().equal(weight.grad()), () -> weight.grad() + "\n" + gw);
    }
  }

  @Test
  void withTheLibraryTheSame() {
    Tensor x = numbers(2, 8, 12, 12);
    Tensor weight = numbers(16, 8, 3, 3);
    Tensor wanted = F.conv2d(x, weight, null, Conv2d.options());
    assertTrue(F.conv2d(x.to(CUDA), weight.to(CUDA), null, Conv2d.options()).cpu().equal(wanted));
  }
}
