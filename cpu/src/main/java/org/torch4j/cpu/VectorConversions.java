package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;
import org.torch4j.backend.ComputeType;
import org.torch4j.type.DType;

/**
 * Bytecode that converts vectors between a dtype in memory and the compute type, as {@link
 * Elements} does for single elements. Memory vectors have as many lanes and are at most as wide.
 */
final class VectorConversions {
  private static final ClassDesc CD_OPERATORS =
      ClassDesc.of("jdk.incubator.vector.VectorOperators");
  private static final ClassDesc CD_CONVERSION =
      ClassDesc.of("jdk.incubator.vector.VectorOperators$Conversion");

  /** Conversions make methods longer, and long ones are not compiled well. */
  private static final int MAX_NODES = 60;

  private VectorConversions() {}

  /** Whether vector code reads and writes an operand where it is. */
  static boolean isDirect(CompiledProgram program, Operand o, boolean output) {
    return switch (o.step()) {
      case STRIDED -> false;
      case UNIFORM -> true;
      case CONTIGUOUS ->
          o.dtype() == Operand.nativeType(program.compute)
              || program.graph.nodes().size() <= MAX_NODES
                  && exists(o.dtype(), program.compute, output);
    };
  }

  /** Whether there is code for it, and vectors of that width. */
  static boolean exists(DType dtype, ComputeType compute, boolean output) {
    boolean known =
        switch (dtype) {
          case BOOL -> output || compute != ComputeType.DOUBLE;
          case UINT8, INT8, INT16 -> compute != ComputeType.DOUBLE;
          case INT32 -> compute != ComputeType.INT;
          case INT64 -> compute == ComputeType.DOUBLE;
          case FLOAT32 -> compute == ComputeType.DOUBLE;
          case BFLOAT16 -> compute == ComputeType.FLOAT;
          default -> false;
        };
    return known && bits(dtype, VectorTypes.lanes(compute)) >= 64;
  }

  private static int bits(DType dtype, int lanes) {
    return lanes * 8 * dtype.byteSize();
  }

  /** The class of vectors of the elements as they are in memory. */
  static ClassDesc vector(DType dtype) {
    return vector(Elements.memoryKind(dtype));
  }

  private static ClassDesc vector(TypeKind kind) {
    String name = kind.name();
    return ClassDesc.of(
        "jdk.incubator.vector."
            + name.charAt(0)
            + name.substring(1).toLowerCase(Locale.ROOT)
            + "Vector");
  }

  /** Pushes the species of such vectors with so many lanes. */
  static void pushSpecies(CodeBuilder b, DType dtype, int lanes) {
    b.getstatic(vector(dtype), "SPECIES_" + bits(dtype, lanes), VectorTypes.CD_SPECIES);
  }

  /** From the vector in memory on the stack to one of the compute type. */
  static void widen(CodeBuilder b, DType dtype, ComputeType compute) {
    ComputeType bits = compute == ComputeType.FLOAT ? ComputeType.INT : compute;
    switch (dtype) {
      case BOOL, UINT8 -> convert(b, "ZERO_EXTEND_B2" + letter(bits), bits);
      case INT8 -> convert(b, "B2" + letter(bits), bits);
      case INT16 -> convert(b, "S2" + letter(bits), bits);
      case BFLOAT16 -> {
        convert(b, "ZERO_EXTEND_S2I", ComputeType.INT);
        lanewise(b, "LSHL", 16);
        b.invokevirtual(
            VectorTypes.vector(ComputeType.INT),
            "reinterpretAsFloats",
            MethodTypeDesc.of(VectorTypes.vector(ComputeType.FLOAT)));
        return;
      }
      case INT32, INT64, FLOAT32 -> {
        convert(b, Elements.memoryKind(dtype).name().charAt(0) + "2" + letter(compute), compute);
        return;
      }
      default -> throw new IllegalStateException(dtype.name());
    }
    if (compute == ComputeType.FLOAT) {
      convert(b, "I2F", compute);
    }
  }

  /** From the vector of the compute type on the stack to one as it is in memory. */
  static void narrow(CodeBuilder b, ComputeType compute, DType dtype, int lanes) {
    switch (dtype) {
      case BOOL -> truth(b, compute, lanes);
      case BFLOAT16 -> {
        round(b);
        convert(b, "I2S", dtype, lanes);
      }
      case UINT8, INT8, INT16 -> {
        // As Java's cast: by way of int.
        ComputeType from = compute;
        if (compute == ComputeType.FLOAT) {
          convert(b, "F2I", ComputeType.INT);
          from = ComputeType.INT;
        }
        convert(b, letter(from) + "2" + (dtype == DType.INT16 ? "S" : "B"), dtype, lanes);
      }
      default ->
          convert(
              b, letter(compute) + "2" + Elements.memoryKind(dtype).name().charAt(0), dtype, lanes);
    }
  }

  private static String letter(ComputeType compute) {
    return compute.name().substring(0, 1);
  }

