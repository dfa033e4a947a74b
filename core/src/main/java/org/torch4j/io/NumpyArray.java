package org.torch4j.io;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** A numpy array while a pickle describes it; {@link #value} is what the user gets. */
final class NumpyArray {
  private @Nullable Shape shape;
  private @Nullable Type type;
  private boolean fortran;
  private @Nullable Object data;
  private @Nullable Object value;

  /** The dtype of tensors with the items of numpy's type {@code name}, {@code f4}; else null. */
  static @Nullable DType tensorType(String name) {
    return switch (name) {
      case "b1", "?" -> DType.BOOL;
      case "u1" -> DType.UINT8;
      case "i1" -> DType.INT8;
      case "i2" -> DType.INT16;
      case "i4" -> DType.INT32;
      case "i8" -> DType.INT64;
      case "f2" -> DType.FLOAT16;
      case "f4" -> DType.FLOAT32;
      case "f8" -> DType.FLOAT64;
      case "c8" -> DType.COMPLEX64;
      case "c16" -> DType.COMPLEX128;
      default -> null;
    };
  }

  /** A numpy dtype: a letter for the kind, the bytes of an item, and their order. */
  static final class Type {
    private final char kind;
    private final int size;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    Type(char kind, int size) {
      this.kind = kind;
      this.size = size;
    }

    /** Takes numpy's state of a dtype, of which only the byte order matters. */
    void build(@Nullable Object state, PickleCalls calls) {
      if (!(state instanceof Tuple t) || t.size() < 2 || !(t.get(1) instanceof String o)) {
        throw calls.damaged("a numpy dtype");
      }
      order = o.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** The dtype of a tensor that holds such items exactly, or null. */
    @Nullable DType tensorType() {
      ForeignType foreign = foreign();
      return foreign == null ? NumpyArray.tensorType(toString()) : foreign.dtype();
    }

    private @Nullable ForeignType foreign() {
      return ForeignType.ofNumpy(toString());
    }

    /** As a value of its own: a dtype where torch has it, else the name. */
    Object value() {
      DType dtype = tensorType();
      return dtype == null || foreign() != null ? new PickledName("numpy.dtype." + this) : dtype;
    }

    /** One item as a Java value. */
    Object scalar(byte[] bytes, PickleCalls calls) {
      if (bytes.length != size * (kind == 'U' ? 4 : 1)) {
        throw calls.damaged("a numpy scalar of " + bytes.length + " bytes");
      }
      ByteBuffer b = ByteBuffer.wrap(bytes).order(order);
      return switch (kind + Integer.toString(size)) {
        case "b1" -> b.get() != 0;
        case "u1" -> (long) (b.get() & 0xff);
        case "u2" -> (long) (b.getShort() & 0xffff);
        case "u4" -> b.getInt() & 0xffff_ffffL;
        case "u8" -> unsigned(b.getLong());
        case "i1" -> (long) b.get();
        case "i2" -> (long) b.getShort();
        case "i4" -> (long) b.getInt();
        case "i8" -> b.getLong();
        case "f2" -> (double) Float.float16ToFloat(b.getShort());
        case "f4" -> (double) b.getFloat();
        case "f8" -> b.getDouble();
        case "c8" -> new Complex(b.getFloat(), b.getFloat());
        case "c16" -> new Complex(b.getDouble(), b.getDouble());
        default -> {
          if (kind == 'U') {
            yield new String(
                bytes, Charset.forName(order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE"));
          }
          yield new PickledObject("numpy." + this, new Tuple(new Object[] {bytes}));
        }
      };
    }

    private static Object unsigned(long bits) {
      return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%c%d", kind, size);
    }
  }

  /** Takes numpy's state of an array: version, shape, dtype, column order, data. */
  void build(@Nullable Object state, PickleCalls calls) {
    if (!(state instanceof Tuple t) || t.size() != 5 || !(t.get(2) instanceof Type type)) {
      throw calls.damaged("a numpy array");
    }
    set(t.get(1), type, Boolean.TRUE.equals(t.get(3)), t.get(4), calls);
  }

  /** Fills it. */
  void set(
      @Nullable Object sizes,
      Type type,
      boolean fortran,
      @Nullable Object data,
      PickleCalls calls) {
    long[] dims = calls.integers(sizes, "a shape");
    if (dims.length > 64) {
      throw calls.damaged("an array of " + dims.length + " dimensions");
    }
    try {
      Shape s = Shape.of(dims);
      if (data instanceof byte[] bytes && type.tensorType() != null) {
        long need = Math.multiplyExact(s.numel(), (long) type.size);
        if (bytes.length != need) {
          throw calls.damaged(
              "an array " + s + " of " + type + " with " + bytes.length + " bytes, needs " + need);
        }
        calls.charge(2 * need);
      }
      this.shape = s;
    } catch (ShapeException | ArithmeticException e) {
      throw calls.damaged("an array with a shape that no memory holds");
    }
    this.type = type;
    this.fortran = fortran;
    this.data = data;
    this.value = null;
  }

  /** A tensor where one holds such numbers, else the parts as a {@link PickledObject}. */
  Object value(ByteSource in) {
    Object v = value;
    if (v == null) {
      Type t = type;
      Shape s = shape;
      if (t == null || s == null) {
        throw in.fail("is damaged: a numpy array without content");
      }
      DType dtype = t.tensorType();
      v =
          dtype != null && data instanceof byte[] bytes
              ? tensor(bytes, t, dtype, s, in)
              : new PickledObject("numpy.ndarray", new Tuple(new Object[] {t.toString(), s, data}));
      value = v;
    }
    return v;
  }

  private Tensor tensor(byte[] bytes, Type t, DType dtype, Shape s, ByteSource in) {
    StoredArray array = new StoredArray(s, dtype, t.foreign(), t.order, fortran);
    StorageFill fill = new StorageFill();
    Tensor tensor = array.read(in.of(Positioned.of(bytes), bytes.length), null, fill);
    fill.run();
    return tensor;
  }
}
