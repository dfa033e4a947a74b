package org.torch4j.testing.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.torch4j.Ops;
import org.torch4j.backend.Backend;
import org.torch4j.op.Backends;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Op;
import org.torch4j.op.PointwiseOp;
import org.torch4j.op.ReductionOp;

/**
 * One op as people look it up.
 *
 * @param op the op itself
 * @param family the class in which it is written
 * @param probe what calls of it have shown
 */
public record OpEntry(Op op, String family, OpProbe probe) {
  /** The entries of all ops, by family and, inside, by name. */
  public static Map<String, List<OpEntry>> all() {
    Map<String, List<OpEntry>> families = new java.util.TreeMap<>();
    for (String name : Ops.names()) {
      for (OpEntry entry : of(name)) {
        families.computeIfAbsent(entry.family, _ -> new ArrayList<>()).add(entry);
      }
    }
    return families;
  }

  /** The entries of the overloads of a name; empty if there is no such op. */
  public static List<OpEntry> of(String name) {
    return Ops.overloads(name).stream()
        .map(op -> new OpEntry(op, Ops.family(op), OpProbe.of(op)))
        .toList();
  }

  /** The devices with a kernel for it: {@code cpu}. */
  public String devices() {
    return Backends.all().stream()
        .filter(b -> !(op instanceof KernelOp k) || k.runsOn(b))
        .map(b -> b.deviceType().toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** What it computes, if that is an expression; else empty. */
  public String meaning() {
    return switch (op) {
      case PointwiseOp p -> p.text();
      case ReductionOp r -> {
        ReductionOp.Steps s = r.steps();
        yield "total = "
            + s.init()
            + "; for each x: element = "
            + s.map()
            + ", total = "
            + s.combine()
            + "; result = "
            + s.finish();
      }
      default -> "";
    };
  }

  /** The derived gradients by the names of the tensors; empty unless pointwise. */
  public Map<String, String> gradients() {
    Map<String, String> all = new LinkedHashMap<>();
    if (op instanceof PointwiseOp p && op.gradientKind().equals("expression")) {
      for (int i = 0, seen = 0; i < op.schema().size(); i++) {
        if (op.schema().argument(i).isTensor()) {
          PointwiseOp gradient = p.gradient(seen++);
          all.put(op.schema().argument(i).name(), gradient == null ? "0" : gradient.text());
        }
      }
    }
    return all;
  }

  /** Where the gradients come from, in words. */
  public String gradientSource() {
    return switch (op.gradientKind()) {
      case "expression" -> "derived from the expression";
      case "ops" -> "a rule written in ops";
      case "composite" -> "that of the ops it is written in";
      case "zero" -> "zero: flat almost everywhere";
      default -> "none";
    };
  }

  /** How the result's shape follows from the arguments, in words. */
  public String shapeRule() {
    return switch (op.kind()) {
      case "pointwise" -> "the operands' shapes, broadcast together";
      case "reduction" -> "without the reduced dimensions, which keepdim keeps with size 1";
      case "view" -> "self's memory through another layout";
      case "composite" -> "that of the ops it is written in";
      default -> "the rule beside the schema in " + family + ".java";
    };
  }

  /** Which kernel computes it, in words, for each backend. */
  public Map<String, String> kernels() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Backend b : Backends.all()) {
      String device = b.deviceType().toString().toLowerCase(Locale.ROOT);
      switch (op) {
        case KernelOp k when b.hasKernel(k.kernelName()) ->
            all.put(device, k.kernelName() + " in " + b.kernelHome(k.kernelName()) + ".java");
        case PointwiseOp _, ReductionOp _ -> all.put(device, "generated at the first call");
        default -> {}
      }
    }
    return all;
  }
}
