package org.torch4j.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;

/**
 * Kernels that reduce each row to one value and combine it with what stands in the output: {@code
 * out[row] = combine(out[row], reduced row)}.
 */
final class RowCodegen {
  /** The most nodes of a step of which a loop takes many at once; methods must stay short. */
  private static final int SHORT_STEP = 8;

  private static final int MAX_NODES = 60;

  /** One map and one combination, as nodes over the element and the accumulators. */
  static final class Body {
    final String name;
    final ComputeType compute;
    final double init;
    final Graph graph = new Graph();

    /** combine(accumulator, map(element)). */
    final Node step;

    /** combine(accumulator, other accumulator). */
    final Node merge;

    final Node accumulator = graph.load(1);
    final Node other = graph.load(2);

    Body(String name, ComputeType compute, double init, Expr map, Expr combine) {
      this.name = name;
      this.compute = compute;
      this.init = init;
      Lowering lowering = new Lowering(graph, compute, java.util.Map.of());
      Expr acc = Expr.input(1);
      this.step = lowering.value(combine.withInputs(List.of(acc, map)));
      this.merge = lowering.value(combine.withInputs(List.of(acc, Expr.input(2))));
    }

    /** Accumulators of the vector loop, so that additions need not wait for each other. */
    int accumulators() {
      return graph.reachable(List.of(step)).size() <= SHORT_STEP ? 8 : 4;
    }

    boolean isVectorizable() {
      List<Node> nodes = graph.reachable(List.of(step, merge));
      return Simd.isAvailable()
          && nodes.size() <= MAX_NODES
          && nodes.stream().noneMatch(n -> n.op() == Graph.Op.CALL);
    }

    Operand[] operands(boolean heapOutput, Operand input) {
      DType type = Operand.nativeType(compute);
      Operand variable = new Operand(type, true, Step.CONTIGUOUS);
      Operand output = new Operand(type, heapOutput, Step.UNIFORM);
      return new Operand[] {output, input, variable, variable};
    }
  }

  private RowCodegen() {}

  static Kernel scalar(Body body, boolean heapOutput, Operand input) {
    return new Scalars(body, body.operands(heapOutput, input)).generate();
  }

  /** Plain loops that add in the order of {@link #vector}, and so give its bits. */
  static Kernel turns(Body body, boolean heapOutput, Operand input) {
    return new Turns(body, body.operands(heapOutput, input)).generate();
  }

  static Kernel vector(Body body, boolean heapOutput, Operand input) {
    return new Vectors(body, body.operands(heapOutput, input)).generate();
  }

  private static final class Scalars extends ScalarCodegen {
    private final Body body;

    Scalars(Body body, Operand[] operands) {
      super(body.name, body.compute, body.graph, List.of(body.step), operands, 0, body.merge);
      this.body = body;
    }

    @Override
    boolean isVariable(Node n) {
      return n.op() == Graph.Op.LOAD && n.number() > 0;
    }

    @Override
    void emitRow() {
      int acc = code.allocateLocal(kind());
      local[body.accumulator.id()] = acc;
      pushConstant(body.init);
      code.storeLocal(kind(), acc);
      List<Node> step = body.graph.reachable(List.of(body.step));
      emitLoop(
          () -> {
            emitNodes(step);
            loadNode(body.step);
            code.storeLocal(kind(), acc);
          });
      int old = code.allocateLocal(kind());
      local[body.other.id()] = old;
      pushPlace(0);
      Elements.load(code, operands[0].dtype(), operands[0].heap());
      code.storeLocal(kind(), old);
      emitNodes(body.graph.reachable(List.of(body.merge)));
      store(0, body.merge);
    }
  }

  /** An array holds the lanes of all accumulators; elements take turns with them. */
  private static final class Turns extends ScalarCodegen {
    private final Body body;
    private final int lanes;
    private int slotSums;
    private int slotLane;

    Turns(Body body, Operand[] operands) {
      super(body.name, body.compute, body.graph, List.of(body.step), operands, 0, body.merge);
      this.body = body;
      this.lanes = VectorTypes.lanes(body.compute);
    }

    @Override
    boolean isVariable(Node n) {
      return n.op() == Graph.Op.LOAD && n.number() > 0;
    }

    @Override
    void emitRow() {
      int width = body.accumulators() * lanes;
      slotI = code.allocateLocal(TypeKind.INT);
      slotLane = code.allocateLocal(TypeKind.INT);
      slotSums = code.allocateLocal(TypeKind.REFERENCE);
      local[body.accumulator.id()] = code.allocateLocal(kind());
      local[body.other.id()] = code.allocateLocal(kind());
      code.loadConstant(width).newarray(kind()).astore(slotSums);
      code.aload(slotSums);
      pushConstant(body.init);
      code.invokestatic(
          ClassDesc.of("java.util.Arrays"),
          "fill",
          MethodTypeDesc.of(CD_void, type().arrayType(), type()));
      code.iconst_0().istore(slotI);
      emitWhole(width);
      for (int half = width / 2; half >= lanes; half /= 2) {
        emitFold(half);
      }
      emitWhole(lanes);
      emitLanes(() -> code.iload(slotI).iload(slotN), this::emitStep);
      for (int half = lanes / 2; half > 0; half /= 2) {
        emitFold(half);
      }
      pushPlace(0);
      Elements.load(code, operands[0].dtype(), operands[0].heap());
      code.storeLocal(kind(), local[body.accumulator.id()]);
      code.aload(slotSums).iconst_0().arrayLoad(kind());
      code.storeLocal(kind(), local[body.other.id()]);
      emitNodes(body.graph.reachable(List.of(body.merge)));
      store(0, body.merge);
    }

