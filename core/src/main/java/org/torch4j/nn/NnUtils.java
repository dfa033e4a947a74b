package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.Norms;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Scalar;
import org.torch4j.type.ShapeException;

/** Tools over parameters and their gradients, {@code torch.nn.utils}. */
public final class NnUtils {
  private NnUtils() {}

  /** Scales all gradients together so that their 2-norm is at most {@code maxNorm}. */
  public static Tensor clipGradNorm_(Iterable<? extends Tensor> parameters, double maxNorm) {
    return clipGradNorm_(parameters, maxNorm, 2, false);
  }

  /**
   * Scales all gradients together, as if they were one vector, so that their norm is at most {@code
   * maxNorm}.
   *
   * @param normType the p of the norm, infinity for the greatest absolute value
   * @param errorIfNonfinite whether a norm that is NaN or infinite is an error
   * @return the norm before
   */
  public static Tensor clipGradNorm_(
      Iterable<? extends Tensor> parameters,
      double maxNorm,
      double normType,
      boolean errorIfNonfinite) {
    List<Tensor> gradients = gradients(parameters);
    if (gradients.isEmpty()) {
      return Torch.tensor(0.0f);
    }
    return GradMode.with(
        false,
        () -> {
          List<Tensor> norms = new ArrayList<>();
          for (Tensor g : gradients) {
            norms.add(norm(g, normType).to(gradients.get(0).device()));
          }
          Tensor total = norm(Torch.stack(norms, 0), normType);
          if (errorIfNonfinite && !Double.isFinite(total.item())) {
            throw new IllegalStateException(
                "clipGradNorm_: the total norm of order "
                    + PythonText.of(normType)
                    + " is "
                    + PythonText.of(total.item())
                    + ", so it cannot be clipped");
          }
          Tensor factor = total.add(1e-6).reciprocal().mul(maxNorm).clampMax(1);
          for (Tensor g : gradients) {
            g.mul_(factor.to(g.device()));
          }
          return total;
        });
  }

  private static Tensor norm(Tensor given, double p) {
    Tensor t = given.isSparse() ? given.coalesce().values() : given;
    return p == Double.POSITIVE_INFINITY
        ? t.abs().amax()
        : Norms.NORM.call(t, Scalar.of(p), null, false);
  }

  /** Brings each element of each gradient into {@code [-clipValue, clipValue]}. */
  public static void clipGradValue_(Iterable<? extends Tensor> parameters, double clipValue) {
    for (Tensor g : gradients(parameters)) {
      GradMode.with(false, () -> g.clamp_(-clipValue, clipValue));
    }
  }

