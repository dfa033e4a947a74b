package org.torch4j.cuda;

import java.util.Set;
import org.torch4j.backend.KernelCall;
import org.torch4j.storage.Layout;
import org.torch4j.storage.StridedArray;
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

  private static final int KEYS = 64;
  private static final double LOG2_E = 1 / Math.log(2);

  private FlashKernels() {}

  static void register(KernelTable table) {
    table.add("_flash_attention", FlashKernels::forward);
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

    /** Steps of all arrays; {@code result} and {@code grad} are {@code [N, L, H, V]}. */
    long[] steps(StridedArray result, StridedArray grad) {
      long[] all = new long[15];
      StridedArray[] given = {query, key, value, result, grad};
      for (int i = 0; i < given.length; i++) {
        Layout l = given[i].layout();
        boolean turned = i > 2;
        all[3 * i] = l.stride(0);
        all[3 * i + 1] = l.stride(turned ? 2 : 1);
        all[3 * i + 2] = l.stride(turned ? 1 : 2);
      }
      return all;
    }

    long pairs() {
      return batch * heads;
    }
  }

  /** The array itself if its rows come in aligned pieces, else a copy whose rows end in zeros. */
  private static StridedArray pieces(Temporaries t, StridedArray a) {
    Layout l = a.layout();
    long size = l.size(3);
    boolean fits =
        size % PIECE == 0 && l.stride(3) == 1 && Launches.address(a) % (2 * PIECE) == 0;
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

  // _flash_attention(query, key, value, is_causal, scale) -> (output, logsumexp)
  private static void forward(KernelCall call) {
    StridedArray out = call.output(0);
    try (Temporaries t = new Temporaries()) {
      Tiles s = new Tiles(t, call.array(0), call.array(1), call.array(2));
      StridedArray to = target(t, out);
      double scale = call.doubleValue(4);
      int tiles = s.head == 128 ? 1 : 2;
      long work = s.pairs() * Math.ceilDiv(s.rows, 64 * tiles);
      s.start("flash")
          .constant("TILES", tiles)
          .array(to)
          .array(call.output(1))
          .array(s.query)
          .array(s.key)
          .array(s.value)
          .longs(work)
          .ints((int) s.heads, (int) s.rows, (int) s.keys, s.size, s.width)
          .flag(call.booleanValue(3))
          .single((float) scale)
          .single((float) (scale * LOG2_E))
          .struct(s.steps(to, to))
          .runBlocks(work, THREADS, 2 * 2 * KEYS * s.head * 2);
      settle(out, to);
    }
  }
}