    /** {@code lane = 0; while (less pushes a < b) { turn; lane++; }}. */
    private void emitLanes(Runnable less, Runnable turn) {
      Label top = code.newLabel();
      Label end = code.newLabel();
      code.iconst_0().istore(slotLane).labelBinding(top);
      less.run();
      code.if_icmpge(end);
      turn.run();
      code.iinc(slotLane, 1).goto_(top).labelBinding(end);
    }

    /** The next {@code count} elements as long as there are so many. */
    private void emitWhole(int count) {
      Label top = code.newLabel();
      Label end = code.newLabel();
      code.labelBinding(top).iload(slotI).iload(slotN).loadConstant(count).isub().if_icmpgt(end);
      emitLanes(() -> code.iload(slotLane).loadConstant(count), this::emitStep);
      code.goto_(top).labelBinding(end);
    }

    private void emitStep() {
      loadLane(0);
      code.storeLocal(kind(), local[body.accumulator.id()]);
      emitNodes(body.graph.reachable(List.of(body.step)));
      storeLane(body.step);
      code.iinc(slotI, 1);
    }

    /** Each of the first {@code half} lanes meets the one that is so many behind it. */
    private void emitFold(int half) {
      emitLanes(
          () -> code.iload(slotLane).loadConstant(half),
          () -> {
            loadLane(0);
            code.storeLocal(kind(), local[body.accumulator.id()]);
            loadLane(half);
            code.storeLocal(kind(), local[body.other.id()]);
            emitNodes(body.graph.reachable(List.of(body.merge)));
            storeLane(body.merge);
          });
    }

    private void loadLane(int behind) {
      code.aload(slotSums).iload(slotLane).loadConstant(behind).iadd().arrayLoad(kind());
    }

    private void storeLane(Node value) {
      code.aload(slotSums).iload(slotLane);
      loadNode(value);
      code.arrayStore(kind());
    }
  }

  private static final class Vectors extends VectorCodegen {
    private final Body body;
    private final int[] acc;
    private int turn;

    Vectors(Body body, Operand[] operands) {
      super(body.name, body.compute, body.graph, List.of(body.step), operands, 0, body.merge);
      this.body = body;
      this.acc = new int[body.accumulators()];
    }

    @Override
    boolean isVariable(Node n) {
      return n.op() == Graph.Op.LOAD && n.number() > 0;
    }

    @Override
    void emitRow() {
      slotI = code.allocateLocal(TypeKind.INT);
      slotMask = code.allocateLocal(TypeKind.REFERENCE);
      code.iconst_0().istore(slotI);
      for (int a = 0; a < acc.length; a++) {
        acc[a] = code.allocateLocal(TypeKind.REFERENCE);
        pushSpecies(compute);
        pushConstant(body.init);
        broadcast(vector, type());
        code.astore(acc[a]);
      }
      List<Node> step = body.graph.reachable(List.of(body.step));
      turn = 0;
      emitVectors(acc.length, () -> emitStep(step, acc[turn++ % acc.length], false));
      for (int half = acc.length / 2; half > 0; half /= 2) {
        for (int a = 0; a < half; a++) {
          emitMerge(acc[a], acc[a + half]);
        }
      }
      emitVectors(1, () -> emitStep(step, acc[0], false));
      emitTail(() -> emitStep(step, acc[0], true));
      emitAcrossLanes();
      emitTotal();
    }

    private void emitStep(List<Node> step, int into, boolean tail) {
      local[body.accumulator.id()] = into;
      emitNodes(step);
      if (tail) {
        code.aload(into)
            .aload(local[body.step.id()])
            .aload(slotMask)
            .invokevirtual(
                vector,
                "blend",
                MethodTypeDesc.of(vector, VectorTypes.CD_VECTOR, VectorTypes.CD_MASK));
      } else {
        code.aload(local[body.step.id()]);
      }
      code.astore(into);
    }

    private void emitMerge(int into, int from) {
      local[body.accumulator.id()] = into;
      local[body.other.id()] = from;
      emitNodes(body.graph.reachable(List.of(body.merge)));
      code.aload(local[body.merge.id()]).astore(into);
    }

    /** Combines every lane with the one half the width away, then a quarter, and so on. */
    private void emitAcrossLanes() {
      ClassDesc shuffle = ClassDesc.of("jdk.incubator.vector.VectorShuffle");
      for (int distance = lanes / 2; distance > 0; distance /= 2) {
        code.aload(acc[0])
            .getstatic(
                ClassDesc.of("org.torch4j.cpu.LaneShuffles"),
                compute.name() + "_" + distance,
                shuffle)
            .invokevirtual(vector, "rearrange", MethodTypeDesc.of(vector, shuffle))
            .astore(acc[1]);
        emitMerge(acc[0], acc[1]);
      }
    }

    private void emitTotal() {
      Operand out = operands[0];
      pushSpecies(compute);
      pushScalarPlace();
      Elements.load(code, out.dtype(), out.heap());
      broadcast(vector, type());
      code.astore(acc[1]);
      emitMerge(acc[1], acc[0]);
      pushScalarPlace();
      code.aload(acc[1])
          .iconst_0()
          .invokevirtual(vector, "lane", MethodTypeDesc.of(type(), CD_int));
      Elements.store(code, out.dtype(), out.heap());
    }

    private void pushScalarPlace() {
      if (operands[0].heap()) {
        code.aload(array[0]).iload(position[0]);
      } else {
        Elements.pushSegment(code, operands[0].dtype());
        code.lload(position[0]);
      }
    }
  }
}
