package org.torch4j.cuda;

import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** Kernels that count elements up. */
final class CreationKernels {
  private CreationKernels() {}

  static void register(KernelTable table) {
    table.add("arange", CreationKernels::arange);
    table.add("linspace", CreationKernels::linspace);
    table.add("logspace", CreationKernels::logspace);
    table.add("eye", CreationKernels::eye);
  }

  private static void arange(KernelCall call) {
    StridedArray out = call.output(0);
    // A count may stand first; the output's size says the same.
    int first = call.arg(0) instanceof Long ? 1 : 0;
    boolean whole =
        out.dtype().isIntegral()
            && !call.scalar(first).isFloatingPoint()
            && !call.scalar(first + 1).isFloatingPoint();
    DType counted = whole ? DType.INT64 : DType.FLOAT64;
    Work.of("arange", out)
        .type("S", CudaTypes.stored(out.dtype()))
        .type("A", CudaTypes.computed(counted))
        .array(out)
        .longs(out.numel())
        .computed(counted, call.scalar(first))
        .computed(counted, call.scalar(first + 1))
        .run(out.numel());
  }

  /** Writes 0, 1, ... over an array of int64. */
  static void count(StridedArray out) {
    Work.of("arange", out)
        .type("S", "i64")
        .type("A", "i64")
        .array(out)
        .longs(out.numel(), 0, 1)
        .run(out.numel());
  }

  /** Numbers between two ends count in the dtype of the result, those of integers in double. */
  private static DType counted(StridedArray out) {
    return out.dtype().isIntegral() ? DType.FLOAT64 : out.dtype();
  }

  private static double end(KernelCall call, int i) {
    return call.output(0).dtype().isIntegral()
        ? call.scalar(i).longValue()
        : call.scalar(i).doubleValue();
  }

  private static Work spaced(String name, KernelCall call) {
    StridedArray out = call.output(0);
    DType counted = counted(out);
    return Work.of(name, out)
        .type("S", CudaTypes.stored(out.dtype()))
        .type("A", CudaTypes.computed(counted))
        .array(out)
        .longs(out.numel())
        .computed(counted, end(call, 0))
        .computed(counted, end(call, 1));
  }

  private static void linspace(KernelCall call) {
    spaced("linspace", call).run(call.output(0).numel());
  }

  private static void logspace(KernelCall call) {
    spaced("logspace", call).real(call.doubleValue(3)).run(call.output(0).numel());
  }

  private static void eye(KernelCall call) {
    StridedArray out = call.output(0);
    int parts = out.dtype().isComplex() ? 2 : 1;
    Work.of("eye", out)
        .type("S", CudaTypes.stored(out.dtype()))
        .array(out)
        .longs(out.numel() * parts, out.layout().size(1))
        .ints(parts)
        .run(out.numel() * parts);
  }
}
