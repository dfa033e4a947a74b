package org.torch4j.cpu;

/**
 * The order of steps of one direction over sequences that stand side by side, longest first, and
 * how their rows are shared out: each chunk of sequences runs through all steps on its own.
 *
 * @param sizes how many sequences each step has
 * @param offsets the first row of each step
 * @param reverse whether the last step comes first
 * @param chunk sequences of a chunk
 */
record RecurrentPlan(int[] sizes, int[] offsets, boolean reverse, int chunk) {
  /** Rows of a chunk at most: three tiles, which keeps weights from being read too often. */
  private static final int MOST_ROWS = 3 * Lanes.ROWS;

  static RecurrentPlan of(long[] batchSizes, boolean reverse) {
    int[] sizes = new int[batchSizes.length];
    int[] offsets = new int[batchSizes.length];
    int at = 0;
    for (int t = 0; t < sizes.length; t++) {
      sizes[t] = Math.toIntExact(batchSizes[t]);
      offsets[t] = at;
      at = Math.addExact(at, sizes[t]);
    }
    int chunks = Math.max(1, (sizes[0] + MOST_ROWS - 1) / MOST_ROWS);
    return new RecurrentPlan(sizes, offsets, reverse, (sizes[0] + chunks - 1) / chunks);
  }

  int steps() {
    return sizes.length;
  }

  int sequences() {
    return sizes[0];
  }

  /** The step that is done at place {@code i} in the order. */
  int step(int i) {
    return reverse ? sizes.length - 1 - i : i;
  }

  /** Rows of step {@code t} that belong to the chunk from {@code first} to {@code last}. */
  int rows(int t, int first, int last) {
    return Math.max(0, Math.min(sizes[t], last) - first);
  }

  /** Runs the chunks in parallel. */
  void run(Chunk body) {
    int n = sizes[0];
    Parallel.run(
        (n + chunk - 1) / chunk,
        1,
        (begin, end, _) -> {
          for (long k = begin; k < end; k++) {
            body.run((int) k * chunk, Math.min(n, (int) (k + 1) * chunk));
          }
        });
  }

  /** Work on the sequences from {@code first} to before {@code last}. */
  @FunctionalInterface
  interface Chunk {
    void run(int first, int last);
  }
}
