package org.torch4j.op.family;

import static org.torch4j.op.Op.kernelAll;

import java.util.Arrays;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Attention of half numbers over tiles, on devices that have the kernel: query {@code [N, H, L,
 * E]}, key {@code [N, H, S, E]}, value {@code [N, H, S, V]}; no mask, no dropout. Results lie by
 * place and then by head, as the projections on both sides have them.
 */
public final class FlashAttention {
  /** Elements of a head that the kernel takes. */
  private static final long WIDEST = 128;

  private static final KernelOp FLASH =
      kernelAll(
              "_flash_attention(Tensor query, Tensor key, Tensor value, bool is_causal,"
                  + " float scale) -> (Tensor output, Tensor logsumexp)",
              FlashAttention::results)
          .gradTogether(FlashAttention::gradients, "query", "key", "value")
          .savesResults()
          .build();

  private static final KernelOp FLASH_BACKWARD =
      kernelAll(
              "_flash_attention_backward(Tensor grad, Tensor query, Tensor key, Tensor value,"
                  + " Tensor output, Tensor logsumexp, bool is_causal, float scale)"
                  + " -> (Tensor grad_query, Tensor grad_key, Tensor grad_value)",
              a ->
                  new KernelOp.Spec[] {
                    turned(a.tensor("query")), turned(a.tensor("key")), turned(a.tensor("value"))
                  })
          .notDifferentiable();

  private FlashAttention() {}

  private static KernelOp.Spec turned(Tensor t) {
    return new KernelOp.Spec(t.dtype(), Shape.of(t.size(0), t.size(2), t.size(1), t.size(3)));
  }

  private static KernelOp.Spec[] results(KernelOp.Call a) {
    Tensor q = a.tensor("query");
    long width = a.tensor("value").size(3);
    return new KernelOp.Spec[] {
      new KernelOp.Spec(q.dtype(), Shape.of(q.size(0), q.size(2), q.size(1), width)),
      new KernelOp.Spec(DType.FLOAT32, Shape.of(q.size(0), q.size(1), q.size(2)))
    };
  }

  /** Whether the device takes these; all batch dimensions are broadcast before the call. */
  static boolean serves(Tensor query, Tensor value, double scale) {
    boolean half = query.dtype() == DType.FLOAT16 || query.dtype() == DType.BFLOAT16;
    return half
        && query.size(-1) <= WIDEST
        && value.size(-1) <= WIDEST
        && scale > 0
        && FLASH.runsOn(query.device());
  }

  /** Attention of tensors whose batch dimensions are alike. */
  static Tensor of(Tensor query, Tensor key, Tensor value, boolean causal, double scale) {
    long[] sizes = query.shape().toArray();
    sizes[sizes.length - 1] = value.size(-1);
    Tensor out =
        FLASH.callAll(heads(query), heads(key), heads(value), causal, scale)[0].transpose(1, 2);
    return sizes.length == 4 ? out : out.reshape(sizes);
  }

  private static Tensor heads(Tensor t) {
    long[] sizes = t.shape().toArray();
    if (sizes.length == 4) {
      return t;
    }
    long[] four = {1, 1, sizes[sizes.length - 2], sizes[sizes.length - 1]};
    if (sizes.length > 2) {
      four[1] = sizes[sizes.length - 3];
      four[0] = Shape.of(Arrays.copyOf(sizes, sizes.length - 3)).numel();
    }
    return t.reshape(four);
  }

  private static Map<String, Tensor> gradients(GradContext c) {
    Tensor query = c.saved("query");
    Tensor key = c.saved("key");
    Tensor value = c.saved("value");
    boolean causal = c.flag("is_causal");
    double scale = c.real("scale");
    if (GradMode.isEnabled()) {
      return differentiable(c.grad().transpose(1, 2), query, key, value, causal, scale);
    }
    Tensor[] all =
        FLASH_BACKWARD.callAll(
            c.grad(), query, key, value, c.result(0), c.result(1), causal, scale);
    return Map.of(
        "query", all[0].transpose(1, 2),
        "key", all[1].transpose(1, 2),
        "value", all[2].transpose(1, 2));
  }

  /** The same gradients in single ops, which have gradients. */
  private static Map<String, Tensor> differentiable(
      Tensor grad, Tensor query, Tensor key, Tensor value, boolean causal, double scale) {
    Tensor scores = query.mul(scale).matmul(key.transpose(-2, -1));
    Tensor weights = AttentionWeights.of(scores, null, causal, 1);
    Tensor ofScores = AttentionWeights.ofScores(weights, grad.matmul(value.transpose(-2, -1)));
    return Map.of(
        "query", ofScores.matmul(key).mul(scale),
        "key", ofScores.transpose(-2, -1).matmul(query).mul(scale),
        "value", weights.transpose(-2, -1).matmul(grad));
  }
}
