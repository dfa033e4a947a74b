package org.torch4j.op.family;

import static org.torch4j.op.Op.kernelAll;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Batch normalisation in training as one kernel, and its gradients as another. */
final class BatchNormalization {
  private static final KernelOp FUSED =
      kernelAll(
              "_fused_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean,"
                  + " Tensor? running_var, float momentum, float eps)"
                  + " -> (Tensor output, Tensor mean, Tensor rstd)",
              a -> specs(a.tensor("input")))
          .gradTogether(BatchNormalization::gradients, "input", "weight", "bias")
          .noGrad("running_mean", "running_var")
          .without("bias", "running_mean", "running_var")
          .savesResults()
          .build();

  private static final KernelOp FUSED_BACKWARD =
      kernelAll(
              "_fused_batch_norm_backward(Tensor grad, Tensor input, Tensor mean, Tensor rstd,"
                  + " Tensor? weight) -> (Tensor grad_input, Tensor grad_weight, Tensor grad_bias)",
              a -> specs(a.tensor("input")))
          .notDifferentiable();

  private BatchNormalization() {}

  private static KernelOp.Spec[] specs(Tensor input) {
    KernelOp.Spec numbers = new KernelOp.Spec(input.dtype(), Shape.of(input.size(1)));
    return new KernelOp.Spec[] {KernelOp.Spec.like(input), numbers, numbers};
  }

  /** The kernel in training where there is one, else single ops. */
  static Tensor[] of(Args a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensorOrNull("weight");
    Tensor bias = a.tensorOrNull("bias");
    Tensor mean = a.tensorOrNull("running_mean");
    Tensor var = a.tensorOrNull("running_var");
    if (!a.flag("training") || input.dim() < 2 || !takes(input, weight, bias, mean, var)) {
      return Normalization.batchNormOf(a);
    }
    Normalization.checkBatchNorm(a);
    double momentum = a.real("momentum");
    return new Tensor[] {run(input, weight, bias, mean, var, momentum, a.real("eps"))};
  }

  /** Whether there is a kernel for these; the last two are the running statistics. */
  private static boolean takes(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor mean,
      @Nullable Tensor variance) {
    DType dtype = input.dtype();
    return (dtype == DType.FLOAT32 || dtype == DType.FLOAT64)
        && input.numel() > 0
        && FUSED.runsOn(input.device())
        && fits(input, weight)
        && fits(input, bias)
        && written(input, mean)
        && written(input, variance);
  }

  private static boolean fits(Tensor input, @Nullable Tensor t) {
    return t == null || t.dtype() == input.dtype();
  }

  private static boolean written(Tensor input, @Nullable Tensor t) {
    return t == null
        || fits(input, t)
            && t.device().equals(input.device())
            && t.isContiguous()
            && !t.requiresGrad()
            && !TensorState.isInference(t);
  }

  /** Normalises each channel and lets the running statistics follow. */
  private static Tensor run(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      double momentum,
      double eps) {
    Tensor out = FUSED.callAll(input.contiguous(), weight, bias, mean, variance, momentum, eps)[0];
    for (Tensor t : new @Nullable Tensor[] {mean, variance}) {
      if (t != null) {
        TensorState.storage(t).bumpVersion();
      }
    }
    return out;
  }

  private static Map<String, Tensor> gradients(GradContext c) {
    Tensor weight = c.savedOrNull("weight");
    Map<String, Tensor> found = new HashMap<>();
    if (GradMode.isEnabled()) {
      differentiable(c, weight, found);
    } else {
      Tensor[] all =
          FUSED_BACKWARD.callAll(
              c.grad().contiguous(), c.saved("input"), c.result(1), c.result(2), weight);
      found.put("input", all[0]);
      found.put("weight", all[1]);
      found.put("bias", all[2]);
    }
    for (String name : new String[] {"input", "weight", "bias"}) {
      if (c.wasNull(name) || !c.needs(name)) {
        found.remove(name);
      }
    }
    return found;
  }

  /** The same gradients in single ops, which have gradients. */
  private static void differentiable(
      GradContext c, @Nullable Tensor weight, Map<String, Tensor> into) {
    Tensor x = c.saved("input");
    Tensor g = c.grad();
    long[] dims = Reductions.allButChannels(x.dim());
    Tensor mean = x.mean(dims, true);
    Tensor rstd =
        Normalization.INVERSE_STD.call(Normalization.biasedVariance(x, mean, dims), c.real("eps"));
    Tensor standard = Normalization.STANDARDIZE.call(x, mean, rstd);
    Tensor scaled = weight == null ? g : g.mul(weight.reshape(mean.shape().toArray()));
    Tensor along = scaled.mul(standard).mean(dims, true);
    into.put("input", rstd.mul(scaled.sub(scaled.mean(dims, true)).sub(standard.mul(along))));
    into.put("weight", g.mul(standard).sum(dims, false));
    into.put("bias", g.sum(dims, false));
  }
}
