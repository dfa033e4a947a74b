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
  private static final String LETTERS =
      """
      typedef u32 B;
      typedef i64 I;
      typedef i64 O;
      typedef double W;
      typedef float P;
      typedef float C;
      typedef int X;
      typedef int J;
      """;

  private static final String VECTORS =
      """
      typedef u32 K;
      typedef t4j_vec<S, 4> V;
      typedef t4j_vec<t4j_bool, 4> M;
      typedef struct { u8 v[3]; } KX;
      typedef struct { u8 v[3]; } KY;
      """;

  /** What kernels that hold rows in registers are completed with. */
  private static final String NUMBERS =
      """
      typedef t4j_bool M;
      enum { V = 4, U = 2, TEAM = 64, ROOM = 2, BLOCK = 512, LANES = 32, ALIGNED = 1, INSIDE = 0,
        LOADS = 8, WIDE = 16 / sizeof(S) / (sizeof(S) == 2 ? 2 : 1) };
      """;

  private static final List<String> IN_REGISTERS =
      List.of("nn.cu", "softmax.cu", "norm.cu", "attention.cu");

  private static final String FLASH = "flash.cu of heads of ";

  /** Tiles are in registers: two blocks of 128 threads share a multiprocessor. */
  @Override
  public int mostRegisters(String title) {
    return title.startsWith(FLASH) ? 255 : 128;
  }

  @Override
  public Map<String, String> sources() {
    SourceLibrary library = SourceLibrary.instance();
    Map<String, String> all = new LinkedHashMap<>();
    String single = "typedef float S;\ntypedef float A;\ntypedef float R;\n" + LETTERS;
    for (String file : SourceLibrary.KERNEL_FILES) {
      String rest = IN_REGISTERS.contains(file) ? NUMBERS : VECTORS;
      all.put(file, library.family(file, single + rest));
    }
    String brain = "typedef bf16 S;\ntypedef float A;\ntypedef bf16 R;\n" + LETTERS;
    for (String file : IN_REGISTERS) {
      all.put(file + " of bf16", library.family(file, brain + NUMBERS));
    }
    for (int head : new int[] {32, 64, 128}) {
      String sizes = "enum { HEAD = " + head + ", STEP = " + (head == 128 ? 32 : 64);
      String names = brain + sizes + ", TILES = " + (head == 128 ? 1 : 2) + " };\n";
      all.put(FLASH + head, library.family(SourceLibrary.HALVES_FILE, names));
    }
    String doubles =
        "typedef double S;\ntypedef double A;\ntypedef double R;\n"
            + LETTERS.replace("u32 B", "u64 B")
            + VECTORS.replace("u32 K", "u64 K").replace("S, 4", "S, 2");
    for (String file : List.of("meet.cu", "sort.cu", "select.cu", "order.cu")) {
      all.put(file + " of double", library.family(file, doubles));
    }
    Expr x = Expr.input(0);
    Expr silu = x.mul(x.sigmoid()).add(Expr.input(1));
    var program = new PointwiseProgram("silu", List.of(silu), ComputeType.FLOAT);
    DType[] halves = {DType.FLOAT16, DType.FLOAT16, DType.FLOAT32};
    int beside = PointwiseSource.BESIDE;
    int[] all3 = {beside, beside, beside};
    var source = new PointwiseSource(program, halves, all3, 0, true, 8, 2, false);
    all.put("flat", library.complete(source.flat()));
    all.put("each", library.complete(source.each(8, 4096)));
    int[] bias = {beside, beside, PointwiseSource.STILL};
    var wide = new PointwiseSource(program, halves, bias, 0, true, 8, 2, false);
    all.put("strided", library.complete(wide.strided(3, 4)));
    int[] any = {PointwiseSource.ANY, PointwiseSource.ANY, PointwiseSource.ANY};
    var many = new PointwiseSource(program, halves, any, 0, false, 1, 4, false);
    all.put("any", library.complete(many.strided(0, Geometry.MOST)));
    int[] crossed = {beside, PointwiseSource.CROSSED, beside};
    var tiled = new PointwiseSource(program, halves, crossed, 0, true, 1, 1, false);
    all.put("tiled", library.complete(tiled.tiled(4)));
    var sum =
        new ReductionProgram(
            "sum", x, 0, x.add(Expr.input(1)), x.div(Expr.scalar(0)), ComputeType.FLOAT);
    for (boolean rows : new boolean[] {true, false}) {
      String title = rows ? "rows" : "columns";
      var sums = ReductionSource.of(sum);
      all.put(title, sums.text(variant("bf16", "float", rows, 8, 1, false)));
      all.put(title + " again", sums.text(variant("float", "bf16", rows, 4, 0, true)));
      var moments = ReductionSource.moments(ComputeType.FLOAT);
      all.put(title + " of moments", moments.text(variant("float", "float", rows, 4, 2, false)));
      var pairs = ReductionSource.pairs(ComputeType.DOUBLE);
      all.put(title + " of pairs", pairs.text(variant("double", "double", rows, 2, 2, false)));
    }
    return all;
  }

  private static ReductionSource.Variant variant(
      String in, String out, boolean rows, int vector, int inner, boolean again) {
    return new ReductionSource.Variant(
        in, out, again, false, rows, true, 4, vector, 4, rows ? 256 : 32, inner, true);
  }
}
