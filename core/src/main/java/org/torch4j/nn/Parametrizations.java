package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** Parametrizations that are ready made, {@code torch.nn.utils.parametrizations}. */
public final class Parametrizations {
  private Parametrizations() {}

  /** Keeps {@code weight} orthogonal, by the map that fits its shape. */
  public static <M extends Module> M orthogonal(M module) {
    return orthogonal(module, "weight", null, true);
  }

  /**
   * Keeps a matrix, or each of a batch of matrices, orthogonal: {@code Q^T Q = I} for tall ones,
   * {@code Q Q^T = I} for wide ones.
   *
   * @param orthogonalMap {@code matrix_exp}, {@code cayley} or {@code householder}; null for the
   *     first if the matrix is square, else the last
   * @param useTrivialization whether the map starts at the present matrix, whose own is kept as
   *     {@code base} (Lezcano-Casado, 2019)
   * @return the module
   */
  public static <M extends Module> M orthogonal(
      M module, String name, @Nullable String orthogonalMap, boolean useTrivialization) {
    Tensor weight = weight(module, name, "orthogonal");
    return Parametrize.registerParametrization(
        module, name, new OrthogonalMap(weight, orthogonalMap, useTrivialization), true);
  }

  /** Divides {@code weight} by its greatest singular value, by one power iteration a call. */
  public static <M extends Module> M spectralNorm(M module) {
    return spectralNorm(module, "weight", 1, 1e-12, null);
  }

  /**
   * Divides a weight by its greatest singular value (Miyato et al., 2018).
   *
   * @param nPowerIterations how often each call in training improves the singular vectors
   * @param eps the least norm
   * @param dim the dimension of outputs; null for 1 in transposed convolutions, else 0
   * @return the module
   */
  public static <M extends Module> M spectralNorm(
      M module, String name, int nPowerIterations, double eps, @Nullable Integer dim) {
    Tensor weight = weight(module, name, "spectral_norm");
    int along = dim == null ? NnUtils.outputDim(module) : dim;
    return Parametrize.registerParametrization(
        module, name, new SpectralNormMap(weight, nPowerIterations, along, eps), false);
  }

  /** Makes {@code weight} a length and a direction for each output. */
  public static <M extends Module> M weightNorm(M module) {
    return weightNorm(module, "weight", 0);
  }

  /**
   * Makes a weight a length times a direction, which are learned apart (Salimans and Kingma, 2016):
   * {@code original0} and {@code original1}.
   *
   * @param dim along which there is a length each, -1 for one of all
   * @return the module
   */
  public static <M extends Module> M weightNorm(M module, String name, int dim) {
    weight(module, name, "weight_norm");
    return Parametrize.registerParametrization(module, name, new WeightNormMap(dim), true);
  }

  private static Tensor weight(Module module, String name, String what) {
    Tensor weight = module.registry().tensor(name);
    if (weight == null) {
      throw new IllegalArgumentException(
          what + ": " + module.moduleName() + " has no parameter or buffer '" + name + "'");
    }
    return weight;
  }

  private static final class WeightNormMap extends Module implements RightInverse {
    private final int dim;

    WeightNormMap(int dim) {
      this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor length, Tensor direction) {
      return WeightNormalization.compute(length, direction, dim);
    }

    @Override
    public Tensor[] rightInverse(Tensor value) {
      return new Tensor[] {WeightNormalization.norms(value, dim), value};
    }

    @Override
    public String moduleName() {
      return "_WeightNorm";
    }
  }

  private static final class SpectralNormMap extends Module implements RightInverse {
    private final int iterations;
    private final int dim;
    private final double eps;

    SpectralNormMap(Tensor weight, int iterations, int dim, double eps) {
      if (dim >= weight.dim() || dim < -weight.dim()) {
        throw new IndexOutOfBoundsException(
            "spectral_norm: dim " + dim + " is out of range for shape " + weight.shape());
      }
      if (iterations <= 0) {
        throw new IllegalArgumentException(
            "spectral_norm: expected n_power_iterations to be positive, got " + iterations);
      }
      this.iterations = iterations;
      this.dim = dim < 0 ? dim + weight.dim() : dim;
      this.eps = eps;
      if (weight.dim() > 1) {
        Tensor matrix = SpectralNormalization.matrix(weight.detach(), this.dim);
        Tensor u = SpectralNormalization.direction(weight, matrix.size(0), eps);
        Tensor v = SpectralNormalization.direction(weight, matrix.size(1), eps);
        registerBuffer("_u", u);
        registerBuffer("_v", v);
        SpectralNormalization.iterate(matrix, u, v, 15, eps, true);
      }
    }

    @Override
    public Tensor forward(Tensor weight) {
      Tensor left = registry().tensor("_u");
      Tensor right = registry().tensor("_v");
      if (left == null || right == null) {
        return F.normalize(weight, 2, 0, eps);
      }
      Tensor matrix = SpectralNormalization.matrix(weight, dim);
      if (isTraining()) {
        SpectralNormalization.iterate(matrix, left, right, iterations, eps, true);
      }
      return SpectralNormalization.divided(weight, matrix, left, right);
    }

    @Override
    public Tensor[] rightInverse(Tensor value) {
      return new Tensor[] {value};
    }

    @Override
    public String moduleName() {
      return "_SpectralNorm";
    }
  }
}
