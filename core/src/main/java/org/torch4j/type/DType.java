package org.torch4j.type;

/**
 * The element type of a tensor, {@code torch.dtype}.
 *
 * <p>Promotion follows PyTorch's lattice: bool &lt; integers &lt; floating point &lt; complex;
 * within a category the wider type wins, uint8 with a signed type gives the next wider signed type,
 * and float16 with bfloat16 gives float32.
 */
public enum DType {
  /** Truth values, one byte each. */
  BOOL("bool", 1, Category.BOOL),
  /** Unsigned 8-bit integers. */
  UINT8("uint8", 1, Category.INTEGRAL),
  /** Signed 8-bit integers. */
  INT8("int8", 1, Category.INTEGRAL),
  /** Signed 16-bit integers. */
  INT16("int16", 2, Category.INTEGRAL),
  /** Signed 32-bit integers. */
  INT32("int32", 4, Category.INTEGRAL),
  /** Signed 64-bit integers. */
  INT64("int64", 8, Category.INTEGRAL),
  /** IEEE 754 half precision. */
  FLOAT16("float16", 2, Category.FLOATING),
  /** The upper half of a float32. */
  BFLOAT16("bfloat16", 2, Category.FLOATING),
  /** IEEE 754 single precision, the default. */
  FLOAT32("float32", 4, Category.FLOATING),
  /** IEEE 754 double precision. */
  FLOAT64("float64", 8, Category.FLOATING),
  /** Pairs of float16: real part, imaginary part; computed with as complex64. */
  COMPLEX32("complex32", 4, Category.COMPLEX),
  /** Pairs of float32: real part, imaginary part. */
  COMPLEX64("complex64", 8, Category.COMPLEX),
  /** Pairs of float64: real part, imaginary part. */
  COMPLEX128("complex128", 16, Category.COMPLEX);

  /** The categories of the promotion lattice, lowest first. */
  public enum Category {
    /** {@link DType#BOOL}. */
    BOOL,
    /** Signed and unsigned integers. */
    INTEGRAL,
    /** Binary floating point. */
    FLOATING,
    /** Pairs of floating-point numbers. */
    COMPLEX
  }

  private final String torchName;
  private final int byteSize;
  private final Category category;

  DType(String torchName, int byteSize, Category category) {
    this.torchName = torchName;
    this.byteSize = byteSize;
    this.category = category;
  }

  /** The name PyTorch gives it, without {@code torch.}: {@code "float32"}. */
  public String torchName() {
    return torchName;
  }

  /** Bytes per element. */
  public int byteSize() {
    return byteSize;
  }

  /** Its place in the promotion lattice. */
  public Category category() {
    return category;
  }

  /** Whether values may have a fraction, {@code dtype.is_floating_point}. */
  public boolean isFloatingPoint() {
    return category == Category.FLOATING;
  }

  /**
   * Whether values are integers; bool counts, as in {@code isIntegralType(t, includeBool=true)}.
   */
  public boolean isIntegral() {
    return category.compareTo(Category.FLOATING) < 0;
  }

  /** Whether values have an imaginary part, {@code dtype.is_complex}. */
  public boolean isComplex() {
    return category == Category.COMPLEX;
  }

  /** Whether gradients exist for it: floating point and complex. */
  public boolean isDifferentiable() {
    return category.compareTo(Category.FLOATING) >= 0;
  }

  /** The dtype of the parts of a complex number, or the dtype itself. */
  public DType toReal() {
    return switch (this) {
      case COMPLEX32 -> FLOAT16;
      case COMPLEX64 -> FLOAT32;
      case COMPLEX128 -> FLOAT64;
      default -> this;
    };
  }

  /** The complex dtype whose parts have this dtype or hold its values. */
  public DType toComplex() {
    return switch (this) {
      case FLOAT16, COMPLEX32 -> COMPLEX32;
      case FLOAT64, COMPLEX128 -> COMPLEX128;
      default -> COMPLEX64;
    };
  }

  /** Whether values may be negative, {@code dtype.is_signed}. */
  public boolean isSigned() {
    return this != BOOL && this != UINT8;
  }

  /** The type that holds the values of both, {@code torch.promote_types}. */
  public static DType promote(DType a, DType b) {
    if (a == b) {
      return a;
    }
    if (a.isComplex() || b.isComplex()) {
      return promote(a.toReal(), b.toReal()).toComplex();
    }
    if (a.category != b.category) {
      return a.category.compareTo(b.category) > 0 ? a : b;
    }
    if (a.category == Category.FLOATING) {
      return a.byteSize == b.byteSize ? FLOAT32 : (a.byteSize > b.byteSize ? a : b);
    }
    if (a == UINT8 || b == UINT8) {
      DType signed = a == UINT8 ? b : a;
      return signed == INT8 ? INT16 : signed;
    }
    return a.byteSize > b.byteSize ? a : b;
  }

  /** The type named {@code name}, with or without the prefix {@code torch.}. */
  public static DType of(String name) {
    String bare = name.startsWith("torch.") ? name.substring(6) : name;
    return switch (bare) {
      case "half" -> FLOAT16;
      case "float" -> FLOAT32;
      case "double" -> FLOAT64;
      case "short" -> INT16;
      case "int" -> INT32;
      case "long" -> INT64;
      case "chalf" -> COMPLEX32;
      case "cfloat" -> COMPLEX64;
      case "cdouble" -> COMPLEX128;
      default -> {
        for (DType d : values()) {
          if (d.torchName.equals(bare)) {
            yield d;
          }
        }
        throw new DTypeException("no dtype is named '" + name + "'");
      }
    };
  }

  /** The PyTorch name: {@code float32}. */
  @Override
  public String toString() {
    return torchName;
  }
}
