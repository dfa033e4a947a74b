package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Kind;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.type.DType;

/**
 * Kernels in plain bytecode, one element at a time: for every dtype, step and function, and without
 * the vector module.
 */
class ScalarCodegen extends KernelCodegen {
  private static final ClassDesc CD_MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc CD_FLOATS = ClassDesc.of("org.torch4j.expr.FloatFunctions");
  private static final ClassDesc CD_SPECIAL = ClassDesc.of("org.torch4j.expr.SpecialFunctions");
  private static final ClassDesc CD_BESSEL = ClassDesc.of("org.torch4j.expr.BesselFunctions");
  private static final ClassDesc CD_PROBABILITY =
      ClassDesc.of("org.torch4j.expr.ProbabilityFunctions");
  private static final ClassDesc CD_POLYNOMIALS =
      ClassDesc.of("org.torch4j.expr.PolynomialFunctions");
  private static final ClassDesc CD_INTEGERS = ClassDesc.of("org.torch4j.expr.IntegerFunctions");

  /** The local variable that counts along the row. */
  int slotI;

  private int[] cursors = new int[0];

  ScalarCodegen(
      String name,
      ComputeType compute,
      Graph graph,
      List<Node> roots,
      Operand[] operands,
      int scalars,
      Node... alsoNeeded) {
    super(name, compute, graph, roots, operands, scalars, alsoNeeded);
  }

  @Override
  void emitRow() {
    emitLoop(
        () -> {
          emitLevel(2);
          for (int k = 0; k < outputs; k++) {
            store(k, roots.get(k));
          }
        });
  }

  /** Repeats {@code body} for every element of the row. */
  final void emitLoop(Runnable body) {
    CodeBuilder b = code;
    cursors = new int[operands.length];
    for (int k = 0; k < operands.length; k++) {
      if (step[k] != 0) {
        TypeKind kind = operands[k].heap() ? TypeKind.INT : TypeKind.LONG;
        cursors[k] = b.allocateLocal(kind);
        b.loadLocal(kind, position[k]).storeLocal(kind, cursors[k]);
      }
    }
    slotI = b.allocateLocal(TypeKind.INT);
    Label top = b.newLabel();
    Label end = b.newLabel();
    b.iconst_0().istore(slotI).labelBinding(top).iload(slotI).iload(slotN).if_icmpge(end);
    body.run();
    for (int k = 0; k < operands.length; k++) {
      if (step[k] != 0) {
        advance(cursors[k], step[k], operands[k].heap());
      }
    }
    b.iinc(slotI, 1).goto_(top).labelBinding(end);
  }

  /** Stores the value of a node where operand {@code k} stands. */
  final void store(int k, Node value) {
    pushPlace(k);
    loadNode(value);
    Elements.narrow(code, compute, operands[k].dtype());
    Elements.store(code, operands[k].dtype(), operands[k].heap());
  }

  /** Pushes what {@link Elements#load} and store need to find the present element. */
  final void pushPlace(int k) {
    Operand o = operands[k];
    if (o.heap()) {
      code.aload(array[k]);
      if (o.step() == Step.STRIDED) {
        code.iload(cursors[k]);
      } else {
        code.iload(position[k]);
        if (o.step() == Step.CONTIGUOUS) {
          code.iload(slotI).iadd();
        }
      }
    } else {
      Elements.pushSegment(code, o.dtype());
      if (o.step() == Step.STRIDED) {
        code.lload(cursors[k]);
      } else {
        code.lload(position[k]);
        if (o.step() == Step.CONTIGUOUS) {
          code.iload(slotI).i2l();
          if (o.dtype().byteSize() > 1) {
            code.loadConstant((long) o.dtype().byteSize()).lmul();
          }
          code.ladd();
        }
      }
    }
  }

  private TypeKind kind(Node n) {
    return switch (n.kind()) {
      case VALUE -> kind();
      case BITS -> compute == ComputeType.FLOAT ? TypeKind.INT : TypeKind.LONG;
      case MASK -> TypeKind.INT;
    };
  }

  final void loadNode(Node n) {
    if (n.op() == Op.CONST) {
      if (n.kind() == Kind.VALUE) {
        pushConstant(Double.longBitsToDouble(n.number()));
      } else if (kind(n) == TypeKind.INT) {
        code.loadConstant((int) n.number());
      } else {
        code.loadConstant(n.number());
      }
    } else {
      code.loadLocal(kind(n), local[n.id()]);
    }
  }

