package org.torch4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.torch4j.Ops;
import org.torch4j.backend.Backend;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.KernelListing;
import org.torch4j.op.Argument;
import org.torch4j.op.Backends;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Op;
import org.torch4j.op.PointwiseOp;
import org.torch4j.op.ReductionOp;
import org.torch4j.testing.catalog.OpEntry;
import org.torch4j.type.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torch4j ops}: what ops there are, what one computes, and with which code. */
@Command(
    name = "ops",
    description = {
      "Lists the ops, or shows one: schema, meaning, derived gradient, dtypes, generated kernel.",
      "",
      "  torch4j ops                 all",
      "  torch4j ops 'log.*'         those whose name matches",
      "  torch4j ops silu            one, with all its overloads",
      "  torch4j ops silu --kernel   and the code that computes it"
    },
    showDefaultValues = true)
final class OpsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME|REGEX",
      description = "An op as aten names it, with or without overload; or a pattern of names.")
  private @Nullable String name;

  @Option(
      names = "--kernel",
      description = "Also prints the kernel: the loop over the elements, and its bytecode.")
  private boolean kernel;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "FLOAT",
      description = "The kernel's arithmetic: ${COMPLETION-CANDIDATES}.")
  private ComputeType type;

  private OpsCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<OpEntry> entries = name == null ? List.of() : entries(name);
    if (entries.isEmpty()) {
      list(out, pattern(name == null ? ".*" : name));
    } else {
      String between = "";
      for (OpEntry e : entries) {
        out.print(between);
        show(out, e);
        between = System.lineSeparator();
      }
    }
    out.flush();
    return 0;
  }

  private static List<OpEntry> entries(String name) {
    String full = name.startsWith("aten::") ? name.substring(6) : name;
    int dot = full.indexOf('.');
    List<OpEntry> all = OpEntry.of(dot < 0 ? full : full.substring(0, dot));
    return dot < 0
        ? all
        : all.stream().filter(e -> e.op().schema().fullName().equals(full)).toList();
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + regex + "' is no op and no regular expression: " + e.getDescription(), e);
    }
  }

  private static void list(PrintWriter out, Pattern pattern) {
    List<Op> found = new ArrayList<>();
    for (String name : Ops.names()) {
      if (pattern.matcher(name).matches()) {
        found.addAll(Ops.overloads(name));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no op is named or matches '" + pattern + "'");
    }
    int width = found.stream().mapToInt(op -> op.schema().fullName().length()).max().orElse(0);
    for (Op op : found) {
      out.printf(
          "%-" + width + "s  %-9s  %-10s  %s%n",
          op.schema().fullName(),
          op.kind(),
          op.gradientKind(),
          Ops.family(op));
    }
    out.printf("%n%d ops. torch4j ops NAME shows one.%n", found.size());
  }

  private void show(PrintWriter out, OpEntry e) {
    Op op = e.op();
    String place = "core/src/main/java/org/torch4j/op/family/" + e.family() + ".java";
    out.printf("%s%n%n", op.schema());
    line(out, "kind", op.kind());
    line(out, "written in", place);
    if (!e.meaning().isEmpty()) {
      steps(out, "computes", e.meaning());
    }
    if (e.gradients().isEmpty()) {
      line(out, "gradient", e.gradientSource());
    } else {
      e.gradients().forEach((input, text) -> steps(out, "d/d " + input, text));
    }
    line(out, "shape", e.shapeRule());
    if (!e.probe().example().isEmpty()) {
      line(out, "example", e.probe().example());
    }
    line(out, "dtypes", e.probe().dtypeText());
    line(out, "devices", e.devices());
    e.kernels().forEach((device, text) -> line(out, device + " kernel", text));
    if (kernel) {
      out.println();
      kernel(out, op);
    }
  }

  private static void line(PrintWriter out, String what, String value) {
    out.printf("  %-12s %s%n", what, value);
  }

  /** Parts that an expression names come first, each on a line of its own. */
  private static void steps(PrintWriter out, String what, String text) {
    String label = what;
    for (String step : text.split("; ")) {
      line(out, label, step);
      label = "";
    }
  }

  private void kernel(PrintWriter out, Op op) {
    Backend backend = Backends.of(Device.CPU);
    switch (op) {
      case PointwiseOp p -> {
        print(out, listing(backend, p), true);
        for (int i = 0; i < p.inputs(); i++) {
          PointwiseOp gradient = p.gradient(i);
          if (op.gradientKind().equals("expression") && gradient != null) {
            out.println();
            print(out, listing(backend, gradient), false);
          }
        }
      }
      case ReductionOp r -> {
        ReductionOp.Steps s = r.steps();
        out.printf(
            "  // %s: partial totals by blocks, in an order that no thread changes%n",
            r.schema().name());
        out.printf("  total = %s;%n", s.init());
        out.printf(
            "  for (x : self) {%n    element = %s;%n    total = %s;%n  }%n", s.map(), s.combine());
        out.printf("  out = %s;%n", s.finish());
      }
      case KernelOp k ->
          out.printf(
              "  // hand-written or a library's: '%s' in"
                  + " cpu/src/main/java/org/torch4j/cpu/%s.java%n",
              k.kernelName(), backend.kernelHome(k.kernelName()));
      default ->
          out.printf(
              "  // no kernel of its own: %s%n",
              op.kind().equals("view")
                  ? "the same memory through another layout"
                  : "it is written in other ops");
    }
  }

  private KernelListing listing(Backend backend, PointwiseOp op) {
    List<String> names = new ArrayList<>();
    int scalars = 0;
    for (int i = 0; i < op.schema().size(); i++) {
      Argument a = op.schema().argument(i);
      if (a.isTensor()) {
        names.add(a.name());
      } else {
        scalars += a.list() || !isNumber(a) ? 0 : 1;
      }
    }
    return backend.listing(op.program(type), names, scalars);
  }

  private static boolean isNumber(Argument a) {
    return switch (a.type()) {
      case SCALAR, FLOAT, INT -> true;
      default -> false;
    };
  }

  private static void print(PrintWriter out, KernelListing listing, boolean code) {
    out.printf("  // %s%n", listing.title().toLowerCase(Locale.ROOT));
    listing.loop().forEach(l -> out.printf("  %s%n", l));
    if (code) {
      out.printf("%n  // the same as bytecode, %d lines%n", listing.code().size());
      listing.code().forEach(l -> out.printf("  %s%n", l));
    }
  }
}