  private static List<Tensor> gradients(Iterable<? extends Tensor> parameters) {
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor p : parameters) {
      Tensor g = TensorState.gradOrNull(p);
      if (g != null) {
        gradients.add(g);
      }
    }
    return gradients;
  }

  /** All elements of the parameters in one vector; gradients flow through. */
  public static Tensor parametersToVector(Iterable<? extends Tensor> parameters) {
    List<Tensor> parts = new ArrayList<>();
    for (Tensor p : parameters) {
      parts.add(p.reshape(-1));
    }
    return Torch.cat(parts, 0);
  }

  /** Gives the parameters the elements of a vector as their values, in order. */
  public static void vectorToParameters(Tensor vector, Iterable<? extends Tensor> parameters) {
    long at = 0;
    for (Tensor p : parameters) {
      at += p.numel();
    }
    if (vector.dim() != 1 || vector.numel() < at) {
      throw new ShapeException(
          "vectorToParameters: the parameters have "
              + at
              + " elements, the vector has shape "
              + vector.shape());
    }
    at = 0;
    for (Tensor p : parameters) {
      p.setData(vector.detach().narrow(0, at, p.numel()).view(p.shape().toArray()));
      at += p.numel();
    }
  }

  /**
   * Makes the weight of a module a length and a direction for each output, {@code weight_norm}:
   * {@code weight_g} and {@code weight_v}, of which {@code weight} is computed before each call.
   *
   * @return the module
   */
  public static <M extends Module> M weightNorm(M module) {
    return weightNorm(module, "weight", 0);
  }

  /**
   * The same for any parameter.
   *
   * @param dim along which there is a length each; null for one of all
   * @return the module
   */
  public static <M extends Module> M weightNorm(M module, String name, @Nullable Integer dim) {
    WeightNormalization.apply(module, name, dim);
    return module;
  }

  /** Takes {@link #weightNorm} back: the weight is a parameter again. */
  public static <M extends Module> M removeWeightNorm(M module) {
    return removeWeightNorm(module, "weight");
  }

  /** Takes {@link #weightNorm} of a parameter back. */
  public static <M extends Module> M removeWeightNorm(M module, String name) {
    WeightNormalization.remove(module, name);
    return module;
  }

  /**
   * Divides the weight of a module by its greatest singular value before each call, {@code
   * spectral_norm}: {@code weight_orig} is learned.
   *
   * @return the module
   */
  public static <M extends Module> M spectralNorm(M module) {
    return spectralNorm(module, "weight", 1, 1e-12, null);
  }

  /**
   * The same for any parameter (Miyato et al., 2018).
   *
   * @param nPowerIterations how often each call in training improves the singular vectors
   * @param eps the least norm
   * @param dim the dimension of outputs; null for 1 in transposed convolutions, else 0
   * @return the module
   */
  public static <M extends Module> M spectralNorm(
      M module, String name, int nPowerIterations, double eps, @Nullable Integer dim) {
    int along = dim == null ? outputDim(module) : dim;
    SpectralNormalization.apply(module, name, nPowerIterations, eps, along);
    return module;
  }

  /** Takes {@link #spectralNorm} back: the weight is a parameter again, as it was used last. */
  public static <M extends Module> M removeSpectralNorm(M module) {
    return removeSpectralNorm(module, "weight");
  }

  /** Takes {@link #spectralNorm} of a parameter back. */
  public static <M extends Module> M removeSpectralNorm(M module, String name) {
    SpectralNormalization.remove(module, name);
    return module;
  }

  static int outputDim(Module module) {
    return module instanceof TransposedConvolution ? 1 : 0;
  }

  /**
   * What a convolution or product becomes with the normalisation behind it.
   *
   * @param weight the weight
   * @param bias the bias
   */
  public record FusedWeights(Parameter weight, Parameter bias) {}

  /** A new convolution that does what {@code conv} and then {@code bn} do in evaluation. */
  public static Convolution fuseConvBnEval(Convolution conv, BatchNorm bn) {
    return ModuleFusion.conv(conv, bn);
  }

  /** A new transposed convolution that does what both do in evaluation. */
  public static TransposedConvolution fuseConvBnEval(TransposedConvolution conv, BatchNorm bn) {
    return ModuleFusion.conv(conv, bn);
  }

  /** A new linear layer that does what {@code linear} and then {@code bn} do in evaluation. */
  public static Linear fuseLinearBnEval(Linear linear, BatchNorm bn) {
    return ModuleFusion.linear(linear, bn);
  }

  /**
   * Weight and bias of a convolution with the normalisation behind it.
   *
   * @param transpose whether it is a transposed convolution
   */
  public static FusedWeights fuseConvBnWeights(
      Tensor convW,
      @Nullable Tensor convB,
      Tensor bnRm,
      Tensor bnRv,
      double bnEps,
      @Nullable Tensor bnW,
      @Nullable Tensor bnB,
      boolean transpose) {
    return ModuleFusion.weights(convW, convB, bnRm, bnRv, bnEps, bnW, bnB, transpose);
  }

  /**
   * Makes a module without drawing its first values, {@code skip_init}: they are whatever the
   * memory holds, to be loaded or set. {@code NnUtils.skipInit(() -> new Linear(1000, 1000))}.
   */
  public static <M extends Module> M skipInit(Supplier<M> constructor) {
    return Init.skipped(constructor);
  }

  /**
   * Lays the weights of all two-dimensional convolutions in a module out in another order, {@code
   * convert_conv2d_weight_memory_format}; values and results stay.
   *
   * @return the module
   */
  public static <M extends Module> M convertConv2dWeightMemoryFormat(
      M module, MemoryFormat memoryFormat) {
    for (Module m : module.modules()) {
      Parameter weight =
          m instanceof Conv2d c ? c.weight : m instanceof ConvTranspose2d t ? t.weight : null;
      if (weight != null) {
        weight.setData(weight.detach().clone().contiguous(memoryFormat));
      }
    }
    return module;
  }

  /** The distribution function of the standard normal. */
  static double normalCdf(double x) {
    return (1 + Torch.tensor(new double[] {x / Math.sqrt(2)}).erf().item()) / 2;
  }
}
