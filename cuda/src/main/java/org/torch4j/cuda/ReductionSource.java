package org.torch4j.cuda;

import java.util.List;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.expr.Expr;

/**
 * What a reduction gathers, as the policy that the kernels of {@code reduce.cu} are completed with.
 *
 * @param name for kernels, without blanks
 * @param compute the type that is computed in
 * @param hooks the definition of {@code t4j_policy}
 * @param total the type of what has been gathered
 * @param words how many numbers of the compute type that has
 * @param paired whether elements are those of two arrays
 */
record ReductionSource(
    String name, ComputeType compute, String hooks, String total, int words, boolean paired) {

  /** Where the source stands for: which of the kernels, and its numbers. */
  record Variant(
      String in,
      String out,
      boolean again,
      boolean partial,
      boolean rows,
      boolean small,
      int most,
      int vector,
      int flying,
      int threads,
      int inner,
      boolean aligned) {}

  /** The mean and the squared distances from it. */
  static ReductionSource moments(ComputeType compute) {
    String hooks = "typedef t4j_moments_policy t4j_policy;\n";
    return new ReductionSource("moments", compute, hooks, "t4j_moments", 3, false);
  }

  /** Sums of the second array, and of its products with the first. */
  static ReductionSource pairs(ComputeType compute) {
    String hooks = "typedef t4j_pair_policy t4j_policy;\n";
    return new ReductionSource("pairs", compute, hooks, "t4j_pair", 2, true);
  }

  /** A program of expressions. */
  static ReductionSource of(ReductionProgram program) {
    ComputeType type = program.compute();
    String name = program.name().replaceAll("[^A-Za-z0-9_]", "_");
    String own = "t4j_p_" + name;
    String hooks =
        CudaCodegen.function(own + "_map", List.of(program.map()), 1, 0, type)
            + CudaCodegen.function(own + "_combine", List.of(program.combine()), 2, 0, type)
            + CudaCodegen.function(own + "_finish", List.of(program.finish()), 1, 1, type)
            + CudaCodegen.function(
                own + "_init", List.of(Expr.constant(program.init())), 0, 0, type)
            + POLICY.replace("@", own);
    return new ReductionSource(name, type, hooks, CudaTypes.compute(type), 1, false);
  }

  private static final String POLICY =
      """
      struct t4j_policy {
        typedef T acc;
        static __device__ inline void zero(acc& a) { @_init(a); }
        static __device__ inline void join(acc& a, acc b) { @_combine(a, b, a); }
        template <int N, class E> static __device__ inline void add(acc& a, const E* x, const E*, T) {
          T m[N];
      #pragma unroll
          for (int i = 0; i < N; i++) @_map(t4j_load<T>(x[i]), m[i]);
      #pragma unroll
          for (int h = N / 2; h > 0; h >>= 1) {
      #pragma unroll
            for (int i = 0; i < h; i++) join(m[i], m[i + h]);
          }
          join(a, m[0]);
        }
        template <class O> static __device__ inline void write(O* out, O*, X at, acc a, T count) {
          T y;
          @_finish(a, count, y);
          out[at] = t4j_out<O>::of(y);
        }
      };
      """;

  /** The kernel's name. */
  String title(Variant v) {
    return "t4j_r_" + name + (v.rows ? "_rows" : "_columns") + (v.again ? "_again" : "");
  }

  /** The kernel. */
  String text(Variant v) {
    String names =
        "typedef %s T;\ntypedef %s X;\n#define IN %s\n#define OUT %s\n"
                .formatted(CudaTypes.compute(compute), v.small ? "int" : "i64", v.in, v.out)
            + "enum { M = %d, V = %d, U = %d, TEAM = %d, LANES = %d, INNER = %d, ALIGNED = %d,"
                .formatted(
                    v.most, v.vector, v.flying, v.threads, v.threads, v.inner, v.aligned ? 1 : 0)
            + " AGAIN = %d, PARTIAL = %d, PAIRED = %d };\n"
                .formatted(v.again ? 1 : 0, v.partial ? 1 : 0, paired && !v.again ? 1 : 0);
    String kernel = v.rows ? "t4j_reduce_rows" : "t4j_reduce_columns";
    return SourceLibrary.instance().kernel(kernel, title(v), names, hooks);
  }
}