  @Override
  void emitNode(Node n) {
    if (n.op() == Op.CONST) {
      return;
    }
    if (n.op() == Op.SCALAR) {
      local[n.id()] = scalar[(int) n.number()];
      return;
    }
    if (n.op() == Op.LOAD) {
      int k = index(n);
      pushPlace(k);
      Elements.load(code, operands[k].dtype(), operands[k].heap());
      Elements.widen(code, operands[k].dtype(), compute);
    } else if (n.op() == Op.SELECT) {
      loadNode(n.arg(0));
      code.ifThenElse(Opcode.IFNE, _ -> loadNode(n.arg(1)), _ -> loadNode(n.arg(2)));
    } else if (n.op() == Op.REPAIR) {
      loadNode(n.arg(0));
      code.ifThenElse(Opcode.IFNE, _ -> call(n.call(), List.of(n.arg(2))), _ -> loadNode(n.arg(1)));
    } else if (n.op() == Op.CALL) {
      call(n.call(), n.args());
    } else {
      for (Node a : n.args()) {
        loadNode(a);
      }
      operation(n);
    }
    // Code that is written twice uses the same variables again.
    if (local[n.id()] == 0) {
      local[n.id()] = code.allocateLocal(kind(n));
    }
    code.storeLocal(kind(n), local[n.id()]);
  }

  private void operation(Node n) {
    TypeKind kind = kind(n.arg(0));
    switch (n.op()) {
      case ADD -> arithmetic(Opcode.IADD, Opcode.LADD, Opcode.FADD, Opcode.DADD, kind);
      case SUB -> arithmetic(Opcode.ISUB, Opcode.LSUB, Opcode.FSUB, Opcode.DSUB, kind);
      case MUL -> arithmetic(Opcode.IMUL, Opcode.LMUL, Opcode.FMUL, Opcode.DMUL, kind);
      case DIV -> arithmetic(Opcode.IDIV, Opcode.LDIV, Opcode.FDIV, Opcode.DDIV, kind);
      case NEG -> arithmetic(Opcode.INEG, Opcode.LNEG, Opcode.FNEG, Opcode.DNEG, kind);
      case AND -> arithmetic(Opcode.IAND, Opcode.LAND, Opcode.NOP, Opcode.NOP, kind);
      case OR -> arithmetic(Opcode.IOR, Opcode.LOR, Opcode.NOP, Opcode.NOP, kind);
      case XOR -> arithmetic(Opcode.IXOR, Opcode.LXOR, Opcode.NOP, Opcode.NOP, kind);
      case NOT -> not(n, kind);
      case SHL -> {
        code.loadConstant((int) n.number());
        arithmetic(Opcode.ISHL, Opcode.LSHL, Opcode.NOP, Opcode.NOP, kind);
      }
      case SHR -> {
        code.loadConstant((int) n.number());
        arithmetic(Opcode.ISHR, Opcode.LSHR, Opcode.NOP, Opcode.NOP, kind);
      }
      case MIN -> math("min", 2);
      case MAX -> math("max", 2);
      case ABS -> math("abs", 1);
      case FMA -> math("fma", 3);
      case SQRT -> {
        Elements.convert(code, kind, TypeKind.DOUBLE);
        code.invokestatic(CD_MATH, "sqrt", MethodTypeDesc.of(CD_double, CD_double));
        Elements.convert(code, TypeKind.DOUBLE, kind);
      }
      case EQ -> compare(kind, Opcode.IFEQ);
      case NE -> compare(kind, Opcode.IFNE);
      case LT -> compare(kind, Opcode.IFLT);
      case LE -> compare(kind, Opcode.IFLE);
      case TO_BITS -> {
        if (compute == ComputeType.FLOAT) {
          box("Float", "floatToRawIntBits", CD_int, CD_float);
        } else {
          box("Double", "doubleToRawLongBits", CD_long, CD_double);
        }
      }
      case FROM_BITS -> {
        if (compute == ComputeType.FLOAT) {
          box("Float", "intBitsToFloat", CD_float, CD_int);
        } else {
          box("Double", "longBitsToDouble", CD_double, CD_long);
        }
      }
      default -> throw new IllegalStateException(n.op().name());
    }
  }

  private void arithmetic(Opcode i, Opcode l, Opcode f, Opcode d, TypeKind kind) {
    Opcode opcode =
        switch (kind) {
          case INT -> i;
          case LONG -> l;
          case FLOAT -> f;
          default -> d;
        };
    if (opcode == Opcode.NOP) {
      throw new IllegalStateException("integer operation on " + compute);
    }
    code.with(java.lang.classfile.instruction.OperatorInstruction.of(opcode));
  }

