package org.torch4j.backend;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;

/**
 * The kernels of one kind of device, found by {@link java.util.ServiceLoader}.
 *
 * <p>Callers have checked shapes, dtypes, bounds and lifetime and have allocated the outputs.
 * Implementations are thread safe, and their results do not depend on the number of threads.
 */
public interface Backend {
  /** The kind of device it serves. */
  Device.Type deviceType();

  /** Why none of its devices can be used on this machine, in a sentence; null if one can. */
  default @Nullable String absence() {
    return null;
  }

  /** Memory and queues of its devices; null where tensors are in the memory of the host. */
  default @Nullable Accelerator accelerator() {
    return null;
  }

  /** Higher wins when several serve one kind of device. */
  int priority();

  /**
   * Computes elementwise {@code outputs[k] = program.bodies(k)(inputs, scalars)}. Every array has
   * the shape of the outputs already (broadcast by strides of 0) and any dtype: inputs are
   * converted to the program's compute type when loaded, results to the output's dtype when stored.
   * An output may be the very same array as an input.
   */
  void pointwise(
      PointwiseProgram program, StridedArray[] outputs, StridedArray[] inputs, Scalar[] scalars);

  /**
   * {@link #pointwise} of one program over many sets of arrays, whose shapes may differ from set to
   * set, in one launch where the device can: {@code outputs[i]} belong to {@code inputs[i]}. No
   * array of one set is written by another.
   */
  default void pointwiseEach(
      PointwiseProgram program,
      StridedArray[][] outputs,
      StridedArray[][] inputs,
      Scalar[] scalars) {
    for (int i = 0; i < outputs.length; i++) {
      pointwise(program, outputs[i], inputs[i], scalars);
    }
  }

  /**
   * Reduces {@code input} over the dimensions marked in {@code reduced}. The output has the input's
   * number of dimensions, with size 1 where reduced.
   */
  void reduce(ReductionProgram program, StridedArray output, StridedArray input, boolean[] reduced);

  /** Runs the kernel of the op with this ATen name without overload, e.g. {@code "addmm"}. */
  void run(String kernel, KernelCall call);

  /** Whether {@link #run} knows the kernel. */
  boolean hasKernel(String kernel);

  /**
   * What it needs to run all layers, directions and steps of a recurrent network by the kernels
   * {@code recurrent_network} and {@code recurrent_network_backward}; null if it cannot, and single
   * layers or steps are run instead. To be asked again after a kernel failed: it may have learnt.
   */
  default @Nullable RecurrentSpace recurrentSpace(Device device, RecurrentNetwork network) {
    return null;
  }

  /** The same on one device, which may lack what a kernel needs that others of its type have. */
  default boolean hasKernel(String kernel, Device device) {
    return hasKernel(kernel);
  }

  /** Where the kernel that {@link #run} calls is written: the name of its class. */
  String kernelHome(String kernel);

  /**
   * The kernel that would compute an elementwise program over contiguous arrays, for people to
   * read.
   *
   * @param names of the inputs
   * @param scalars how many numbers a call has
   */
  KernelListing listing(PointwiseProgram program, List<String> names, int scalars);

  /** Number of threads that kernels use. */
  int threads();

  /** Sets the number of threads that kernels use, from 1. */
  void setThreads(int threads);

  /**
   * What this backend found on the machine (SIMD width, libraries or why not), for {@code doctor}.
   */
  Map<String, String> describe();
}
