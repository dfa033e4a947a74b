package org.torch4j.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.cpu.Graph.Node;
import org.torch4j.cpu.Graph.Op;
import org.torch4j.expr.Expr;
import org.torch4j.type.Scalar;

/** A program as a graph, with the kernels made of it so far, one per combination of operands. */
final class CompiledProgram {
  /** Codes of operands that fit in one word of a key. */
  static final int CODES_PER_WORD = 9;

  final String name;
  final ComputeType compute;
  final Graph graph = new Graph();
  final List<Node> roots;
  final int scalars;
  final boolean vectorizable;

  /** Rough work per element, in additions. */
  final int cost;

  private volatile PointwiseKernels.Variant[] variants = {};

  CompiledProgram(
      String name,
      ComputeType compute,
      List<Expr> bodies,
      int scalars,
      Map<Integer, Scalar> fixedScalars) {
    this.name = name;
    this.compute = compute;
    this.scalars = scalars;
    Lowering lowering = new Lowering(graph, compute, fixedScalars);
    this.roots = bodies.stream().map(lowering::value).toList();
    int work = 0;
    boolean simple = true;
    List<Node> nodes = graph.reachable(roots);
    for (Node n : nodes) {
      simple &= n.op() != Op.CALL;
      work +=
          switch (n.op()) {
            case CONST, SCALAR -> 0;
            case CALL -> 40;
            case DIV, SQRT -> 4;
            default -> 1;
          };
    }
    this.cost = work + roots.size();
    this.vectorizable = simple && nodes.size() <= VectorCodegen.MAX_NODES && Simd.isAvailable();
  }

  /** The kernels for operands with these codes. */
  PointwiseKernels.Variant variant(long[] key, Operand[] operands) {
    PointwiseKernels.Variant found = find(key);
    return found != null ? found : add(key, operands);
  }

  /** The kernels for operands with these codes, or null. */
  PointwiseKernels.@org.jspecify.annotations.Nullable Variant find(long[] key) {
    for (PointwiseKernels.Variant v : variants) {
      if (v.key[0] == key[0] && (key.length == 1 || Arrays.equals(v.key, key))) {
        return v;
      }
    }
    return null;
  }

  private synchronized PointwiseKernels.Variant add(long[] key, Operand[] operands) {
    PointwiseKernels.Variant found = find(key);
    if (found == null) {
      found = new PointwiseKernels.Variant(this, key.clone(), operands);
      PointwiseKernels.Variant[] more = Arrays.copyOf(variants, variants.length + 1);
      more[variants.length] = found;
      variants = more;
    }
    return found;
  }
}
