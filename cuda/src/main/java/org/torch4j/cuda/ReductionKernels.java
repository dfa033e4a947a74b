package org.torch4j.cuda;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.DeviceMemory;
import org.torch4j.cuda.driver.Kernel;
import org.torch4j.cuda.driver.LaunchArguments;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/**
 * Runs reductions. Where elements of a result lie side by side, threads share a result; where
 * results do, a thread makes some of them. Few results of many elements are made in two passes:
 * totals of parts, whose borders depend on the sizes alone, then their totals, so that results are
 * always the same.
 */
final class ReductionKernels {
  private static final int FEW_DIMS = 4;
  private static final Map<ComputeType, ReductionKernels> MOMENTS =
      new EnumMap<>(ComputeType.class);
  private static final Map<ComputeType, ReductionKernels> PAIRS = new EnumMap<>(ComputeType.class);

  static {
    for (ComputeType type : new ComputeType[] {ComputeType.FLOAT, ComputeType.DOUBLE}) {
      MOMENTS.put(type, new ReductionKernels(ReductionSource.moments(type)));
      PAIRS.put(type, new ReductionKernels(ReductionSource.pairs(type)));
    }
  }

  private record Key(ReductionSource.Variant variant, int device) {}

  private final ReductionSource source;
  private final Map<Key, Kernel> kernels = new ConcurrentHashMap<>();

  private ReductionKernels(ReductionSource source) {
    this.source = source;
  }

  /** Computes the reduction; {@code output} has size 1 where {@code marks} says so. */
  static void run(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] marks) {
    ReductionKernels kernels;
    if (program.kernels(Device.Type.CUDA) instanceof ReductionKernels known) {
      kernels = known;
    } else {
      kernels = new ReductionKernels(ReductionSource.of(program));
      program.setKernels(Device.Type.CUDA, kernels);
    }
    long each = input.numel() == 0 ? 0 : input.numel() / output.numel();
    kernels.reduce(output, null, input, null, null, marks, Scalar.of(each));
  }

  /**
   * The squared distances from the mean over {@code count}, and the mean, as in one pass.
   *
   * @param means where the means go if they are wanted, of the layout of {@code squares}
   */
  static void moments(
      StridedArray squares,
      @Nullable StridedArray means,
      StridedArray input,
      boolean[] marks,
      double count) {
    of(MOMENTS, input).reduce(squares, means, input, null, null, marks, Scalar.of(count));
  }

  /**
   * The sum of {@code y}, and of {@code y * (x - shift)}; both of one layout, as are both results.
   * There is a shift for each result, in the type that is computed in.
   */
  static void pairs(
      StridedArray sums,
      StridedArray dots,
      StridedArray x,
      StridedArray y,
      StridedArray shifts,
      boolean[] marks) {
    of(PAIRS, x).reduce(sums, dots, x, y, shifts, marks, Scalar.ONE);
  }

  private static ReductionKernels of(Map<ComputeType, ReductionKernels> all, StridedArray input) {
    return java.util.Objects.requireNonNull(all.get(ComputeType.of(input.dtype())));
  }

  private void reduce(
      StridedArray output,
      @Nullable StridedArray second,
      StridedArray input,
      @Nullable StridedArray other,
      @Nullable StridedArray shifts,
      boolean[] marks,
      Scalar count) {
    if (output.numel() == 0) {
      return;
    }
    long[] pointers = {
      Launches.address(output),
      address(second),
      Launches.address(input),
      address(other),
      address(shifts)
    };
    int bytes = input.dtype().toReal().byteSize();
    ReductionPlan plan = new ReductionPlan(output, input, marks, pointers[2] | pointers[3], bytes);
    CudaDevice device = Launches.device(output);
    String in = CudaTypes.stored(input.dtype());
    String out = CudaTypes.stored(output.dtype());
    if (plan.parts == 1) {
      launch(device, plan, in, out, false, false, pointers, count);
    } else {
      int each = source.words() * bytes(source.compute());
      try (DeviceMemory scratch = device.allocator().allocate(plan.parts * plan.outs * each)) {
        long[] first = pointers.clone();
        first[0] = scratch.address();
        launch(device, plan, in, source.total(), false, true, first, count);
        pointers[2] = scratch.address();
        pointers[3] = 0;
        launch(device, plan.again(each), source.total(), out, true, false, pointers, count);
      }
    }
    fence(output);
    fence(second);
    fence(input);
    fence(other);
    fence(shifts);
  }

  private static long address(@Nullable StridedArray a) {
    return a == null ? 0 : Launches.address(a);
  }

  private static void fence(@Nullable StridedArray a) {
    if (a != null) {
      a.storage().fence();
    }
  }

  private static int bytes(ComputeType type) {
    return type == ComputeType.LONG || type == ComputeType.DOUBLE ? 8 : 4;
  }

  private void launch(
      CudaDevice device,
      ReductionPlan plan,
      String in,
      String out,
      boolean again,
      boolean partial,
      long[] pointers,
      Scalar count) {
    boolean few = plan.kept.count <= FEW_DIMS && plan.reduced.count <= FEW_DIMS;
    int most = few ? FEW_DIMS : Geometry.MOST;
    int inner = Math.max(1, plan.reduced.count);
    Kernel kernel =
        kernel(
            device,
            new ReductionSource.Variant(
                in,
                out,
                again,
                partial,
                plan.rows,
                plan.small,
                most,
                plan.vector,
                plan.flying,
                plan.threads,
                inner > 2 ? 0 : inner,
                plan.aligned));
    LaunchArguments arguments = LaunchArguments.begin();
    for (long p : pointers) {
      arguments.pointer(p);
    }
    Launches.scalar(arguments, source.compute(), count);
    for (long n : new long[] {plan.outs, plan.groups, plan.tail, plan.part}) {
      Launches.index(arguments, n, plan.small);
    }
    arguments.i32(plan.kept.count).i32(plan.reduced.count);
    Launches.indices(arguments, plan.kept.numbers(most), plan.small);
    Launches.indices(arguments, plan.reduced.numbers(most), plan.small);
    int blocks = Math.toIntExact(plan.blocks);
    kernel.launch(
        device.currentStream(), blocks, (int) plan.parts, 1, Launches.THREADS, 1, 1, 0, arguments);
  }

  private Kernel kernel(CudaDevice device, ReductionSource.Variant variant) {
    return kernels.computeIfAbsent(
        new Key(variant, device.index()),
        _ -> device.compiler().kernel(source.title(variant), source.text(variant)));
  }
}
