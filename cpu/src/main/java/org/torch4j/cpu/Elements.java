package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;
import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Bytecode that loads, stores and converts single elements of every dtype. */
final class Elements {
  private static final ClassDesc CD_FLOAT_BOX = ClassDesc.of("java.lang.Float");
  private static final ClassDesc CD_FUNCTIONS = ClassDesc.of("org.torch4j.cpu.ScalarFunctions");

  private Elements() {}

  /** How the JVM sees an element in memory. */
  static TypeKind memoryKind(DType dtype) {
    return switch (dtype) {
      case BOOL, UINT8, INT8 -> TypeKind.BYTE;
      case INT16, FLOAT16, BFLOAT16 -> TypeKind.SHORT;
      case INT32 -> TypeKind.INT;
      case INT64 -> TypeKind.LONG;
      case FLOAT32 -> TypeKind.FLOAT;
      case FLOAT64 -> TypeKind.DOUBLE;
      case COMPLEX32, COMPLEX64, COMPLEX128 ->
          throw new DTypeException("no elementwise kernel computes with " + dtype);
    };
  }

  private static ClassDesc memoryType(DType dtype) {
    return switch (memoryKind(dtype)) {
      case BYTE -> CD_byte;
      case SHORT -> CD_short;
      case INT -> CD_int;
      case LONG -> CD_long;
      case FLOAT -> CD_float;
      default -> CD_double;
    };
  }

  /** The class of a heap storage's array. */
  static ClassDesc arrayType(DType dtype) {
    return memoryType(dtype).arrayType();
  }

  /** A Java array as a heap storage of that dtype has. */
  static Object newArray(DType dtype, int n) {
    return switch (memoryKind(dtype)) {
      case BYTE -> new byte[n];
      case SHORT -> new short[n];
      case INT -> new int[n];
      case LONG -> new long[n];
      case FLOAT -> new float[n];
      default -> new double[n];
    };
  }

  private static String layoutName(DType dtype) {
    return memoryKind(dtype).name();
  }

  private static ClassDesc layoutType(DType dtype) {
    String name = layoutName(dtype);
    return ClassDesc.of(
        "java.lang.foreign.ValueLayout$Of"
            + name.charAt(0)
            + name.substring(1).toLowerCase(Locale.ROOT));
  }

  /** Pushes the segment and the layout that native access needs before the address. */
  static void pushSegment(CodeBuilder b, DType dtype) {
    b.getstatic(KernelCodegen.CD_NATIVE, "ALL", KernelCodegen.CD_SEGMENT)
        .getstatic(KernelCodegen.CD_NATIVE, layoutName(dtype), layoutType(dtype));
  }

  /** [segment, layout, address] or [array, index] becomes the element as it is in memory. */
  static void load(CodeBuilder b, DType dtype, boolean heap) {
    if (heap) {
      b.arrayLoad(memoryKind(dtype));
    } else {
      b.invokeinterface(
          KernelCodegen.CD_SEGMENT,
          "get",
          MethodTypeDesc.of(memoryType(dtype), layoutType(dtype), CD_long));
    }
  }

  /** Stores the memory form on the stack, above what {@link #load} wants. */
  static void store(CodeBuilder b, DType dtype, boolean heap) {
    if (heap) {
      b.arrayStore(memoryKind(dtype));
    } else {
      b.invokeinterface(
          KernelCodegen.CD_SEGMENT,
          "set",
          MethodTypeDesc.of(CD_void, layoutType(dtype), CD_long, memoryType(dtype)));
    }
  }

  /** From the memory form of {@code dtype} to the compute type. */
  static void widen(CodeBuilder b, DType dtype, ComputeType compute) {
    switch (dtype) {
      case UINT8 -> b.loadConstant(255).iand();
      case FLOAT16 ->
          b.invokestatic(CD_FLOAT_BOX, "float16ToFloat", MethodTypeDesc.of(CD_float, CD_short));
      case BFLOAT16 ->
          b.bipush(16)
              .ishl()
              .invokestatic(CD_FLOAT_BOX, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
      default -> {}
    }
    convert(b, valueKind(dtype), kind(compute));
  }

  /** From the compute type to the memory form of {@code dtype}. */
  static void narrow(CodeBuilder b, ComputeType compute, DType dtype) {
    TypeKind from = kind(compute);
    switch (dtype) {
      case BOOL -> truth(b, compute);
      case UINT8, INT8 -> {
        convert(b, from, TypeKind.INT);
        b.i2b();
      }
      case INT16 -> {
        convert(b, from, TypeKind.INT);
        b.i2s();
      }
      case FLOAT16 -> {
        convert(b, from, TypeKind.FLOAT);
        b.invokestatic(CD_FLOAT_BOX, "floatToFloat16", MethodTypeDesc.of(CD_short, CD_float));
      }
      case BFLOAT16 -> {
        convert(b, from, TypeKind.FLOAT);
        b.invokestatic(CD_FUNCTIONS, "toBfloat16", MethodTypeDesc.of(CD_short, CD_float));
      }
      default -> convert(b, from, valueKind(dtype));
    }
  }

  /** Number to 1 where it is not 0, NaN included. */
  private static void truth(CodeBuilder b, ComputeType compute) {
    ClassDesc type = kind(compute).upperBound();
    b.invokestatic(CD_FUNCTIONS, "isTrue", MethodTypeDesc.of(CD_boolean, type));
  }

  /** The JVM's kind for numbers of a compute type. */
  static TypeKind kind(ComputeType compute) {
    return switch (compute) {
      case INT -> TypeKind.INT;
      case LONG -> TypeKind.LONG;
      case FLOAT -> TypeKind.FLOAT;
      case DOUBLE -> TypeKind.DOUBLE;
    };
  }

  private static TypeKind valueKind(DType dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16 -> TypeKind.FLOAT;
      default -> memoryKind(dtype).asLoadable();
    };
  }

  /** Java's cast between two kinds of numbers. */
  static void convert(CodeBuilder b, TypeKind from, TypeKind to) {
    if (from != to) {
      b.conversion(from, to);
    }
  }
}
