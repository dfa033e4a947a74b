package org.torch4j.cpu;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.backend.KernelCall;
import org.torch4j.backend.RandomEngine;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;

/**
 * Attention over blocks of queries and keys: scores exist for one block at a time, so that memory
 * grows with the lengths and not with their product (Dao et al., 2022). Backward computes the
 * weights anew from the logarithms of their sums.
 */
final class AttentionKernels {
  /** Queries of a block. */
  static final int QUERIES = 64;

  /** Keys of a block. */
  static final int KEYS = 256;

  private AttentionKernels() {}

  static void register(KernelTable table) {
    table.add("_fused_attention", AttentionKernels::forward);
    table.add("_fused_attention_backward", AttentionKernels::backward);
  }

  /** The matrices of an array: one per head, all of the same shape. */
  record Heads(Cells cells, long[] offsets, int rows, int columns, long rowStride, long step) {
    static Heads of(StridedArray a) {
      Layout l = a.layout();
      int dims = l.dim() - 2;
      long[] sizes = Arrays.copyOf(l.shape().toArray(), dims);
      long count = 1;
      for (long s : sizes) {
        count *= s;
      }
      Walk walk =
          Walk.of(sizes, new long[][] {Arrays.copyOf(l.strides(), dims)}, new long[] {l.offset()});
      long[] offsets = new long[Math.toIntExact(count)];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = walk.at[0];
        walk.next();
      }
      return new Heads(
          Cells.of(a),
          offsets,
          Math.toIntExact(l.size(dims)),
          Math.toIntExact(l.size(dims + 1)),
          l.stride(dims),
          l.stride(dims + 1));
    }

    static @Nullable Heads orNull(@Nullable StridedArray a) {
      return a == null ? null : of(a);
    }

    /** The matrix of a head from row {@code row} on. */
    Matrix matrix(int head, int row) {
      // strides of dimensions of size 1 may be anything
      long across = columns == 1 ? 1 : step;
      long down = rows == 1 ? Math.max(1, columns * across) : rowStride;
      return new Matrix(cells, offsets[head] + row * rowStride, down, across);
    }

    long at(int head, int row, int column) {
      return offsets[head] + row * rowStride + column * step;
    }
  }

  // _fused_attention(query, key, value, attn_mask?, dropout_p, is_causal, scale, blind, generator)
  //   -> (output, logsumexp, kept)
  private static void forward(KernelCall call) {
    double p = call.doubleValue(4);
    if (p > 0) {
      draw(call.output(2), call.array(1), p, Objects.requireNonNull((RandomEngine) call.arg(8)));
    }
    AttentionCall a = AttentionCall.of(call, 0, 4, call.output(2), call.booleanValue(7));
    AttentionForward work =
        new AttentionForward(a, Heads.of(call.output(0)), Cells.of(call.output(1)));
    int blocks = (a.query().rows() + QUERIES - 1) / QUERIES;
    long tasks = (long) a.query().offsets().length * blocks;
    long cost = (long) a.key().rows() * (a.query().columns() + a.value().columns()) * QUERIES;
    Parallel.run(
        tasks,
        Math.max(1, (1 << 18) / Math.max(1, cost)),
        (begin, end, _) -> {
          AttentionForward.Block block = work.block();
          for (long t = begin; t < end; t++) {
            block.run((int) (t / blocks), (int) (t % blocks) * QUERIES);
          }
        });
  }

  /** A bit for each pair of query and key, drawn as PyTorch draws the mask of a dropout. */
  private static void draw(StridedArray kept, StridedArray key, double p, RandomEngine engine) {
    int keys = Math.toIntExact(key.layout().size(key.layout().dim() - 2));
    int width = Math.toIntExact(kept.layout().size(kept.layout().dim() - 1));
    Cells cells = Cells.of(kept);
    long rows = width == 0 ? 0 : kept.numel() / width;
    long threshold = (long) Math.ceil((1 - p) * 0x1p53);
    int[] bits = new int[2 * keys];
    synchronized (engine) {
      for (long r = 0; r < rows; r++) {
        engine.fill(bits, 2 * keys);
        for (int b = 0; b < width; b++) {
          long packed = 0;
          for (int i = 8 * b; i < Math.min(keys, 8 * b + 8); i++) {
            long u = (bits[2 * i] & 0x1FFFFFL) << 32 | bits[2 * i + 1] & 0xFFFFFFFFL;
            packed |= (u - threshold >>> 63) << (i & 7);
          }
          cells.setLong(kept.layout().offset() + r * width + b, packed);
        }
      }
    }
  }

  // _fused_attention_backward(grad, query, key, value, attn_mask?, output, logsumexp, kept,
  //   dropout_p, is_causal, scale) -> (grad_query, grad_key, grad_value)
  private static void backward(KernelCall call) {
    AttentionCall a = AttentionCall.of(call, 1, 8, call.array(7), true);
    new AttentionBackward(
            a,
            Heads.of(call.array(0)),
            Heads.of(call.array(5)),
            Cells.of(call.array(6)),
            Heads.of(call.output(0)),
            Heads.of(call.output(1)),
            Heads.of(call.output(2)))
        .run();
  }
}
