package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cpu.RecurrentKernels.Rows;
import org.torch4j.storage.StridedArray;

/**
 * What all chunks of sequences of one call share.
 *
 * @param h the width of the state
 * @param packed the weights
 * @param in arrays that are read, as each direction numbers them
 * @param out arrays that are written
 */
record RecurrentCall(
    RecurrentMode mode,
    RecurrentPlan plan,
    StepArrays arrays,
    int h,
    Object packed,
    @Nullable Rows[] in,
    Rows[] out) {
  /** The steps of a call, of which {@code in} are read; {@code back} turns the weights round. */
  static RecurrentCall of(
      KernelCall call,
      StridedArray weight,
      RecurrentMode mode,
      RecurrentPlan plan,
      boolean back,
      @Nullable Rows... in) {
    int h = Math.toIntExact(weight.layout().size(1));
    int gates = mode.gates * h;
    StepArrays arrays = StepArrays.of(weight.dtype());
    Matrix w = Matrix.of(weight);
    Object packed = back ? arrays.pack(w, gates, h) : arrays.pack(w.transposed(), h, gates);
    Rows[] out = new Rows[call.outputs()];
    for (int i = 0; i < out.length; i++) {
      out[i] = Rows.of(call.output(i));
    }
    return new RecurrentCall(mode, plan, arrays, h, packed, in, out);
  }
}
