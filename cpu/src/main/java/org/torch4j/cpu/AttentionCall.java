package org.torch4j.cpu;

import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.cpu.AttentionKernels.Heads;
import org.torch4j.storage.StridedArray;

/**
 * What attention is computed from.
 *
 * @param query L rows of E
 * @param key S rows of E
 * @param value S rows of V
 * @param mask L rows of S, added to the scores, or null
 * @param kept bits of the weights that dropout keeps, or null
 * @param dropout how probable it is that a weight is dropped
 * @param causal whether queries see no later keys
 * @param scale of the scores
 * @param blindZeros whether a query that sees nothing gives zeros, or else NaN
 */
record AttentionCall(
    Heads query,
    Heads key,
    Heads value,
    @Nullable Heads mask,
    @Nullable Heads kept,
    double dropout,
    boolean causal,
    double scale,
    boolean blindZeros) {

  /**
   * The arguments of a kernel.
   *
   * @param query place of the query, which key, value and mask follow
   * @param dropout place of the dropout, which causal and scale follow
   * @param kept the bits that dropout keeps, if there is any
   */
  static AttentionCall of(
      KernelCall call, int query, int dropout, StridedArray kept, boolean blindZeros) {
    double p = call.doubleValue(dropout);
    return new AttentionCall(
        Heads.of(call.array(query)),
        Heads.of(call.array(query + 1)),
        Heads.of(call.array(query + 2)),
        Heads.orNull(call.arrayOrNull(query + 3)),
        p > 0 ? Heads.of(kept) : null,
        p,
        call.booleanValue(dropout + 1),
        call.doubleValue(dropout + 2),
        blindZeros);
  }

  /** Whether queries up to before {@code end} see no key from {@code key} on. */
  boolean isHidden(int end, int key) {
    return causal && key >= end;
  }

  /** The scores of a block of queries and keys: the product lands in {@code to}, then in x. */
  void scores(AttentionMath math, int head, int q, int rows, int k, int cols, Matrix to, Object x) {
    Gemm.multiply(
        query.cells().dtype,
        rows,
        cols,
        query.columns(),
        query.matrix(head, q),
        key.matrix(head, k).transposed(),
        scale,
        0,
        to,
        false);
    math.load(to.cells(), to.offset(), x, 0, rows * cols);
    Heads m = mask;
    for (int r = 0; r < rows; r++) {
      if (m != null) {
        math.add(m.cells(), m.at(head, q + r, k), m.step(), x, r * cols, cols);
      }
      int seen = Math.max(0, q + r + 1 - k);
      if (causal && seen < cols) {
        math.hide(x, r * cols + seen, cols - seen);
      }
    }
  }

  /** Drops weights of a block as was drawn. */
  void drop(AttentionMath math, int head, int q, int rows, int k, int cols, Object x) {
    Heads bits = kept;
    if (bits == null) {
      return;
    }
    double by = dropout < 1 ? 1 / (1 - dropout) : 0;
    byte[] line = new byte[bits.columns()];
    for (int r = 0; r < rows; r++) {
      long at = bits.at(head, q + r, 0);
      int from = k >> 3;
      bits.cells().loadBytes(at + from, line, from, (k + cols + 7 >> 3) - from);
      math.drop(x, r * cols, cols, line, k, by);
    }
  }
}
