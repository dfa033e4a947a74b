package org.torch4j.cuda;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cuda.driver.Convolution;
import org.torch4j.cuda.driver.Convolution.Direction;
import org.torch4j.cuda.driver.Convolution.Epilogue;
import org.torch4j.cuda.driver.ConvolutionShape;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.CudaException;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Convolution by cuDNN where that is there and has a plan for the shape. */
final class CudnnConv {
  private static final int NOT_SUPPORTED = 3000;

  /** What the library refused, so that it is not asked again. */
  private static final Set<Refusal> REFUSED = ConcurrentHashMap.newKeySet();

  private record Refusal(Direction direction, ConvolutionShape shape) {}

  private CudnnConv() {}

  private static ConvolutionShape.@Nullable Type type(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> ConvolutionShape.Type.F16;
      case BFLOAT16 -> ConvolutionShape.Type.BF16;
      case FLOAT32 -> ConvolutionShape.Type.F32;
      case FLOAT64 -> ConvolutionShape.Type.F64;
      default -> null;
    };
  }

  private static long[] spread(long[] values, int n) {
    if (values.length == n) {
      return values;
    }
    long[] out = new long[n];
    java.util.Arrays.fill(out, values[0]);
    return out;
  }

  /**
   * Computes one of the three from the others.
   *
   * @param call whose arguments 3 to 5 are stride, padding and dilation
   * @return whether it did
   */
  static boolean run(
      Direction direction,
      KernelCall call,
      StridedArray x,
      StridedArray w,
      @Nullable StridedArray bias,
      StridedArray y) {
    ConvolutionShape.Type type = type(y.dtype());
    boolean same = x.dtype() == y.dtype() && w.dtype() == y.dtype();
    boolean empty = x.numel() == 0 || w.numel() == 0 || y.numel() == 0;
    if (type == null || !same || empty || !Convolution.isAvailable()) {
      return false;
    }
    int n = x.layout().dim() - 2;
    ConvolutionShape shape =
        new ConvolutionShape(
            type,
            x.shape().toArray(),
            x.layout().strides(),
            w.shape().toArray(),
            w.layout().strides(),
            y.shape().toArray(),
            y.layout().strides(),
            spread(call.longs(4), n),
            spread(call.longs(3), n),
            spread(call.longs(5), n),
            CudaSettings.tf32Convolutions());
    Refusal key = new Refusal(direction, shape);
    if (REFUSED.contains(key)) {
      return false;
    }
    CudaDevice device = Launches.device(y);
    try {
      run(device.convolution(), direction, shape, device, x, w, bias, y);
    } catch (CudaException e) {
      if (e.code() != NOT_SUPPORTED) {
        throw e;
      }
      REFUSED.add(key);
      return false;
    }
    x.storage().fence();
    w.storage().fence();
    y.storage().fence();
    return true;
  }

  private static void run(
      Convolution library,
      Direction direction,
      ConvolutionShape shape,
      CudaDevice device,
      StridedArray x,
      StridedArray w,
      @Nullable StridedArray bias,
      StridedArray y) {
    long ax = Launches.address(x);
    long aw = Launches.address(w);
    long ay = Launches.address(y);
    if (bias != null
        && CudaSettings.FUSES_BIAS
        && library.canFuse(shape, Epilogue.BIAS, ax, aw, ay)) {
      library.forward(
          shape, Epilogue.BIAS, ax, aw, Launches.address(bias), ay, device.currentStream());
      bias.storage().fence();
      return;
    }
    library.run(direction, shape, ax, aw, ay, device.currentStream());
    if (bias != null) {
      long channels = y.layout().size(1);
      Work.of("add_channels", y)
          .types(y.dtype())
          .array(y)
          .array(bias)
          .longs(y.numel(), channels, y.numel() / channels / y.layout().size(0))
          .run(y.numel());
    }
  }
}
