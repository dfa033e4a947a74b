package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Running sums of exponentials, differences, and reductions of segments. */
public final class Scans {
  public static final KernelOp LOGCUMSUMEXP =
      kernel(
              "logcumsumexp(Tensor self, int dim) -> Tensor",
              a -> {
                Tensor self = a.tensor("self");
                Shape.normalizeDim(a.integer("dim"), self.dim(), "logcumsumexp");
                if (!self.dtype().isFloatingPoint()) {
                  throw new DTypeException(
                      "logcumsumexp: expected a floating-point tensor, got " + self.dtype());
                }
                return KernelOp.Spec.like(self);
              })
          .savesResults()
          .grad("self", Scans::logcumsumexpGrad)
          .build();

  public static final CompositeOp DIFF =
      composite(
          "diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None)"
              + " -> Tensor",
          Scans::diff);

  public static final CompositeOp SEGMENT_REDUCE =
      composite(
          "segment_reduce(Tensor data, str reduce, *, Tensor? lengths=None, Tensor? indices=None,"
              + " Tensor? offsets=None, int axis=0, bool unsafe=False, Scalar? initial=None)"
              + " -> Tensor",
          Scans::segments);

  private Scans() {}

  /** Sums of quotients of exponentials, by logarithms of both signs of the gradient apart. */
  private static Tensor logcumsumexpGrad(GradContext c) {
    Tensor g = c.grad();
    Tensor self = c.saved("self");
    if (self.dim() == 0 || self.numel() == 0) {
      return g;
    }
    int dim = Shape.normalizeDim(c.integer("dim"), self.dim(), "logcumsumexp");
    Tensor result = c.result();
    return spread(g, self, result, dim).sub(spread(g.neg(), self, result, dim));
  }

  private static Tensor spread(Tensor g, Tensor self, Tensor result, int dim) {
    Tensor positive = g.detach().gt(0);
    Tensor safe = Torch.where(positive, g, 1).log().sub(result);
    Tensor log = Torch.where(positive, safe, Double.NEGATIVE_INFINITY);
    Tensor after = LOGCUMSUMEXP.call(log.flip(dim), (long) dim).flip(dim).add(self);
    // Where no positive gradient comes after, nothing arrives, and nothing may be differentiated.
    Tensor some = positive.flip(dim).cumsum(dim).flip(dim).gt(0);
    return Torch.where(some, Torch.where(some, after, 0).exp(), 0);
  }

  private static Tensor diff(Args a) {
    Tensor self = a.tensor("self");
    long times = a.integer("n");
    if (self.dim() == 0) {
      throw new ShapeException("diff: expected at least one dimension, got " + self.shape());
    }
    if (times < 0) {
      throw new IllegalArgumentException("diff: n must not be negative, got " + times);
    }
    int dim = Shape.normalizeDim(a.integer("dim"), self.dim(), "diff");
    if (times == 0) {
      return self.clone();
    }
    List<Tensor> parts = new ArrayList<>();
    if (!a.isNull("prepend")) {
      parts.add(a.tensor("prepend"));
    }
    parts.add(self);
    if (!a.isNull("append")) {
      parts.add(a.tensor("append"));
    }
    for (Tensor part : parts) {
      if (part.dim() != self.dim()) {
        throw new ShapeException(
            "diff: prepend and append must have as many dimensions as the input, got shape "
                + part.shape()
                + " beside "
                + self.shape());
      }
    }
    Tensor t = parts.size() == 1 ? self : Torch.cat(parts, dim);
    for (long i = 0; i < times && (i == 0 || t.size(dim) > 0); i++) {
      long n = Math.max(0, t.size(dim) - 1);
      Tensor after = t.narrow(dim, t.size(dim) - n, n);
      Tensor before = t.narrow(dim, 0, n);
      t = t.dtype() == DType.BOOL ? after.logicalXor(before) : after.sub(before);
    }
    return t;
  }

  private static Tensor segments(Args a) {
    Tensor data = a.tensor("data");
    int axis = Shape.normalizeDim(a.integer("axis"), data.dim(), a.op());
    Tensor lengths = lengths(a, data);
    boolean fits = lengths.dim() == axis + 1;
    for (int i = 0; fits && i < axis; i++) {
      fits = lengths.size(i) == data.size(i);
    }
    if (!fits) {
      throw new ShapeException(
          "segment_reduce: lengths must have one dimension more than axis "
              + axis
              + ", got "
              + lengths.shape());
    }
    long segments = lengths.size(axis);
    long n = data.size(axis);
    Tensor rows = axis == 0 ? data.unsqueeze(0) : data.flatten(0, axis - 1);
    long[] all = lengths.toLongArray();
    List<Tensor> out = new ArrayList<>();
    for (int b = 0; b < rows.size(0); b++) {
      long start = 0;
      for (int s = 0; s < segments; s++) {
        long length = all[(int) (b * segments + s)];
        if (length < 0 || start + length > n) {
          throw new IllegalArgumentException(
              "segment_reduce: lengths must not be negative and must fit into "
                  + n
                  + " elements, got "
                  + length
                  + " from element "
                  + start);
        }
        out.add(reduced(a, rows.select(0, b).narrow(0, start, length), length));
        start += length;
      }
      if (start != n && !a.flag("unsafe")) {
        throw new IllegalArgumentException(
            "segment_reduce: lengths must add up to " + n + " elements, got " + start);
      }
    }
    long[] sizes = data.shape().toArray();
    sizes[axis] = segments;
    return out.isEmpty()
        ? Torch.zeros(Shape.of(sizes), data.dtype())
        : Torch.stack(out, 0).reshape(sizes);
  }

  private static Tensor lengths(Args a, Tensor data) {
    Tensor lengths = a.tensorOrNull("lengths");
    Tensor offsets = a.tensorOrNull("offsets");
    if (lengths == null && offsets == null) {
      throw new IllegalArgumentException(
          "segment_reduce: lengths or offsets must be given, got neither for " + data.shape());
    }
    if (lengths != null) {
      return lengths;
    }
    long n = java.util.Objects.requireNonNull(offsets).size(-1);
    return offsets.narrow(-1, 1, n - 1).sub(offsets.narrow(-1, 0, n - 1));
  }

  /** One segment along dimension 0; {@code initial} counts as an element, but not for the mean. */
  private static Tensor reduced(Args a, Tensor part, long length) {
    @Nullable Double initial = a.isNull("initial") ? null : a.scalar("initial").doubleValue();
    String how = a.text("reduce");
    return switch (how) {
      case "sum" -> initial == null ? part.sum(0) : part.sum(0).add(initial);
      case "mean" -> {
        Tensor sum = initial == null ? part.sum(0) : part.sum(0).add(initial);
        yield length == 0 && initial != null ? sum : sum.div(length);
      }
      case "prod" -> initial == null ? part.prod(0) : part.prod(0).mul(initial);
      case "max" -> {
        Tensor none = empty(part, initial == null ? Double.NEGATIVE_INFINITY : initial);
        yield length == 0 ? none : initial == null ? part.amax(0) : part.amax(0).maximum(none);
      }
      case "min" -> {
        Tensor none = empty(part, initial == null ? Double.POSITIVE_INFINITY : initial);
        yield length == 0 ? none : initial == null ? part.amin(0) : part.amin(0).minimum(none);
      }
      default ->
          throw new IllegalArgumentException(
              "segment_reduce: reduce must be sum, mean, prod, max or min, got '" + how + "'");
    };
  }

  private static Tensor empty(Tensor part, double value) {
    return Torch.full(Reductions.without(part.shape(), 0), value).to(part.dtype());
  }
}
