package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Kind;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.expr.Fn;

/**
 * Kernels on the Vector API, for operands of the compute type that are contiguous or uniform. The
 * elements past the last whole vector are done by the same operations under a mask.
 */
abstract class VectorCodegen extends KernelCodegen {
  private static final ClassDesc CD_ORDER = ClassDesc.of("java.nio.ByteOrder");
  private static final ClassDesc CD_OPERATORS =
      ClassDesc.of("jdk.incubator.vector.VectorOperators");

  final ClassDesc vector;
  final ClassDesc bitsVector;
  final ComputeType bitsType;
  final int lanes;
  int slotI;
  int slotMask;

  /** Whether loads and stores happen under the mask of the tail. */
  private boolean masked;

  VectorCodegen(
      String name,
      ComputeType compute,
      Graph graph,
      List<Node> roots,
      Operand[] operands,
      int scalars,
      Node... alsoNeeded) {
    super(name, compute, graph, roots, operands, scalars, alsoNeeded);
    this.bitsType =
        switch (compute) {
          case INT, FLOAT -> ComputeType.INT;
          case LONG, DOUBLE -> ComputeType.LONG;
        };
    this.vector = VectorTypes.vector(compute);
    this.bitsVector = VectorTypes.vector(bitsType);
    this.lanes = VectorTypes.lanes(compute);
  }

  /** The writer of the kernel of a whole program. */
  static KernelCodegen elementwise(CompiledProgram p, Operand[] operands) {
    return new Elementwise(p, operands);
  }

  /** The kernel of a whole program. */
  static Kernel generate(CompiledProgram p, Operand[] operands) {
    return elementwise(p, operands).generate();
  }

  /** Programs with more nodes would come near the size that HotSpot refuses to compile. */
  static final int MAX_NODES = 370;

  /** Kernels of elementwise programs. */
  private static final class Elementwise extends VectorCodegen {
    Elementwise(CompiledProgram p, Operand[] operands) {
      super(p.name, p.compute, p.graph, p.roots, operands, p.scalars);
    }

    @Override
    void emitMembers(ClassBuilder cls) {
      ClassDesc kernel = ClassDesc.of("org.torch4j.cpu.VectorKernel");
      cls.withSuperclass(kernel)
          .withMethodBody(
              "<init>",
              MethodTypeDesc.of(CD_void),
              0,
              b ->
                  b.aload(0)
                      .loadConstant(lanes)
                      .invokespecial(kernel, "<init>", MethodTypeDesc.of(CD_void, CD_int))
                      .return_());
      emitMethod(cls, "vectors", this::emitRow);
      emitMethod(cls, "tails", this::emitRest);
    }

    @Override
    void emitRow() {
      slotI = code.allocateLocal(TypeKind.INT);
      code.iconst_0().istore(slotI);
      emitVectors(1, this::emitBody);
    }

    private void emitRest() {
      slotI = code.allocateLocal(TypeKind.INT);
      slotMask = code.allocateLocal(TypeKind.REFERENCE);
      code.iload(slotN).loadConstant(-lanes).iand().istore(slotI);
      emitTail(this::emitBody);
    }

    private void emitBody() {
      emitLevel(2);
      for (int k = 0; k < outputs; k++) {
        emitStore(k);
      }
    }
  }

