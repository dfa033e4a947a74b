package org.torch4j.cuda;

import org.jspecify.annotations.Nullable;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;

/**
 * How rows of a row-major array are held in registers: groups of elements that are loaded together,
 * threads that share a row, and groups of each thread.
 *
 * @param vector elements of a group
 * @param aligned whether a group can be loaded at once
 * @param team threads of a row; a power of 2
 * @param room groups of a thread; 0 where a row does not fit
 * @param block threads of a block
 */
record RowPlan(int vector, boolean aligned, int team, int room, int block) {
  private static final int WIDE = 16;
  private static final int MOST_THREADS = 1024;

  /**
   * For rows of {@code n} elements.
   *
   * @param warp elements that a thread may hold where a warp has the row
   * @param usual elements that it should hold in wider teams
   * @param most elements that it may hold there
   * @param threads of a block at least
   */
  static RowPlan of(
      long n,
      DType dtype,
      int warp,
      int usual,
      int most,
      int threads,
      @Nullable StridedArray... arrays) {
    int bytes = dtype.byteSize();
    int vector = Math.clamp(WIDE / bytes, 1, 8);
    while (n % vector != 0) {
      vector /= 2;
    }
    boolean aligned = true;
    for (@Nullable StridedArray a : arrays) {
      aligned &= a == null || Launches.address(a) % ((long) vector * bytes) == 0;
    }
    long groups = n / vector;
    int team;
    if (n <= 32L * warp) {
      team = (int) Math.min(32, powerFrom(groups));
    } else {
      team = Math.clamp(powerFrom(Math.ceilDiv(n, usual)), 64, MOST_THREADS);
    }
    long room = powerFrom(Math.ceilDiv(groups, team));
    boolean fits = room * vector <= (team <= 32 ? warp : most);
    return new RowPlan(
        vector, aligned, team, fits ? (int) room : 0, Math.max(team, fits ? threads : team));
  }

  static long powerFrom(long n) {
    return n <= 1 ? 1 : Long.highestOneBit(n - 1) * 2;
  }

  /** Rows that a block makes at a time. */
  int rows() {
    return block / team;
  }

  /** Names of its numbers. */
  Work onto(Work work) {
    return work.constant("V", vector)
        .constant("ALIGNED", aligned ? 1 : 0)
        .constant("TEAM", team)
        .constant("ROOM", Math.max(1, room))
        .constant("BLOCK", block);
  }
}
