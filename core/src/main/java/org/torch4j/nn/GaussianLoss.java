package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/** The negative log likelihood of normal distributions. */
final class GaussianLoss {
  private GaussianLoss() {}

  static Tensor of(
      Tensor input, Tensor target, Tensor var, boolean full, double eps, long reduction) {
    Tensor least = limited(input, var, eps);
    Tensor gap = input.sub(target);
    Tensor loss = least.log().add(gap.mul(gap).div(least)).mul(0.5);
    if (full) {
      loss = loss.add(0.5 * Math.log(2 * Math.PI));
    }
    return reduction == 0 ? loss : reduction == 1 ? loss.mean() : loss.sum();
  }

  /** The variance, at least eps; the limit does not stop gradients. */
  private static Tensor limited(Tensor input, Tensor given, double eps) {
    Tensor var = given;
    if (!var.shape().equals(input.shape())) {
      boolean fits = input.dim() > 0 && (var.dim() == input.dim() - 1 || var.dim() == input.dim());
      for (int d = 0; fits && d < input.dim() - 1; d++) {
        fits = var.size(d) == input.size(d);
      }
      fits &= var.dim() < input.dim() || var.dim() > 0 && var.size(-1) == 1;
      if (!fits) {
        throw new ShapeException(
            "gaussian_nll_loss: var must have the shape of the input "
                + input.shape()
                + ", or that without the last size, got "
                + var.shape());
      }
      var = var.dim() < input.dim() ? var.unsqueeze(-1) : var;
    }
    if (var.detach().lt(0).any().itemBoolean()) {
      throw new IllegalArgumentException(
          "gaussian_nll_loss: var must not be negative, got " + var.detach().amin().item());
    }
    Tensor copy = var.clone();
    GradMode.with(false, () -> copy.clamp_(eps, null));
    return copy;
  }
}
