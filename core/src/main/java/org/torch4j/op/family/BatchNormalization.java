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
              a -> specs(a.tensor("input"), statistics(a.tensor("input"))))
          .gradTogether(BatchNormalization::gradients, "input", "weight", "bias")
          .noGrad("running_mean", "running_var")
          .without("bias", "running_mean", "running_var")
          .savesResults()
          .build();

  private static final KernelOp FUSED_BACKWARD =
      kernelAll(
              "_fused_batch_norm_backward(Tensor grad, Tensor input, Tensor mean, Tensor rstd,"
                  + " Tensor? weight) -> (Tensor grad_input, Tensor grad_weight, Tensor grad_bias)",
              a -> {
                Tensor weight = a.tensorOrNull("weight");
                Tensor input = a.tensor("input");
                return specs(input, weight == null ? statistics(input) : weight.dtype());
              })
          .notDifferentiable();

  private BatchNormalization() {}

  /** Those of half types are kept in float. */
  private static DType statistics(Tensor input) {
    return input.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  private static KernelOp.Spec[] specs(Tensor input, DType ofChannels) {
    KernelOp.Spec numbers = new KernelOp.Spec(ofChannels, Shape.of(input.size(1)));
    return new KernelOp.Spec[] {KernelOp.Spec.like(input), numbers, numbers};
  }

  /** The kernel in training where there is one, else single ops. */
  static Tensor of(Args a) {
    if (!takes(a)) {
      return Normalization.batchNorm(a)[0];
    }
    Normalization.checkBatchNorm(a);
    return run(
        a.tensor("input"),
        a.tensorOrNull("weight"),
        a.tensorOrNull("bias"),
        a.tensorOrNull("running_mean"),
        a.tensorOrNull("running_var"),
        a.real("momentum"),
        a.real("eps"));
  }

  /** Parameters and running statistics have one dtype, that of the input or of its statistics. */
  private static boolean takes(Args a) {
    Tensor input = a.tensor("input");
    if (!a.flag("training")
        || input.dim() < 2
        || input.numel() == 0
        || !input.isFloatingPoint()
        || !FUSED.runsOn(input.device())) {
      return false;
    }
    @Nullable DType common = null;
    for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      Tensor t = a.tensorOrNull(name);
      if (t == null) {
        continue;
      }
      boolean kept =
          !name.startsWith("running")
              || t.isContiguous() && !t.requiresGrad() && !TensorState.isInference(t);
      common = common == null ? t.dtype() : common;
      if (!kept || t.dtype() != common || !t.device().equals(input.device())) {
        return false;
      }
    }
    return common == null || common == input.dtype() || common == statistics(input);
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
    found.keySet().removeIf(name -> !c.wants(name));
    return found;
  }

  /** The same gradients in single ops, which have gradients. */
  private static void differentiable(
      GradContext c, @Nullable Tensor weight, Map<String, Tensor> into) {
    Tensor input = c.saved("input");
    DType dtype = statistics(input);
    Tensor x = input.to(dtype);
    Tensor g = c.grad().to(dtype);
    long[] dims = Reductions.allButChannels(x.dim());
    Tensor mean = x.mean(dims, true);
    Tensor variance = Normalization.biasedVariance(x, mean, dims);
    Tensor rstd = Normalization.INVERSE_STD.call(variance, c.real("eps"));
    Tensor standard = Normalization.STANDARDIZE.call(x, mean, rstd);
    Tensor scaled = weight == null ? g : g.mul(weight.to(dtype).reshape(mean.shape().toArray()));
    Tensor along = scaled.mul(standard).mean(dims, true);
    Tensor ofInput = rstd.mul(scaled.sub(scaled.mean(dims, true)).sub(standard.mul(along)));
    DType own = weight == null ? dtype : weight.dtype();
    into.put("input", ofInput.to(input.dtype()));
    into.put("weight", g.mul(standard).sum(dims, false).to(own));
    into.put("bias", g.sum(dims, false).to(own));
  }
}
