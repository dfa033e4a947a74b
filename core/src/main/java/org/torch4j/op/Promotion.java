package org.torch4j.op;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;

/**
 * PyTorch's type promotion, {@code torch.result_type}: tensors with dimensions decide; a scalar
 * tensor or a number only counts if its category is higher.
 */
public final class Promotion {
  private @Nullable DType dimensioned;
  private @Nullable DType zeroDim;
  private @Nullable DType number;

  /** Adds a tensor. */
  public Promotion add(Tensor t) {
    if (t.dim() > 0) {
      dimensioned = join(dimensioned, t.dtype());
    } else {
      zeroDim = join(zeroDim, t.dtype());
    }
    return this;
  }

  /** Adds a number. */
  public Promotion add(Scalar s) {
    number =
        join(
            number,
            switch (s.category()) {
              case BOOL -> DType.BOOL;
              case INTEGRAL -> DType.INT64;
              case FLOATING -> Torch.getDefaultDtype();
              case COMPLEX -> Torch.getDefaultDtype().toComplex();
            });
    return this;
  }

  private static DType join(@Nullable DType a, DType b) {
    return a == null ? b : DType.promote(a, b);
  }

  /** The common type. */
  public DType result() {
    DType high = higher(dimensioned, zeroDim);
    DType all = higher(high, number);
    return all == null ? Torch.getDefaultDtype() : all;
  }

  /** {@code a}, unless {@code b} is of a higher category; the parts of floats stay as wide. */
  private static @Nullable DType higher(@Nullable DType a, @Nullable DType b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    if (a.isFloatingPoint() && b.isComplex()) {
      return a.toComplex();
    }
    return b.category().compareTo(a.category()) > 0 ? DType.promote(a, b) : a;
  }

  /** Checks that a result of one type may be stored in another, {@code torch.can_cast}. */
  public static void checkCast(DType from, DType to, String op) {
    if (from.category().compareTo(to.category()) > 0) {
      throw new DTypeException(
          op + ": result type " + from + " can't be cast to the desired output type " + to);
    }
  }
}
