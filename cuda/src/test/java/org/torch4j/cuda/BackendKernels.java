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
      "typedef u32 B;\ntypedef i64 I;\ntypedef i64 O;\ntypedef double W;\ntypedef float P;\n"
          + "typedef float C;\ntypedef t4j_bool M;\n"
          + "enum { LANES = 32, LOADS = 8, WIDE = 16 / sizeof(S) / (sizeof(S) == 2 ? 2 : 1) };\n";

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
    String single = "typedef float S;\ntypedef float A;\ntypedef float R;\n" + MORE;
    for (String file : SourceLibrary.KERNEL_FILES) {
      all.put(file, library.family(file, single));
    }
    String brain = "typedef bf16 S;\ntypedef float A;\ntypedef bf16 R;\n" + MORE;
    all.put("nn.cu of bf16", library.family("nn.cu", brain));
    all.put("attention.cu of bf16", library.family("attention.cu", brain));
    for (int head : new int[] {32, 64, 128}) {
      String sizes = "enum { HEAD = " + head + ", STEP = " + (head == 128 ? 32 : 64);
      String names = brain + sizes + ", TILES = " + (head == 128 ? 1 : 2) + " };\n";
      all.put(FLASH + head, library.family(SourceLibrary.HALVES_FILE, names));
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
