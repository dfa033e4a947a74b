package org.torch4j.cuda;

import java.util.Set;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Attention over tiles, by tensor cores, and its gradients. */
final class FlashKernels {
  /** The kernels that need the instructions of {@link #OLDEST}. */
  static final Set<String> NAMES = Set.of("_flash_attention", "_flash_attention_backward");

  /** The first major number of a compute capability that has them. */
  static final int OLDEST = 8;

  private static final int THREADS = 128;

  /** Elements that one copy moves. */
  private static final int PIECE = 8;

  private static final double LOG2_E = 1 / Math.log(2);

  private FlashKernels() {}

  static void register(KernelTable table) {
    table.add("_flash_attention", FlashKernels::forward);
    table.add("_flash_attention_backward", FlashKernels::backward);
  }

  /** Sizes of a call and arrays that copies of 16 bytes can read. */
  private static final class Tiles {
    final long batch;
    final long heads;
    final long rows;
    final long keys;
    final StridedArray query;
    final StridedArray key;
    final StridedArray value;
    final int size;
    final int width;
    final int head;

    Tiles(Temporaries t, StridedArray q, StridedArray k, StridedArray v) {
      batch = q.layout().size(0);
      heads = q.layout().size(1);
      rows = q.layout().size(2);
      keys = k.layout().size(2);
      query = pieces(t, q);
      key = pieces(t, k);
      value = pieces(t, v);
      size = (int) query.layout().size(3);
      width = (int) value.layout().size(3);
      int widest = Math.max(size, width);
      head = widest <= 32 ? 32 : widest <= 64 ? 64 : 128;
    }

    Work start(String name) {
      return Work.of(name, query).types(query.dtype()).constant("HEAD", head);
    }

    /** Adds sizes, factors and steps, with which all kernels end. */
    Work finish(Work work, boolean causal, double scale) {
      return work.ints((int) heads, (int) rows, (int) keys, size, width)
          .flag(causal)
          .single((float) scale)
          .single((float) (scale * LOG2_E));
    }

    /** Bytes of a number of rows in shared memory. */
    int shared(int rows) {
      return rows * head * 2;
    }

    StridedArray[] inputs() {
      return new StridedArray[] {query, key, value};
    }

    /** Adds what both kernels of gradients read. */
    Work read(Work work, StridedArray grad, StridedArray logs, StridedArray sums) {
      return work.array(grad).array(query).array(key).array(value).array(logs).array(sums);
    }

    long pairs() {
      return batch * heads;
    }
  }

  /**
   * Steps as {@code t4j_flash_steps} has them: of three arrays {@code [N, H, L, E]} and two of
   * {@code [N, L, H, E]}.
   */
  private static long[] steps(StridedArray[] byHead, StridedArray... byRow) {
    long[] all = new long[15];
    int at = 0;
    for (StridedArray a : byHead) {
      Layout l = a.layout();
      all[at++] = l.stride(0);
      all[at++] = l.stride(1);
      all[at++] = l.stride(2);
    }
    for (StridedArray a : byRow) {
      Layout l = a.layout();
      all[at++] = l.stride(0);
      all[at++] = l.stride(2);
      all[at++] = l.stride(1);
    }
    return all;
  }

  /** The array itself if its rows come in aligned pieces, else a copy whose rows end in zeros. */
  private static StridedArray pieces(Temporaries t, StridedArray a) {
    Layout l = a.layout();
    long size = l.size(3);
    boolean fits = size % PIECE == 0 && l.stride(3) == 1 && Launches.address(a) % (2 * PIECE) == 0;
    for (int d = 0; d < 3; d++) {
      fits = fits && (l.stride(d) % PIECE == 0 || l.size(d) == 1);
    }
    if (fits) {
      return a;
    }
    StridedArray copy = t.fresh(a, a.dtype(), padded(a.shape()));
    if (size % PIECE != 0) {
      DeviceArrays.zero(copy);
    }
    DeviceArrays.copy(narrow(copy, size), a);
    return copy;
  }

