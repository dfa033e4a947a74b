package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
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

/**
 * Reductions and normalisations of the elements under a mask, {@code torch.masked}: the others
 * count as the operation's neutral element.
 */
public final class Masked {
  private static final String REDUCTION =
      "(Tensor self, int[1]? dim=None, *, bool keepdim=False, ScalarType? dtype=None,"
          + " Tensor? mask=None) -> Tensor";
  private static final String ARG =
      "(Tensor self, int? dim=None, *, bool keepdim=False, ScalarType? dtype=None,"
          + " Tensor? mask=None) -> Tensor";
  private static final String SPREAD =
      "(Tensor self, int[1]? dim=None, bool unbiased=False, *, bool keepdim=False,"
          + " ScalarType? dtype=None, Tensor? mask=None) -> Tensor";
  private static final String LINE =
      "(Tensor self, int dim, *, ScalarType? dtype=None, Tensor? mask=None) -> Tensor";

  public static final CompositeOp SUM =
      composite("masked_sum" + REDUCTION, a -> sum(a, input(a, 0), a.flag("keepdim")));
  public static final CompositeOp PROD = composite("masked_prod" + REDUCTION, Masked::prod);
  public static final CompositeOp AMAX = composite("masked_amax" + REDUCTION, Masked::extreme);
  public static final CompositeOp AMIN = composite("masked_amin" + REDUCTION, Masked::extreme);
  public static final CompositeOp ARGMAX = composite("masked_argmax" + ARG, Masked::place);
  public static final CompositeOp ARGMIN = composite("masked_argmin" + ARG, Masked::place);
  public static final CompositeOp MEAN = composite("masked_mean" + REDUCTION, Masked::mean);
  public static final CompositeOp VAR = composite("masked_var" + SPREAD, Masked::variance);
  public static final CompositeOp STD = composite("masked_std" + SPREAD, a -> variance(a).sqrt());
  public static final CompositeOp LOGSUMEXP =
      composite(
          "masked_logsumexp" + REDUCTION,
          a ->
              input(a, lowest(a.tensor("self").dtype()))
                  .logsumexp(dims(a), a.flag("keepdim"))
                  .to(type(a)));
  public static final CompositeOp CUMSUM =
      composite(
          "masked_cumsum" + LINE,
          a -> RunningTotals.CUMSUM.call(input(a, 0), a.integer("dim"), type(a)));
  public static final CompositeOp CUMPROD =
      composite(
          "masked_cumprod" + LINE,
          a -> RunningTotals.CUMPROD.call(input(a, 1), a.integer("dim"), type(a)));
  public static final CompositeOp SOFTMAX =
      composite(
          "masked_softmax" + LINE,
          a ->
              Normalization.SOFTMAX.call(
                  input(a, lowest(a.tensor("self").dtype())), a.integer("dim"), type(a)));
  public static final CompositeOp LOG_SOFTMAX =
      composite(
          "masked_log_softmax" + LINE,
          a ->
              Normalization.LOG_SOFTMAX.call(
                  input(a, lowest(a.tensor("self").dtype())), a.integer("dim"), type(a)));
  public static final CompositeOp SOFTMIN =
      composite(
          "masked_softmin" + LINE,
          a ->
              Normalization.SOFTMAX.call(
                  input(a, highest(a.tensor("self").dtype())).neg(), a.integer("dim"), type(a)));
  public static final CompositeOp MEDIAN =
      composite(
          "masked_median(Tensor self, int dim=-1, *, bool keepdim=False, ScalarType? dtype=None,"
              + " Tensor? mask=None) -> Tensor",
          Masked::median);
  public static final CompositeOp NORM =
      composite(
          "masked_norm(Tensor self, Scalar? ord=2.0, int[1]? dim=None, *, bool keepdim=False,"
              + " ScalarType? dtype=None, Tensor? mask=None) -> Tensor",
          a -> norm(a, a.isNull("ord") ? 2 : a.real("ord"), dims(a), a.flag("keepdim")));
  public static final CompositeOp NORMALIZE =
      composite(
          "masked_normalize(Tensor self, Scalar ord, int dim, *, float eps=1e-12,"
              + " ScalarType? dtype=None, Tensor? mask=None) -> Tensor",
          Masked::normalize);
  public static final CompositeOp LOGADDEXP =
      composite(
          "masked_logaddexp(Tensor self, Tensor other, *, ScalarType? dtype=None,"
              + " Tensor? input_mask=None, Tensor? other_mask=None) -> Tensor",
          a -> {
            Tensor self = a.tensor("self");
            Tensor other = a.tensor("other");
            Tensor x = masked(self, a.tensorOrNull("input_mask"), lowest(self.dtype()), a.op());
            Tensor y = masked(other, a.tensorOrNull("other_mask"), lowest(other.dtype()), a.op());
            return BinaryFunctions.LOGADDEXP.call(x, y).to(type(a));
          });

