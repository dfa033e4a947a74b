// Order along lines: sorting by bitonic exchange of (key, place) pairs, scans, extremes.

// Keys that order as unsigned numbers; NaN is the greatest, both zeros are equal.
static __device__ inline u64 t4j_key(i64 v) { return (u64)v ^ 0x8000000000000000ull; }
static __device__ inline u64 t4j_key(int v) { return t4j_key((i64)v); }
static __device__ inline u64 t4j_key(double v) {
  if (v != v) return 0xffffffffffffffffull;
  t4j_double_word w;
  w.d = v == 0 ? 0.0 : v;
  return w.u >> 63 ? ~w.u : w.u | 0x8000000000000000ull;
}
static __device__ inline u64 t4j_key(float v) { return t4j_key((double)v); }

// Lines of n elements into lines of `room` pairs, a power of 2; what is too much goes to the end.
extern "C" __global__ void t4j_sort_load(u64* keys, int* places, const S* from, i64 lines, i64 n, i64 room, int down, t4j_lines g) {
  GRID_STRIDE(i, lines * room) {
    i64 l = i / room, k = i % room;
    i64 at[4];
    t4j_line(g, l, at);
    u64 key = k < n ? t4j_key(t4j_load<A>(from[at[0] + k * g.inner[0]])) : 0;
    keys[i] = k < n ? (down ? ~key : key) : 0xffffffffffffffffull;
    places[i] = k < n ? (int)k : 2147483647;
  }
}

extern "C" __global__ void t4j_sort_step(u64* keys, int* places, i64 pairs, i64 room, i64 span, i64 half) {
  GRID_STRIDE(i, pairs) {
    i64 a = i / half * half * 2 + i % half, b = a + half;
    bool up = ((a % room) & span) == 0;
    u64 x = keys[a], y = keys[b];
    int p = places[a], q = places[b];
    bool after = x > y || (x == y && p > q);
    if (after == up) {
      keys[a] = y;
      keys[b] = x;
      places[a] = q;
      places[b] = p;
    }
  }
}

// The first `count` of each line: values are array 1, places array 2.
extern "C" __global__ void t4j_sort_store(B* values, i64* indices, const B* from, const int* places, i64 lines, i64 count, i64 skip, i64 room, t4j_lines g) {
  GRID_STRIDE(i, lines * count) {
    i64 l = i / count, k = i % count;
    i64 at[4];
    t4j_line(g, l, at);
    int place = places[l * room + skip + k];
    if (values) values[at[1] + k * g.inner[1]] = from[at[0] + place * g.inner[0]];
    indices[at[2] + k * g.inner[2]] = place;
  }
}

// The place of the first extreme, or of the first NaN: values are array 1, places array 2.
extern "C" __global__ void t4j_extreme(B* values, i64* indices, const S* from, i64 lines, i64 n, int largest, t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    A best = t4j_load<A>(from[at[0]]);
    i64 place = 0;
    for (i64 k = 1; k < n && best == best; k++) {
      A v = t4j_load<A>(from[at[0] + k * g.inner[0]]);
      if (v != v || (largest ? v > best : v < best)) {
        best = v;
        place = k;
      }
    }
    if (values) values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
    indices[at[2]] = place;
  }
}

// The same, a block for a line.
extern "C" __global__ void t4j_extreme_blocks(B* values, i64* indices, const S* from, i64 lines, i64 n, int largest, t4j_lines g) {
  __shared__ A bests[256];
  __shared__ i64 places[256];
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    i64 place = threadIdx.x < n ? threadIdx.x : 0;
    A best = t4j_load<A>(from[at[0] + place * g.inner[0]]);
    for (i64 k = place + blockDim.x; k < n && best == best; k += blockDim.x) {
      A v = t4j_load<A>(from[at[0] + k * g.inner[0]]);
      if (v != v || (largest ? v > best : v < best)) {
        best = v;
        place = k;
      }
    }
    bests[threadIdx.x] = best;
    places[threadIdx.x] = place;
    __syncthreads();
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
      if (threadIdx.x < half) {
        A a = bests[threadIdx.x], b = bests[threadIdx.x + half];
        i64 p = places[threadIdx.x], q = places[threadIdx.x + half];
        bool nanA = a != a, nanB = b != b;
        bool second = nanA || nanB ? nanB && (!nanA || q < p)
            : a == b ? q < p : (largest ? b > a : b < a);
        if (second) {
          bests[threadIdx.x] = b;
          places[threadIdx.x] = q;
        }
      }
      __syncthreads();
    }
    if (threadIdx.x == 0) {
      if (values) values[at[1]] = ((const B*)from)[at[0] + places[0] * g.inner[0]];
      indices[at[2]] = places[0];
    }
    __syncthreads();
  }
}

