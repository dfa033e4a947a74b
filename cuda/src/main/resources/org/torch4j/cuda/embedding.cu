// Rows of a table brought together by bags.

// For each bag and column the index whose row is greatest, the first of such; -1 for an empty bag.
// Entries are sorted by their bags.
extern "C" __global__ void t4j_bag_max(i64* to, const S* table, const I* index, const K* bags, const int* entries, i64 n, i64 count, i64 width, i64 size, i64* error, i64 op) {
  GRID_STRIDE(t, count * width) {
    i64 bag = t / width, c = t - bag * width, best = -1;
    int first = t4j_bound(bags, 0, (int)n, (K)bag, false), end = t4j_bound(bags, first, (int)n, (K)bag, true);
    A greatest = 0;
    for (int k = first; k < end; k++) {
      i64 row = t4j_check((i64)index[entries[k]], size, error, op);
      A x = t4j_load<A>(table[row * width + c]);
      if (best < 0 || x > greatest) {
        best = row;
        greatest = x;
      }
    }
    to[t] = best;
  }
}
