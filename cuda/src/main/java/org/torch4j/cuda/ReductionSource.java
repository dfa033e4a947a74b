package org.torch4j.cuda;

import java.util.List;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.expr.Expr;

/** Writes the kernels of one reduction from elements of one type to results of another. */
final class ReductionSource {
  private final ReductionProgram program;
  private final String name;
  private final String t;
  private final String in;
  private final String out;
  private final Expr map;
  private final Expr finish;

  /**
   * One pass.
   *
   * @param again whether the elements are totals of a pass before
   * @param last whether totals are turned into results
   */
  ReductionSource(ReductionProgram program, String in, String out, boolean again, boolean last) {
    this.program = program;
    this.name = "t4j_r_" + program.name().replaceAll("[^A-Za-z0-9_]", "_");
    this.t = CudaTypes.compute(program.compute());
    this.in = in;
    this.out = out;
    this.map = again ? Expr.input(0) : program.map();
    this.finish = last ? program.finish() : Expr.input(0);
  }

  String name() {
    return name;
  }

  private String functions() {
    String most = Integer.toString(Geometry.MOST);
    return CudaCodegen.function(name + "_map", List.of(map), 1, 0, program.compute())
        + CudaCodegen.function(
            name + "_combine", List.of(program.combine()), 2, 0, program.compute())
        + CudaCodegen.function(name + "_finish", List.of(finish), 1, 1, program.compute())
        + CudaCodegen.function(
            name + "_init", List.of(Expr.constant(program.init())), 0, 0, program.compute())
        + ("struct #_dims { i64 size[M]; i64 in[M]; i64 out[M]; i64 inner[M]; i64 step[M]; };\n"
                + "static __device__ inline i64 #_at(const i64* size, const i64* step, int dims,"
                + " i64 i) {\n"
                + "  i64 at = 0;\n"
                + "  for (int d = dims - 1; d > 0; d--) {\n"
                + "    i64 q = i / size[d];\n"
                + "    at += (i - q * size[d]) * step[d];\n"
                + "    i = q;\n"
                + "  }\n"
                + "  return dims > 0 ? at + i * step[0] : at;\n"
                + "}\n")
            .replace("M", most)
            .replace("#", name);
  }

  private String head(String suffix) {
    return functions()
        + ("extern \"C\" __global__ void #"
                + suffix
                + "(OUT* out, const IN* in, T count, i64 outs, i64 inner, i64 part, int dims, int"
                + " innerDims, #_dims g) {\n"
                + "  i64 begin = blockIdx.y * part, end = begin + part < inner ? begin + part :"
                + " inner;\n")
            .replace("OUT", out)
            .replace("IN", in)
            .replace("T ", t + " ")
            .replace("#", name);
  }

  /** One thread for each result, which goes over its elements. */
  String threads() {
    return head("_threads")
        + ("  for (i64 o = blockIdx.x * (i64)blockDim.x + threadIdx.x; o < outs;"
                + " o += (i64)gridDim.x * blockDim.x) {\n"
                + "    const IN* from = in + #_at(g.size, g.in, dims, o);\n"
                + "    T total;\n"
                + "    #_init(total);\n"
                + "    for (i64 r = begin; r < end; r++) {\n"
                + "      T x;\n"
                + "      #_map(t4j_load<T>(from[#_at(g.inner, g.step, innerDims, r)]), x);\n"
                + "      #_combine(total, x, total);\n"
                + "    }\n"
                + "    #_finish(total, count, total);\n"
                + "    out[blockIdx.y * outs + #_at(g.size, g.out, dims, o)] ="
                + " t4j_out<OUT>::of(total);\n"
                + "  }\n"
                + "}\n")
            .replace("OUT", out)
            .replace("IN", in)
            .replace("T ", t + " ")
            .replace("<T>", "<" + t + ">")
            .replace("#", name);
  }

  /** One block for each result. */
  String blocks() {
    return head("_blocks")
        + ("  __shared__ T warps[32];\n"
                + "  for (i64 o = blockIdx.x; o < outs; o += gridDim.x) {\n"
                + "    const IN* from = in + #_at(g.size, g.in, dims, o);\n"
                + "    T total;\n"
                + "    #_init(total);\n"
                + "    for (i64 r = begin + threadIdx.x; r < end; r += blockDim.x) {\n"
                + "      T x;\n"
                + "      #_map(t4j_load<T>(from[#_at(g.inner, g.step, innerDims, r)]), x);\n"
                + "      #_combine(total, x, total);\n"
                + "    }\n"
                + "    for (int d = 16; d > 0; d >>= 1) {\n"
                + "      T x = __shfl_down_sync(0xffffffffu, total, d);\n"
                + "      #_combine(total, x, total);\n"
                + "    }\n"
                + "    if (blockDim.x > 32) {\n"
                + "      if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = total;\n"
                + "      __syncthreads();\n"
                + "      if (threadIdx.x == 0) {\n"
                + "        for (int w = 1; w < blockDim.x / 32; w++) #_combine(total, warps[w],"
                + " total);\n"
                + "      }\n"
                + "      __syncthreads();\n"
                + "    }\n"
                + "    if (threadIdx.x == 0) {\n"
                + "      #_finish(total, count, total);\n"
                + "      out[blockIdx.y * outs + #_at(g.size, g.out, dims, o)] ="
                + " t4j_out<OUT>::of(total);\n"
                + "    }\n"
                + "  }\n"
                + "}\n")
            .replace("OUT", out)
            .replace("IN", in)
            .replace("T ", t + " ")
            .replace("<T>", "<" + t + ">")
            .replace("#", name);
  }
}
