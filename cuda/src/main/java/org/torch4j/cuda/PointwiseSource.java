package org.torch4j.cuda;

import java.util.List;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.type.DType;

/** Writes the kernels of one elementwise program for arrays of certain dtypes and steps. */
final class PointwiseSource {
  /** Elements that one thread takes at a time where they lie side by side. */
  static final int WIDE = 4;

  private final PointwiseProgram program;
  private final int outputs;
  private final DType[] dtypes;
  private final boolean[] uniform;
  private final int scalars;
  private final String index;
  private final String name;
  private final String compute;

  /**
   * For arrays of these dtypes, the outputs first.
   *
   * @param uniform which arrays show one element everywhere
   * @param small whether indices fit in 32 bits
   */
  PointwiseSource(
      PointwiseProgram program, DType[] dtypes, boolean[] uniform, int scalars, boolean small) {
    this.program = program;
    this.outputs = program.bodies().size();
    this.dtypes = dtypes;
    this.uniform = uniform;
    this.scalars = scalars;
    this.index = small ? "int" : "i64";
    this.name = "t4j_k_" + program.name().replaceAll("[^A-Za-z0-9_]", "_");
    this.compute = CudaTypes.compute(program.compute());
  }

  String name() {
    return name;
  }

  private String body() {
    ComputeType type = program.compute();
    int inputs = dtypes.length - outputs;
    List<org.torch4j.expr.Expr> bodies = program.bodies();
    return CudaCodegen.function(name + "_body", bodies, inputs, scalars, type);
  }

  private String type(int k) {
    return CudaTypes.stored(dtypes[k]);
  }

  private StringBuilder head(String suffix) {
    StringBuilder text = new StringBuilder(body());
    text.append("extern \"C\" __global__ void ").append(name).append(suffix).append('(');
    return text;
  }

  private void pointers(StringBuilder text, String suffix) {
    for (int k = 0; k < dtypes.length; k++) {
      text.append(k < outputs ? "" : "const ").append(type(k)).append("* p").append(k);
      text.append(suffix).append(", ");
    }
  }

  private void numbers(StringBuilder text) {
    for (int s = 0; s < scalars; s++) {
      text.append(compute).append(" s").append(s).append(", ");
    }
  }

  /** One element from the places that {@code at} gives, with {@code k} for the array's number. */
  private String element(String indent, String at) {
    StringBuilder text = new StringBuilder();
    StringBuilder call = new StringBuilder(name).append("_body(");
    for (int k = outputs; k < dtypes.length; k++) {
      String value =
          uniform[k]
              ? "u" + k
              : "t4j_load<" + compute + ">(" + at.replace("$", Integer.toString(k)) + ")";
      call.append(value).append(", ");
    }
    for (int s = 0; s < scalars; s++) {
      call.append('s').append(s).append(", ");
    }
    for (int k = 0; k < outputs; k++) {
      text.append(indent).append(compute).append(" y").append(k).append(";\n");
      call.append('y').append(k).append(k + 1 < outputs ? ", " : ");\n");
    }
    text.append(indent).append(call);
    for (int k = 0; k < outputs; k++) {
      text.append(indent).append(at.replace("$", Integer.toString(k)));
      text.append(" = t4j_out<").append(type(k)).append(">::of(y").append(k).append(");\n");
    }
    return text.toString();
  }

  private String uniforms(String suffix) {
    StringBuilder text = new StringBuilder();
    for (int k = outputs; k < dtypes.length; k++) {
      if (uniform[k]) {
        text.append("  ").append(compute).append(" u").append(k).append(" = t4j_load<");
        text.append(compute).append(">(p").append(k).append(suffix).append("[0]);\n");
      }
    }
    return text.toString();
  }

  private static String start(String index) {
    return "  "
        + index
        + " start = ("
        + index
        + ")blockIdx.x * blockDim.x + threadIdx.x, step = ("
        + index
        + ")gridDim.x * blockDim.x;\n";
  }

