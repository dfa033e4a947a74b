package org.torch4j.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/** The head of an npy file: a magic text, a version, and a Python dict of type, order and shape. */
final class NpyHeader {
  private static final int ALIGNMENT = 64;
  private static final int MAX_LENGTH = 64 << 10;
  private static final Pattern DICT = Pattern.compile("\\s*\\{(.*)\\}\\s*", Pattern.DOTALL);
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'\\s*(,|$)");
  private static final Pattern ORDER =
      Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\s*(,|$)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)\\s*(,|$)");

  private NpyHeader() {}

  /** The array whose head {@code in} has next; its elements follow. */
  static StoredArray read(ByteSource in) {
    byte[] magic = in.bytes(Math.min(8, in.remaining()));
    if (magic.length < 8
        || !new String(magic, 0, 6, StandardCharsets.ISO_8859_1).equals("\u0093NUMPY")) {
      throw in.fail("is not a numpy array: it does not begin as npy files do");
    }
    if (magic[6] < 1 || magic[6] > 3) {
      throw in.fail("has npy version " + magic[6] + ", expected 1 to 3");
    }
    long length = magic[6] == 1 ? in.u16() : in.u32();
    if (length > MAX_LENGTH) {
      throw in.fail("is damaged: an npy header of " + length + " bytes");
    }
    String text = new String(in.bytes(length), StandardCharsets.UTF_8);
    Matcher dict = DICT.matcher(text);
    if (!dict.matches()) {
      throw in.fail("is damaged: its npy header is no dict");
    }
    String body = dict.group(1).strip();
    boolean fortran = field(body, ORDER, "fortran_order", in).equals("True");
    long[] sizes = sizes(field(body, SHAPE, "shape", in), in);
    return array(field(body, DESCR, "descr", in), sizes, fortran, in);
  }

  private static String field(String body, Pattern pattern, String name, ByteSource in) {
    Matcher m = pattern.matcher(body);
    if (m.find()) {
      return m.group(1);
    }
    throw in.fail(
        name.equals("descr") && body.contains("'descr'")
            ? "holds records, expected an array of numbers"
            : "is damaged: its npy header has no " + name);
  }

  private static long[] sizes(String list, ByteSource in) {
    String[] parts = list.isBlank() ? new String[0] : list.split(",");
    long[] sizes = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String digits = parts[i].strip();
      digits = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
      if (!digits.matches("[0-9]{1,18}")) {
        throw in.fail("is damaged: its npy header has a wrong shape");
      }
      sizes[i] = Long.parseLong(digits);
    }
    return sizes;
  }

  private static StoredArray array(String descr, long[] sizes, boolean fortran, ByteSource in) {
    char first = descr.isEmpty() ? 0 : descr.charAt(0);
    boolean marked = "<>|=".indexOf(first) >= 0 && first != 0;
    String name = marked ? descr.substring(1) : descr;
    ByteOrder order = first == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ForeignType foreign = ForeignType.ofNumpy(name);
    DType dtype = foreign == null ? NumpyArray.tensorType(name) : foreign.dtype();
    if (dtype == null) {
      throw in.fail(
          name.startsWith("O")
              ? "holds Python objects, which are not data; they were not read"
              : "holds elements of the numpy type "
                  + PickleText.shown(descr)
                  + ", expected numbers or truth values");
    }
    int size = foreign == null ? dtype.byteSize() : foreign.byteSize();
    return new StoredArray(
        StoredArray.shape(sizes, size, in), dtype, foreign, order, fortran && sizes.length > 1);
  }

  // Writing.

  /** Whether {@code a} is written in column order, as numpy does where it lies so. */
  static boolean isColumnMajor(StridedArray a) {
    return !a.isContiguous() && transposed(a).isContiguous();
  }

  /** The same elements with the order of dimensions reversed. */
  static StridedArray transposed(StridedArray a) {
    long[] sizes = a.shape().toArray();
    long[] strides = a.layout().strides();
    int n = sizes.length;
    long[] otherSizes = new long[n];
    long[] otherStrides = new long[n];
    for (int i = 0; i < n; i++) {
      otherSizes[i] = sizes[n - 1 - i];
      otherStrides[i] = strides[n - 1 - i];
    }
    return a.with(Layout.of(Shape.of(otherSizes), otherStrides, a.layout().offset()));
  }

  /** The head for {@code a}, whose elements follow in row or column order. */
  static byte[] write(StridedArray a) {
    StringBuilder dict = new StringBuilder("{'descr': '").append(name(a.dtype()));
    dict.append("', 'fortran_order': ").append(isColumnMajor(a) ? "True" : "False");
    dict.append(", 'shape': (");
    for (long size : a.shape()) {
      dict.append(size).append(a.shape().dim() == 1 ? "," : ", ");
    }
    if (a.shape().dim() > 1) {
      dict.setLength(dict.length() - 2);
    }
    dict.append("), }");
    // At most 64 sizes of 20 characters: the length always fits the 16 bits of version 1.
    int length = (10 + dict.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    b.put("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    b.put((byte) 1).put((byte) 0).putShort((short) (length - 10));
    b.put(dict.toString().getBytes(StandardCharsets.ISO_8859_1));
    while (b.remaining() > 1) {
      b.put((byte) ' ');
    }
    return b.put((byte) '\n').array();
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case BOOL -> "|b1";
      case UINT8 -> "|u1";
      case INT8 -> "|i1";
      case INT16 -> "<i2";
      case INT32 -> "<i4";
      case INT64 -> "<i8";
      case FLOAT16 -> "<f2";
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
      case COMPLEX64 -> "<c8";
      case COMPLEX128 -> "<c16";
      case BFLOAT16 ->
          throw new DTypeException(
              "save: numpy has no bfloat16; convert the tensor with toFloat()");
    };
  }
}
