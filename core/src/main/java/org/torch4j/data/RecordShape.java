package org.torch4j.data;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.torch4j.Tensor;

/** Components and constructor of a record class, found once. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final RecordComponent[] components;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    this.type = type;
    this.components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.accessors = new Method[components.length];
    try {
      this.constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      for (int i = 0; i < accessors.length; i++) {
        accessors[i] = components[i].getAccessor();
        accessors[i].setAccessible(true);
      }
    } catch (NoSuchMethodException | RuntimeException e) {
      throw new IllegalArgumentException(
          "collate: record %s cannot be reached: make it public in an exported package, open its"
                  .formatted(type.getName())
              + " package to org.torch4j, or give the loader a collate function",
          e);
    }
  }

  /** The shape of a record class. */
  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  int size() {
    return components.length;
  }

  String name(int i) {
    return components[i].getName();
  }

  Object value(Record record, int i) {
    return call(() -> accessors[i].invoke(record));
  }

  /** Refuses a value that component {@code i} cannot hold. */
  void check(int i, Object value) {
    Class<?> wanted = components[i].getType();
    if (!wanted.isInstance(value)) {
      String got = value instanceof Tensor ? "Tensor" : value.getClass().getSimpleName();
      throw new IllegalArgumentException(
          "collate: component %s of record %s is a %s, its batch is a %s: declare it as %s or"
                  .formatted(name(i), type.getSimpleName(), wanted.getSimpleName(), got, got)
              + " Object, or give the loader a collate function");
    }
  }

  Record create(Object[] values) {
    return (Record) call(() -> constructor.newInstance(values));
  }

  @FunctionalInterface
  private interface Call {
    Object run() throws ReflectiveOperationException;
  }

  private Object call(Call call) {
    try {
      return call.run();
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "collate: record %s refuses the batch: %s".formatted(type.getSimpleName(), e.getCause()),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("collate: record " + type.getName(), e);
    }
  }
}