  /** Arrays without gaps: {@code (arrays, scalars, n, groups)}; groups of {@link #WIDE} first. */
  String flat() {
    StringBuilder text = head("");
    pointers(text, "");
    numbers(text);
    text.append(index).append(" n, ").append(index).append(" groups) {\n").append(start(index));
    text.append(uniforms(""));
    text.append("  for (").append(index).append(" g = start; g < groups; g += step) {\n");
    for (int k = 0; k < dtypes.length; k++) {
      if (!uniform[k]) {
        String vector = "t4j_vec<" + type(k) + ", " + WIDE + ">";
        text.append("    ").append(vector).append(" w").append(k);
        text.append(k < outputs ? "" : " = ((const " + vector + "*)p" + k + ")[g]").append(";\n");
      }
    }
    text.append("#pragma unroll\n    for (int j = 0; j < ").append(WIDE).append("; j++) {\n");
    text.append(element("      ", "w$.v[j]")).append("    }\n");
    for (int k = 0; k < outputs; k++) {
      text.append("    ((t4j_vec<").append(type(k)).append(", ").append(WIDE).append(">*)p");
      text.append(k).append(")[g] = w").append(k).append(";\n");
    }
    text.append("  }\n  for (").append(index).append(" i = groups * ").append(WIDE);
    text.append(" + start; i < n; i += step) {\n").append(element("    ", "p$[i]"));
    return text.append("  }\n}\n").toString();
  }

  /** Arrays with any steps: {@code (arrays, scalars, n, dims, sizes and steps)}. */
  String strided(int most) {
    int arrays = dtypes.length;
    String dims = name + "_dims";
    StringBuilder text = new StringBuilder("struct ").append(dims).append(" { ").append(index);
    text.append(" size[").append(most).append("]; ").append(index).append(" step[");
    text.append(arrays).append("][").append(most).append("]; };\n").append(head(""));
    pointers(text, "");
    numbers(text);
    text.append(index).append(" n, int dims, ").append(dims).append(" g) {\n");
    text.append(start(index)).append(uniforms(""));
    text.append("  for (").append(index).append(" i = start; i < n; i += step) {\n    ");
    text.append(index).append(" rest = i");
    for (int k = 0; k < arrays; k++) {
      text.append(", a").append(k).append(" = 0");
    }
    text.append(";\n    for (int d = dims - 1; d >= 0; d--) {\n      ").append(index);
    text.append(" q = rest / g.size[d], c = rest - q * g.size[d];\n      rest = q;\n");
    for (int k = 0; k < arrays; k++) {
      text.append("      a").append(k).append(" += c * g.step[").append(k).append("][d];\n");
    }
    text.append("    }\n").append(element("    ", "p$[a$]"));
    return text.append("  }\n}\n").toString();
  }

  /**
   * Many sets of arrays without gaps: {@code (arrays of set 0, of set 1, ..., scalars, sizes)},
   * each block a piece of {@code chunk} elements of one set.
   */
  String each(int sets, int chunk) {
    String sizes = name + "_sizes";
    StringBuilder text =
        new StringBuilder("struct ").append(sizes).append(" { i64 n[").append(sets);
    text.append("]; i64 first[").append(sets + 1).append("]; };\n").append(head("_each"));
    for (int i = 0; i < sets; i++) {
      pointers(text, "_" + i);
    }
    numbers(text);
    text.append("int count, ").append(sizes).append(" g) {\n  int t = 0;\n");
    text.append("  while (t + 1 < count && blockIdx.x >= g.first[t + 1]) t++;\n");
    for (int k = 0; k < dtypes.length; k++) {
      text.append("  ").append(k < outputs ? "" : "const ").append(type(k)).append("* p").append(k);
      text.append(" = p").append(k).append("_0;\n");
    }
    text.append("  switch (t) {\n");
    for (int i = 1; i < sets; i++) {
      text.append("    case ").append(i).append(":");
      for (int k = 0; k < dtypes.length; k++) {
        text.append(" p").append(k).append(" = p").append(k).append('_').append(i).append(';');
      }
      text.append(" break;\n");
    }
    text.append("  }\n  i64 begin = (blockIdx.x - g.first[t]) * ").append(chunk);
    text.append(", end = begin + ").append(chunk).append(" < g.n[t] ? begin + ").append(chunk);
    text.append(" : g.n[t];\n  for (i64 i = begin + threadIdx.x; i < end; i += blockDim.x) {\n");
    return text.append(element("    ", "p$[i]")).append("  }\n}\n").toString();
  }
}