  private static Shape padded(Shape shape) {
    return Shape.of(
        shape.get(0), shape.get(1), shape.get(2), Math.ceilDiv(shape.get(3), PIECE) * PIECE);
  }

  private static StridedArray narrow(StridedArray a, long size) {
    return a.with(a.layout().slice(3, 0, size, 1));
  }

  /** Where a kernel writes: the output, or memory with rows of whole pieces. */
  private static StridedArray target(Temporaries t, StridedArray out) {
    Shape shape = padded(out.shape());
    return shape.equals(out.shape()) ? out : t.fresh(out, out.dtype(), shape);
  }

  private static void settle(StridedArray out, StridedArray target) {
    if (!target.shape().equals(out.shape())) {
      DeviceArrays.copy(out, narrow(target, out.layout().size(3)));
    }
  }

  private static StridedArray turned(StridedArray a) {
    return a.with(a.layout().transpose(1, 2));
  }

  // _flash_attention(query, key, value, is_causal, scale) -> (output, logsumexp)
  private static void forward(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Tiles s = new Tiles(t, call.array(0), call.array(1), call.array(2));
      StridedArray to = target(t, out);
      int tiles = s.head == 128 ? 1 : 2;
      long work = s.pairs() * Math.ceilDiv(s.rows, 64 * tiles);
      Work kernel =
          s.start("flash")
              .constant("TILES", tiles)
              .array(to)
              .array(call.output(1))
              .array(s.query)
              .array(s.key)
              .array(s.value)
              .longs(work);
      s.finish(kernel, call.booleanValue(3), call.doubleValue(4))
          .struct(steps(s.inputs(), to))
          .runBlocks(work, THREADS, s.shared(4 * 64));
      settle(out, to);
    }
  }

  // _flash_attention_backward(grad, query, key, value, output, logsumexp, is_causal, scale)
  //   -> (grad_query, grad_key, grad_value)
  private static void backward(KernelCall call) {
    try (Temporaries t = new Temporaries()) {
      Tiles s = new Tiles(t, call.array(1), call.array(2), call.array(3));
      StridedArray grad = pieces(t, call.array(0));
      StridedArray result = pieces(t, call.array(4));
      StridedArray sums = t.fresh(grad, DType.FLOAT32, s.pairs() * s.rows);
      StridedArray[] to = new StridedArray[3];
      for (int i = 0; i < to.length; i++) {
        to[i] = target(t, call.output(i));
      }
      long[] from = steps(s.inputs(), result, grad);
      s.start("flash_sums")
          .array(sums)
          .array(result)
          .array(grad)
          .longs(s.pairs() * s.rows)
          .ints((int) s.heads, (int) s.rows, s.width)
          .struct(from)
          .runBlocks(Math.ceilDiv(s.pairs() * s.rows, THREADS / (s.head / PIECE)), THREADS);
      int step = s.head == 128 ? 32 : 64;
      int shared = s.shared(2 * 64 + 4 * step);
      long[] into = steps(new StridedArray[] {turned(to[0]), turned(to[1]), turned(to[2])});
      long ofKeys = s.pairs() * Math.ceilDiv(s.keys, 64);
      Work keys = s.start("flash_keys").constant("STEP", step).array(to[1]).array(to[2]);
      s.finish(
              s.read(keys, grad, call.array(5), sums).longs(ofKeys),
              call.booleanValue(6),
              call.doubleValue(7))
          .struct(from)
          .struct(into)
          .runBlocks(ofKeys, THREADS, shared + 4 * step * Float.BYTES);
      long ofQueries = s.pairs() * Math.ceilDiv(s.rows, 64);
      Work queries = s.start("flash_queries").constant("STEP", step).array(to[0]);
      s.finish(
              s.read(queries, grad, call.array(5), sums).longs(ofQueries),
              call.booleanValue(6),
              call.doubleValue(7))
          .struct(from)
          .struct(into)
          .runBlocks(ofQueries, THREADS, shared);
      for (int i = 0; i < to.length; i++) {
        settle(call.output(i), to[i]);
      }
    }
  }
}
