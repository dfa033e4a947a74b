package org.torch4j.cuda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.DeviceMemory;
import org.torch4j.cuda.driver.Kernel;
import org.torch4j.cuda.driver.LaunchArguments;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/**
 * Runs reductions. Where neighbouring results read neighbouring elements, a thread makes one
 * result; else a block does. Few results of many elements are made in two passes: totals of parts,
 * whose borders depend on the sizes alone, then their totals, so that results are always the same.
 */
final class ReductionKernels {
  private static final int LEAST_PART = 512;
  private static final int MOST_PARTS = 1024;

  private record Key(String in, String out, boolean again, boolean last, boolean blocks, int dev) {}

  private final Map<Key, Kernel> kernels = new ConcurrentHashMap<>();

  private ReductionKernels() {}

  /** The dimensions that are kept and those that are reduced, joined where they can be. */
  private static final class Plan {
    final long[] numbers = new long[5 * Geometry.MOST];
    int dims;
    int innerDims;
    long outs = 1;
    long inner = 1;

    Plan(StridedArray output, StridedArray input, boolean[] reduced) {
      for (int d = 0; d < reduced.length; d++) {
        long size = input.shape().get(d);
        if (reduced[d]) {
          inner *= size;
        } else {
          outs *= size;
        }
        if (size == 1) {
          continue;
        }
        if (reduced[d]) {
          innerDims = join(innerDims, size, 3, input.layout().stride(d), 4, 0, 4);
        } else {
          dims = join(dims, size, 0, input.layout().stride(d), 1, output.layout().stride(d), 2);
        }
      }
    }

    private int join(int count, long size, int sizes, long a, int as, long b, int bs) {
      int last = count - 1;
      boolean joins =
          count > 0 && at(as, last) == size * a && (as == bs || at(bs, last) == size * b);
      int place = joins ? last : count;
      set(sizes, place, joins ? at(sizes, last) * size : size);
      if (as != bs) {
        set(bs, place, b);
      }
      set(as, place, a);
      return place + 1;
    }

    long at(int row, int column) {
      return numbers[row * Geometry.MOST + column];
    }

    void set(int row, int column, long value) {
      numbers[row * Geometry.MOST + column] = value;
    }

    /** Whether neighbouring results read neighbouring elements. */
    boolean sideBySide() {
      boolean alongRow = innerDims > 0 && at(4, innerDims - 1) == 1;
      return dims > 0 && at(1, dims - 1) == 1 && !alongRow;
    }
  }

  /** Computes the reduction; {@code output} has size 1 where {@code marks} says so. */
  static void run(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] marks) {
    if (output.numel() == 0) {
      return;
    }
    ReductionKernels kernels;
    if (program.kernels(Device.Type.CUDA) instanceof ReductionKernels known) {
      kernels = known;
    } else {
      kernels = new ReductionKernels();
      program.setKernels(Device.Type.CUDA, kernels);
    }
    kernels.reduce(program, output, input, marks);
    output.storage().fence();
    input.storage().fence();
  }

  private void reduce(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] marks) {
    Plan plan = new Plan(output, input, marks);
    CudaDevice device = Launches.device(output);
    Scalar count = Scalar.of(input.numel() == 0 ? 0L : plan.inner);
    String in = CudaTypes.stored(input.dtype());
    String out = CudaTypes.stored(output.dtype());
    boolean blocks = !plan.sideBySide() && plan.inner > 32;
    long parts = parts(plan, blocks);
    long from = Launches.address(input);
    long to = Launches.address(output);
    if (parts == 1) {
      Kernel kernel = kernel(program, device, in, out, false, true, blocks);
      launch(kernel, program, device, to, from, count, plan, 1, blocks);
      return;
    }
    String t = CudaTypes.compute(program.compute());
    DType type = nativeType(program);
    try (DeviceMemory scratch = device.allocator().allocate(parts * plan.outs * type.byteSize())) {
      Plan first = new Plan(output, input, marks);
      rowMajor(first);
      launch(
          kernel(program, device, in, t, false, false, blocks),
          program,
          device,
          scratch.address(),
          from,
          count,
          first,
          parts,
          blocks);
      Plan second = new Plan(output, input, marks);
      rowMajor(second);
      for (int d = 0; d < second.dims; d++) {
        second.set(1, d, second.at(2, d));
        second.set(2, d, plan.at(2, d));
      }
      second.inner = parts;
      second.innerDims = 1;
      second.set(3, 0, parts);
      second.set(4, 0, plan.outs);
      launch(
          kernel(program, device, t, out, true, true, false),
          program,
          device,
          to,
          scratch.address(),
          count,
          second,
          1,
          false);
    }
  }

  /** Lets results lie in row-major order. */
  private static void rowMajor(Plan plan) {
    long step = 1;
    for (int d = plan.dims - 1; d >= 0; d--) {
      plan.set(2, d, step);
      step *= plan.at(0, d);
    }
  }

  private static DType nativeType(ReductionProgram program) {
    return switch (program.compute()) {
      case INT -> DType.INT32;
      case LONG -> DType.INT64;
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
    };
  }

  private static long parts(Plan plan, boolean blocks) {
    long least = blocks ? 8L * LEAST_PART : LEAST_PART;
    long enough = blocks ? MOST_PARTS : 64L * MOST_PARTS;
    if (plan.inner < 2 * least || plan.outs >= enough) {
      return 1;
    }
    long parts = Math.min(plan.inner / least, Math.min(MOST_PARTS, enough / plan.outs));
    return Math.max(1, parts);
  }

  private Kernel kernel(
      ReductionProgram program,
      CudaDevice device,
      String in,
      String out,
      boolean again,
      boolean last,
      boolean blocks) {
    return kernels.computeIfAbsent(
        new Key(in, out, again, last, blocks, device.index()),
        _ -> {
          var source = new ReductionSource(program, in, out, again, last);
          String text = blocks ? source.blocks() : source.threads();
          String name = source.name() + (blocks ? "_blocks" : "_threads");
          return device.compiler().kernel(name, SourceLibrary.instance().complete(text));
        });
  }

  private static void launch(
      Kernel kernel,
      ReductionProgram program,
      CudaDevice device,
      long to,
      long from,
      Scalar count,
      Plan plan,
      long parts,
      boolean blocks) {
    LaunchArguments arguments = LaunchArguments.begin().pointer(to).pointer(from);
    Launches.scalar(arguments, program.compute(), count);
    arguments.i64(plan.outs).i64(plan.inner).i64(Math.ceilDiv(plan.inner, parts));
    arguments.i32(plan.dims).i32(plan.innerDims).longs(plan.numbers);
    int threads = blocks && plan.inner / parts <= 256 ? 32 : Launches.THREADS;
    int grid =
        blocks
            ? (int) Math.min(plan.outs, 1 << 20)
            : (int) Math.min(Math.ceilDiv(plan.outs, threads), 1 << 20);
    kernel.launch(device.currentStream(), grid, (int) parts, 1, threads, 1, 1, 0, arguments);
  }
}
