package org.torch4j.cuda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.torch4j.backend.ComputeType;
import org.torch4j.backend.PointwiseProgram;
import org.torch4j.backend.ReductionProgram;
import org.torch4j.cuda.fakes.KernelCatalogue;
import org.torch4j.expr.Expr;
import org.torch4j.type.DType;

/** All named kernels in float32, those of layers in bfloat16 too, and some that are generated. */
public final class BackendKernels implements KernelCatalogue {
  private static final String MORE =
      """
      typedef u32 B;
      typedef i64 I;
      typedef i64 O;
      typedef double W;
      typedef float P;
      typedef float C;
      typedef u32 K;
      typedef t4j_vec<S, 4> V;
      typedef int J;
      typedef struct { u8 v[3]; } KX;
      typedef struct { u8 v[3]; } KY;
      """;

  @Override
  public Map<String, String> sources() {
    SourceLibrary library = SourceLibrary.instance();
    Map<String, String> all = new LinkedHashMap<>();
    String single = "typedef float S;\ntypedef float A;\ntypedef float R;\n" + MORE;
    for (String file : SourceLibrary.KERNEL_FILES) {
      all.put(file, library.family(file, single));
    }
    String brain = "typedef bf16 S;\ntypedef float A;\ntypedef bf16 R;\n" + MORE;
    all.put("nn.cu of bf16", library.family("nn.cu", brain));
    String doubles =
        "typedef double S;\ntypedef double A;\ntypedef double R;\ntypedef u64 K;\n"
            + MORE.replace("u32 B", "u64 B")
                .replace("typedef u32 K;\n", "")
                .replace("S, 4", "S, 2");
    for (String file : List.of("meet.cu", "sort.cu", "select.cu", "order.cu")) {
      all.put(file + " of double", library.family(file, doubles));
    }
    Expr x = Expr.input(0);
    Expr silu = x.mul(x.sigmoid()).add(Expr.input(1));
    var program = new PointwiseProgram("silu", List.of(silu), ComputeType.FLOAT);
    DType[] halves = {DType.FLOAT16, DType.FLOAT16, DType.FLOAT32};
    var source = new PointwiseSource(program, halves, new boolean[3], 0, true);
    all.put("flat", library.complete(source.flat()));
    all.put("each", library.complete(source.each(8, 4096)));
    var wide = new PointwiseSource(program, halves, new boolean[] {false, false, true}, 0, false);
    all.put("strided", library.complete(wide.strided(Geometry.MOST)));
    var sum =
        new ReductionProgram(
            "sum", x, 0, x.add(Expr.input(1)), x.div(Expr.scalar(0)), ComputeType.FLOAT);
    var reduction = new ReductionSource(sum, "bf16", "float", false, true);
    all.put("blocks", library.complete(reduction.blocks()));
    all.put("threads", library.complete(reduction.threads()));
    return all;
  }
}
