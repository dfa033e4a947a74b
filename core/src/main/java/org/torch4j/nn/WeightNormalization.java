package org.torch4j.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.family.Reductions;
import org.torch4j.type.Scalar;

/** A weight as length times direction (Salimans and Kingma, 2016). */
final class WeightNormalization {
  private static final String KIND = "weight_norm";

  private WeightNormalization() {}

  /** The 2-norms of the slices along {@code dim}, kept as dimensions of 1; null for one of all. */
  static Tensor norms(Tensor v, @Nullable Integer dim) {
    if (dim == null || dim == -1) {
      return Reductions.NORM.call(v, Scalar.of(2), null, false);
    }
    int kept = dim < 0 ? dim + v.dim() : dim;
    if (kept < 0 || kept >= v.dim()) {
      throw new IndexOutOfBoundsException(
          KIND + ": dim " + dim + " is out of range for shape " + v.shape());
    }
    long[] others = new long[v.dim() - 1];
    for (int i = 0, at = 0; i < v.dim(); i++) {
      if (i != kept) {
        others[at++] = i;
      }
    }
    return others.length == 0 ? v.abs() : Reductions.NORM.call(v, Scalar.of(2), others, true);
  }

  static Tensor compute(Tensor g, Tensor v, @Nullable Integer dim) {
    return v.mul(g.div(norms(v, dim)));
  }

  static void apply(Module module, String name, @Nullable Integer dim) {
    Tensor weight = ComputedTensor.original(module, KIND, name);
    Tensor g = norms(weight.detach(), dim);
    module.registry().remove(name);
    module.registerParameter(name + "_g", new Parameter(g));
    module.registerParameter(name + "_v", new Parameter(weight.detach()));
    ComputedTensor.attach(
        module, KIND, name, m -> compute(part(m, name + "_g"), part(m, name + "_v"), dim));
  }

  private static Tensor part(Module module, String name) {
    return Objects.requireNonNull(module.registry().tensor(name));
  }

  static void remove(Module module, String name) {
    ComputedTensor computed = ComputedTensor.require(module, KIND, name);
    Tensor weight = computed.recipe().apply(module);
    module.registry().remove(name + "_g");
    module.registry().remove(name + "_v");
    computed.detach(module, new Parameter(weight.detach()));
  }
}
