package org.torch4j.cuda;

import org.torch4j.storage.StridedArray;

/**
 * How a reduction walks its input: the dimensions that are kept and those that are reduced, each
 * from far to near steps, joined where they can be; then which threads take what. All of it follows
 * from sizes, steps and alignment, so that results are the same on every device.
 */
final class ReductionPlan {
  /** Bytes that are loaded at a time. */
  private static final int WIDE = 16;

  private static final int MOST_VECTOR = 8;
  private static final int BLOCK = 256;

  /** Blocks that fill a device. */
  private static final int ENOUGH_BLOCKS = 2048;

  private static final int MOST_PARTS = 1024;

  /** Rounds of a block from which on they are split among blocks. */
  private static final int LEAST_ROUNDS = 4;

  /** Bytes that memory reads at a time. */
  private static final int SECTOR = 32;

  /** Dimensions with the steps of the input and, where kept, of the output. */
  static final class Axes {
    final long[] size;
    final long[] step;
    final long[] to;
    int count;

    Axes(int room) {
      size = new long[Math.max(1, room)];
      step = new long[Math.max(1, room)];
      to = new long[Math.max(1, room)];
    }

    void insert(long n, long in, long out) {
      int at = count++;
      while (at > 0 && rank(step[at - 1]) < rank(in)) {
        size[at] = size[at - 1];
        step[at] = step[at - 1];
        to[at] = to[at - 1];
        at--;
      }
      size[at] = n;
      step[at] = in;
      to[at] = out;
    }

    /** What stays in place is outermost. */
    private static long rank(long step) {
      return step == 0 ? Long.MAX_VALUE : Math.abs(step);
    }

    void join(boolean both) {
      int last = 0;
      for (int d = 1; d < count; d++) {
        boolean joins = step[last] == size[d] * step[d] && (!both || to[last] == size[d] * to[d]);
        last = joins ? last : last + 1;
        size[last] = joins ? size[last] * size[d] : size[d];
        step[last] = step[d];
        to[last] = to[d];
      }
      count = Math.min(count, last + 1);
    }

    long nearest() {
      return count == 0 ? Long.MAX_VALUE : rank(step[count - 1]);
    }

    private boolean allMultiples(long of, boolean nearestToo) {
      for (int d = 0; d < count - (nearestToo ? 0 : 1); d++) {
        if (step[d] % of != 0) {
          return false;
        }
      }
      return true;
    }

    private long reach(long[] steps) {
      long sum = 0;
      for (int d = 0; d < count; d++) {
        sum += (size[d] - 1) * Math.abs(steps[d]);
      }
      return sum;
    }

    /** Sizes, what they are divided by, and steps, as {@code t4j_axes} has them. */
    long[] numbers(int most) {
      long[] all = new long[5 * most];
      for (int d = 0; d < Math.max(1, count); d++) {
        long n = d < count ? size[d] : 1;
        all[d] = n;
        all[most + d] = Divisor.magic(n);
        all[2 * most + d] = Divisor.shift(n);
        all[3 * most + d] = d < count ? step[d] : 0;
        all[4 * most + d] = d < count ? to[d] : 0;
      }
      return all;
    }
  }

  final Axes kept;
  final Axes reduced;
  long outs = 1;
  long inner = 1;
  boolean rows;
  boolean small;
  boolean aligned;
  int vector = 1;
  int flying;
  int threads;
  long groups;
  long tail;
  long parts = 1;
  long part;
  long blocks;

  /** For an input whose first element is at {@code address}. */
  ReductionPlan(StridedArray output, StridedArray input, boolean[] marks, long address, int bytes) {
    kept = new Axes(marks.length);
    reduced = new Axes(marks.length);
    for (int d = 0; d < marks.length; d++) {
      long n = input.shape().get(d);
      long step = input.layout().stride(d);
      if (marks[d]) {
        inner *= n;
      } else {
        outs *= n;
      }
      if (n != 1) {
        (marks[d] ? reduced : kept).insert(n, step, marks[d] ? 0 : output.layout().stride(d));
      }
    }
    kept.join(true);
    reduced.join(false);
    settle(address, bytes, true);
  }

