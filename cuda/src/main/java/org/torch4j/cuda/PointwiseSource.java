package org.torch4j.cuda;

import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.type.DType;

/** Writes the kernels of one elementwise program for arrays of certain dtypes and steps. */
final class PointwiseSource {
  /** An array that shows one element everywhere. */
  static final int UNIFORM = 0;

  /** One whose elements along the last dimension lie side by side. */
  static final int BESIDE = 1;

  /** One that shows one element along the last dimension. */
  static final int STILL = 2;

  /** One with any steps. */
  static final int ANY = 3;

  /** One whose elements lie side by side along the dimension before the last. */
  static final int CROSSED = 4;

  /** Elements of a side of a tile. */
  static final int TILE = 32;

  private static final int THREADS = 256;

  private final PointwiseProgram program;
  private final int outputs;
  private final DType[] dtypes;
  private final int[] kinds;
  private final int scalars;
  private final String index;
  private final int vector;
  private final int flying;
  private final boolean moved;
  private final String name;
  private final String compute;

  /**
   * For arrays of these dtypes, the outputs first.
   *
   * @param kinds how arrays lie
   * @param small whether indices fit in 32 bits
   * @param vector elements that are loaded together
   * @param flying groups of them that a thread asks for before it uses the first
   * @param moved whether elements are moved without looking at them
   */
  PointwiseSource(
      PointwiseProgram program,
      DType[] dtypes,
      int[] kinds,
      int scalars,
      boolean small,
      int vector,
      int flying,
      boolean moved) {
    this.program = program;
    this.outputs = program.bodies().size();
    this.dtypes = dtypes;
    this.kinds = kinds;
    this.scalars = scalars;
    this.index = small ? "int" : "i64";
    this.vector = vector;
    this.flying = flying;
    this.moved = moved;
    this.name = "t4j_k_" + program.name().replaceAll("[^A-Za-z0-9_]", "_");
    this.compute = moved ? CudaTypes.bytes(dtypes[0]) : CudaTypes.compute(program.compute());
  }

  private static final int SHORT = 1000;
  private static final Pattern LONG_CALL = Pattern.compile("t4j_(?!max|min|rsqrt|cast|out|load)");

  /** Whether a program is so short that several groups of elements may be computed at once. */
  static boolean isLight(PointwiseProgram program) {
    String body = CudaCodegen.function("body", program.bodies(), 0, 0, program.compute());
    return body.length() < SHORT && !LONG_CALL.matcher(body).find();
  }

  String name() {
    return name;
  }

  private String body() {
    if (moved) {
      String head = "static __device__ inline void " + name + "_body(";
      return head + compute + " x0, " + compute + "& y0) { y0 = x0; }\n";
    }
    ComputeType type = program.compute();
    int inputs = dtypes.length - outputs;
    List<org.torch4j.expr.Expr> bodies = program.bodies();
    return CudaCodegen.function(name + "_body", bodies, inputs, scalars, type);
  }

