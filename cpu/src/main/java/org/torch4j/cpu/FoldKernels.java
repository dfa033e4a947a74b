package org.torch4j.cpu;

import java.util.Arrays;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/** The windows of images as columns, and columns added to images. */
final class FoldKernels {
  private static final int SUMS = 4;
  private static final int LINE = 5;

  private FoldKernels() {}

  static void register(KernelTable table) {
    table.add("unfold_windows", FoldKernels::unfold);
    table.add("fold_windows", FoldKernels::fold);
  }

  /** How windows lie on an image of one channel. */
  private record Grid(
      int height, int width, long[] kernel, long[] dilation, long[] padding, long[] stride) {
    static Grid of(StridedArray image, KernelCall call, int first) {
      return new Grid(
          (int) image.layout().size(2),
          (int) image.layout().size(3),
          call.longs(first),
          call.longs(first + 1),
          call.longs(first + 2),
          call.longs(first + 3));
    }

    private int count(int d) {
      long size = d == 0 ? height : width;
      long reach = dilation[d] * (kernel[d] - 1) + 1;
      return (int) ((size + 2 * padding[d] - reach) / stride[d] + 1);
    }

    int rows() {
      return count(0);
    }

    int columns() {
      return count(1);
    }

    int window() {
      return (int) (kernel[0] * kernel[1]);
    }

    int plane() {
      return height * width;
    }

    /** Calls for each line of windows: where it is read, how many fit, where that begins. */
    void lines(Line line) {
      for (int k = 0; k < window(); k++) {
        long dy = k / kernel[1] * dilation[0] - padding[0];
        long dx = k % kernel[1] * dilation[1] - padding[1];
        int columns = columns();
        // The first and the last column whose place is inside.
        long first = dx >= 0 ? 0 : (-dx + stride[1] - 1) / stride[1];
        long last = Math.min(columns, width - dx <= 0 ? 0 : (width - dx - 1) / stride[1] + 1);
        for (int r = 0; r < rows(); r++) {
          long y = r * stride[0] + dy;
          boolean inside = y >= 0 && y < height;
          long start = y * width + first * stride[1] + dx;
          long n = inside ? Math.max(0, last - first) : 0;
          line.run((k * rows() + r) * columns, start, (int) first, (int) n);
        }
      }
    }
  }

  /** One line of windows of one element of the kernel. */
  @FunctionalInterface
  private interface Line {
    /** Column {@code column + first} shows image place {@code start}; {@code n} follow. */
    void run(int column, long start, int first, int n);
  }

  private static void unfold(KernelCall call) {
    StridedArray image = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    Grid grid = Grid.of(image, call, 1);
    Cells from = Cells.of(image);
    Cells to = Cells.of(out);
    int part = grid.window() * grid.rows() * grid.columns();
    LossKernels.zero(out);
    PoolKernels.planes(
        image,
        grid.plane(),
        part,
        p -> {
          long source = image.layout().offset() + p * grid.plane();
          long target = out.layout().offset() + p * part;
          grid.lines(
              (column, start, first, n) ->
                  Moves.strided(
                      from, source + start, grid.stride[1], to, target + column + first, 1, n));
        });
  }

  private static void fold(KernelCall call) {
    StridedArray columns = JavaConv.packed(call.array(0));
    StridedArray out = call.output(0);
    Grid grid = Grid.of(out, call, 2);
    Cells from = Cells.of(columns);
    Cells to = Cells.of(out);
    int part = grid.window() * grid.rows() * grid.columns();
    boolean single = PoolKernels.single(out);
    boolean whole = out.dtype() == DType.INT64;
    int step = (int) grid.stride[1];
    PoolKernels.planes(
        out,
        grid.plane(),
        part,
        p -> {
          long source = columns.layout().offset() + p * part;
          long target = out.layout().offset() + p * grid.plane();
          Scratch scratch = Scratch.get();
          int plane = grid.plane();
          if (single) {
            float[] sums = scratch.floats(SUMS, plane);
            float[] line = scratch.floats(LINE, grid.columns());
            Arrays.fill(sums, 0, plane, 0f);
            grid.lines(
                (column, start, first, n) -> {
                  from.load(source + column + first, 1, line, 0, n);
                  for (int i = 0; i < n; i++) {
                    sums[(int) start + i * step] += line[i];
                  }
                });
            to.store(target, 1, sums, 0, plane);
          } else if (whole) {
            long[] sums = scratch.longs(SUMS, plane);
            Arrays.fill(sums, 0, plane, 0);
            grid.lines(
                (column, start, first, n) -> {
                  for (int i = 0; i < n; i++) {
                    sums[(int) start + i * step] += from.getLong(source + column + first + i);
                  }
                });
            to.store(target, 1, sums, 0, plane);
          } else {
            double[] sums = scratch.doubles(SUMS, plane);
            double[] line = scratch.doubles(LINE, grid.columns());
            Arrays.fill(sums, 0, plane, 0.0);
            grid.lines(
                (column, start, first, n) -> {
                  from.load(source + column + first, 1, line, 0, n);
                  for (int i = 0; i < n; i++) {
                    sums[(int) start + i * step] += line[i];
                  }
                });
            to.store(target, 1, sums, 0, plane);
          }
        });
  }
}
