package org.torch4j.op.family;

import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.backend.KernelCall;
import org.torch4j.op.Backends;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;

/**
 * Updates of many parameters in one call of the backend. They record nothing and write parameters
 * and state in place, as optimizers do under {@code noGrad}.
 */
public final class OptimizerSteps {
  private OptimizerSteps() {}

  /** One step of stochastic gradient descent; buffers are empty without momentum. */
  public static void sgd(
      List<Tensor> params,
      List<Tensor> grads,
      List<Tensor> momentumBuffers,
      double lr,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean maximize,
      boolean firstStep) {
    run(
        "sgd",
        params,
        arrays(params),
        arrays(grads),
        arrays(momentumBuffers),
        lr,
        momentum,
        dampening,
        weightDecay,
        nesterov,
        maximize,
        firstStep);
  }

  /** One step of Adam, or AdamW where {@code decoupled}; {@code step} counts from 1. */
  public static void adam(
      List<Tensor> params,
      List<Tensor> grads,
      List<Tensor> expAvgs,
      List<Tensor> expAvgSqs,
      List<Tensor> maxExpAvgSqs,
      double step,
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean decoupled,
      boolean amsgrad,
      boolean maximize) {
    run(
        "adam",
        params,
        arrays(params),
        arrays(grads),
        arrays(expAvgs),
        arrays(expAvgSqs),
        arrays(maxExpAvgSqs),
        step,
        lr,
        beta1,
        beta2,
        eps,
        weightDecay,
        decoupled,
        amsgrad,
        maximize);
  }

  private static void run(String kernel, List<Tensor> params, Object... args) {
    if (params.isEmpty()) {
      return;
    }
    Backends.of(params.get(0).device()).run(kernel, new KernelCall(new StridedArray[0], args));
    for (Tensor p : params) {
      TensorState.storage(p).bumpVersion();
    }
  }

  private static StridedArray[] arrays(List<Tensor> tensors) {
    StridedArray[] arrays = new StridedArray[tensors.size()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = TensorState.array(tensors.get(i));
    }
    return arrays;
  }
}