  /** The second pass over {@code parts} totals of each result, which lie {@code outs} apart. */
  private ReductionPlan(ReductionPlan first, int bytes) {
    kept = new Axes(first.kept.count);
    reduced = new Axes(1);
    kept.count = first.kept.count;
    long step = 1;
    for (int d = kept.count - 1; d >= 0; d--) {
      kept.size[d] = first.kept.size[d];
      kept.step[d] = step;
      kept.to[d] = first.kept.to[d];
      step *= kept.size[d];
    }
    kept.join(true);
    outs = first.outs;
    inner = first.parts;
    reduced.insert(inner, outs, 0);
    settle(0, bytes, false);
  }

  ReductionPlan again(int bytes) {
    return new ReductionPlan(this, bytes);
  }

  private void settle(long address, int bytes, boolean splits) {
    long reach = Math.max(kept.reach(kept.step) + reduced.reach(reduced.step), kept.reach(kept.to));
    small = Math.max(reach, Math.max(outs, inner)) < Integer.MAX_VALUE - (1 << 20);
    small &= outs * inner < Integer.MAX_VALUE - (1 << 20);
    rows = kept.count == 0 || reduced.count > 0 && reduced.nearest() <= kept.nearest();
    Axes near = rows ? reduced : kept;
    int most = bytes > 0 && (bytes & bytes - 1) == 0 ? Math.clamp(WIDE / bytes, 1, MOST_VECTOR) : 1;
    long line = near.count == 0 ? 1 : near.size[near.count - 1];
    boolean beside = near.count > 0 && near.step[near.count - 1] == 1;
    boolean one = rows && reduced.count == 1 && kept.count == 0;
    if (beside && line >= most && (line % most == 0 || one)) {
      vector = most;
    }
    aligned = address % ((long) vector * bytes) == 0;
    aligned &= kept.allMultiples(vector, rows) && reduced.allMultiples(vector, !rows);
    aligned |= vector == 1;
    flying = vector == 1 ? 8 : 4;
    if (rows) {
      inRows(splits, bytes);
    } else {
      inColumns(splits);
    }
    part = parts == 1 ? groups : part;
  }

  private void inRows(boolean splits, int bytes) {
    groups = inner / vector;
    tail = inner % vector;
    if (vector > 1) {
      int last = reduced.count - 1;
      reduced.size[last] /= vector;
      reduced.step[last] = vector;
    }
    // Each thread has some groups under way; neighbours share what memory reads at a time.
    int least = Math.clamp(SECTOR / ((long) vector * bytes), 1, 32);
    long most = RowPlan.powerFrom(Math.ceilDiv(groups, flying));
    most = Math.max(most, Math.min(least, RowPlan.powerFrom(groups)));
    threads = most <= 32 || outs >= 4096 && groups <= 512 ? (int) Math.min(32, most) : BLOCK;
    if (threads == BLOCK && splits) {
      split((long) BLOCK * flying, outs);
    }
    blocks = Math.ceilDiv(outs, BLOCK / threads);
  }

  private void inColumns(boolean splits) {
    groups = inner;
    long lines = Math.min(kept.size[kept.count - 1] / vector, outs);
    long most = BLOCK / RowPlan.powerFrom(Math.min(lines, 32));
    long below = Math.min(RowPlan.powerFrom(Math.ceilDiv(inner, flying)), most);
    threads = (int) (BLOCK / below);
    blocks = Math.ceilDiv(outs, (long) vector * threads);
    if (splits) {
      split(below * flying, blocks);
    }
  }

  /** Parts of whole rounds, each of {@code round} groups, where there are enough of them. */
  private void split(long round, long blocks) {
    if (groups >= LEAST_ROUNDS * round) {
      long most = Math.clamp(ENOUGH_BLOCKS / blocks, 1, MOST_PARTS);
      long rounds = Math.ceilDiv(Math.ceilDiv(groups, round), most);
      part = rounds * round;
      parts = Math.ceilDiv(groups, part);
    }
  }
}