// The extreme so far: the last of equals, and NaN from the first one on.
extern "C" __global__ void t4j_running(B* values, i64* indices, const S* from, i64 lines, i64 n, int largest, t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    A best = t4j_load<A>(from[at[0]]);
    i64 place = 0;
    for (i64 k = 0; k < n; k++) {
      A v = t4j_load<A>(from[at[0] + k * g.inner[0]]);
      if (v != v || (best == best && (largest ? v >= best : v <= best))) {
        best = v;
        place = k;
      }
      values[at[1] + k * g.inner[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
      indices[at[2] + k * g.inner[2]] = place;
    }
  }
}

// Running totals; HOW is what becomes of two totals (0 sum, 1 product, 2 log of the sum of exps).
static __device__ inline A t4j_total(A a, A b, int how) {
  if (how == 0) return a + b;
  if (how == 1) return a * b;
  A low = t4j_min(a, b), high = t4j_max(a, b);
  return low != high || !t4j_isinf(low) ? (A)(log1p(exp((double)(low - high))) + high) : a;
}

// A block for a line: pieces of one element a thread, the total of those before carried along.
extern "C" __global__ void t4j_scan(R* to, const S* from, i64 lines, i64 n, int how, t4j_lines g) {
  __shared__ A totals[256];
  A neutral = how == 0 ? (A)0 : how == 1 ? (A)1 : (A)(-T4J_INF);
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    A before = neutral;
    for (i64 start = 0; start < n; start += blockDim.x) {
      i64 k = start + threadIdx.x;
      totals[threadIdx.x] = k < n ? (A)t4j_load<A>(from[at[0] + k * g.inner[0]]) : neutral;
      __syncthreads();
      for (int d = 1; d < blockDim.x; d *= 2) {
        A mine = totals[threadIdx.x];
        if (threadIdx.x >= d) mine = t4j_total(totals[threadIdx.x - d], mine, how);
        __syncthreads();
        totals[threadIdx.x] = mine;
        __syncthreads();
      }
      if (k < n) to[at[1] + k * g.inner[1]] = t4j_out<R>::of(t4j_total(before, totals[threadIdx.x], how));
      before = t4j_total(before, totals[blockDim.x - 1], how);
      __syncthreads();
    }
  }
}

// The value in the middle of a sorted line (array 1) and its place (array 2): NaN if there is one,
// or, when they are left out, of the numbers alone.
extern "C" __global__ void t4j_median(B* values, i64* indices, const S* from, const int* places, i64 lines, i64 n, i64 room, int skipNan, t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    i64 numbers = n;
    while (numbers > 0) {
      A v = t4j_load<A>(from[at[0] + places[l * room + numbers - 1] * g.inner[0]]);
      if (v == v) break;
      numbers--;
    }
    i64 k = numbers < n && !skipNan ? numbers : numbers > 0 ? (numbers - 1) / 2 : 0;
    int place = places[l * room + k];
    values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
    if (indices) indices[at[2]] = place;
  }
}

// The most frequent value of a sorted line, the smallest of such, and the last place where it stands.
extern "C" __global__ void t4j_mode(B* values, i64* indices, const S* from, const u64* keys, const int* places, i64 lines, i64 n, i64 room, t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    i64 best = 0, most = 0, start = 0;
    for (i64 k = 1; k <= n; k++) {
      bool ends = k == n || keys[l * room + k] != keys[l * room + k - 1] || keys[l * room + k] == 0xffffffffffffffffull;
      if (ends) {
        if (k - start > most) {
          most = k - start;
          best = k - 1;
        }
        start = k;
      }
    }
    int place = places[l * room + best];
    values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
    indices[at[2]] = place;
  }
}
