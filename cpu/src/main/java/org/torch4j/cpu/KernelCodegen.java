package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.cpu.Operand.Step;

/**
 * Writes the class of one {@link Kernel}: unpacks the operands, walks the rows, and leaves the loop
 * along a row to its subclasses.
 *
 * <p>Every node gets a local variable. Nodes that need only constants and scalars are computed once
 * per call, those that need uniform operands once per row, all others once per element.
 */
abstract class KernelCodegen {
  static final ClassDesc CD_KERNEL = ClassDesc.of("org.torch4j.cpu.Kernel");
  static final ClassDesc CD_NATIVE = ClassDesc.of("org.torch4j.cpu.NativeAccess");
  static final ClassDesc CD_SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final MethodTypeDesc MTD_RUN =
      MethodTypeDesc.of(CD_void, CD_Object.arrayType(), CD_long.arrayType(), CD_int, CD_int);
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final String DUMP = System.getProperty("torch4j.dumpKernels", "");

  /** HotSpot never compiles methods of more than 8000 bytes. */
  static final int MAX_CODE = 7900;

  final ComputeType compute;
  final Operand[] operands;
  final int outputs;
  final List<Node> nodes;
  final List<Node> roots;
  private final String name;
  private final int scalars;
  private final int[] level;

  /** Set before any emission, by the method that opens the body. */
  @SuppressWarnings("NullAway.Init")
  CodeBuilder code;

  int slotArrays;
  int slotParams;
  int slotN;
  int slotRows;
  final int[] array;
  final int[] position;
  final int[] step;
  private final int[] rowStep;
  final int[] scalar;
  final int[] local;

  KernelCodegen(
      String name,
      ComputeType compute,
      Graph graph,
      List<Node> roots,
      Operand[] operands,
      int scalars,
      Node... alsoNeeded) {
    this.name = name;
    this.compute = compute;
    this.operands = operands;
    this.outputs = roots.size();
    this.roots = roots;
    List<Node> needed = new ArrayList<>(roots);
    needed.addAll(List.of(alsoNeeded));
    this.nodes = graph.reachable(needed);
    this.scalars = scalars;
    this.array = new int[operands.length];
    this.position = new int[operands.length];
    this.step = new int[operands.length];
    this.rowStep = new int[operands.length];
    this.scalar = new int[scalars];
    this.local = new int[graph.nodes().size()];
    this.level = new int[graph.nodes().size()];
    for (Node n : nodes) {
      level[n.id()] = level(n);
    }
  }

  /** Whether a LOAD stands for a local variable that the loop sets, such as an accumulator. */
  boolean isVariable(Node n) {
    return false;
  }

  private int level(Node n) {
    if (isVariable(n)) {
      return 2;
    }
    if (n.op() == Op.LOAD) {
      return operand(n).step() == Step.UNIFORM ? 1 : 2;
    }
    int max = 0;
    for (Node a : n.args()) {
      max = Math.max(max, level[a.id()]);
    }
    return max;
  }

  Operand operand(Node load) {
    return operands[outputs + (int) load.number()];
  }

  int index(Node load) {
    return outputs + (int) load.number();
  }

  private String className() {
    return "Kernel$" + name.replaceAll("[^A-Za-z0-9_]", "_");
  }

  /** The class as a file would hold it. */
  final byte[] bytes() {
    return ClassFile.of()
        .build(
            ClassDesc.of("org.torch4j.cpu", className()),
            cls -> {
              cls.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
              emitMembers(cls);
            });
  }

  /** Writes the superclass, the constructor and the methods. */
  void emitMembers(ClassBuilder cls) {
    cls.withSuperclass(CD_KERNEL)
        .withMethodBody(
            "<init>",
            MethodTypeDesc.of(CD_void),
            0,
            b ->
                b.aload(0)
                    .invokespecial(CD_KERNEL, "<init>", MethodTypeDesc.of(CD_void))
                    .return_());
    emitMethod(cls, "run", this::emitRow);
  }

  /**
   * Writes a method with the arguments of {@link Kernel#run} that does {@code row} for each row.
   */
  final void emitMethod(ClassBuilder cls, String method, Runnable row) {
    cls.withMethodBody(method, MTD_RUN, ClassFile.ACC_FINAL, b -> emit(b, row));
  }

  /** Makes the class and its one instance. */
  Kernel generate() {
    byte[] bytes = bytes();
    dump(className(), bytes);
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (Kernel)
          lookup
              .findConstructor(
                  lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
              .invoke();
    } catch (Throwable t) {
      throw new IllegalStateException("no kernel could be made for " + name, t);
    }
  }

