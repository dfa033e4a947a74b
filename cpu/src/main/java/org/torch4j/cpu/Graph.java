package org.torch4j.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of one kernel body as machines have them: a graph in which equal operations exist
 * once. Values are numbers of the compute type, integers of the same width, or masks.
 */
final class Graph {
  /** What kind of value a node yields. */
  enum Kind {
    /** A number of the compute type. */
    VALUE,
    /** An integer as wide as the compute type: the bits of a floating-point number. */
    BITS,
    /** A truth value. */
    MASK
  }

  /** The operations. Rounding is that of Java; MIN and MAX propagate NaN. */
  enum Op {
    LOAD,
    SCALAR,
    CONST,
    ADD,
    SUB,
    MUL,
    DIV,
    MIN,
    MAX,
    NEG,
    ABS,
    SQRT,
    FMA,
    AND,
    OR,
    XOR,
    NOT,
    SHL,
    SHR,
    EQ,
    NE,
    LT,
    LE,
    SELECT,
    TO_BITS,
    FROM_BITS,
    /** Where the mask holds, which is rare, a function of the argument instead of the value. */
    REPAIR,
    CALL
  }

  /**
   * One operation.
   *
   * @param id its place in topological order
   * @param number index of LOAD and SCALAR, shift distance, constant's bits (double or long)
   * @param call name of the method in {@link ScalarFunctions} for CALL
   */
  record Node(int id, Op op, Kind kind, List<Node> args, long number, String call) {
    Node arg(int i) {
      return args.get(i);
    }

    boolean isConstant() {
      return op == Op.CONST;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  private record Key(Op op, Kind kind, List<Integer> args, long number, String call) {}

  private final Map<Key, Node> known = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  /** All nodes; arguments come before their users. */
  List<Node> nodes() {
    return nodes;
  }

  /** The nodes that {@code roots} need, in order. */
  List<Node> reachable(List<Node> roots) {
    boolean[] needed = new boolean[nodes.size()];
    for (Node root : roots) {
      needed[root.id()] = true;
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed[i]) {
        for (Node arg : nodes.get(i).args()) {
          needed[arg.id()] = true;
        }
      }
    }
    return nodes.stream().filter(n -> needed[n.id()]).toList();
  }

  private Node node(Op op, Kind kind, List<Node> args, long number, String call) {
    List<Integer> ids = args.stream().map(Node::id).toList();
    return known.computeIfAbsent(
        new Key(op, kind, ids, number, call),
        _ -> {
          Node n = new Node(nodes.size(), op, kind, List.copyOf(args), number, call);
          nodes.add(n);
          return n;
        });
  }

  Node apply(Op op, Node... args) {
    Kind kind =
        switch (op) {
          case EQ, NE, LT, LE -> Kind.MASK;
          case TO_BITS -> Kind.BITS;
          case FROM_BITS -> Kind.VALUE;
          case SELECT -> args[1].kind();
          default -> args[0].kind();
        };
    return node(op, kind, List.of(args), 0, "");
  }

  Node call(String name, Node... args) {
    return node(Op.CALL, Kind.VALUE, List.of(args), 0, name);
  }

  Node repair(Node mask, Node value, Node argument, String function) {
    return node(Op.REPAIR, Kind.VALUE, List.of(mask, value, argument), 0, function);
  }

  Node load(int index) {
    return node(Op.LOAD, Kind.VALUE, List.of(), index, "");
  }

  Node scalar(int index) {
    return node(Op.SCALAR, Kind.VALUE, List.of(), index, "");
  }

  /** A constant of the compute type, given as a double that a cast to the type makes exact. */
  Node constant(double value) {
    return node(Op.CONST, Kind.VALUE, List.of(), Double.doubleToRawLongBits(value), "");
  }

  Node bits(long value) {
    return node(Op.CONST, Kind.BITS, List.of(), value, "");
  }

  Node shiftLeft(Node bits, int distance) {
    return node(Op.SHL, Kind.BITS, List.of(bits), distance, "");
  }

  /** Shifts copies of the sign bit in. */
  Node shiftRight(Node bits, int distance) {
    return node(Op.SHR, Kind.BITS, List.of(bits), distance, "");
  }
}