  private Masked() {}

  private static DType type(Args a) {
    DType asked = a.dtype("dtype");
    return asked != null ? asked : a.tensor("self").dtype();
  }

  /** All dimensions for None and []. */
  private static long[] dims(Args a) {
    int rank = a.tensor("self").dim();
    long[] given = a.integersOrNull("dim");
    if (given == null || given.length == 0) {
      long[] all = new long[rank];
      Arrays.setAll(all, i -> i);
      return all;
    }
    long[] dims = new long[given.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Shape.normalizeDim(given[i], rank, a.op());
      for (int j = 0; j < i; j++) {
        if (dims[j] == dims[i]) {
          throw new ShapeException(a.op() + ": dim " + given[i] + " appears multiple times");
        }
      }
    }
    Arrays.sort(dims);
    return dims;
  }

  private static Tensor input(Args a, double neutral) {
    return input(a, Scalar.of(neutral));
  }

  private static Tensor input(Args a, Scalar neutral) {
    return masked(a.tensor("self"), a.tensorOrNull("mask"), neutral, a.op());
  }

  private static Tensor masked(Tensor self, @Nullable Tensor mask, Scalar neutral, String op) {
    if (mask == null) {
      return self;
    }
    Tensor inside = mask(self, mask, op);
    Scalar value = self.dtype().isIntegral() ? Scalar.of(neutral.longValue()) : neutral;
    return Arithmetic.MASKED_FILL.call(self, inside.logicalNot(), value);
  }

  private static Tensor mask(Tensor self, Tensor mask, String op) {
    if (mask.dim() > self.dim()) {
      throw new ShapeException(
          op
              + ": the mask must not have more dimensions than the input, got "
              + mask.shape()
              + " and "
              + self.shape());
    }
    return mask.detach().to(DType.BOOL).expand(self.shape().toArray());
  }

  private static Scalar lowest(DType type) {
    return switch (type) {
      case BOOL, UINT8 -> Scalar.ZERO;
      case INT8 -> Scalar.of((long) Byte.MIN_VALUE);
      case INT16 -> Scalar.of((long) Short.MIN_VALUE);
      case INT32 -> Scalar.of((long) Integer.MIN_VALUE);
      case INT64 -> Scalar.of(Long.MIN_VALUE);
      default -> Scalar.of(Double.NEGATIVE_INFINITY);
    };
  }

  private static Scalar highest(DType type) {
    return switch (type) {
      case BOOL -> Scalar.ONE;
      case UINT8 -> Scalar.of(255L);
      case INT8 -> Scalar.of((long) Byte.MAX_VALUE);
      case INT16 -> Scalar.of((long) Short.MAX_VALUE);
      case INT32 -> Scalar.of((long) Integer.MAX_VALUE);
      case INT64 -> Scalar.of(Long.MAX_VALUE);
      default -> Scalar.of(Double.POSITIVE_INFINITY);
    };
  }

  /** The dtype of sums: small integers add up in int64. */
  private static DType wide(Args a) {
    DType asked = a.dtype("dtype");
    DType own = a.tensor("self").dtype();
    return asked != null ? asked : own.isIntegral() ? DType.INT64 : own;
  }

  private static Tensor sum(Args a, Tensor values, boolean keepdim) {
    return values.sum(dims(a), keepdim, wide(a));
  }