  /** One byte for each lane: whether it is not 0. */
  private static void truth(CodeBuilder b, ComputeType compute, int lanes) {
    ClassDesc bytes = vector(DType.BOOL);
    TypeKind kind = Elements.kind(compute);
    b.getstatic(
        CD_OPERATORS, "NE", ClassDesc.of("jdk.incubator.vector.VectorOperators$Comparison"));
    switch (compute) {
      case INT -> b.iconst_0();
      case LONG -> b.lconst_0();
      case FLOAT -> b.fconst_0();
      case DOUBLE -> b.dconst_0();
    }
    b.invokevirtual(
        VectorTypes.vector(compute),
        "compare",
        MethodTypeDesc.of(
            VectorTypes.CD_MASK,
            ClassDesc.of("jdk.incubator.vector.VectorOperators$Comparison"),
            kind.upperBound()));
    castMask(b, DType.BOOL, lanes);
    int mask = b.allocateLocal(TypeKind.REFERENCE);
    b.astore(mask);
    pushSpecies(b, DType.BOOL, lanes);
    b.invokestatic(bytes, "zero", MethodTypeDesc.of(bytes, VectorTypes.CD_SPECIES))
        .iconst_1()
        .aload(mask)
        .invokevirtual(bytes, "blend", MethodTypeDesc.of(bytes, CD_byte, VectorTypes.CD_MASK));
  }

  /** The mask on the stack as one for vectors in memory. */
  static void castMask(CodeBuilder b, DType dtype, int lanes) {
    pushSpecies(b, dtype, lanes);
    b.invokevirtual(
        VectorTypes.CD_MASK,
        "cast",
        MethodTypeDesc.of(VectorTypes.CD_MASK, VectorTypes.CD_SPECIES));
  }

  /** Floats to ints whose lower halves are bfloat16, as {@link ScalarFunctions#toBfloat16}. */
  private static void round(CodeBuilder b) {
    ClassDesc floats = VectorTypes.vector(ComputeType.FLOAT);
    ClassDesc ints = VectorTypes.vector(ComputeType.INT);
    int value = b.allocateLocal(TypeKind.REFERENCE);
    int bits = b.allocateLocal(TypeKind.REFERENCE);
    b.astore(value)
        .aload(value)
        .invokevirtual(floats, "reinterpretAsInts", MethodTypeDesc.of(ints))
        .astore(bits)
        .aload(bits);
    lanewise(b, "LSHR", 16);
    lanewise(b, "AND", 1);
    b.aload(bits)
        .invokevirtual(ints, "add", MethodTypeDesc.of(ints, VectorTypes.CD_VECTOR))
        .loadConstant(0x7FFF)
        .invokevirtual(ints, "add", MethodTypeDesc.of(ints, CD_int));
    lanewise(b, "LSHR", 16);
    b.aload(bits);
    lanewise(b, "LSHR", 16);
    lanewise(b, "OR", 0x40);
    ClassDesc test = ClassDesc.of("jdk.incubator.vector.VectorOperators$Test");
    b.aload(value)
        .getstatic(CD_OPERATORS, "IS_NAN", test)
        .invokevirtual(floats, "test", MethodTypeDesc.of(VectorTypes.CD_MASK, test))
        // A mask of floats is none of ints, though the lanes are as many.
        .getstatic(ints, "SPECIES_PREFERRED", VectorTypes.CD_SPECIES)
        .invokevirtual(
            VectorTypes.CD_MASK,
            "cast",
            MethodTypeDesc.of(VectorTypes.CD_MASK, VectorTypes.CD_SPECIES))
        .invokevirtual(
            ints, "blend", MethodTypeDesc.of(ints, VectorTypes.CD_VECTOR, VectorTypes.CD_MASK));
  }

  private static void lanewise(CodeBuilder b, String operator, int operand) {
    ClassDesc ints = VectorTypes.vector(ComputeType.INT);
    boolean associative = operator.equals("AND") || operator.equals("OR");
    b.getstatic(
            CD_OPERATORS,
            operator,
            ClassDesc.of(
                "jdk.incubator.vector.VectorOperators$" + (associative ? "Associative" : "Binary")))
        .loadConstant(operand)
        .invokevirtual(
            ints,
            "lanewise",
            MethodTypeDesc.of(
                ints, ClassDesc.of("jdk.incubator.vector.VectorOperators$Binary"), CD_int));
  }

  private static void convert(CodeBuilder b, String conversion, ComputeType to) {
    b.getstatic(CD_OPERATORS, conversion, CD_CONVERSION)
        .getstatic(VectorTypes.vector(to), "SPECIES_PREFERRED", VectorTypes.CD_SPECIES);
    convertShape(b, VectorTypes.vector(to));
  }

  private static void convert(CodeBuilder b, String conversion, DType to, int lanes) {
    b.getstatic(CD_OPERATORS, conversion, CD_CONVERSION);
    pushSpecies(b, to, lanes);
    convertShape(b, vector(to));
  }

  private static void convertShape(CodeBuilder b, ClassDesc result) {
    b.iconst_0()
        .invokevirtual(
            VectorTypes.CD_VECTOR,
            "convertShape",
            MethodTypeDesc.of(VectorTypes.CD_VECTOR, CD_CONVERSION, VectorTypes.CD_SPECIES, CD_int))
        .checkcast(result);
  }
}