  private String type(int k) {
    return moved ? compute : CudaTypes.stored(dtypes[k]);
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

  /** One element from the places that {@code at} gives of the arrays. */
  private String element(String indent, IntFunction<String> at) {
    StringBuilder text = new StringBuilder();
    StringBuilder call = new StringBuilder(name).append("_body(");
    for (int k = outputs; k < dtypes.length; k++) {
      boolean uniform = kinds[k] == UNIFORM;
      call.append(uniform ? "u" + k : "t4j_load<" + compute + ">(" + at.apply(k) + ")");
      call.append(", ");
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
      text.append(indent).append(at.apply(k));
      text.append(" = t4j_out<").append(type(k)).append(">::of(y").append(k).append(");\n");
    }
    return text.toString();
  }

  private String uniforms(String suffix) {
    StringBuilder text = new StringBuilder();
    for (int k = outputs; k < dtypes.length; k++) {
      if (kinds[k] == UNIFORM) {
        text.append("  ").append(compute).append(" u").append(k).append(" = t4j_load<");
        text.append(compute).append(">(p").append(k).append(suffix).append("[0]);\n");
      }
    }
    return text.toString();
  }

  /** What a block does with its groups of elements, of which {@code count} there are. */
  private void groups(StringBuilder text, String count, String place) {
    text.append("  ").append(index).append(" first = (").append(index).append(")blockIdx.x * ");
    text.append(THREADS * flying).append(" + (").append(index).append(")threadIdx.x;\n");
    for (int k = 0; k < dtypes.length; k++) {
      if (kinds[k] != UNIFORM) {
        text.append("  t4j_vec<").append(type(k)).append(", ");
        text.append(kinds[k] == STILL ? 1 : vector).append("> w").append(k);
        text.append('[').append(flying).append("];\n");
      }
    }
    String loop = "#pragma unroll\n  for (int u = 0; u < " + flying + "; u++) {\n    " + index;
    String test = " i = first + u * " + THREADS + ";\n    if (i < " + count + ") {\n";
    text.append(loop).append(test).append(place);
    for (int k = outputs; k < dtypes.length; k++) {
      if (kinds[k] != UNIFORM) {
        text.append("      w").append(k).append("[u] = t4j_take<");
        text.append(kinds[k] == STILL ? 1 : vector).append(", 1>(p").append(k);
        text.append(" + ").append(offset(k, place)).append(");\n");
      }
    }
    text.append("    }\n  }\n").append(loop).append(test);
    text.append("#pragma unroll\n      for (int j = 0; j < ").append(vector).append("; j++) {\n");
    text.append(element("        ", k -> "w" + k + "[u].v[" + (kinds[k] == STILL ? 0 : "j") + "]"));
    text.append("      }\n");
    for (int k = 0; k < outputs; k++) {
      text.append("      t4j_put<").append(vector).append(", 1>(p").append(k).append(" + ");
      text.append(offset(k, place)).append(", w").append(k).append("[u]);\n");
    }
    text.append("    }\n  }\n");
  }

  private String offset(int k, String place) {
    return place.isEmpty() ? "(i64)i * " + vector : "a" + k + "[u]";
  }

  /** Arrays without gaps: {@code (arrays, scalars, n)}; what is left of groups comes last. */
  String flat() {
    StringBuilder text = head("");
    pointers(text, "");
    numbers(text);
    text.append(index).append(" n) {\n").append(uniforms(""));
    groups(text, "n / " + vector, "");
    if (vector > 1) {
      text.append("  first += n / ").append(vector).append(" * ").append(vector);
      text.append(";\n  if (first < n) {\n").append(element("    ", k -> "p" + k + "[first]"));
      text.append("  }\n");
    }
    return text.append("}\n").toString();
  }

  /** The struct of sizes, what they are divided by, and steps. */
  private String dims(int most) {
    String array = index + " %s[" + most + "]; ";
    StringBuilder text = new StringBuilder("struct ").append(name).append("_dims { ");
    for (String member : new String[] {"size", "magic", "shift"}) {
      text.append(array.formatted(member));
    }
    text.append(index).append(" step[").append(dtypes.length).append("][").append(most);
    return text.append("]; };\n").toString();
  }

  /**
   * Arrays with any steps: {@code (arrays, scalars, groups, dims, sizes and steps)}.
   *
   * @param dims how many dimensions there are, 0 for any number
   */
  String strided(int dims, int most) {
    int arrays = dtypes.length;
    StringBuilder text = new StringBuilder(dims(most)).append(head(""));
    pointers(text, "");
    numbers(text);
    text.append(index).append(" n, int dims, const __grid_constant__ ").append(name);
    text.append("_dims g) {\n").append(uniforms(""));
    StringBuilder place = new StringBuilder();
    for (int k = 0; k < arrays; k++) {
      if (kinds[k] != UNIFORM) {
        text.append("  ").append(index).append(" a").append(k).append('[').append(flying);
        text.append("];\n");
        place.append("      a").append(k).append("[u] = 0;\n");
      }
    }
    place.append("      ").append(index).append(" rest = i;\n");
    if (dims == 0) {
      place.append("      for (int d = dims - 1; d > 0; d--) {\n").append(step("d"));
      place.append("      }\n");
    }
    for (int d = dims - 1; d > 0; d--) {
      place.append("      {\n").append(step(Integer.toString(d))).append("      }\n");
    }
    for (int k = 0; k < arrays; k++) {
      if (kinds[k] != UNIFORM) {
        place.append("      a").append(k).append("[u] += rest * g.step[").append(k);
        place.append("][0];\n");
      }
    }
    groups(text, "n", place.toString());
    return text.append("}\n").toString();
  }

  /** Takes the place in one dimension off the rest of an index. */
  private String step(String d) {
    StringBuilder text = new StringBuilder("        ").append(index);
    text.append(" q = t4j_divided(rest, g.size[#], g.magic[#], g.shift[#]), c = rest - q *");
    text.append(" g.size[#];\n        rest = q;\n");
    for (int k = 0; k < dtypes.length; k++) {
      if (kinds[k] != UNIFORM) {
        text.append("        a").append(k).append("[u] += c * g.step[").append(k).append("][#];\n");
      }
    }
    return text.toString().replace("#", d);
  }

  /**
   * Arrays of which some lie along another dimension than the results: those go through tiles in
   * shared memory, so that neighbours are read and written together. The parameters are those of
   * {@link #strided}; the two dimensions come last.
   */
  String tiled(int most) {
    StringBuilder text = new StringBuilder(dims(most)).append(head("_tiled"));
    pointers(text, "");
    numbers(text);
    text.append(index).append(" n, int dims, const __grid_constant__ ").append(name);
    text.append("_dims g) {\n").append(uniforms(""));
    String wide = "(g.size[dims - %d] + 31) / 32";
    text.append("  ").append(index).append(" rest = blockIdx.x, wide = ");
    text.append(wide.formatted(1)).append(", high = ").append(wide.formatted(2));
    text.append(";\n  ").append(index).append(" columns = g.size[dims - 1], rows = g.size[dims -");
    text.append(" 2], column = rest % wide * 32, row;\n  rest /= wide;\n");
    text.append("  row = rest % high * 32;\n  rest /= high;\n");
    text.append("  int x = threadIdx.x % 32, y = threadIdx.x / 32;\n");
    StringBuilder walk = new StringBuilder();
    for (int k = 0; k < dtypes.length; k++) {
      if (kinds[k] != UNIFORM) {
        text.append("  ").append(index).append(" a").append(k).append(" = 0, r").append(k);
        text.append(" = g.step[").append(k).append("][dims - 2], c").append(k).append(" = g.step[");
        text.append(k).append("][dims - 1];\n");
        walk.append("    a").append(k).append(" += c * g.step[").append(k).append("][d];\n");
      }
    }
    text.append("  for (int d = dims - 3; d >= 0; d--) {\n    ").append(index);
    text.append(" c = rest % g.size[d];\n    rest /= g.size[d];\n").append(walk).append("  }\n");
    StringBuilder fill = new StringBuilder();
    for (int k = outputs; k < dtypes.length; k++) {
      if (kinds[k] == CROSSED) {
        text.append("  __shared__ ").append(type(k)).append(" t").append(k).append("[32][33];\n");
        fill.append("      t").append(k).append("[y + s][x] = p").append(k).append("[a").append(k);
        fill.append(" + (row + x) * r").append(k).append(" + (column + y + s) * c").append(k);
        fill.append("];\n");
      }
    }
    String loop = "#pragma unroll\n  for (int s = 0; s < 32; s += 8) {\n    if (";
    text.append(loop).append("row + x < rows && column + y + s < columns) {\n").append(fill);
    text.append("    }\n  }\n  __syncthreads();\n");
    text.append(loop).append("row + y + s < rows && column + x < columns) {\n");
    text.append(
        element(
            "      ",
            k ->
                kinds[k] == CROSSED
                    ? "t" + k + "[x][y + s]"
                    : "p#[a# + (row + y + s) * r# + (column + x) * c#]"
                        .replace("#", Integer.toString(k))));
    return text.append("    }\n  }\n}\n").toString();
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
    text.append(" : g.n[t], left = end - end % ").append(vector).append(";\n");
    text.append("  for (i64 i = begin + threadIdx.x * ").append(vector).append("; i < left; i += ");
    text.append(THREADS * vector).append(") {\n");
    for (int k = 0; k < dtypes.length; k++) {
      text.append("    t4j_vec<").append(type(k)).append(", ").append(vector).append("> w");
      text.append(k);
      if (k >= outputs) {
        text.append(" = t4j_take<").append(vector).append(", 1>(p").append(k).append(" + i)");
      }
      text.append(";\n");
    }
    text.append("#pragma unroll\n    for (int j = 0; j < ").append(vector).append("; j++) {\n");
    text.append(element("      ", k -> "w" + k + ".v[j]")).append("    }\n");
    for (int k = 0; k < outputs; k++) {
      text.append("    t4j_put<").append(vector).append(", 1>(p").append(k).append(" + i, w");
      text.append(k).append(");\n");
    }
    text.append("  }\n  for (i64 i = left + threadIdx.x; i < end; i += ").append(THREADS);
    text.append(") {\n").append(element("    ", k -> "p" + k + "[i]"));
    return text.append("  }\n}\n").toString();
  }
}