  /** Repeats {@code body} while {@code count} whole vectors are left; it moves on each of them. */
  final void emitVectors(int count, Runnable body) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(slotI).iload(slotN).loadConstant(count * lanes).isub();
    code.if_icmpgt(end);
    for (int i = 0; i < count; i++) {
      body.run();
      code.iinc(slotI, lanes);
    }
    code.goto_(top).labelBinding(end);
  }

  /** Does {@code body} once, under a mask, if elements are left. */
  final void emitTail(Runnable body) {
    Label end = code.newLabel();
    code.iload(slotI).iload(slotN).if_icmpge(end);
    pushSpecies(compute);
    code.iload(slotI)
        .iload(slotN)
        .invokeinterface(
            VectorTypes.CD_SPECIES,
            "indexInRange",
            MethodTypeDesc.of(VectorTypes.CD_MASK, CD_int, CD_int))
        .astore(slotMask);
    masked = true;
    body.run();
    masked = false;
    code.labelBinding(end);
  }

  /** Stores output {@code k}. */
  final void emitStore(int k) {
    Operand o = operands[k];
    code.aload(local[roots.get(k).id()]);
    if (!isNative(o)) {
      VectorConversions.narrow(code, compute, o.dtype(), lanes);
    }
    pushPlace(k);
    ClassDesc target = o.heap() ? Elements.arrayType(o.dtype()) : CD_SEGMENT;
    code.invokevirtual(
        VectorConversions.vector(o.dtype()),
        o.heap() ? "intoArray" : "intoMemorySegment",
        access(CD_void, null, target));
  }

  final void pushSpecies(ComputeType type) {
    code.getstatic(VectorTypes.vector(type), "SPECIES_PREFERRED", VectorTypes.CD_SPECIES);
  }

  /** Array and index, or segment, address and byte order; then the mask if there is one. */
  private void pushPlace(int k) {
    Operand o = operands[k];
    if (o.heap()) {
      code.aload(array[k]).iload(position[k]).iload(slotI).iadd();
    } else {
      code.getstatic(CD_NATIVE, "ALL", CD_SEGMENT)
          .lload(position[k])
          .iload(slotI)
          .i2l()
          .loadConstant((long) o.dtype().byteSize())
          .lmul()
          .ladd()
          .invokestatic(CD_ORDER, "nativeOrder", MethodTypeDesc.of(CD_ORDER));
    }
    if (masked) {
      code.aload(slotMask);
      if (!isNative(o)) {
        VectorConversions.castMask(code, o.dtype(), lanes);
      }
    }
  }

  private boolean isNative(Operand o) {
    return o.dtype() == Operand.nativeType(compute);
  }

  private MethodTypeDesc access(ClassDesc result, @Nullable ClassDesc species, ClassDesc memory) {
    ArrayList<ClassDesc> p = new ArrayList<>();
    if (species != null) {
      p.add(species);
    }
    p.add(memory);
    if (memory.isArray()) {
      p.add(CD_int);
    } else {
      p.add(CD_long);
      p.add(CD_ORDER);
    }
    if (masked) {
      p.add(VectorTypes.CD_MASK);
    }
    return MethodTypeDesc.of(result, p);
  }

  @Override
  void emitNode(Node n) {
    switch (n.op()) {
      case LOAD -> load(n);
      case SCALAR -> {
        pushSpecies(compute);
        code.loadLocal(kind(), scalar[(int) n.number()]);
        broadcast(vector, type());
      }
      case CONST -> constant(n);
      case SELECT -> select(n);
      case REPAIR -> repair(n);
      default -> {
        for (Node a : n.args()) {
          code.aload(local[a.id()]);
        }
        operation(n);
      }
    }
    // The masked tail writes the same variables again.
    if (local[n.id()] == 0) {
      local[n.id()] = code.allocateLocal(TypeKind.REFERENCE);
    }
    code.astore(local[n.id()]);
  }

  final void broadcast(ClassDesc type, ClassDesc element) {
    code.invokestatic(type, "broadcast", MethodTypeDesc.of(type, VectorTypes.CD_SPECIES, element));
  }

  private void constant(Node n) {
    if (n.kind() == Kind.VALUE) {
      pushSpecies(compute);
      pushConstant(Double.longBitsToDouble(n.number()));
      broadcast(vector, type());
    } else {
      pushSpecies(bitsType);
      if (bitsType == ComputeType.INT) {
        code.loadConstant((int) n.number());
        broadcast(bitsVector, CD_int);
      } else {
        code.loadConstant(n.number());
        broadcast(bitsVector, CD_long);
      }
    }
  }

  private void load(Node n) {
    int k = index(n);
    Operand o = operands[k];
    if (o.step() == Step.UNIFORM) {
      pushSpecies(compute);
      if (o.heap()) {
        code.aload(array[k]).iload(position[k]);
      } else {
        Elements.pushSegment(code, o.dtype());
        code.lload(position[k]);
      }
      Elements.load(code, o.dtype(), o.heap());
      Elements.widen(code, o.dtype(), compute);
      broadcast(vector, type());
      return;
    }
    VectorConversions.pushSpecies(code, o.dtype(), lanes);
    pushPlace(k);
    ClassDesc source = o.heap() ? Elements.arrayType(o.dtype()) : CD_SEGMENT;
    ClassDesc loaded = VectorConversions.vector(o.dtype());
    code.invokestatic(
        loaded,
        o.heap() ? "fromArray" : "fromMemorySegment",
        access(loaded, VectorTypes.CD_SPECIES, source));
    if (!isNative(o)) {
      VectorConversions.widen(code, o.dtype(), compute);
    }
  }

  private void select(Node n) {
    ClassDesc type = n.kind() == Kind.BITS ? bitsVector : vector;
    code.aload(local[n.arg(2).id()])
        .aload(local[n.arg(1).id()])
        .aload(local[n.arg(0).id()])
        .invokevirtual(
            type, "blend", MethodTypeDesc.of(type, VectorTypes.CD_VECTOR, VectorTypes.CD_MASK));
  }

  private void repair(Node n) {
    code.aload(local[n.arg(1).id()])
        .aload(local[n.arg(0).id()])
        .invokevirtual(VectorTypes.CD_MASK, "anyTrue", MethodTypeDesc.of(CD_boolean))
        .ifThen(
            b ->
                b.aload(local[n.arg(2).id()])
                    .aload(local[n.arg(0).id()])
                    .loadConstant(Fn.valueOf(n.call()).ordinal())
                    .invokestatic(
                        ClassDesc.of("org.torch4j.cpu.LaneFunctions"),
                        "repair",
                        MethodTypeDesc.of(vector, vector, vector, VectorTypes.CD_MASK, CD_int)));
  }

  private void operation(Node n) {
    Kind kind = n.arg(0).kind();
    ClassDesc type = kind == Kind.BITS ? bitsVector : vector;
    switch (n.op()) {
      case ADD -> two(type, "add");
      case SUB -> two(type, "sub");
      case MUL -> two(type, "mul");
      case DIV -> two(type, "div");
      case MIN -> two(type, "min");
      case MAX -> two(type, "max");
      case NEG -> one(type, "neg");
      case ABS -> one(type, "abs");
      case SQRT -> one(type, "sqrt");
      case FMA ->
          code.invokevirtual(
              type, "fma", MethodTypeDesc.of(type, VectorTypes.CD_VECTOR, VectorTypes.CD_VECTOR));
      case AND, OR, XOR -> logic(n.op(), kind, type);
      case NOT -> one(kind == Kind.MASK ? VectorTypes.CD_MASK : type, "not");
      case SHL -> shift(n, "LSHL");
      case SHR -> shift(n, "ASHR");
      case EQ, NE, LT, LE -> compare(n.op(), type);
      case TO_BITS ->
          code.invokevirtual(
              vector,
              bitsType == ComputeType.INT ? "reinterpretAsInts" : "reinterpretAsLongs",
              MethodTypeDesc.of(bitsVector));
      case FROM_BITS ->
          code.invokevirtual(
              bitsVector,
              compute == ComputeType.FLOAT ? "reinterpretAsFloats" : "reinterpretAsDoubles",
              MethodTypeDesc.of(vector));
      default -> throw new IllegalStateException(n.op().name());
    }
  }

  private void one(ClassDesc type, String name) {
    code.invokevirtual(type, name, MethodTypeDesc.of(type));
  }

  private void two(ClassDesc type, String name) {
    code.invokevirtual(type, name, MethodTypeDesc.of(type, VectorTypes.CD_VECTOR));
  }

  private void operator(String name, String kind) {
    code.getstatic(
        CD_OPERATORS, name, ClassDesc.of("jdk.incubator.vector.VectorOperators$" + kind));
  }

  private void logic(Op op, Kind kind, ClassDesc type) {
    if (kind == Kind.MASK) {
      String name = op.name().toLowerCase(java.util.Locale.ROOT);
      code.invokevirtual(
          VectorTypes.CD_MASK, name, MethodTypeDesc.of(VectorTypes.CD_MASK, VectorTypes.CD_MASK));
      return;
    }
    // lanewise wants the operator below the second operand.
    operator(op.name(), "Associative");
    code.swap()
        .invokevirtual(
            type,
            "lanewise",
            MethodTypeDesc.of(
                type,
                ClassDesc.of("jdk.incubator.vector.VectorOperators$Binary"),
                VectorTypes.CD_VECTOR));
  }

  private void shift(Node n, String name) {
    operator(name, "Binary");
    boolean ints = bitsType == ComputeType.INT;
    if (ints) {
      code.loadConstant((int) n.number());
    } else {
      code.loadConstant(n.number());
    }
    code.invokevirtual(
        bitsVector,
        "lanewise",
        MethodTypeDesc.of(
            bitsVector,
            ClassDesc.of("jdk.incubator.vector.VectorOperators$Binary"),
            ints ? CD_int : CD_long));
  }

  private void compare(Op op, ClassDesc type) {
    operator(op.name(), "Comparison");
    code.swap()
        .invokevirtual(
            type,
            "compare",
            MethodTypeDesc.of(
                VectorTypes.CD_MASK,
                ClassDesc.of("jdk.incubator.vector.VectorOperators$Comparison"),
                VectorTypes.CD_VECTOR));
  }
}
