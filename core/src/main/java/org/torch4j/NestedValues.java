package org.torch4j;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Reads arrays of arrays and lists of lists into tensors. */
final class NestedValues {
  private final List<Long> sizes = new ArrayList<>();
  private DType dtype;

  private NestedValues(Object nested) {
    Object value = nested;
    Class<?> component = null;
    while (value.getClass().isArray() || value instanceof List<?>) {
      int n = length(value);
      sizes.add((long) n);
      component = value.getClass().isArray() ? value.getClass().getComponentType() : Object.class;
      if (n == 0) {
        break;
      }
      value = element(value, 0);
    }
    dtype = component != null && component.isPrimitive() ? dtypeOf(component) : boxed(nested);
  }

  static Tensor toTensor(Object nested) {
    NestedValues values = new NestedValues(nested);
    Shape shape = Shape.of(values.sizes.stream().mapToLong(Long::longValue).toArray());
    Object flat = values.flatArray((int) shape.numel());
    values.fill(nested, 0, flat, new int[1]);
    return CreationFunctions.copied(flat, values.dtype, shape);
  }

  /** The dtype of a primitive array. */
  static DType dtypeOf(Object array) {
    Class<?> type = array.getClass();
    if (!type.isArray() || !type.getComponentType().isPrimitive()) {
      throw new DTypeException(
          "expected an array of a primitive type, got " + type.getSimpleName());
    }
    return dtypeOf(type.getComponentType());
  }

  private static DType dtypeOf(Class<?> primitive) {
    return switch (primitive.getName()) {
      case "float" -> DType.FLOAT32;
      case "double" -> DType.FLOAT64;
      case "long" -> DType.INT64;
      case "int" -> DType.INT32;
      case "short" -> DType.INT16;
      case "byte" -> DType.INT8;
      case "boolean" -> DType.BOOL;
      default -> throw new DTypeException("tensor: no dtype stands for " + primitive);
    };
  }

  /** The widest of boxed values; lists say less about types than arrays do. */
  private static DType boxed(Object value) {
    if (value.getClass().isArray() || value instanceof List<?>) {
      DType widest = null;
      for (int i = 0; i < length(value); i++) {
        DType one = boxed(element(value, i));
        widest = widest == null ? one : DType.promote(widest, one);
      }
      return widest == null ? Torch.getDefaultDtype() : widest;
    }
    return switch (value) {
      case Float _ -> DType.FLOAT32;
      case Double _ -> Torch.getDefaultDtype();
      case Long _ -> DType.INT64;
      case Integer _ -> DType.INT32;
      case Short _ -> DType.INT16;
      case Byte _ -> DType.INT8;
      case Boolean _ -> DType.BOOL;
      case Complex _ -> Torch.getDefaultDtype().toComplex();
      case Tensor t when t.numel() == 1 -> t.dtype();
      default ->
          throw new DTypeException(
              "tensor: expected numbers, booleans, or arrays or lists of them, got "
                  + value.getClass().getSimpleName());
    };
  }

  private static int length(Object value) {
    return value instanceof List<?> list ? list.size() : Array.getLength(value);
  }

  private static Object element(Object value, int i) {
    Object element = value instanceof List<?> list ? list.get(i) : Array.get(value, i);
    if (element == null) {
      throw new IllegalArgumentException("tensor: element " + i + " is null");
    }
    return element;
  }

  private Object flatArray(int n) {
    return switch (dtype) {
      case BOOL, INT8, UINT8 -> new byte[n];
      case INT16 -> new short[n];
      case INT32 -> new int[n];
      case INT64 -> new long[n];
      case FLOAT32 -> new float[n];
      case FLOAT64 -> new double[n];
      case COMPLEX64 -> new float[2 * n];
      case COMPLEX128 -> new double[2 * n];
      default -> throw new DTypeException("tensor: values of " + dtype + " cannot be nested");
    };
  }

  private void fill(Object value, int depth, Object flat, int[] at) {
    boolean leaf = !value.getClass().isArray() && !(value instanceof List<?>);
    if (leaf != (depth == sizes.size()) || !leaf && length(value) != sizes.get(depth)) {
      throw new ShapeException(
          "tensor: rows must have equal lengths, expected "
              + (depth == sizes.size() ? "a number" : "length " + sizes.get(depth))
              + " at depth "
              + depth
              + ", got "
              + (leaf ? "a number" : "length " + length(value)));
    }
    if (!leaf) {
      for (int i = 0; i < length(value); i++) {
        fill(element(value, i), depth + 1, flat, at);
      }
      return;
    }
    Scalar s =
        value instanceof Tensor t
            ? t.isComplex()
                ? Scalar.of(t.itemComplex())
                : t.isFloatingPoint() ? Scalar.of(t.item()) : Scalar.of(t.itemLong())
            : Scalar.of(value);
    put(s, flat, at);
    if (dtype.isComplex()) {
      put(Scalar.of(s.imaginary()), flat, at);
    }
  }

  private static void put(Scalar s, Object flat, int[] at) {
    int i = at[0]++;
    switch (flat) {
      case byte[] a -> a[i] = (byte) s.longValue();
      case short[] a -> a[i] = (short) s.longValue();
      case int[] a -> a[i] = (int) s.longValue();
      case long[] a -> a[i] = s.longValue();
      case float[] a -> a[i] = (float) s.doubleValue();
      case double[] a -> a[i] = s.doubleValue();
      default -> throw new IllegalStateException();
    }
  }

  /** What {@link #toTensor} would read: lists of lists, or one value. */
  static Object toLists(Tensor t) {
    if (t.dim() > 0) {
      List<Object> all = new ArrayList<>();
      for (Tensor part : t.detach().unbind(0)) {
        all.add(toLists(part));
      }
      return all;
    }
    return switch (t.dtype().category()) {
      case BOOL -> t.itemBoolean();
      case INTEGRAL -> t.itemLong();
      case FLOATING -> t.item();
      case COMPLEX -> t.itemComplex();
    };
  }
}
