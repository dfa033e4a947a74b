// Elements that meet in one place, sorted by place: equals stand together in their order. Each is
// combined by its own threads, in pieces where there are many. V is a vector of T4J_W elements.

static const int T4J_W = sizeof(V) / sizeof(S);

// Places as keys to sort: a row of n for each line of the index (array 1). Those of `padding`, if it is
// not negative, become `size`, which is no place.
extern "C" __global__ void t4j_meet_keys(K* keys, const I* index, i64 lines, i64 n, i64 size, i64 padding, i64* error, i64 op, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(i, lines * n) {
    i64 l = i / n, k = i - l * n;
    i64 at[4];
    t4j_line(g, l, at);
    i64 place = (i64)index[at[1] + k * g.inner[1]];
    place = t4j_check(place, size, error, op);
    keys[i] = (K)(padding >= 0 && place == padding ? size : place);
  }
}

// The first of sorted keys from low that is not below `key`, or that is above it; else high.
static __device__ inline int t4j_bound(const K* keys, int low, int high, K key, bool above) {
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (keys[middle] < key || (above && keys[middle] == key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The last of equals stays.
extern "C" __global__ void t4j_meet_last(V* to, const V* from, const K* keys, const int* places, i64 lines, i64 indexLines, i64 n, i64 size, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(t, n * lines) {
    i64 l = indexLines == 1 ? t % lines : t / n;
    i64 i = indexLines == 1 ? t / lines : t - l * n;
    i64 k = indexLines == 1 ? i : t;
    K key = keys[k];
    if (key >= (K)size || (i + 1 < n && keys[k + 1] == key)) continue;
    i64 at[4];
    t4j_line(g, l, at);
    to[at[0] + (i64)key * g.inner[0]] = from[at[2] + places[k] * g.inner[2]];
  }
}

// A thread for each element and line, of which those go on that begin a piece of equals. What fits in
// one piece is done here, sums of pieces are left to t4j_meet_joined. With `fresh` they begin without
// what is there; with `frequency` each counts 1 / how many. Where `through` is given, the
// elements are those of `from` that it names, of `rows`; each counts its weight, if there are weights.
extern "C" __global__ void t4j_meet(V* to, t4j_vec<A, T4J_W>* sums, const V* from, const K* keys, const int* places, const I* through, const S* weights, i64 lines, i64 indexLines, i64 n, i64 size, i64 rows, int piece, int how, int fresh, int mean, int frequency, A alpha, i64* error, i64 op, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(t, n * lines) {
    i64 l = indexLines == 1 ? t % lines : t / n;
    int i = (int)(indexLines == 1 ? t / lines : t - l * n);
    const K* own = keys + (indexLines == 1 ? 0 : l * n);
    const int* place = places + (indexLines == 1 ? 0 : l * n);
    K key = own[i];
    if (key >= (K)size) continue;
    bool head = i == 0 || own[i - 1] != key;
    int first = i, last = i + 1;
    if (!head) {
      if (i < piece || own[i - piece] != key) continue;
      first = t4j_bound(own, 0, i - piece, key, false);
      if ((i - first) % piece != 0) continue;
    }
    if (last < n && own[last] == key) last = t4j_bound(own, last, (int)(n - i < piece ? n : i + piece), key, true);
    bool whole = head && (last == n || own[last] != key);
    A factor = alpha, count = 1;
    if (frequency) {
      count = (A)((whole ? last : t4j_bound(own, last, (int)n, key, true)) - first);
      factor = (A)(1 / count);
    }
    bool divide = frequency && sizeof(A) == 8;
    i64 at[4];
    t4j_line(g, l, at);
    V* target = to + at[0] + (i64)key * g.inner[0];
    const V* source = from + at[2];
    A sum[T4J_W];
    int k = i;
    if (whole && !fresh) {
      V v = *target;
#pragma unroll
      for (int w = 0; w < T4J_W; w++) sum[w] = t4j_load<A>(v.v[w]);
    } else {
      i64 p = place[k++];
      A own = weights ? (A)(t4j_load<A>(weights[p]) * factor) : factor;
      V v = source[(through ? t4j_check((i64)through[p], rows, error, op) : p) * g.inner[2]];
#pragma unroll
      for (int w = 0; w < T4J_W; w++) sum[w] = divide ? (A)(t4j_load<A>(v.v[w]) / count) : (A)(t4j_load<A>(v.v[w]) * own);
    }
    while (k < last) {
      V v[4];
      A own[4];
#pragma unroll
      for (int u = 0; u < 4; u++) {
        if (k + u < last) {
          i64 p = place[k + u];
          own[u] = weights ? (A)(t4j_load<A>(weights[p]) * factor) : factor;
          v[u] = source[(through ? t4j_check((i64)through[p], rows, error, op) : p) * g.inner[2]];
        }
      }
#pragma unroll
      for (int u = 0; u < 4; u++) {
        if (k + u < last) {
#pragma unroll
          for (int w = 0; w < T4J_W; w++) {
            A x = t4j_load<A>(v[u].v[w]);
            sum[w] = t4j_meet_two(sum[w], divide ? (A)(x / count) : (A)(x * own[u]), how);
          }
        }
      }
      k += 4;
    }
    if (whole) {
      V v;
#pragma unroll
      for (int w = 0; w < T4J_W; w++) v.v[w] = t4j_out<S>::of(mean ? t4j_mean(sum[w], last - i + (fresh ? 0 : 1)) : sum[w]);
      *target = v;
    } else {
      i64 slot = 2 * (i / piece) + (last - i == piece ? 0 : 1), slots = 2 * (n / piece + 1);
      t4j_vec<A, T4J_W> v;
#pragma unroll
      for (int w = 0; w < T4J_W; w++) v.v[w] = sum[w];
      sums[indexLines == 1 ? slot * lines + l : l * slots + slot] = v;
    }
  }
}

// Joins the sums of pieces in their order. Of the elements whose number is a multiple of a piece, the
// first one of many equals does it.
extern "C" __global__ void t4j_meet_joined(V* to, const t4j_vec<A, T4J_W>* sums, const K* keys, i64 lines, i64 indexLines, i64 n, i64 size, int piece, int how, int fresh, int mean, const __grid_constant__ t4j_lines g) {
  i64 marks = (n - 1) / piece + 1, slots = 2 * (n / piece + 1);
  GRID_STRIDE(t, marks * lines) {
    i64 l = indexLines == 1 ? t % lines : t / marks;
    int i = (int)(indexLines == 1 ? t / lines : t - l * marks) * piece;
    const K* own = keys + (indexLines == 1 ? 0 : l * n);
    K key = own[i];
    if (key >= (K)size || (i >= piece && own[i - piece] == key)) continue;
    int first = t4j_bound(own, i < piece ? 0 : i - piece, i, key, false);
    if (n - first <= piece || own[first + piece] != key) continue;
    int end = t4j_bound(own, first + piece, (int)n, key, true);
    i64 at[4];
    t4j_line(g, l, at);
    V* target = to + at[0] + (i64)key * g.inner[0];
    A sum[T4J_W];
    int start = first;
    if (!fresh) {
      V v = *target;
#pragma unroll
      for (int w = 0; w < T4J_W; w++) sum[w] = t4j_load<A>(v.v[w]);
    }
    for (; start < end; start += piece) {
      i64 slot = 2 * (start / piece) + (end - start >= piece ? 0 : 1);
      t4j_vec<A, T4J_W> v = sums[indexLines == 1 ? slot * lines + l : l * slots + slot];
#pragma unroll
      for (int w = 0; w < T4J_W; w++) sum[w] = fresh && start == first ? v.v[w] : t4j_meet_two(sum[w], v.v[w], how);
    }
    V v;
#pragma unroll
    for (int w = 0; w < T4J_W; w++) v.v[w] = t4j_out<S>::of(mean ? t4j_mean(sum[w], end - first + (fresh ? 0 : 1)) : sum[w]);
    *target = v;
  }
}
