package org.torch4j.cpu;

import java.util.Arrays;

/**
 * The places of the first elements of one line in sorted order, without sorting the others. Equal
 * elements keep their order.
 */
final class Selection {
  /** Lines longer than two of these are searched in parts. */
  private static final int PART = 1 << 15;

  private static final int LEAST = 64;
  private static final int DIGIT = 11;

  private Selection() {}

  /**
   * The places of the first {@code count} elements in sorted order, in a buffer of this thread;
   * {@code count} is at least 1.
   */
  static long[] first(Cells from, long off, long step, int n, int count, boolean down) {
    Scratch scratch = Scratch.get();
    if (!SortKeys.isNarrow(from.dtype)) {
      long[] keys = scratch.longs(7, n);
      SortKeys.wide(from, off, step, n, down, keys);
      return wide(keys, n, count);
    }
    long[] packed;
    if (8L * count >= n) {
      packed = scratch.longs(7, n);
      int[] keys = scratch.ints(5, n);
      SortKeys.narrow(from, off, step, n, down, keys);
      SortKeys.pack(keys, n, packed);
      if (count < n) {
        SortKeys.select(packed, n, count);
      }
    } else if (n > 2 * PART && 8L * count <= PART) {
      packed = parts(from, off, step, n, count, down);
    } else {
      packed = best(from, off, step, 0, n, count, down);
    }
    SortKeys.sort(packed, count, count == n);
    for (int i = 0; i < count; i++) {
      packed[i] &= Integer.MAX_VALUE;
    }
    return packed;
  }

  /** Takes the best of each part, then of those. */
  private static long[] parts(Cells from, long off, long step, int n, int count, boolean down) {
    int parts = Parallel.chunks(n, PART);
    long[] all = new long[parts * count];
    Arrays.fill(all, Long.MAX_VALUE);
    Parallel.run(
        n,
        PART,
        (begin, end, chunk) -> {
          if (begin < end) {
            int m = (int) Math.min(count, end - begin);
            long[] own = best(from, off, step, (int) begin, (int) (end - begin), m, down);
            System.arraycopy(own, 0, all, chunk * count, m);
          }
        });
    SortKeys.select(all, all.length, count);
    return all;
  }

  /** The packed keys of the best of {@code n} elements from {@code begin} on, in no order. */
  private static long[] best(
      Cells from, long off, long step, int begin, int n, int count, boolean down) {
    Scratch scratch = Scratch.get();
    int[] keys = scratch.ints(5, n);
    SortKeys.narrow(from, off + begin * step, step, n, down, keys);
    int room = Math.min(n, Math.max(LEAST, 4 * count));
    long[] kept = scratch.longs(7, room);
    for (int i = 0; i < room; i++) {
      kept[i] = (long) keys[i] << 32 | begin + i;
    }
    SortKeys.select(kept, room, count);
    int size = count;
    int worst = (int) (kept[count - 1] >> 32);
    for (int i = room; i < n; i++) {
      // An equal element comes too late.
      if (keys[i] < worst) {
        kept[size++] = (long) keys[i] << 32 | begin + i;
        if (size == room) {
          SortKeys.select(kept, size, count);
          size = count;
          worst = (int) (kept[count - 1] >> 32);
        }
      }
    }
    SortKeys.select(kept, size, count);
    return kept;
  }

  /** The places of the first {@code count} of wide keys in sorted order. */
  static long[] wide(long[] keys, int n, int count) {
    Scratch scratch = Scratch.get();
    int m = n;
    int[] chosen = scratch.ints(5, n);
    if (count < n) {
      m = count;
      choose(keys, n, count, chosen);
      for (int i = 0; i < m; i++) {
        keys[i] = keys[chosen[i]]; // places ascend, so none is read after it was written
      }
    }
    int[] order = SortKeys.sorted(keys, m);
    for (int i = 0; i < count; i++) {
      keys[i] = count < n ? chosen[order[i]] : order[i];
    }
    return keys;
  }

  /** The places of the first {@code count} keys in sorted order, in the order of the line. */
  private static void choose(long[] keys, int n, int count, int[] chosen) {
    long worst = kthKey(keys, n, count);
    int equals = count;
    for (int i = 0; i < n; i++) {
      equals -= keys[i] < worst ? 1 : 0;
    }
    int size = 0;
    for (int i = 0; i < n && size < count; i++) {
      if (keys[i] < worst || keys[i] == worst && equals-- > 0) {
        chosen[size++] = i;
      }
    }
  }

  private static long kthKey(long[] keys, int n, int k) {
    long[] copy = Scratch.get().longs(9, n);
    int size = 0;
    int room = (int) Math.min(n, Math.max(LEAST, 4L * k));
    long worst = Long.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      if (i < room || keys[i] < worst) {
        copy[size++] = keys[i];
        if (size == room) {
          SortKeys.select(copy, size, k);
          worst = copy[k - 1];
          size = k;
        }
      }
    }
    SortKeys.select(copy, size, k);
    return copy[k - 1];
  }

  /** The place of element number {@code k}, from 0, in sorted order. */
  static int place(Cells from, long off, long step, int n, int k) {
    Scratch scratch = Scratch.get();
    if (!SortKeys.isNarrow(from.dtype)) {
      long[] keys = scratch.longs(7, n);
      SortKeys.wide(from, off, step, n, false, keys);
      long key = kthKey(keys, n, k + 1);
      int before = k;
      for (int i = 0; i < n; i++) {
        before -= keys[i] < key ? 1 : 0;
      }
      int at = 0;
      while (keys[at] != key || before-- > 0) {
        at++;
      }
      return at;
    }
    int[] keys = scratch.ints(5, n);
    SortKeys.narrow(from, off, step, n, false, keys);
    long[] packed = scratch.longs(7, n);
    if (n < 1 << DIGIT) {
      SortKeys.pack(keys, n, packed);
      SortKeys.select(packed, n, k + 1);
      return (int) packed[k];
    }
    // Counting by the first digit leaves few to choose from.
    int[] counts = scratch.ints(4, 1 << DIGIT);
    Arrays.fill(counts, 0, 1 << DIGIT, 0);
    for (int i = 0; i < n; i++) {
      counts[(keys[i] ^ Integer.MIN_VALUE) >>> Integer.SIZE - DIGIT]++;
    }
    int digit = 0;
    int left = k;
    while (left >= counts[digit]) {
      left -= counts[digit++];
    }
    int size = 0;
    for (int i = 0; i < n; i++) {
      packed[size] = (long) keys[i] << 32 | i;
      size += (keys[i] ^ Integer.MIN_VALUE) >>> Integer.SIZE - DIGIT == digit ? 1 : 0;
    }
    SortKeys.select(packed, size, left + 1);
    return (int) packed[left];
  }
}
