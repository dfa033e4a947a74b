package org.torch4j.nn;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** One call of a {@link MultiheadAttention}: projections, masks, scores, joined heads. */
final class AttentionRun {
  private final MultiheadAttention module;
  private final MultiheadAttention.CallOptions call;
  private final long heads;
  private final long embed;

  AttentionRun(MultiheadAttention module, MultiheadAttention.CallOptions call) {
    this.module = module;
    this.call = call;
    this.heads = module.numHeads();
    this.embed = module.embedDim();
  }

  /** What query, key or value are after projection, {@code [length, N, embedDim]} each. */
  private record Projected(Tensor q, Tensor k, Tensor v) {
    /** From {@code [N, length, embedDim]}. */
    Projected turned() {
      return new Projected(q.transpose(0, 1), k.transpose(0, 1), v.transpose(0, 1));
    }
  }

  MultiheadAttention.Output run(Tensor query, Tensor key, Tensor value) {
    check(query, key, value);
    boolean single = query.dim() == 2;
    boolean turned = !single && module.settings().batchFirst();
    Tensor[] given = single ? unsqueezed(query, key, value) : new Tensor[] {query, key, value};
    Projected p = project(given[0], given[1], given[2]);
    p = withBias(turned ? p.turned() : p, given[0].size(turned ? 0 : 1));
    long length = p.q.size(0);
    long batch = p.q.size(1);
    long keys = given[1].size(turned ? 1 : 0);
    Tensor qh = heads(p.q);
    Tensor kh = withZeros(heads(p.k));
    Tensor vh = withZeros(heads(p.v));
    Tensor mask = mask(qh, batch, length, keys, kh.size(2) - keys);
    double dropout = module.isTraining() ? module.settings().dropout() : 0;
    Tensor weights = null;
    Tensor each;
    if (call.needWeights()) {
      Tensor scores = qh.mul(1 / Math.sqrt((double) embed / heads)).matmul(kh.transpose(2, 3));
      weights = (mask == null ? scores : scores.add(mask)).softmax(-1);
      weights = dropout > 0 ? F.dropout(weights, dropout, true) : weights;
      each = weights.matmul(vh);
    } else {
      AttentionOptions options = AttentionOptions.defaults().attnMask(mask).dropoutP(dropout);
      each = F.scaledDotProductAttention(qh, kh, vh, options);
    }
    Tensor joined =
        turned
            ? each.transpose(1, 2).reshape(batch, length, embed)
            : each.permute(2, 0, 1, 3).reshape(length, batch, embed);
    Tensor output = module.outProj.apply(joined);
    return new MultiheadAttention.Output(
        single ? output.squeeze(1) : output, weights == null ? null : shown(weights, single));
  }

  /** With a batch of one. One tensor given twice stays one, so that one product projects it. */
  private static Tensor[] unsqueezed(Tensor query, Tensor key, Tensor value) {
    Tensor q = query.unsqueeze(1);
    Tensor k = same(key, query) ? q : key.unsqueeze(1);
    return new Tensor[] {q, k, same(value, key) ? k : value.unsqueeze(1)};
  }

  @SuppressWarnings("ReferenceEquality") // is it the very same tensor?
  private static boolean same(Tensor a, Tensor b) {
    return a == b;
  }

  private void check(Tensor query, Tensor key, Tensor value) {
    boolean dims = query.dim() == 2 || query.dim() == 3;
    if (!dims || key.dim() != query.dim() || value.dim() != query.dim()) {
      throw wrong("query, key and value must all be 2-D (unbatched) or 3-D", query, key, value);
    }
    if (query.size(-1) != embed) {
      throw wrong("was expecting embedding dimension of " + embed, query, key, value);
    }
    boolean agree = key.size(0) == value.size(0);
    if (query.dim() == 3) {
      int batch = module.settings().batchFirst() ? 0 : 1;
      agree &= key.size(1) == value.size(1);
      agree &= key.size(batch) == query.size(batch);
    }
    if (!agree) {
      throw wrong("key, value and query differ in length or batch size", query, key, value);
    }
  }

  private static ShapeException wrong(String rule, Tensor query, Tensor key, Tensor value) {
    return new ShapeException(
        "multi_head_attention: "
            + rule
            + ", got query "
            + query.shape()
            + ", key "
            + key.shape()
            + ", value "
            + value.shape());
  }

  // ---- projections