  private static void dump(String className, byte[] bytes) {
    if (!DUMP.isEmpty()) {
      try {
        Path folder = Path.of(DUMP);
        Files.createDirectories(folder);
        Files.write(folder.resolve(className + "_" + COUNTER.getAndIncrement() + ".class"), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void emit(CodeBuilder b, Runnable row) {
    code = b;
    Arrays.fill(local, 0);
    slotArrays = b.parameterSlot(0);
    slotParams = b.parameterSlot(1);
    slotN = b.parameterSlot(2);
    slotRows = b.parameterSlot(3);
    Set<Integer> used = new HashSet<>();
    for (Node n : nodes) {
      if (n.op() == Op.LOAD && !isVariable(n)) {
        used.add(index(n));
      }
    }
    for (int k = 0; k < operands.length; k++) {
      if (k < outputs || used.contains(k)) {
        unpack(k);
      }
    }
    for (int s = 0; s < scalars; s++) {
      unpackScalar(s);
    }
    emitLevel(0);
    int slotRow = b.allocateLocal(TypeKind.INT);
    Label top = b.newLabel();
    Label end = b.newLabel();
    b.iconst_0().istore(slotRow).labelBinding(top).iload(slotRow).iload(slotRows).if_icmpge(end);
    emitLevel(1);
    row.run();
    for (int k = 0; k < operands.length; k++) {
      if (k < outputs || used.contains(k)) {
        advance(position[k], rowStep[k], operands[k].heap());
      }
    }
    b.iinc(slotRow, 1).goto_(top).labelBinding(end).return_();
  }

  /** position += step */
  final void advance(int at, int by, boolean heap) {
    if (heap) {
      code.iload(at).iload(by).iadd().istore(at);
    } else {
      code.lload(at).lload(by).ladd().lstore(at);
    }
  }

  private void unpack(int k) {
    Operand o = operands[k];
    if (o.heap()) {
      array[k] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(slotArrays)
          .loadConstant(k)
          .aaload()
          .checkcast(Elements.arrayType(o.dtype()))
          .astore(array[k]);
    }
    position[k] = unpackStep(Kernel.STEPS * k, o.heap());
    if (o.step() == Step.STRIDED) {
      step[k] = unpackStep(Kernel.STEPS * k + 1, o.heap());
    }
    rowStep[k] = unpackStep(Kernel.STEPS * k + 2, o.heap());
  }

  private int unpackStep(int param, boolean heap) {
    code.aload(slotParams).loadConstant(param).laload();
    int slot = code.allocateLocal(heap ? TypeKind.INT : TypeKind.LONG);
    if (heap) {
      code.l2i().istore(slot);
    } else {
      code.lstore(slot);
    }
    return slot;
  }

  private void unpackScalar(int s) {
    code.aload(slotParams).loadConstant(Kernel.STEPS * operands.length + s).laload();
    switch (compute) {
      case INT -> code.l2i();
      case LONG -> {}
      case FLOAT -> longBitsToDouble().d2f();
      case DOUBLE -> longBitsToDouble();
    }
    scalar[s] = code.allocateLocal(kind());
    code.storeLocal(kind(), scalar[s]);
  }

  private CodeBuilder longBitsToDouble() {
    return code.invokestatic(
        ClassDesc.of("java.lang.Double"),
        "longBitsToDouble",
        MethodTypeDesc.of(CD_double, CD_long));
  }

  /** Computes the nodes of one level into their locals. */
  final void emitLevel(int wanted) {
    for (Node n : nodes) {
      if (level[n.id()] == wanted && !isVariable(n)) {
        emitNode(n);
      }
    }
  }

  /** The JVM's name for numbers of the compute type. */
  final TypeKind kind() {
    return switch (compute) {
      case INT -> TypeKind.INT;
      case LONG -> TypeKind.LONG;
      case FLOAT -> TypeKind.FLOAT;
      case DOUBLE -> TypeKind.DOUBLE;
    };
  }

  /** The same as a descriptor. */
  final ClassDesc type() {
    return kind().upperBound();
  }

  /** Pushes a constant of the compute type. */
  final void pushConstant(double value) {
    switch (compute) {
      case INT -> code.loadConstant((int) value);
      case LONG -> code.loadConstant((long) value);
      case FLOAT -> code.loadConstant((float) value);
      case DOUBLE -> code.loadConstant(value);
    }
  }

  /** Computes those of {@code some} that change from element to element. */
  final void emitNodes(List<Node> some) {
    for (Node n : some) {
      if (level[n.id()] == 2 && !isVariable(n)) {
        emitNode(n);
      }
    }
  }

  /** Computes one node into its local variable. */
  abstract void emitNode(Node n);

  /** The loop along one row. */
  abstract void emitRow();
}
