package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;
import static org.torch4j.op.Op.kernelAll;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Scaled dot product attention: query [.., L, E], key [.., S, E], value [.., S, V]. */
public final class Attention {
  public static final CompositeOp SCALED_DOT_PRODUCT_ATTENTION =
      composite(
          "scaled_dot_product_attention(Tensor query, Tensor key, Tensor value,"
              + " Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, *,"
              + " float? scale=None, bool enable_gqa=False) -> Tensor",
          a -> attention(grouped(a)));

  /** The form that returns the weights, too. */
  public static final CompositeOp ATTENTION_WITH_WEIGHTS =
      compositeAll(
          "_scaled_dot_product_attention(Tensor query, Tensor key, Tensor value,"
              + " Tensor? attn_mask=None, float dropout_p=0.0, bool need_attn_weights=False,"
              + " bool is_causal=False) -> (Tensor, Tensor)",
          Attention::attend);

  /** Attention over blocks that keeps no matrix of all scores; all batch dimensions are alike. */
  private static final KernelOp FUSED =
      kernelAll(
              "_fused_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask,"
                  + " float dropout_p, bool is_causal, float scale, bool blind_zeros, *,"
                  + " Generator? generator=None) -> (Tensor output, Tensor logsumexp, Tensor kept)",
              Attention::fusedResults)
          .gradTogether(Attention::fusedGradients, "query", "key", "value")
          .noGrad("attn_mask")
          .savesResults()
          .build();

  private static final KernelOp FUSED_BACKWARD =
      kernelAll(
              "_fused_attention_backward(Tensor grad, Tensor query, Tensor key, Tensor value,"
                  + " Tensor? attn_mask, Tensor output, Tensor logsumexp, Tensor kept,"
                  + " float dropout_p, bool is_causal, float scale)"
                  + " -> (Tensor grad_query, Tensor grad_key, Tensor grad_value)",
              a ->
                  new KernelOp.Spec[] {
                    KernelOp.Spec.like(a.tensor("query")),
                    KernelOp.Spec.like(a.tensor("key")),
                    KernelOp.Spec.like(a.tensor("value"))
                  })
          .notDifferentiable();

  private Attention() {}

  /** With fewer heads of keys and values than of queries, each serves several. */
  private static Args grouped(Args a) {
    if (!a.flag("enable_gqa")) {
      return a;
    }
    Tensor query = a.tensor("query");
    Tensor key = a.tensor("key");
    Tensor value = a.tensor("value");
    boolean fits =
        query.dim() > 2 && key.dim() > 2 && value.dim() > 2 && key.size(-3) == value.size(-3);
    if (!fits || key.size(-3) == 0 || query.size(-3) % key.size(-3) != 0) {
      throw new ShapeException(
          a.op()
              + ": the heads of query must be a multiple of those of key and value, got "
              + query.shape()
              + ", "
              + key.shape()
              + " and "
              + value.shape());
    }
    long times = query.size(-3) / key.size(-3);
    return a.with("key", repeated(key, times)).with("value", repeated(value, times));
  }

  private static Tensor repeated(Tensor t, long times) {
    long[] sizes = t.shape().toArray();
    int head = sizes.length - 3;
    long[] wide = new long[sizes.length + 1];
    System.arraycopy(sizes, 0, wide, 0, head + 1);
    wide[head + 1] = times;
    System.arraycopy(sizes, head + 1, wide, head + 2, 2);
    sizes[head] *= times;
    return t.unsqueeze(head + 1).expand(wide).reshape(sizes);
  }

  private static void check(Args a, Tensor query, Tensor key, Tensor value) {
    boolean fits =
        query.dim() > 1
            && key.dim() > 1
            && value.dim() > 1
            && query.size(-1) == key.size(-1)
            && key.size(-2) == value.size(-2);
    if (!fits) {
      throw new ShapeException(
          a.op()
              + ": expected query [.., L, E], key [.., S, E] and value [.., S, V], got "
              + query.shape()
              + ", "
              + key.shape()
              + " and "
              + value.shape());
    }
    if (query.dtype() != key.dtype() || query.dtype() != value.dtype()) {
      throw new DTypeException(
          a.op()
              + ": query, key and value must have one dtype, got "
              + query.dtype()
              + ", "
              + key.dtype()
              + " and "
              + value.dtype());
    }
  }

