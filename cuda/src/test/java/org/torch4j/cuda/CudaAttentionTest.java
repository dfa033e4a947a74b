package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.AttentionOptions;
import org.torch4j.nn.F;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Attention on a device against that of the CPU, with gradients, in all its variants. */
@OnFakes
class CudaAttentionTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long seed, DType dtype, long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(seed)).to(dtype);
  }

  private static Tensor leaf(Tensor t, Device device) {
    return t.detach().to(device).requiresGrad_(true);
  }

  /** Results and all gradients on both devices; {@code given} are query, key, value. */
  private static void same(AttentionOptions options, double tolerance, Tensor... given) {
    Tensor[][] all = new Tensor[2][];
    for (int i = 0; i < 2; i++) {
      Device device = i == 0 ? Device.CPU : CUDA;
      Tensor q = leaf(given[0], device);
      Tensor k = leaf(given[1], device);
      Tensor v = leaf(given[2], device);
      Tensor mask = options.attnMask();
      Tensor placed = mask == null ? null : mask.detach().to(device);
      if (mask != null && mask.requiresGrad()) {
        placed.requiresGrad_(true);
      }
      Tensor y = F.scaledDotProductAttention(q, k, v, options.attnMask(placed));
      y.backward(numbers(9, y.dtype(), y.shape().toArray()).to(device));
      boolean learned = placed != null && placed.requiresGrad();
      all[i] = new Tensor[] {y, q.grad(), k.grad(), v.grad(), learned ? placed.grad() : y};
    }
    for (int j = 0; j < all[0].length; j++) {
      Tensor wanted = all[0][j].detach();
      Tensor got = all[1][j].detach();
      int which = j;
      assertEquals(CUDA, got.device());
      assertEquals(wanted.dtype(), got.dtype());
      assertEquals(wanted.shape(), got.shape());
      assertTrue(
          got.cpu().to(DType.FLOAT64).allclose(wanted.to(DType.FLOAT64), tolerance, tolerance),
          () -> "result " + which + " differs by " + got.cpu().sub(wanted).abs().max());
    }
  }

  private static void same(AttentionOptions options, DType dtype, long l, long s, long size) {
    double tolerance =
        switch (dtype) {
          case FLOAT64 -> 1e-11;
          case FLOAT32 -> 2e-5;
          case FLOAT16 -> 4e-3;
          default -> 4e-2;
        };
    same(
        options,
        tolerance,
        numbers(1, dtype, 2, 3, l, size),
        numbers(2, dtype, 2, 3, s, size),
        numbers(3, dtype, 2, 3, s, size));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32,5,7", "FLOAT32,9,64", "FLOAT32,3,1100", "FLOAT32,2,4100",
    "FLOAT64,5,6", "FLOAT64,3,1026", "BFLOAT16,5,40", "FLOAT16,5,9"
  })
  void masksOfAllKinds(DType dtype, long l, long s) {
    AttentionOptions options = AttentionOptions.defaults().scale(0.3);
    Tensor bool = numbers(4, DType.FLOAT32, 2, 1, l, s).gt(-0.5);
    bool.select(2, 1).fill_(0); // a query that sees nothing
    same(options.attnMask(bool), dtype, l, s, 4);
    same(options.attnMask(numbers(5, dtype, l, s)), dtype, l, s, 4);
    same(options.attnMask(numbers(6, dtype, 3, s, l).transpose(1, 2)), dtype, l, s, 4);
    same(options.attnMask(numbers(7, dtype, 2, 1, 1, s).gt(0)), dtype, l, s, 4);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,6,6", "FLOAT32,70,50", "FLOAT64,5,9", "FLOAT32,2,4100"})
  void causalWithoutATriangle(DType dtype, long l, long s) {
    same(AttentionOptions.defaults().isCausal(true), dtype, l, s, 4);
  }

  @Test
  void aMaskMayLearn() {
    Tensor mask = numbers(8, DType.FLOAT32, 3, 1, 6).requiresGrad_(true);
    same(AttentionOptions.defaults().attnMask(mask), DType.FLOAT32, 5, 6, 4);
  }

  @ParameterizedTest
  @CsvSource({
    "BFLOAT16,70,150,64,true",
    "FLOAT16,130,65,64,false",
    "BFLOAT16,65,70,40,false",
    "BFLOAT16,70,66,128,true",
    "FLOAT16,5,3,13,true"
  })
  void halvesGoOverTiles(DType dtype, long l, long s, long size, boolean causal) {
    same(AttentionOptions.defaults().isCausal(causal), dtype, l, s, size);
  }

  @Test
  void tilesAreReadWhereTheyLie() {
    Tensor[] all = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      all[i] = numbers(i, DType.BFLOAT16, 2, 40, 3, 48).narrow(3, 8, 32).transpose(1, 2);
    }
    same(AttentionOptions.defaults(), 4e-2, all);
  }
}
