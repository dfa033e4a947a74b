package org.torch4j.cpu;

import org.torch4j.cpu.AttentionKernels.Heads;
import org.torch4j.type.DType;

/**
 * Attention forward, one block of queries at a time.
 *
 * @param call what it is computed from
 * @param output L rows of V
 * @param logs the logarithm of the sum of each query's weights, before they are divided by it
 */
record AttentionForward(AttentionCall call, Heads output, Cells logs) {

  /** The buffers of one thread. */
  Block block() {
    return new Block();
  }

  /** Computes blocks of queries one after the other. */
  final class Block {
    private final DType dtype = call.query().cells().dtype;
    private final AttentionMath math = AttentionMath.of(dtype);
    private final int keys = call.key().rows();
    private final int width = Math.min(keys, AttentionKernels.KEYS);
    private final int columns = call.value().columns();
    private final Object x = math.array(AttentionKernels.QUERIES * width);
    private final Object sums = math.array(AttentionKernels.QUERIES * columns);
    private final Object lse = math.array(AttentionKernels.QUERIES);
    private final Object factor = math.array(AttentionKernels.QUERIES);

    private Matrix scratch(int slot, int cols) {
      long bytes = (long) AttentionKernels.QUERIES * cols * dtype.byteSize();
      return new Matrix(Cells.at(dtype, Scratch.get().address(slot, bytes)), 0, cols, 1);
    }

    /** The queries of {@code head} from {@code q} on. */
    void run(int head, int q) {
      int rows = Math.min(AttentionKernels.QUERIES, call.query().rows() - q);
      Object most = math.array(rows);
      math.hide(most, 0, rows);
      Object total = math.array(rows);
      Matrix accumulated = scratch(11, columns);
      for (int k = 0; k < keys && !call.isHidden(q + rows, k); k += AttentionKernels.KEYS) {
        int cols = Math.min(AttentionKernels.KEYS, keys - k);
        Matrix scores = scratch(10, cols);
        call.scores(math, head, q, rows, k, cols, scores, x);
        math.weigh(x, rows, cols, most, total, factor);
        call.drop(math, head, q, rows, k, cols, x);
        math.store(scores.cells(), 0, x, 0, rows * cols);
        if (k > 0) {
          math.load(accumulated.cells(), 0, sums, 0, rows * columns);
          math.scaleRows(sums, rows, columns, factor);
          math.store(accumulated.cells(), 0, sums, 0, rows * columns);
        }
        Matrix values = call.value().matrix(head, k);
        Gemm.multiply(
            dtype, rows, columns, cols, scores, values, 1, k == 0 ? 0 : 1, accumulated, false);
      }
      math.load(accumulated.cells(), 0, sums, 0, rows * columns);
      math.finish(sums, rows, columns, most, total, lse, call.blindZeros());
      math.store(output.cells(), output.at(head, q, 0), sums, 0, rows * columns);
      math.store(logs, (long) head * call.query().rows() + q, lse, 0, rows);
    }
  }
}