  private void not(Node n, TypeKind kind) {
    if (n.kind() == Kind.MASK) {
      code.iconst_1().ixor();
    } else if (kind == TypeKind.INT) {
      code.iconst_m1().ixor();
    } else {
      code.loadConstant(-1L).lxor();
    }
  }

  private void math(String name, int arity) {
    ClassDesc t = type();
    ClassDesc[] parameters = new ClassDesc[arity];
    java.util.Arrays.fill(parameters, t);
    code.invokestatic(CD_MATH, name, MethodTypeDesc.of(t, parameters));
  }

  private void box(String owner, String name, ClassDesc to, ClassDesc from) {
    code.invokestatic(ClassDesc.of("java.lang." + owner), name, MethodTypeDesc.of(to, from));
  }

  /** Leaves 1 or 0; with NaN every test but NE fails. */
  private void compare(TypeKind kind, Opcode test) {
    switch (kind) {
      case INT -> {
        Opcode two =
            switch (test) {
              case IFEQ -> Opcode.IF_ICMPEQ;
              case IFNE -> Opcode.IF_ICMPNE;
              case IFLT -> Opcode.IF_ICMPLT;
              default -> Opcode.IF_ICMPLE;
            };
        code.ifThenElse(two, CodeBuilder::iconst_1, CodeBuilder::iconst_0);
        return;
      }
      case LONG -> code.lcmp();
      case FLOAT -> code.fcmpg();
      default -> code.dcmpg();
    }
    code.ifThenElse(test, CodeBuilder::iconst_1, CodeBuilder::iconst_0);
  }

  private void call(String function, List<Node> args) {
    if (function.startsWith("CAST_")) {
      DType dtype = DType.valueOf(function.substring(5));
      loadNode(args.get(0));
      Elements.narrow(code, compute, dtype);
      Elements.widen(code, dtype, compute);
      return;
    }
    boolean floating = compute == ComputeType.FLOAT || compute == ComputeType.DOUBLE;
    TypeKind wide = floating ? TypeKind.DOUBLE : TypeKind.LONG;
    for (Node a : args) {
      loadNode(a);
      Elements.convert(code, kind(), wide);
    }
    if (floating && function.equals("FMOD")) {
      code.drem();
    } else {
      ClassDesc t = wide.upperBound();
      ClassDesc[] parameters = new ClassDesc[args.size()];
      java.util.Arrays.fill(parameters, t);
      code.invokestatic(
          owner(function, floating), methodName(function), MethodTypeDesc.of(t, parameters));
    }
    Elements.convert(code, wide, kind());
  }

  private static ClassDesc owner(String function, boolean floating) {
    if (!floating) {
      return CD_INTEGERS;
    }
    return switch (function) {
      case "ERF", "ERFC", "ERFINV", "LGAMMA", "DIGAMMA", "TRIGAMMA", "POLYGAMMA", "ZETA" ->
          CD_SPECIAL;
      case "I0",
          "I0E",
          "I1",
          "I1E",
          "K0",
          "K1",
          "K0_SCALED",
          "K1_SCALED",
          "BESSEL_J0",
          "BESSEL_J1",
          "BESSEL_Y0",
          "BESSEL_Y1",
          "SPHERICAL_BESSEL_J0",
          "AIRY_AI" ->
          CD_BESSEL;
      case "ERFCX",
          "LOG_NDTR",
          "NDTRI",
          "ENTR",
          "XLOG1PY",
          "LOGADDEXP",
          "LOGADDEXP2",
          "IGAMMA",
          "IGAMMAC" ->
          CD_PROBABILITY;
      case "CHEBYSHEV_T",
          "CHEBYSHEV_U",
          "CHEBYSHEV_V",
          "CHEBYSHEV_W",
          "HERMITE_H",
          "HERMITE_HE",
          "LAGUERRE_L",
          "LEGENDRE_P" ->
          CD_POLYNOMIALS;
      case "EXP2",
          "LOG2",
          "ASINH",
          "ACOSH",
          "ATANH",
          "SIGMOID",
          "SOFTPLUS",
          "LOG_SIGMOID",
          "FLOOR_DIV",
          "REMAINDER",
          "POW" ->
          CD_FLOATS;
      default -> CD_MATH;
    };
  }

  /** FLOOR_DIV becomes floorDiv. */
  private static String methodName(String function) {
    StringBuilder name = new StringBuilder();
    for (String part : function.toLowerCase(java.util.Locale.ROOT).split("_")) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }
}
