package org.torch4j.testing.conformance;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.data.Dataset;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * A Python value as a Java parameter takes it.
 *
 * @param value the value
 * @param cost how far it is from what was written; 0 if not at all
 */
record Conversion(@Nullable Object value, int cost) {

  /** The value as a parameter of this type takes it, or null if it can't. */
  static @Nullable Conversion of(@Nullable Object value, Class<?> type, Type generic) {
    if (value == null) {
      return type.isPrimitive() ? null : new Conversion(null, 0);
    }
    return switch (value) {
      case Long n -> integer(n, type);
      case Double d -> real(d, type);
      case Boolean b ->
          type == boolean.class || type == Boolean.class || type == Object.class
              ? new Conversion(b, 0)
              : type == Scalar.class ? new Conversion(Scalar.of(b), 0) : null;
      case String s when type == Device.class -> // as PyTorch takes the name for the device
          new Conversion(Device.of(s), 1);
      case Shape s -> type.isInstance(s) ? new Conversion(s, 0) : sizes(s, type, generic);
      case List<?> l -> list(l, type, generic);
      default ->
          type.isInstance(value) ? new Conversion(value, type == Object.class ? 5 : 0) : null;
    };
  }

  private static @Nullable Conversion integer(Long n, Class<?> type) {
    if (type == long.class || type == Long.class || type == Number.class) {
      return new Conversion(n, 0);
    }
    if ((type == int.class || type == Integer.class) && n.intValue() == n) {
      return new Conversion(n.intValue(), 1);
    }
    if (type == double.class || type == Double.class) {
      return new Conversion(n.doubleValue(), 2);
    }
    if (type == Scalar.class) {
      return new Conversion(Scalar.of(n), 0);
    }
    if (type == Object.class) {
      return new Conversion(n, 5);
    }
    Conversion one = numbers(List.of(n), type); // one number counts for all dimensions
    return one == null ? null : new Conversion(one.value, one.cost + 3);
  }

  private static @Nullable Conversion real(Double d, Class<?> type) {
    if (type == double.class || type == Double.class || type == Number.class) {
      return new Conversion(d, 0);
    }
    if (type == Scalar.class) {
      return new Conversion(Scalar.of(d), 0);
    }
    if (type == double[].class) { // one number counts for all dimensions
      return new Conversion(new double[] {d}, 3);
    }
    return type == Object.class ? new Conversion(d, 5) : null;
  }

  private static @Nullable Conversion sizes(Shape shape, Class<?> type, Type generic) {
    Conversion c = list(boxed(shape.toArray()), type, generic);
    return c == null ? null : new Conversion(c.value, c.cost + 1);
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static @Nullable Conversion list(List<?> items, Class<?> type, Type generic) {
    boolean tensors = items.stream().allMatch(i -> i instanceof Tensor);
    if (type == Object[].class) {
      return new Conversion(items.toArray(), 5);
    }
    if (type == Shape[].class && items.stream().allMatch(i -> i instanceof List)) {
      return shapes(items);
    }
    if (type.isArray() && !type.getComponentType().isPrimitive()) {
      return items.stream().allMatch(type.getComponentType()::isInstance)
          ? new Conversion(
              items.toArray(n -> (Object[]) Array.newInstance(type.getComponentType(), n)), 0)
          : null;
    }
    if (type.isRecord()) {
      return record(items, type);
    }
    if (type == Dataset.class) {
      return new Conversion(dataset(items), 0);
    }
    if (type.isArray() || type == Shape.class) {
      return numbers(items, type);
    }
    if (type.isInstance(items) && type != Object.class) {
      return tensors || !isListOfTensors(generic) ? new Conversion(items, 0) : null;
    }
    return null;
  }

  private static @Nullable Conversion shapes(List<?> items) {
    Shape[] all = new Shape[items.size()];
    for (int i = 0; i < all.length; i++) {
      Conversion one = numbers((List<?>) items.get(i), Shape.class);
      if (one == null || !(one.value instanceof Shape shape)) {
        return null;
      }
      all[i] = shape;
    }
    return new Conversion(all, 0);
  }

  /** A tuple as a public record of as many components, such as the two states of an LSTM. */
  private static @Nullable Conversion record(List<?> items, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components.length != items.size()) {
      return null;
    }
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
      if (!types[i].isInstance(items.get(i))) {
        return null;
      }
    }
    try {
      return new Conversion(type.getConstructor(types).newInstance(items.toArray()), 0);
    } catch (ReflectiveOperationException _) {
      return null;
    }
  }

  /** The items of a Python sequence. */
  static Dataset<Object> dataset(List<?> items) {
    return new Dataset<>() {
      @Override
      public Object get(long index) {
        return items.get(Math.toIntExact(index));
      }

      @Override
      public long size() {
        return items.size();
      }
    };
  }

  private static boolean isListOfTensors(Type generic) {
    return generic instanceof ParameterizedType p
        && p.getActualTypeArguments()[0].getTypeName().contains(Tensor.class.getSimpleName());
  }

  private static @Nullable Conversion numbers(List<?> items, Class<?> type) {
    boolean integers = items.stream().allMatch(i -> i instanceof Long);
    if (integers && type == long[].class) {
      return new Conversion(items.stream().mapToLong(i -> (Long) i).toArray(), 0);
    }
    if (integers && type == Shape.class) {
      return new Conversion(Shape.of(items.stream().mapToLong(i -> (Long) i).toArray()), 0);
    }
    if (integers && type == int[].class) {
      return new Conversion(items.stream().mapToInt(i -> Math.toIntExact((Long) i)).toArray(), 1);
    }
    if (type == boolean[].class && items.stream().allMatch(i -> i instanceof Boolean)) {
      boolean[] all = new boolean[items.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = (Boolean) items.get(i);
      }
      return new Conversion(all, 0);
    }
    if (!items.stream().allMatch(i -> i instanceof Number)) {
      return null;
    }
    double[] all = items.stream().mapToDouble(i -> ((Number) i).doubleValue()).toArray();
    if (type == double[].class) {
      return new Conversion(all, integers ? 4 : 1);
    }
    if (type == float[].class) { // Python's floats make tensors of the default dtype
      float[] floats = new float[all.length];
      for (int i = 0; i < all.length; i++) {
        floats[i] = (float) all[i];
      }
      return new Conversion(floats, integers ? 3 : 0);
    }
    return null;
  }
}
