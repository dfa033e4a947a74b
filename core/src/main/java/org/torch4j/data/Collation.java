package org.torch4j.data;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/** Makes one batch of samples, see {@link Data#defaultCollate}. */
final class Collation {
  private final long @Nullable [] indices;

  /**
   * A collation whose errors name samples by {@code indices}, their places in the data set; by
   * their places in the batch if it is null.
   */
  Collation(long @Nullable [] indices) {
    this.indices = indices;
  }

  /** The batch. */
  Object batch(List<?> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("collate: expected at least one sample, got none");
    }
    return batch(samples, "");
  }

  /** {@code path} leads from a sample to the part that is collated: {@code ", component input"}. */
  private Object batch(List<?> parts, String path) {
    for (int i = 0; i < parts.size(); i++) {
      checkKind(parts, i, path);
    }
    Object first = parts.get(0);
    return switch (first) {
      case Tensor _ -> stack(parts, path);
      case Number n -> numbers(n, parts, path);
      case Boolean _ -> {
        boolean[] flags = new boolean[parts.size()];
        for (int i = 0; i < flags.length; i++) {
          flags[i] = (Boolean) parts.get(i);
        }
        yield Torch.tensor(flags);
      }
      case String _ -> List.copyOf(parts);
      case List<?> list -> list(list, parts, path);
      case Map<?, ?> map -> map(map, parts, path);
      case Record record -> record(record, parts, path);
      case Object[] array when !isNumeric(array.getClass()) -> array(array, parts, path);
      default -> {
        if (!isNumeric(first.getClass())) {
          throw noBatch(first, path);
        }
        yield stack(parts.stream().map(part -> Torch.tensor((Object) part)).toList(), path);
      }
    };
  }

  private void checkKind(List<?> parts, int i, String path) {
    @Nullable Object first = parts.get(0);
    @Nullable Object part = parts.get(i);
    if (first == null || part == null) {
      throw new IllegalArgumentException("collate: " + name(i) + path + " is null");
    }
    boolean same =
        switch (first) {
          case Tensor _ -> part instanceof Tensor;
          case List<?> _ -> part instanceof List<?>;
          case Map<?, ?> _ -> part instanceof Map<?, ?>;
          default -> part.getClass() == first.getClass();
        };
    if (!same) {
      throw new IllegalArgumentException(
          "collate: samples must be alike, %s%s is a %s, %s a %s"
              .formatted(name(0), path, kind(first), name(i), kind(part)));
    }
  }

  private Tensor stack(List<?> parts, String path) {
    List<Tensor> tensors = new ArrayList<>(parts.size());
    for (Object part : parts) {
      Tensor t = (Tensor) part;
      if (!tensors.isEmpty() && !t.shape().equals(tensors.get(0).shape())) {
        throw new ShapeException(
            "collate: shapes must be equal, %s%s has shape %s, %s has shape %s"
                .formatted(name(0), path, tensors.get(0).shape(), name(tensors.size()), t.shape()));
      }
      tensors.add(t);
    }
    return Torch.stack(tensors, 0);
  }

  private Tensor numbers(Number first, List<?> parts, String path) {
    int n = parts.size();
    IntFunction<Number> at = i -> (Number) parts.get(i);
    switch (first) {
      case Integer _, Long _ -> {
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
          values[i] = at.apply(i).longValue();
        }
        return Torch.tensor(values);
      }
      case Float _ -> {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
          values[i] = at.apply(i).floatValue();
        }
        return Torch.tensor(values);
      }
      case Double _ -> {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
          values[i] = at.apply(i).doubleValue();
        }
        return Torch.tensor(values);
      }
      case Short _ -> {
        short[] values = new short[n];
        for (int i = 0; i < n; i++) {
          values[i] = at.apply(i).shortValue();
        }
        return Torch.tensor(values);
      }
      case Byte _ -> {
        byte[] values = new byte[n];
        for (int i = 0; i < n; i++) {
          values[i] = at.apply(i).byteValue();
        }
        return Torch.tensor(values);
      }
      default -> throw noBatch(first, path);
    }
  }

  private List<Object> list(List<?> first, List<?> parts, String path) {
    for (int i = 0; i < parts.size(); i++) {
      checkSize(first.size(), ((List<?>) parts.get(i)).size(), i, path);
    }
    List<Object> columns = new ArrayList<>(first.size());
    for (int c = 0; c < first.size(); c++) {
      int column = c;
      columns.add(column(parts, part -> ((List<?>) part).get(column), path + ", element " + c));
    }
    return List.copyOf(columns);
  }

  private Object[] array(Object[] first, List<?> parts, String path) {
    for (int i = 0; i < parts.size(); i++) {
      checkSize(first.length, ((Object[]) parts.get(i)).length, i, path);
    }
    Class<?> type = first.getClass().getComponentType();
    Object[] columns = (Object[]) Array.newInstance(type, first.length);
    for (int c = 0; c < first.length; c++) {
      int column = c;
      Object batch = column(parts, part -> ((Object[]) part)[column], path + ", element " + c);
      if (!type.isInstance(batch)) {
        throw new IllegalArgumentException(
            "collate: a batch of %s%s is a %s, which %s cannot hold: use Object[] or a list, or"
                    .formatted(type.getSimpleName(), path, kind(batch), kind(first))
                + " give the loader a collate function");
      }
      columns[c] = batch;
    }
    return columns;
  }

  private Map<Object, Object> map(Map<?, ?> first, List<?> parts, String path) {
    for (int i = 1; i < parts.size(); i++) {
      Map<?, ?> other = (Map<?, ?>) parts.get(i);
      if (!other.keySet().equals(first.keySet())) {
        throw new IllegalArgumentException(
            "collate: maps must have the same keys, %s%s has %s, %s has %s"
                .formatted(name(0), path, first.keySet(), name(i), other.keySet()));
      }
    }
    Map<Object, Object> batch = new LinkedHashMap<>();
    for (Object key : first.keySet()) {
      batch.put(key, column(parts, part -> value(part, key), path + ", key " + key));
    }
    return batch;
  }

  private static @Nullable Object value(Object part, Object key) {
    return ((Map<?, ?>) part).get(key);
  }

  private Record record(Record first, List<?> parts, String path) {
    RecordShape shape = RecordShape.of(first.getClass());
    Object[] values = new Object[shape.size()];
    for (int c = 0; c < values.length; c++) {
      int component = c;
      values[c] =
          column(
              parts,
              part -> shape.value((Record) part, component),
              path + ", component " + shape.name(c));
      shape.check(c, values[c]);
    }
    return shape.create(values);
  }

  /** The batch of one element of each part. */
  private Object column(List<?> parts, Function<Object, @Nullable Object> element, String path) {
    List<@Nullable Object> values = new ArrayList<>(parts.size());
    for (Object part : parts) {
      values.add(element.apply(part));
    }
    return batch(values, path);
  }

  private void checkSize(int expected, int size, int i, String path) {
    if (size != expected) {
      throw new IllegalArgumentException(
          "collate: sizes must be equal, %s%s has %d elements, %s has %d"
              .formatted(name(0), path, expected, name(i), size));
    }
  }

  private String name(int i) {
    return "sample " + (indices == null ? i : indices[i]);
  }

  /**
   * Whether {@code type} is an array, of any rank, of numbers or booleans that tensors can hold.
   */
  static boolean isNumeric(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return type.isArray() && element.isPrimitive() && element != char.class;
  }

  private static String kind(Object value) {
    return value instanceof Tensor
        ? "Tensor"
        : value instanceof List<?>
            ? "List"
            : value instanceof Map<?, ?> ? "Map" : value.getClass().getSimpleName();
  }

  private IllegalArgumentException noBatch(Object value, String path) {
    return new IllegalArgumentException(
        "collate: %s%s is a %s; batches are made of tensors, numbers, booleans, strings, and"
                .formatted(name(0), path, value.getClass().getName())
            + " arrays, lists, maps and records of them; give the loader a collate function");
  }
}
