package org.torch4j.op;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;
import org.torch4j.type.MemoryFormat;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The bound arguments of one call, in normal form, by the names of the schema. */
public class Args {
  final Schema schema;
  final @Nullable Object[] values;

  Args(Schema schema, @Nullable Object[] values) {
    this.schema = schema;
    this.values = values;
  }

  /** The op's name, for messages. */
  public String op() {
    return schema.name();
  }

  /** The same call with one argument replaced. */
  public Args with(String name, @Nullable Object value) {
    @Nullable Object[] changed = values.clone();
    changed[schema.indexOf(name)] = value;
    return new Args(schema, changed);
  }

  /** The arguments that are not tensors, for messages: {@code from=1, to=0}. */
  public String numbers() {
    java.util.StringJoiner text = new java.util.StringJoiner(", ");
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Number || values[i] instanceof Scalar) {
        boolean whole = values[i] instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15;
        Object shown = whole ? (Object) ((Double) values[i]).longValue() : values[i];
        text.add(schema.argument(i).name() + "=" + shown);
      }
    }
    return text.toString();
  }

  /** All values, in the order of the schema. */
  public @Nullable Object[] all() {
    return values.clone();
  }

  /** Whether the schema has an argument of this name. */
  public boolean has(String name) {
    return schema.find(name) >= 0;
  }

  /** The argument as it is. */
  public @Nullable Object get(String name) {
    return values[schema.indexOf(name)];
  }

  private <T> T required(Class<T> type, String name) {
    Object value = get(name);
    if (value == null) {
      throw new IllegalArgumentException(op() + ": argument '" + name + "' is None");
    }
    return type.cast(value);
  }

  /** Whether the argument is None. */
  public boolean isNull(String name) {
    return get(name) == null;
  }

  /** A tensor argument. */
  public Tensor tensor(String name) {
    return required(Tensor.class, name);
  }

  /** A tensor argument, or null for None. */
  public @Nullable Tensor tensorOrNull(String name) {
    return (Tensor) get(name);
  }

  /** A tensor argument that must have so many dimensions. */
  public Tensor tensor(String name, int dims) {
    Tensor t = tensor(name);
    if (t.dim() != dims) {
      throw new ShapeException(
          op() + ": " + name + " must have " + dims + " dimensions, got shape " + t.shape());
    }
    return t;
  }

  /** A tensor argument that must have this shape. */
  public Tensor tensor(String name, Shape shape) {
    Tensor t = tensor(name);
    if (!t.shape().equals(shape)) {
      throw new ShapeException(
          op() + ": " + name + " must have shape " + shape + ", got " + t.shape());
    }
    return t;
  }

  /** A tensor argument that must hold int32 or int64 numbers. */
  public Tensor indices(String name) {
    Tensor t = tensor(name);
    if (t.dtype() != DType.INT64 && t.dtype() != DType.INT32) {
      throw new DTypeException(op() + ": " + name + " must be int32 or int64, got " + t.dtype());
    }
    return t;
  }

  /** An integer argument that says a dimension of {@code t}, from 0. */
  public int dim(String name, Tensor t) {
    return Shape.normalizeDim(integer(name), t.dim(), op());
  }

  /** A list of tensors. */
  public Tensor[] tensors(String name) {
    return required(Tensor[].class, name);
  }

  /** A list of tensors with None allowed inside. */
  public @Nullable Tensor[] optionalTensors(String name) {
    return (@Nullable Tensor[]) Objects.requireNonNull(get(name));
  }

  /** A number that keeps its category. */
  public Scalar scalar(String name) {
    return required(Scalar.class, name);
  }

  /** A Scalar argument as a Java number, for the methods of {@link Tensor}. */
  public Number number(String name) {
    return scalar(name).toNumber();
  }

  /** A floating-point argument, of type float or Scalar. */
  public double real(String name) {
    return get(name) instanceof Scalar s
        ? s.toNumber().doubleValue()
        : required(Double.class, name);
  }

  /** An integer argument. */
  public long integer(String name) {
    return required(Long.class, name);
  }

  /** A list of integers. */
  public long[] integers(String name) {
    return required(long[].class, name);
  }

  /** A number of results that a list can have. */
  public static int count(String op, String what, long n) {
    if (n > 1 << 20) {
      throw new IllegalArgumentException(op + ": " + what + " must not exceed 1048576, got " + n);
    }
    return (int) n;
  }

  /** A list of exactly so many integers. */
  public long[] integers(String name, int count) {
    long[] all = integers(name);
    if (all.length != count) {
      throw new ShapeException(
          op() + ": " + name + " must have " + count + " values, got " + Arrays.toString(all));
    }
    return all;
  }

  /** A list of integers, or null for None. */
  public long @Nullable [] integersOrNull(String name) {
    return (long[]) get(name);
  }

  /** A truth value. */
  public boolean flag(String name) {
    return required(Boolean.class, name);
  }

  /** A text. */
  public String text(String name) {
    return required(String.class, name);
  }

  /** A dtype, or null for None. */
  public @Nullable DType dtype(String name) {
    return (DType) get(name);
  }

  /** A device, or null for None. */
  public @Nullable Device device(String name) {
    return (Device) get(name);
  }

  /** An order of elements in memory, or null for None. */
  public @Nullable MemoryFormat memoryFormat(String name) {
    return (MemoryFormat) get(name);
  }

  /** A generator, the default one for None. */
  public Generator generator(String name) {
    return get(name) instanceof Generator g ? g : Generator.defaultGenerator();
  }
}
