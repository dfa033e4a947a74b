package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.compositeAll;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
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
          a -> attend(grouped(a))[0]);

  /** The form that returns the weights, too. */
  public static final CompositeOp ATTENTION_WITH_WEIGHTS =
      compositeAll(
          "_scaled_dot_product_attention(Tensor query, Tensor key, Tensor value,"
              + " Tensor? attn_mask=None, float dropout_p=0.0, bool need_attn_weights=False,"
              + " bool is_causal=False) -> (Tensor, Tensor)",
          Attention::attend);

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

  private static Tensor[] attend(Args a) {
    Tensor query = a.tensor("query");
    Tensor key = a.tensor("key");
    Tensor value = a.tensor("value");
    check(a, query, key, value);
    double scale =
        a.has("scale") && !a.isNull("scale") ? a.real("scale") : 1 / Math.sqrt(query.size(-1));
    Tensor scores = query.mul(scale).matmul(key.transpose(-2, -1));
    Tensor mask = a.tensorOrNull("attn_mask");
    if (a.flag("is_causal")) {
      if (mask != null) {
        throw new IllegalArgumentException(
            a.op() + ": is_causal and attn_mask exclude each other, got a mask " + mask.shape());
      }
      mask = Torch.ones(Shape.of(query.size(-2), key.size(-2)), DType.BOOL).tril();
    }
    Tensor weights = weights(a, scores, mask);
    double p = a.real("dropout_p");
    if (p > 0) {
      weights = Randoms.DROPOUT.call(weights, p, true);
    }
    return new Tensor[] {weights.matmul(value), weights};
  }

  private static Tensor weights(Args a, Tensor scores, @Nullable Tensor mask) {
    if (mask == null) {
      return scores.softmax(-1);
    }
    if (mask.dtype() != DType.BOOL) {
      if (mask.dtype() != scores.dtype()) {
        throw new DTypeException(
            a.op() + ": attn_mask must be bool or " + scores.dtype() + ", got " + mask.dtype());
      }
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
