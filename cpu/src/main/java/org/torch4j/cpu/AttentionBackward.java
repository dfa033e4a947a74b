package org.torch4j.cpu;

import org.torch4j.cpu.AttentionKernels.Heads;
import org.torch4j.type.DType;

/**
 * Attention backward: the weights of each block of queries and keys are computed anew.
 *
 * @param call what attention was computed from
 * @param grad the gradient of the output
 * @param output what attention gave
 * @param logs of the sums of weights
 * @param ofQuery takes a gradient
 * @param ofKey takes a gradient
 * @param ofValue takes a gradient
 */
record AttentionBackward(
    AttentionCall call,
    Heads grad,
    Heads output,
    Cells logs,
    Heads ofQuery,
    Heads ofKey,
    Heads ofValue) {
  /** From this many heads on, each is one task; fewer are split over their keys and queries. */
  private static final int MANY_HEADS = 4;

  void run() {
    int heads = call.query().offsets().length;
    int queries = call.query().rows();
    int keys = call.key().rows();
    int blocks = (keys + AttentionKernels.KEYS - 1) / AttentionKernels.KEYS;
    if (heads >= MANY_HEADS || blocks == 1) {
      Parallel.run(
          heads,
          1,
          (begin, end, _) -> {
            Block block = new Block();
            for (long h = begin; h < end; h++) {
              for (int k = 0; k < keys; k += AttentionKernels.KEYS) {
                for (int q = 0; q < queries; q += AttentionKernels.QUERIES) {
                  block.run((int) h, q, k, true, true);
                }
              }
            }
          });
      return;
    }
    Parallel.run(
        (long) heads * blocks,
        1,
        (begin, end, _) -> {
          Block block = new Block();
          for (long t = begin; t < end; t++) {
            for (int q = 0; q < queries; q += AttentionKernels.QUERIES) {
              int k = (int) (t % blocks) * AttentionKernels.KEYS;
              block.run((int) (t / blocks), q, k, false, true);
            }
          }
        });
    int rows = (queries + AttentionKernels.QUERIES - 1) / AttentionKernels.QUERIES;
    Parallel.run(
        (long) heads * rows,
        1,
        (begin, end, _) -> {
          Block block = new Block();
          for (long t = begin; t < end; t++) {
            for (int k = 0; k < keys; k += AttentionKernels.KEYS) {
              int q = (int) (t % rows) * AttentionKernels.QUERIES;
              block.run((int) (t / rows), q, k, true, false);
            }
          }
        });
  }

  /** The buffers of one thread and what it does with a block. */
  private final class Block {
    private final DType dtype = call.query().cells().dtype;
    private final AttentionMath math = AttentionMath.of(dtype);
    private final int width = Math.min(call.key().rows(), AttentionKernels.KEYS);
    private final int columns = call.value().columns();
    private final Object x = math.array(AttentionKernels.QUERIES * width);
    private final Object y = math.array(AttentionKernels.QUERIES * width);
    private final Object dropped = math.array(AttentionKernels.QUERIES * width);
    private final Object a = math.array(AttentionKernels.QUERIES * columns);
    private final Object b = math.array(AttentionKernels.QUERIES * columns);
    private final Object delta = math.array(AttentionKernels.QUERIES);
    private final Object lse = math.array(AttentionKernels.QUERIES);

    private Matrix scratch(int slot, int cols) {
      long bytes = (long) AttentionKernels.QUERIES * cols * dtype.byteSize();
      return new Matrix(Cells.at(dtype, Scratch.get().address(slot, bytes)), 0, cols, 1);
    }

    /** Adds what a block of queries and keys gives; the first block of each sets. */
    void run(int head, int q, int k, boolean queries, boolean others) {
      int rows = Math.min(AttentionKernels.QUERIES, call.query().rows() - q);
      int cols = Math.min(AttentionKernels.KEYS, call.key().rows() - k);
      boolean hidden = call.isHidden(q + rows, k);
      if (hidden && k > 0 && q > 0) {
        return;
      }
      Matrix weights = scratch(10, cols);
      Matrix ofScores = scratch(11, cols);
      gradients(head, q, rows, k, cols, weights, ofScores);
      int e = call.query().columns();
      if (others) {
        double keep = q == 0 ? 0 : 1;
        multiply(
            cols,
            columns,
            rows,
            weights.transposed(),
            grad.matrix(head, q),
            1,
            keep,
            ofValue,
            head,
            k);
        multiply(
            cols,
            e,
            rows,
            ofScores.transposed(),
            call.query().matrix(head, q),
            call.scale(),
            keep,
            ofKey,
            head,
            k);
      }
      if (queries) {
        double keep = k == 0 ? 0 : 1;
        multiply(
            rows,
            e,
            cols,
            ofScores,
            call.key().matrix(head, k),
            call.scale(),
            keep,
            ofQuery,
            head,
            q);
      }
    }

    private void multiply(
        int m,
        int n,
        int depth,
        Matrix left,
        Matrix right,
        double alpha,
        double beta,
        Heads to,
        int head,
        int row) {
      Gemm.multiply(dtype, m, n, depth, left, right, alpha, beta, to.matrix(head, row), false);
    }

    /** The weights, as dropped, and the gradients of the scores. */
    private void gradients(
        int head, int q, int rows, int k, int cols, Matrix weights, Matrix ofScores) {
      call.scores(math, head, q, rows, k, cols, weights, x);
      math.load(logs, (long) head * call.query().rows() + q, lse, 0, rows);
      math.weights(x, rows, cols, lse);
      Matrix values = call.value().matrix(head, k).transposed();
      Gemm.multiply(
          dtype, rows, cols, columns, grad.matrix(head, q), values, 1, 0, ofScores, false);
      math.load(ofScores.cells(), 0, y, 0, rows * cols);
      for (int r = 0; r < rows; r++) {
        math.load(grad.cells(), grad.at(head, q + r, 0), a, r * columns, columns);
        math.load(output.cells(), output.at(head, q + r, 0), b, r * columns, columns);
      }
      math.rowDots(a, b, rows, columns, delta);
      if (call.kept() == null) {
        math.store(weights.cells(), 0, x, 0, rows * cols);
      } else {
        call.drop(math, head, q, rows, k, cols, y);
        System.arraycopy(x, 0, dropped, 0, rows * cols);
        call.drop(math, head, q, rows, k, cols, dropped);
        math.store(weights.cells(), 0, dropped, 0, rows * cols);
      }
      math.scoreGradients(x, y, rows, cols, delta);
      math.store(ofScores.cells(), 0, y, 0, rows * cols);
    }
  }
}