  /** The fused op where it can serve, else the composite. */
  private static Tensor attention(Args a) {
    Tensor query = a.tensor("query");
    Tensor key = a.tensor("key");
    Tensor value = a.tensor("value");
    check(a, query, key, value);
    Tensor mask = a.tensorOrNull("attn_mask");
    boolean half = query.dtype() == DType.FLOAT16 || query.dtype() == DType.BFLOAT16;
    boolean full = query.dtype() == DType.FLOAT32 || query.dtype() == DType.FLOAT64;
    boolean learned = mask != null && mask.requiresGrad();
    boolean empty = query.numel() == 0 || key.numel() == 0 || value.numel() == 0;
    boolean plain = mask == null && a.real("dropout_p") == 0 && !empty;
    if (plain && FlashAttention.serves(query, value, scale(a, query))) {
      long[] batch = batch(query, key, value);
      return FlashAttention.of(
          spread(query, batch),
          spread(key, batch),
          spread(value, batch),
          a.flag("is_causal"),
          scale(a, query));
    }
    if (!half && !full || learned || empty || !FUSED.runsOn(query.device())) {
      return attend(a)[0];
    }
    if (a.flag("is_causal") && mask != null) {
      throw bothMasks(a, mask);
    }
    if (mask != null && mask.dtype() != DType.BOOL) {
      checkMask(a, mask, query.dtype());
    }
    if (!half) {
      return fused(a, query, key, value, mask);
    }
    Tensor wide =
        fused(
            a,
            query.to(DType.FLOAT32),
            key.to(DType.FLOAT32),
            value.to(DType.FLOAT32),
            mask == null || mask.dtype() == DType.BOOL ? mask : mask.to(DType.FLOAT32));
    return wide.to(query.dtype());
  }

  private static Tensor fused(
      Args a, Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
    long[] batch = batch(query, key, value);
    Tensor q = spread(query, batch);
    Tensor k = spread(key, batch);
    Tensor v = spread(value, batch);
    Tensor added = mask;
    if (mask != null && mask.dtype() == DType.BOOL) {
      Tensor zeros = Torch.zeros(mask.shape(), q.dtype());
      Scalar none = Scalar.of(Double.NEGATIVE_INFINITY);
      added = Arithmetic.MASKED_FILL.call(zeros, mask.logicalNot(), none);
    }
    if (added != null) {
      long[] sizes = Arrays.copyOf(batch, batch.length + 2);
      sizes[batch.length] = q.size(-2);
      sizes[batch.length + 1] = k.size(-2);
      added = added.expand(sizes);
    }
    boolean blindZeros = mask != null && mask.dtype() == DType.BOOL;
    double p = a.real("dropout_p");
    return FUSED.callAll(q, k, v, added, p, a.flag("is_causal"), scale(a, q), blindZeros, null)[0];
  }

  private static double scale(Args a, Tensor query) {
    return a.has("scale") && !a.isNull("scale") ? a.real("scale") : 1 / Math.sqrt(query.size(-1));
  }

  private static long[] batch(Tensor... tensors) {
    Shape all = Shape.of();
    for (Tensor t : tensors) {
      Shape own = Shape.of(Arrays.copyOf(t.shape().toArray(), t.dim() - 2));
      all = Shape.broadcast(all, own, "scaled_dot_product_attention");
    }
    return all.toArray();
  }

  private static Tensor spread(Tensor t, long[] batch) {
    long[] sizes = Arrays.copyOf(batch, batch.length + 2);
    sizes[batch.length] = t.size(-2);
    sizes[batch.length + 1] = t.size(-1);
    return t.shape().equals(Shape.of(sizes)) ? t : t.expand(sizes);
  }

  private static KernelOp.Spec[] fusedResults(KernelOp.Call a) {
    Tensor query = a.tensor("query");
    long[] sizes = query.shape().toArray();
    int last = sizes.length - 1;
    Shape logs = Shape.of(Arrays.copyOf(sizes, last));
    sizes[last] = a.tensor("value").size(-1);
    Shape output = Shape.of(sizes);
    sizes[last] = (a.tensor("key").size(-2) + 7) / 8;
    return new KernelOp.Spec[] {
      new KernelOp.Spec(query.dtype(), output),
      new KernelOp.Spec(query.dtype(), logs),
      new KernelOp.Spec(DType.UINT8, a.real("dropout_p") > 0 ? Shape.of(sizes) : Shape.of(0))
    };
  }

  private static Map<String, Tensor> fusedGradients(GradContext c) {
    Tensor query = c.saved("query");
    Tensor key = c.saved("key");
    Tensor value = c.saved("value");
    Tensor mask = c.savedOrNull("attn_mask");
    Tensor[] all =
        GradMode.isEnabled()
            ? differentiable(c, query, key, value, mask)
            : FUSED_BACKWARD.callAll(
                c.grad().contiguous(),
                query,
                key,
                value,
                mask,
                c.result(0),
                c.result(1),
                c.result(2),
                c.real("dropout_p"),
                c.flag("is_causal"),
                c.real("scale"));
    return Map.of("query", all[0], "key", all[1], "value", all[2]);
  }

