package org.torch4j.op.family;

import static org.torch4j.op.Op.kernelAll;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Layer normalisation as one kernel, and its gradients as another. */
final class LayerNormalization {
  private static final KernelOp FUSED =
      kernelAll(
              "_fused_layer_norm(Tensor input, int inner, Tensor? weight, Tensor? bias, float eps)"
                  + " -> (Tensor output, Tensor mean, Tensor rstd)",
              a -> {
                Tensor input = a.tensor("input");
                Shape rows = Shape.of(input.numel() / a.integer("inner"));
                KernelOp.Spec numbers = new KernelOp.Spec(statistics(input), rows);
                return new KernelOp.Spec[] {KernelOp.Spec.like(input), numbers, numbers};
              })
          .gradTogether(LayerNormalization::gradients, "input", "weight", "bias")
          .savesResults()
          .build();

  private static final KernelOp FUSED_BACKWARD =
      kernelAll(
              "_fused_layer_norm_backward(Tensor grad, Tensor input, Tensor mean, Tensor rstd,"
                  + " Tensor? weight, int inner)"
                  + " -> (Tensor grad_input, Tensor grad_weight, Tensor grad_bias)",
              a -> {
                Tensor input = a.tensor("input");
                Shape inner = Shape.of(a.integer("inner"));
                KernelOp.Spec numbers = new KernelOp.Spec(input.dtype(), inner);
                return new KernelOp.Spec[] {KernelOp.Spec.like(input), numbers, numbers};
              })
          .notDifferentiable();

  private LayerNormalization() {}

  /** Means of half types are kept in float. */
  private static DType statistics(Tensor input) {
    return input.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  /** Whether there is a kernel for these. */
  static boolean takes(Tensor input, @Nullable Tensor weight, @Nullable Tensor bias) {
    DType dtype = input.dtype();
    // Kernels of the CPU know no half types.
    return dtype.isFloatingPoint()
        && (statistics(input) == dtype || input.isCuda())
        && input.numel() > 0
        && FUSED.runsOn(input.device())
        && (weight == null || weight.dtype() == dtype)
        && (bias == null || bias.dtype() == dtype);
  }

  /** Normalises over the last dimensions, {@code inner} elements together. */
  static Tensor run(
      Tensor input, long inner, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
    return FUSED.callAll(input.contiguous(), inner, flat(weight), flat(bias), eps)[0];
  }

  private static @Nullable Tensor flat(@Nullable Tensor t) {
    return t == null ? null : t.contiguous();
  }

  private static Map<String, Tensor> gradients(GradContext c) {
    Tensor weight = c.savedOrNull("weight");
    Map<String, Tensor> found = new HashMap<>();
    if (GradMode.isEnabled()) {
      differentiable(c, weight, found);
    } else {
      Tensor[] all =
          FUSED_BACKWARD.callAll(
              c.grad().contiguous(),
              c.saved("input"),
              c.result(1),
              c.result(2),
              weight,
              c.integer("inner"));
      found.put("input", all[0]);
      found.put("weight", all[1]);
      found.put("bias", all[2]);
    }
    found.keySet().removeIf(name -> !c.wants(name));
    for (String name : new String[] {"weight", "bias"}) {
      found.computeIfPresent(name, (n, g) -> g.reshape(c.shape(n).toArray()));
    }
    return found;
  }

  /** The same gradients in single ops, which have gradients. */
  private static void differentiable(
      GradContext c, @Nullable Tensor weight, Map<String, Tensor> into) {
    long inner = c.integer("inner");
    long[] last = {1};
    Tensor input = c.saved("input");
    DType dtype = statistics(input);
    Tensor x = input.reshape(-1, inner).to(dtype);
    Tensor g = c.grad().reshape(-1, inner).to(dtype);
    Tensor mean = x.mean(last, true);
    Tensor variance = Normalization.biasedVariance(x, mean, last);
    Tensor rstd = Normalization.INVERSE_STD.call(variance, c.real("eps"));
    Tensor standard = Normalization.STANDARDIZE.call(x, mean, rstd);
    Tensor scaled = weight == null ? g : g.mul(weight.reshape(inner).to(dtype));
    Tensor along = scaled.mul(standard).mean(last, true);
    Tensor ofInput = rstd.mul(scaled.sub(scaled.mean(last, true)).sub(standard.mul(along)));
    into.put("input", ofInput.reshape(input.shape().toArray()).to(input.dtype()));
    into.put("weight", g.mul(standard).sum(0).to(input.dtype()));
    into.put("bias", g.sum(0).to(input.dtype()));
  }
}
