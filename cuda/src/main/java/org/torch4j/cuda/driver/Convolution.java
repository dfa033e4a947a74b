package org.torch4j.cuda.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Convolutions on one device by cuDNN's graphs. The library's plan is kept for each shape,
 * direction and alignment. Calls of one device go one after the other: the library's handle carries
 * the stream.
 */
public final class Convolution {
  /** What is computed from what. */
  public enum Direction {
    /** {@code y} from {@code x} and {@code w}. */
    FORWARD,
    /** The gradient of {@code x} from {@code w} and that of {@code y}. */
    INPUT_GRADIENT,
    /** The gradient of {@code w} from {@code x} and that of {@code y}. */
    WEIGHT_GRADIENT
  }

  /** What follows a forward convolution in the same kernel. */
  public enum Epilogue {
    /** Nothing. */
    NONE,
    /** {@code + bias[K]}. */
    BIAS,
    /** {@code max(. + bias[K], 0)}. */
    BIAS_RELU
  }

  /** What a plan is made for. */
  record Key(
      Direction direction,
      ConvolutionShape shape,
      Epilogue epilogue,
      int alignX,
      int alignW,
      int alignY) {}

  private final CudaDevice device;
  private final Map<Key, Optional<ConvolutionPlan>> plans = new HashMap<>();
  private long handle;

  Convolution(CudaDevice device) {
    this.device = device;
  }

  /** Whether cuDNN is there. */
  public static boolean isAvailable() {
    return Cudnn.LIBRARY.isPresent();
  }

  /** Version of the library, {@code 9.19.0}. */
  public static String version() {
    long version = Cudnn.version();
    return version / 10000 + "." + version % 10000 / 100 + "." + version % 100;
  }

  /**
   * Whether the library has a plan for a forward convolution with something behind it; where not,
   * do it in a kernel of its own.
   */
  public synchronized boolean canFuse(
      ConvolutionShape shape, Epilogue epilogue, long x, long w, long y) {
    device.makeCurrent();
    return plan(key(Direction.FORWARD, shape, epilogue, x, w, y)).isPresent();
  }

  /**
   * Puts a convolution into a stream: of the three addresses the direction's result is written.
   *
   * @throws org.torch4j.type.DeviceException if the library has no plan for the shape
   */
  public void run(
      Direction direction, ConvolutionShape shape, long x, long w, long y, CudaStream stream) {
    run(key(direction, shape, Epilogue.NONE, x, w, y), new long[] {x, w, y}, stream);
  }

  /** A forward convolution with a bias, when {@link #canFuse} says so. */
  public void forward(
      ConvolutionShape shape,
      Epilogue epilogue,
      long x,
      long w,
      long bias,
      long y,
      CudaStream stream) {
    long[] addresses =
        epilogue == Epilogue.NONE ? new long[] {x, w, y} : new long[] {x, w, y, bias};
    run(key(Direction.FORWARD, shape, epilogue, x, w, y), addresses, stream);
  }

  private synchronized void run(Key key, long[] addresses, CudaStream stream) {
    device.makeCurrent();
    ConvolutionPlan plan =
        plan(key)
            .orElseThrow(
                () ->
                    new CudaException(
                        ConvolutionPlan.NOT_SUPPORTED,
                        "cuDNN "
                            + version()
                            + " has no plan for "
                            + key.direction
                            + " of "
                            + key.shape));
    try (DeviceMemory workspace = device.allocator().allocate(plan.workspace(), stream)) {
      Cudnn.setStream(handle(), stream.handle());
      KernelTimes.of(
          stream,
          key,
          () -> {
            plan.execute(handle(), addresses, workspace.address());
            return 0;
          });
    }
  }

  private Optional<ConvolutionPlan> plan(Key key) {
    Optional<ConvolutionPlan> plan = plans.get(key);
    if (plan == null) {
      plan = ConvolutionPlan.choose(new ConvolutionPlan.Target(handle(), 0), key);
      plans.put(key, plan);
    }
    return plan;
  }

  private long handle() {
    if (handle == 0) {
      handle = Cudnn.create();
    }
    return handle;
  }

  private static Key key(
      Direction direction, ConvolutionShape shape, Epilogue epilogue, long x, long w, long y) {
    return new Key(direction, shape, epilogue, alignment(x), alignment(w), alignment(y));
  }

  /** The largest power of two up to 16 that divides an address. */
  private static int alignment(long address) {
    return (int) Math.min(16, Long.lowestOneBit(address | 16));
  }
}
