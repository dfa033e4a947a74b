package org.torch4j.nn;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** A weight as length times direction (Salimans and Kingma, 2016). */
final class WeightNormalization {
  private static final String KIND = "weight_norm";

  private WeightNormalization() {}

  /** The 2-norms of the slices along {@code dim}, kept as dimensions of 1; null for one of all. */
  static Tensor norms(Tensor v, @Nullable Integer dim) {
    return Torch.normExceptDim(v, 2, dim == null ? -1 : dim);
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
