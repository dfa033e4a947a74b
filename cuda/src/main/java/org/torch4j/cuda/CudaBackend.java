package org.torch4j.cuda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.Accelerator;
import org.torch4j.backend.Backend;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.KernelListing;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentSpace;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.DeviceProperties;
import org.torch4j.cuda.driver.Libraries;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Scalar;

/** The backend of NVIDIA GPUs, over the driver and libraries that the machine has. */
public final class CudaBackend implements Backend {
  /** Made when the first kernel is asked for: programs that use no GPU pay nothing. */
  private static final class Kernels {
    static final KernelTable TABLE = new KernelTable();
  }

  private final CudaAccelerator accelerator = new CudaAccelerator();

  /** Made by the service loader. */
  public CudaBackend() {}

  @Override
  public Device.Type deviceType() {
    return Device.Type.CUDA;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public @Nullable String absence() {
    return CudaDevice.reasonAbsent();
  }

  @Override
  public Accelerator accelerator() {
    return accelerator;
  }

  @Override
  public void pointwise(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars) {
    PointwiseKernels.run(program, outputs, inputs, scalars);
  }

  @Override
  public void pointwiseEach(
      PointwiseProgram program,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    PointwiseKernels.runEach(program, outputs, inputs, scalars);
  }

  @Override
  public void reduce(
      ReductionProgram program, StridedArray output, StridedArray input, boolean[] reduced) {
    ReductionKernels.run(program, output, input, reduced);
  }

  @Override
  public void run(String kernel, KernelCall call) {
    Consumer<KernelCall> body = Kernels.TABLE.get(kernel);
    if (body == null) {
      throw new DeviceException(
          kernel + ": has no kernel for cuda; move its tensors to the CPU for it");
    }
    body.accept(call);
  }

  @Override
  public boolean hasKernel(String kernel) {
    return Kernels.TABLE.get(kernel) != null;
  }

  @Override
  public @Nullable RecurrentSpace recurrentSpace(Device device, RecurrentNetwork network) {
    return RecurrentKernels.space(device, network);
  }

  @Override
  public boolean hasKernel(String kernel, Device device) {
    return hasKernel(kernel)
        && (!FlashKernels.NAMES.contains(kernel)
            || CudaDevice.of(device.index()).properties().major() >= FlashKernels.OLDEST);
  }

  @Override
  public String kernelHome(String kernel) {
    return Kernels.TABLE.home(kernel);
  }

  @Override
  public KernelListing listing(PointwiseProgram program, List<String> names, int scalars) {
    int arrays = program.bodies().size() + names.size();
    DType type =
        switch (program.compute()) {
          case INT -> DType.INT32;
          case LONG -> DType.INT64;
          case FLOAT -> DType.FLOAT32;
          case DOUBLE -> DType.FLOAT64;
        };
    DType[] dtypes = Stream.generate(() -> type).limit(arrays).toArray(DType[]::new);
    int[] kinds = new int[arrays];
    java.util.Arrays.fill(kinds, PointwiseSource.BESIDE);
    int vector = type.byteSize() == 8 ? 2 : 4;
    int flying = PointwiseSource.isLight(program) ? 2 : 1;
    var source = new PointwiseSource(program, dtypes, kinds, scalars, true, vector, flying, false);
    List<String> code = source.flat().lines().toList();
    return new KernelListing(
        "CUDA C, " + CudaTypes.compute(program.compute()) + ", groups of " + vector,
        code,
        SourceLibrary.instance().complete(source.flat()).lines().toList());
  }

  /** Work on a device is not split among threads of the host. */
  @Override
  public int threads() {
    return 1;
  }

  @Override
  public void setThreads(int threads) {}

  @Override
  public Map<String, String> describe() {
    Map<String, String> found = new LinkedHashMap<>();
    String absent = absence();
    for (int i = 0; absent == null && i < CudaDevice.count(); i++) {
      DeviceProperties p = CudaDevice.of(i).properties();
      found.put(
          "device " + i,
          "%s, %s, %.1f GiB, %d multiprocessors"
              .formatted(
                  p.name(),
                  p.architecture(),
                  p.totalMemory() / (double) (1L << 30),
                  p.multiprocessors()));
    }
    found.putAll(Libraries.describe());
    return found;
  }
}
