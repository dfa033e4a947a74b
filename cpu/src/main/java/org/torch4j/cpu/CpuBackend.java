package org.torch4j.cpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.torch4j.backend.Backend;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.KernelListing;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/** The backend of the processor that runs the JVM. */
public final class CpuBackend implements Backend {
  private final KernelTable kernels = new KernelTable();

  /** Made by the service loader. */
  public CpuBackend() {}

  @Override
  public Device.Type deviceType() {
    return Device.Type.CPU;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public void pointwise(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars) {
    try {
      PointwiseKernels.run(program, outputs, inputs, scalars);
    } catch (ArithmeticException e) {
      throw named(program.name(), e);
    }
  }

  @Override
  public void pointwiseEach(
      PointwiseProgram program,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    PointwiseKernels.runEach(program, outputs, inputs, scalars);
  }

  /** Integer division by zero, raised inside generated code, which does not know the op. */
  private static ArithmeticException named(String op, ArithmeticException cause) {
    ArithmeticException e = new ArithmeticException(op + ": integer division by zero");
    e.initCause(cause);
    return e;
  }

  @Override
  public void reduce(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] reduced) {
    try {
      ReductionKernels.run(program, output, input, reduced);
    } catch (ArithmeticException e) {
      throw named(program.name(), e);
    }
  }

  @Override
  public void run(String kernel, KernelCall call) {
    Consumer<KernelCall> body = kernels.get(kernel);
    if (body == null) {
      throw new IllegalStateException("the CPU backend has no kernel named " + kernel);
    }
    body.accept(call);
  }

  @Override
  public boolean hasKernel(String kernel) {
    return kernels.get(kernel) != null;
  }

  @Override
  public String kernelHome(String kernel) {
    return kernels.home(kernel);
  }

  @Override
  public KernelListing listing(PointwiseProgram program, List<String> names, int scalars) {
    return Listings.of(program, names, scalars);
  }

  @Override
  public int threads() {
    return Parallel.threads();
  }

  @Override
  public void setThreads(int threads) {
    Parallel.setThreads(threads);
  }

  @Override
  public Map<String, String> describe() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("simd", Simd.description());
    found.put("onednn", OneDnn.describe());
    return found;
  }
}