  private static Tensor prod(Args a) {
    Tensor result = input(a, 1).to(wide(a));
    long[] dims = dims(a);
    for (int i = dims.length - 1; i >= 0 && result.dim() > 0; i--) {
      result = result.prod(dims[i], a.flag("keepdim"));
    }
    return result;
  }

  private static Tensor extreme(Args a) {
    boolean max = a.op().equals("masked_amax");
    DType own = a.tensor("self").dtype();
    Tensor values = input(a, max ? lowest(own) : highest(own));
    long[] dims = dims(a);
    boolean keep = a.flag("keepdim");
    return (max ? values.amax(dims, keep) : values.amin(dims, keep)).to(type(a));
  }

  private static Tensor place(Args a) {
    boolean max = a.op().equals("masked_argmax");
    Tensor self = a.tensor("self");
    Tensor values = input(a, max ? lowest(self.dtype()) : highest(self.dtype()));
    boolean keep = a.flag("keepdim");
    Tensor out;
    if (a.isNull("dim")) {
      out = max ? values.argmax() : values.argmin();
      if (keep) {
        long[] ones = new long[self.dim()];
        Arrays.fill(ones, 1);
        out = out.reshape(ones);
      }
    } else {
      int dim = Math.toIntExact(a.integer("dim"));
      out = max ? values.argmax(dim, keep) : values.argmin(dim, keep);
    }
    return out.to(type(a));
  }

  /** How many elements count. */
  private static Tensor count(Args a, boolean keepdim) {
    Tensor self = a.tensor("self");
    Tensor mask = a.tensorOrNull("mask");
    Tensor ones =
        mask == null
            ? Torch.ones(self.shape(), DType.INT64)
            : mask(self, mask, a.op()).to(DType.INT64);
    return ones.sum(dims(a), keepdim);
  }

  private static Tensor mean(Args a) {
    Tensor total = input(a, 0).sum(dims(a), a.flag("keepdim"), type(a));
    return total.div(count(a, a.flag("keepdim")));
  }

  private static Tensor variance(Args a) {
    Tensor self = a.tensor("self");
    DType asked = a.dtype("dtype");
    DType type = asked == null ? self.dtype() : asked;
    type = asked == null && type.isIntegral() ? DType.FLOAT32 : type;
    DType compute = type.isIntegral() ? DType.FLOAT32 : type;
    Tensor count = count(a, true);
    Tensor mean = input(a, 0).sum(dims(a), true, type).div(count);
    Tensor apart = self.sub(mean);
    Tensor squares =
        masked(apart.mul(Matrices.conj(apart)), a.tensorOrNull("mask"), Scalar.ZERO, a.op());
    Tensor total = squares.sum(dims(a), a.flag("keepdim"), compute);
    Tensor n = count.reshape(total.shape().toArray());
    if (a.flag("unbiased")) {
      n = n.sub(1).clamp(0, null);
    }
    return total.div(n).to(type);
  }

  private static Tensor median(Args a) {
    Tensor self = a.tensor("self");
    DType own = self.dtype();
    Tensor values = own.isFloatingPoint() ? self : self.to(DType.FLOAT32);
    values = masked(values, a.tensorOrNull("mask"), Scalar.of(Double.NaN), a.op());
    Tensor out = Quantiles.NANMEDIAN_DIM.callAll(values, a.integer("dim"), a.flag("keepdim"))[0];
    if (own.isFloatingPoint()) {
      return out;
    }
    if (out.isnan().any().itemBoolean()) {
      throw new DTypeException(
          "masked_median: integers have no value for lines that the mask leaves out, got " + own);
    }
    return out.to(type(a));
  }

  private static Tensor norm(Args a, double p, long[] dims, boolean keepdim) {
    Scalar neutral = Scalar.of(p == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : 0);
    DType asked = a.dtype("dtype");
    Tensor values = input(a, neutral);
    return (asked == null ? values : values.to(asked)).norm(p, dims, keepdim);
  }

  private static Tensor normalize(Args a) {
    Tensor values = input(a, 0);
    Tensor norm = norm(a, a.real("ord"), new long[] {a.integer("dim")}, true);
    return values.div(norm.clamp(a.real("eps"), null));
  }
}
