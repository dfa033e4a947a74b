package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.TensorState;
import org.torch4j.op.family.Norms;
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

  private static Tensor norm(Tensor t, double p) {
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

  /** The distribution function of the standard normal. */
  static double normalCdf(double x) {
    return (1 + Torch.tensor(new double[] {x / Math.sqrt(2)}).erf().item()) / 2;
  }
}
