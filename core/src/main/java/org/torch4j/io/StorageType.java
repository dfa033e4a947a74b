package org.torch4j.io;

import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;

/**
 * The element type of a stored storage by its Python class name.
 *
 * @param dtype the type of the elements, integers for quantized ones
 * @param quantized the quantized dtype's name, or null
 * @param untyped whether the file counts bytes and says the type later
 */
record StorageType(DType dtype, @Nullable String quantized, boolean untyped) {
  /** The type of the class {@code name}, or null if it is no storage that can be read. */
  static @Nullable StorageType of(String name) {
    int dot = name.lastIndexOf('.');
    String home = name.substring(0, Math.max(0, dot));
    if (!home.equals("torch") && !home.equals("torch.cuda") && !home.equals("torch.storage")) {
      return null;
    }
    return switch (name.substring(dot + 1)) {
      case "FloatStorage" -> of(DType.FLOAT32);
      case "DoubleStorage" -> of(DType.FLOAT64);
      case "HalfStorage" -> of(DType.FLOAT16);
      case "BFloat16Storage" -> of(DType.BFLOAT16);
      case "LongStorage" -> of(DType.INT64);
      case "IntStorage" -> of(DType.INT32);
      case "ShortStorage" -> of(DType.INT16);
      case "CharStorage" -> of(DType.INT8);
      case "ByteStorage" -> of(DType.UINT8);
      case "BoolStorage" -> of(DType.BOOL);
      case "ComplexHalfStorage" -> of(DType.COMPLEX32);
      case "ComplexFloatStorage" -> of(DType.COMPLEX64);
      case "ComplexDoubleStorage" -> of(DType.COMPLEX128);
      case "QInt8Storage" -> new StorageType(DType.INT8, "qint8", false);
      case "QUInt8Storage" -> new StorageType(DType.UINT8, "quint8", false);
      case "QInt32Storage" -> new StorageType(DType.INT32, "qint32", false);
      case "UntypedStorage", "_UntypedStorage" -> new StorageType(DType.UINT8, null, true);
      default -> null;
    };
  }

  /** The class of storages that count bytes, of module {@code torch.storage}. */
  static final String UNTYPED = "UntypedStorage";

  private static StorageType of(DType dtype) {
    return new StorageType(dtype, null, false);
  }

  /** The name of the class that PyTorch stores {@code dtype} in. */
  static String className(DType dtype) {
    return switch (dtype) {
      case BOOL -> "BoolStorage";
      case UINT8 -> "ByteStorage";
      case INT8 -> "CharStorage";
      case INT16 -> "ShortStorage";
      case INT32 -> "IntStorage";
      case INT64 -> "LongStorage";
      case FLOAT16 -> "HalfStorage";
      case BFLOAT16 -> "BFloat16Storage";
      case FLOAT32 -> "FloatStorage";
      case FLOAT64 -> "DoubleStorage";
      case COMPLEX32 -> UNTYPED; // has no class in PyTorch, which says the dtype beside it
      case COMPLEX64 -> "ComplexFloatStorage";
      case COMPLEX128 -> "ComplexDoubleStorage";
    };
  }
}
