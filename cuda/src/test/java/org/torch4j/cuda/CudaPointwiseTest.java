package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/** Elementwise programs and copies over arrays that lie in every way give what the CPU gives. */
@OnFakes
class CudaPointwiseTest {
  private static final Device CUDA = Device.of("cuda");

  private static Tensor numbers(long... size) {
    return Torch.empty(size).normal_(0, 1, new Generator().manualSeed(3));
  }

  private static void same(Tensor given, UnaryOperator<Tensor> body) {
    Tensor wanted = body.apply(given);
    Tensor got = body.apply(given.to(CUDA));
    assertEquals(CUDA, got.device());
    assertEquals(wanted.shape(), got.shape());
    assertEquals(wanted.dtype(), got.dtype());
    assertTrue(got.cpu().equal(wanted), () -> wanted + "\n" + got);
  }

  /** Groups of elements, and what is left of them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 8, 9, 255, 1023, 1024, 2047, 2048, 2049, 4100})
  void sizes(long n) {
    same(numbers(n), t -> t.mul(2).add(t));
    same(numbers(n + 1), t -> t.narrow(0, 1, n).mul(2));
    same(numbers(n).to(DType.BFLOAT16), t -> t.neg());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void types(DType dtype) {
    Tensor x = numbers(40, 36).mul(20).to(dtype);
    same(x, t -> t.t().contiguous());
    same(x, t -> t.narrow(1, 3, 9).contiguous());
    same(x, t -> t.narrow(1, 4, 32).contiguous());
    same(x, t -> t.reshape(10, 4, 6, 6).permute(0, 2, 3, 1).contiguous());
    same(x, t -> t.reshape(2, 5, 4, 3, 2, 6).permute(5, 1, 3, 0, 4, 2).contiguous());
    same(x, t -> t.flip(1));
    same(x, t -> t.flatten().add(t.flatten()));
    same(x, t -> t.add(t.select(0, 3)));
    same(x, t -> t.t().add(t.t().contiguous()));
  }

  @Test
  void broadcasts() {
    Tensor x = numbers(3, 8, 6, 6);
    same(x, t -> t.add(t.select(0, 1).select(1, 0).select(1, 0).reshape(1, 8, 1, 1)));
    same(x, t -> t.mul(t.select(0, 1).narrow(0, 0, 1).unsqueeze(0)));
    same(x, t -> t.add(t.narrow(3, 2, 1)));
    same(numbers(3, 8, 7, 7), t -> t.add(t.select(3, 0).select(2, 0).unsqueeze(-1).unsqueeze(-1)));
    same(numbers(33, 40), t -> t.add(t.select(0, 2)));
    same(numbers(33, 40), t -> t.add(t.select(1, 2).unsqueeze(1)));
    same(numbers(33, 37), t -> t.add(t.select(0, 2)).to(DType.FLOAT64).add(t));
    same(numbers(33, 40), t -> t.to(DType.FLOAT16).add(t.gt(0)).add(t.select(1, 2).unsqueeze(1)));
    same(numbers(12, 1), t -> t.add(t.t()));
    same(numbers(5), t -> t.expand(3, 2, 5).contiguous());
    same(numbers(5, 1), t -> t.expand(3, 5, 4).contiguous());
  }

  @Test
  void tiles() {
    for (long[] size : new long[][] {{32, 32}, {33, 31}, {8, 100}, {7, 100}, {100, 9}}) {
      Tensor x = numbers(size);
      same(x, t -> t.t().contiguous());
      same(x, t -> t.t().contiguous().add(t.t()).mul(3));
      same(x, t -> t.t().to(DType.FLOAT64).contiguous());
    }
    same(numbers(3, 20, 9, 11), t -> t.permute(0, 2, 3, 1).contiguous());
    same(numbers(3, 9, 11, 20), t -> t.permute(0, 3, 1, 2).contiguous());
    same(numbers(3, 20, 30), t -> t.transpose(1, 2).contiguous().add(t.transpose(1, 2)));
    same(numbers(40, 40), t -> t.t().add(t.flip(0)).add(t.select(0, 1)));
  }

  @Test
  void writesWhereItReads() {
    same(numbers(40, 24), t -> t.clone().t().mul_(3));
    same(numbers(40, 24), t -> t.clone().narrow(1, 1, 20).mul_(3).add_(1));
    same(
        numbers(24, 24),
        t -> {
          Tensor own = t.clone();
          own.narrow(0, 0, 12).copy_(t.t().narrow(0, 3, 12));
          return own;
        });
  }
}
