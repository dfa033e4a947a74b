package org.torch4j.backend;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Scalar;

/**
 * The arguments of one kernel run, in the order of the op's schema: arrays, lists of arrays ({@code
 * StridedArray[]}), {@link Scalar}s, {@code Long}, {@code Double}, {@code Boolean}, {@code long[]},
 * {@code String}, {@link DType}, or null.
 */
public final class KernelCall {
  private final StridedArray[] outputs;
  private final @Nullable Object[] args;

  /** A call with outputs allocated by the op's shape rule. */
  public KernelCall(StridedArray[] outputs, @Nullable Object[] args) {
    this.outputs = outputs;
    this.args = args;
  }

  /** Output {@code i}. */
  public StridedArray output(int i) {
    return outputs[i];
  }

  /** Number of outputs. */
  public int outputs() {
    return outputs.length;
  }

  /** Number of arguments. */
  public int size() {
    return args.length;
  }

  /** Argument {@code i} as it is. */
  public @Nullable Object arg(int i) {
    return args[i];
  }

  /** Whether argument {@code i} is None. */
  public boolean isNull(int i) {
    return args[i] == null;
  }

  /** Array argument {@code i}. */
  public StridedArray array(int i) {
    return (StridedArray) required(i);
  }

  /** Array argument {@code i}, or null for None. */
  public @Nullable StridedArray arrayOrNull(int i) {
    return (StridedArray) args[i];
  }

  /** List-of-arrays argument {@code i}; its elements may be null for {@code Tensor?[]}. */
  public @Nullable StridedArray[] arrays(int i) {
    return (StridedArray[]) required(i);
  }

  /** List-of-arrays argument {@code i} of schema type {@code Tensor[]}, without None inside. */
  public StridedArray[] arrayList(int i) {
    @Nullable StridedArray[] given = arrays(i);
    StridedArray[] list = new StridedArray[given.length];
    for (int k = 0; k < list.length; k++) {
      list[k] = Objects.requireNonNull(given[k]);
    }
    return list;
  }

  /** Integer argument {@code i}. */
  public long longValue(int i) {
    return (Long) required(i);
  }

  /** Floating-point argument {@code i}, of schema type float or Scalar. */
  public double doubleValue(int i) {
    Object value = required(i);
    return value instanceof Scalar s ? s.doubleValue() : (Double) value;
  }

  /** Scalar argument {@code i}. */
  public Scalar scalar(int i) {
    return (Scalar) required(i);
  }

  /** Boolean argument {@code i}. */
  public boolean booleanValue(int i) {
    return (Boolean) required(i);
  }

  /** Integer-list argument {@code i}. */
  public long[] longs(int i) {
    return (long[]) required(i);
  }

  private Object required(int i) {
    Object value = args[i];
    if (value == null) {
      throw new IllegalStateException("kernel argument " + i + " is None");
    }
    return value;
  }
}