  private Projected project(Tensor query, Tensor key, Tensor value) {
    Parameter all = module.inProjWeight;
    Parameter bias = module.inProjBias;
    if (all != null && same(query, key) && same(key, value)) {
      Tensor[] qkv = Pieces.equal(F.linear(query, all, bias), 2, 3);
      return new Projected(qkv[0], qkv[1], qkv[2]);
    }
    if (all != null && same(key, value)) {
      Tensor[] w = Pieces.of(all, 0, embed, 2 * embed);
      Tensor[] b = bias == null ? null : Pieces.of(bias, 0, embed, 2 * embed);
      Tensor[] kv = Pieces.equal(F.linear(key, w[1], b == null ? null : b[1]), 2, 2);
      return new Projected(F.linear(query, w[0], b == null ? null : b[0]), kv[0], kv[1]);
    }
    Tensor[] w =
        all != null
            ? Pieces.equal(all, 0, 3)
            : new Tensor[] {
              Objects.requireNonNull(module.qProjWeight),
              Objects.requireNonNull(module.kProjWeight),
              Objects.requireNonNull(module.vProjWeight)
            };
    Tensor[] b = bias == null ? null : Pieces.equal(bias, 0, 3);
    return new Projected(
        F.linear(query, w[0], b == null ? null : b[0]),
        F.linear(key, w[1], b == null ? null : b[1]),
        F.linear(value, w[2], b == null ? null : b[2]));
  }

  private Projected withBias(Projected p, long batch) {
    Parameter k = module.biasK;
    Parameter v = module.biasV;
    if (k == null || v == null) {
      return p;
    }
    return new Projected(
        p.q,
        Torch.cat(List.of(p.k, k.expand(1, batch, embed)), 0),
        Torch.cat(List.of(p.v, v.expand(1, batch, embed)), 0));
  }

  /** From {@code [length, N, embedDim]} to {@code [N, heads, length, embedDim / heads]}. */
  private Tensor heads(Tensor t) {
    return t.reshape(t.size(0), t.size(1), heads, embed / heads).permute(1, 2, 0, 3);
  }

  private Tensor withZeros(Tensor t) {
    if (!module.settings().addZeroAttn()) {
      return t;
    }
    Shape one = Shape.of(t.size(0), t.size(1), 1, t.size(3));
    return Torch.cat(List.of(t, Torch.zeros(one, t.dtype(), t.device())), 2);
  }

  // ---- masks

  /** Both masks as one that broadcasts to {@code [N, heads, L, S]}, or null. */
  private @Nullable Tensor mask(Tensor q, long batch, long length, long keys, long added) {
    Tensor pairs = call.attnMask();
    Tensor padding = call.keyPaddingMask();
    Tensor first = null;
    if (pairs != null) {
      boolean each = pairs.dim() == 3;
      Shape expected = each ? Shape.of(batch * heads, length, keys) : Shape.of(length, keys);
      Tensor known = known("attn_mask", pairs, expected);
      first = each ? known.reshape(batch, heads, length, keys) : known;
    }
    Tensor second = null;
    if (padding != null) {
      Shape expected = padding.dim() == 1 ? Shape.of(keys) : Shape.of(batch, keys);
      second = known("key_padding_mask", padding, expected).reshape(batch, 1, 1, keys);
    }
    if (first != null && second != null) {
      boolean bool = first.dtype() == DType.BOOL && second.dtype() == DType.BOOL;
      first =
          bool ? first.logicalOr(second) : added(first, q.dtype()).add(added(second, q.dtype()));
    } else if (first == null) {
      first = second;
    }
    return first == null ? null : F.pad(added(first, q.dtype()), 0, added);
  }

  private Tensor known(String name, Tensor mask, Shape expected) {
    if (!mask.shape().equals(expected)) {
      throw new ShapeException(
          "multi_head_attention: expected "
              + name
              + " of shape "
              + expected
              + ", got "
              + mask.shape());
    }
    DType dtype = mask.dtype();
    if (dtype == DType.UINT8 && name.equals("attn_mask")) {
      return mask.toBool();
    }
    if (dtype != DType.BOOL && !dtype.isFloatingPoint()) {
      throw new DTypeException(
          "multi_head_attention: only bool and floating-point types are supported for "
              + name
              + ", got "
              + dtype);
    }
    return mask;
  }

  /** What is added to the scores. */
  private static Tensor added(Tensor mask, DType dtype) {
    return mask.dtype() == DType.BOOL
        ? Torch.zeros(mask.shape(), dtype, mask.device()).maskedFill(mask, Double.NEGATIVE_INFINITY)
        : mask;
  }

  private Tensor shown(Tensor weights, boolean single) {
    Tensor shown = call.averageAttnWeights() ? weights.mean(1) : weights;
    return single ? shown.squeeze(0) : shown;
  }
}