  /** The same gradients in single ops, which have gradients. */
  private static Tensor[] differentiable(
      GradContext c, Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
    double scale = c.real("scale");
    Tensor scores = query.mul(scale).matmul(key.transpose(-2, -1));
    Tensor seen = c.flag("is_causal") ? causal(query, key) : null;
    Scalar none = Scalar.of(Double.NEGATIVE_INFINITY);
    scores = seen == null ? scores : Arithmetic.MASKED_FILL.call(scores, seen.logicalNot(), none);
    scores = mask == null ? scores : scores.add(mask);
    Tensor weights = scores.softmax(-1);
    if (mask != null && c.flag("blind_zeros")) {
      Tensor blind = mask.eq(Double.NEGATIVE_INFINITY).all(-1, true);
      weights = Arithmetic.MASKED_FILL.call(weights, blind, Scalar.ZERO);
    }
    Tensor grad = c.grad();
    Tensor ofWeights = grad.matmul(value.transpose(-2, -1));
    Tensor dropped = weights;
    if (c.real("dropout_p") > 0) {
      Tensor kept = kept(c, key.size(-2)).to(query.dtype());
      double p = c.real("dropout_p");
      kept = kept.mul(p < 1 ? 1 / (1 - p) : 0);
      dropped = weights.mul(kept);
      ofWeights = ofWeights.mul(kept);
    }
    long[] last = {-1};
    Tensor ofScores = weights.mul(ofWeights.sub(weights.mul(ofWeights).sum(last, true)));
    return new Tensor[] {
      ofScores.matmul(key).mul(scale),
      ofScores.transpose(-2, -1).matmul(query).mul(scale),
      dropped.transpose(-2, -1).matmul(grad)
    };
  }

  /** The bits that dropout drew, one element each. */
  private static Tensor kept(GradContext c, long keys) {
    Tensor bytes = c.result(2).toInt();
    Tensor single = Torch.arange(8).toInt();
    Tensor bits = bytes.unsqueeze(-1).bitwiseRightShift(single).bitwiseAnd(1);
    return bits.flatten(-2, -1).narrow(-1, 0, keys);
  }

  private static Tensor causal(Tensor query, Tensor key) {
    return Torch.ones(Shape.of(query.size(-2), key.size(-2)), DType.BOOL).tril();
  }

  private static IllegalArgumentException bothMasks(Args a, Tensor mask) {
    return new IllegalArgumentException(
        a.op() + ": is_causal and attn_mask exclude each other, got a mask " + mask.shape());
  }

  private static void checkMask(Args a, Tensor mask, DType dtype) {
    if (mask.dtype() != dtype) {
      throw new DTypeException(
          a.op() + ": attn_mask must be bool or " + dtype + ", got " + mask.dtype());
    }
  }

  private static Tensor[] attend(Args a) {
    Tensor query = a.tensor("query");
    Tensor key = a.tensor("key");
    Tensor value = a.tensor("value");
    check(a, query, key, value);
    Tensor mask = a.tensorOrNull("attn_mask");
    boolean causal = a.flag("is_causal");
    if (causal && mask != null) {
      throw bothMasks(a, mask);
    }
    if (mask != null && mask.dtype() != DType.BOOL) {
      checkMask(a, mask, query.dtype());
    }
    double scale = scale(a, query);
    boolean fused = AttentionWeights.serves(query);
    // Scores of float16 end at 65504, so they are scaled before they are rounded.
    boolean early = !fused || query.dtype() == DType.FLOAT16;
    Tensor scores = (early ? query.mul(scale) : query).matmul(key.transpose(-2, -1));
    Tensor weights =
        fused
            ? AttentionWeights.of(scores, mask, causal, early ? 1 : scale)
            : weights(scores, causal ? causal(query, key) : mask);
    double p = a.real("dropout_p");
    if (p > 0) {
      weights = Randoms.DROPOUT.call(weights, p, true);
    }
    return new Tensor[] {weights.matmul(value), weights};
  }

  private static Tensor weights(Tensor scores, @Nullable Tensor mask) {
    if (mask == null) {
      return scores.softmax(-1);
    }
    if (mask.dtype() != DType.BOOL) {
      return scores.add(mask).softmax(-1);
    }
    Tensor hidden = mask.logicalNot();
    Scalar none = Scalar.of(Double.NEGATIVE_INFINITY);
    Tensor weights = Arithmetic.MASKED_FILL.call(scores, hidden, none).softmax(-1);
    // A query that may see nothing sees nothing: its weights would be NaN.
    Tensor blind = mask.any(-1, true).logicalNot();
    return blind.any().itemBoolean()
        ? Arithmetic.MASKED_FILL.call(weights, blind, Scalar.ZERO)
        : weights;
  }
}
