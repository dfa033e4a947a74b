package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.KernelListing;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.cpu.Graph.Kind;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.cpu.Operand.Step;
import org.torch4j.type.DType;

/** Writes the kernel of an elementwise program down, as a loop and as bytecode. */
final class Listings {
  private final CompiledProgram program;
  private final List<String> inputs;
  private final boolean vector;
  private final Map<Integer, String> values = new HashMap<>();
  private final List<String> once = new ArrayList<>();
  private final List<String> each = new ArrayList<>();
  private int named;

  private Listings(CompiledProgram program, List<String> inputs, boolean vector) {
    this.program = program;
    this.inputs = inputs;
    this.vector = vector;
  }

  /** The kernel for contiguous native arrays of the compute type. */
  static KernelListing of(PointwiseProgram program, List<String> names, int scalars) {
    CompiledProgram compiled =
        new CompiledProgram(program.name(), program.compute(), program.bodies(), scalars, Map.of());
    ComputeType compute = program.compute();
    Operand[] operands = new Operand[compiled.roots.size() + names.size()];
    DType dtype = Operand.nativeType(compute);
    Arrays.fill(operands, new Operand(dtype, false, Step.CONTIGUOUS));
    boolean vector = compiled.vectorizable;
    KernelCodegen codegen =
        vector
            ? VectorCodegen.elementwise(compiled, operands)
            : new ScalarCodegen(
                compiled.name, compute, compiled.graph, compiled.roots, operands, scalars);
    String width =
        vector
            ? VectorTypes.lanes(compute) + " lanes of " + VectorTypes.bits() + " bits"
            : "one element at a time";
    return new KernelListing(
        program.name() + " in " + compute.name().toLowerCase(Locale.ROOT) + ", " + width,
        new Listings(compiled, names, vector).loop(),
        Bytecode.lines(codegen.bytes(), vector ? "vectors" : "run"));
  }

  private List<String> loop() {
    for (Node n : program.graph.reachable(program.roots)) {
      write(n);
    }
    List<String> lines = new ArrayList<>(once);
    String lanes = vector ? Integer.toString(VectorTypes.lanes(program.compute)) : "1";
    lines.add("for (i = 0; i + " + lanes + " <= n; i += " + lanes + ") {");
    each.forEach(line -> lines.add("  " + line));
    for (int k = 0; k < program.roots.size(); k++) {
      String name = program.roots.size() == 1 ? "out" : "out" + k;
      lines.add("  store(" + name + ", i, " + values.get(program.roots.get(k).id()) + ");");
    }
    lines.add("}");
    if (vector) {
      lines.add("// the elements past the last whole vector: the same once more under a mask");
    }
    return lines;
  }

  /** Constants and numbers stand where they are used, everything else gets a name. */
  private void write(Node n) {
    if (n.op() == Op.CONST) {
      values.put(n.id(), constant(n));
      return;
    }
    if (n.op() == Op.SCALAR) {
      values.put(n.id(), "s" + n.number());
      once.add("s" + n.number() + " = broadcast(number " + n.number() + ");");
      return;
    }
    String name = (n.kind() == Kind.MASK ? "m" : n.kind() == Kind.BITS ? "b" : "v") + named++;
    values.put(n.id(), name);
    each.add(name + " = " + expression(n) + ";");
  }

  private String constant(Node n) {
    if (n.kind() == Kind.BITS) {
      return "0x" + Long.toHexString(bits(n.number()));
    }
    double value = Double.longBitsToDouble(n.number());
    return switch (program.compute) {
      case INT, LONG -> Long.toString((long) value);
      case FLOAT -> Float.toString((float) value);
      case DOUBLE -> Double.toString(value);
    };
  }

  private long bits(long value) {
    boolean narrow = program.compute == ComputeType.INT || program.compute == ComputeType.FLOAT;
    return narrow ? value & 0xffffffffL : value;
  }

  private String expression(Node n) {
    return switch (n.op()) {
      case LOAD -> "load(" + inputs.get((int) n.number()) + ", i)";
      case ADD -> infix(n, "+");
      case SUB -> infix(n, "-");
      case MUL -> infix(n, "*");
      case DIV -> infix(n, "/");
      case AND -> infix(n, "&");
      case OR -> infix(n, "|");
      case XOR -> infix(n, "^");
      case EQ -> infix(n, "==");
      case NE -> infix(n, "!=");
      case LT -> infix(n, "<");
      case LE -> infix(n, "<=");
      case NEG -> "-" + arg(n, 0);
      case NOT -> "~" + arg(n, 0);
      case SHL -> arg(n, 0) + " << " + n.number();
      case SHR -> arg(n, 0) + " >> " + n.number();
      case FMA -> arg(n, 0) + " * " + arg(n, 1) + " + " + arg(n, 2);
      case SELECT -> arg(n, 0) + " ? " + arg(n, 1) + " : " + arg(n, 2);
      case TO_BITS -> "bits(" + arg(n, 0) + ")";
      case FROM_BITS -> "number(" + arg(n, 0) + ")";
      case REPAIR ->
          "any("
              + arg(n, 0)
              + ") ? "
              + n.call().toLowerCase(Locale.ROOT)
              + "("
              + arg(n, 2)
              + ") where "
              + arg(n, 0)
              + " : "
              + arg(n, 1);
      case CALL -> n.call() + "(" + arguments(n) + ")";
      case CONST, SCALAR -> throw new IllegalStateException(n.op().name());
      case MIN, MAX, ABS, SQRT -> n.op().name().toLowerCase(Locale.ROOT) + "(" + arguments(n) + ")";
    };
  }

  private String infix(Node n, String sign) {
    return arg(n, 0) + " " + sign + " " + arg(n, 1);
  }

  private String arg(Node n, int i) {
    return String.valueOf(values.get(n.arg(i).id()));
  }

  private String arguments(Node n) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < n.args().size(); i++) {
      all.add(arg(n, i));
    }
    return String.join(", ", all);
  }
}
