package org.torch4j.nn;

import java.util.Objects;
import java.util.function.Function;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.Shape;

/** A weight over its greatest singular value, found by power iteration (Miyato et al., 2018). */
final class SpectralNormalization {
  private static final String KIND = "spectral_norm";

  private SpectralNormalization() {}

  /** The weight as a matrix whose rows are the slices along {@code dim}. */
  static Tensor matrix(Tensor weight, int dim) {
    Tensor front = dim == 0 ? weight : weight.movedim(dim, 0);
    return front.reshape(front.size(0), -1);
  }

  /** A random direction of this length. */
  static Tensor direction(Tensor like, long size, double eps) {
    Tensor drawn = Torch.empty(Shape.of(size), like.dtype()).normal_(0, 1).to(like.device());
    return F.normalize(drawn, 2, 0, eps);
  }

  /** Improves both singular vectors in place, {@code u} first or last. */
  static void iterate(Tensor matrix, Tensor u, Tensor v, int times, double eps, boolean leftFirst) {
    GradMode.with(
        false,
        () -> {
          for (int i = 0; i < times; i++) {
            if (leftFirst) {
              u.copy_(F.normalize(matrix.mv(v), 2, 0, eps));
            }
            v.copy_(F.normalize(matrix.t().mv(u), 2, 0, eps));
            if (!leftFirst) {
              u.copy_(F.normalize(matrix.mv(v), 2, 0, eps));
            }
          }
          return u;
        });
  }

  /** The weight over {@code u^T W v}; the vectors are copied, so that they may change later. */
  static Tensor divided(Tensor weight, Tensor matrix, Tensor u, Tensor v) {
    return weight.div(u.clone().dot(matrix.mv(v.clone())));
  }

  static void apply(Module module, String name, int iterations, double eps, int dim) {
    if (iterations <= 0) {
      throw new IllegalArgumentException(
          KIND + ": expected n_power_iterations to be positive, got " + iterations);
    }
    Tensor weight = ComputedTensor.original(module, KIND, name);
    Tensor matrix = matrix(weight.detach(), dim);
    Tensor u = direction(weight, matrix.size(0), eps);
    Tensor v = direction(weight, matrix.size(1), eps);
    module.registry().remove(name);
    Parameter kept = weight instanceof Parameter p ? p : new Parameter(weight.detach());
    module.registerParameter(name + "_orig", kept);
    module.registerBuffer(name + "_u", u);
    module.registerBuffer(name + "_v", v);
    module.registry().assign(name, Derived.of(weight, weight.detach()));
    new ComputedTensor(KIND, name, new Compute(name, iterations, eps, dim)).watch(module);
  }

  private record Compute(String name, int iterations, double eps, int dim)
      implements Function<Module, Tensor> {
    @Override
    public Tensor apply(Module module) {
      return of(module, module.isTraining());
    }

    Tensor of(Module module, boolean iterate) {
      Tensor weight = part(module, "_orig");
      Tensor matrix = matrix(weight, dim);
      Tensor u = part(module, "_u");
      Tensor v = part(module, "_v");
      if (iterate) {
        SpectralNormalization.iterate(matrix, u, v, iterations, eps, false);
      }
      return divided(weight, matrix, u, v);
    }

    private Tensor part(Module module, String suffix) {
      return Objects.requireNonNull(module.registry().tensor(name + suffix));
    }
  }

  static void remove(Module module, String name) {
    ComputedTensor computed = ComputedTensor.require(module, KIND, name);
    Compute compute = (Compute) computed.recipe();
    Tensor weight = GradMode.with(false, () -> compute.of(module, false));
    module.registry().remove(name + "_orig");
    module.registry().remove(name + "_u");
    module.registry().remove(name + "_v");
    computed.detach(module, new Parameter(weight.detach()));
  }
}
