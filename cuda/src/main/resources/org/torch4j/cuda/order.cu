// Order along lines: extremes, running totals, medians.

// The place of the first extreme, or of the first NaN: values are array 1, places array 2.
extern "C" __global__ void t4j_extreme(B* values, i64* indices, const S* from, i64 lines, i64 n, int largest, const __grid_constant__ t4j_lines g) {
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

// Whether b at q comes before a at p; places below 0 are none.
static __device__ inline bool t4j_precedes(A b, i64 q, A a, i64 p, int largest) {
  if (p < 0 || q < 0) return q >= 0;
  bool nanA = a != a, nanB = b != b;
  return nanA || nanB ? nanB && (!nanA || q < p) : a == b ? q < p : (largest ? b > a : b < a);
}

static __device__ inline void t4j_warp_extreme(A& best, i64& place, int largest) {
#pragma unroll
  for (int d = 16; d > 0; d /= 2) {
    A other = shuffle_xor(best, d);
    i64 q = shuffle_xor(place, d);
    if (t4j_precedes(other, q, best, place, largest)) {
      best = other;
      place = q;
    }
  }
}

// A block for a part of `span` elements of a line; the extremes of parts are left to
// t4j_extreme_join where there are several.
extern "C" __global__ void t4j_extreme_blocks(B* values, i64* indices, A* bests, i64* among, const S* from, i64 lines, i64 n, i64 span, i64 parts, int largest, const __grid_constant__ t4j_lines g) {
  __shared__ A ofWarps[8];
  __shared__ i64 places[8];
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
  for (i64 b = blockIdx.x; b < lines * parts; b += gridDim.x) {
    i64 l = b / parts, first = (b - l * parts) * span, end = n - first < span ? n : first + span;
    i64 at[4];
    t4j_line(g, l, at);
    const S* x = from + at[0];
    A best = 0;
    i64 place = -1;
    for (i64 start = first + threadIdx.x; start < end; start += 4 * blockDim.x) {
      S v[4];
#pragma unroll
      for (int u = 0; u < 4; u++) {
        i64 k = start + u * blockDim.x;
        if (k < end) v[u] = x[k * g.inner[0]];
      }
#pragma unroll
      for (int u = 0; u < 4; u++) {
        i64 k = start + u * blockDim.x;
        A own = t4j_load<A>(v[u]);
        if (k < end && (place < 0 || (best == best && (own != own || (largest ? own > best : own < best))))) {
          best = own;
          place = k;
        }
      }
    }
    t4j_warp_extreme(best, place, largest);
    if (lane == 0) {
      ofWarps[warp] = best;
      places[warp] = place;
    }
    __syncthreads();
    if (warp == 0) {
      best = lane < warps ? ofWarps[lane] : (A)0;
      place = lane < warps ? places[lane] : -1;
      t4j_warp_extreme(best, place, largest);
      if (lane == 0 && parts > 1) {
        bests[b] = best;
        among[b] = place;
      } else if (lane == 0) {
        if (values) values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
        indices[at[2]] = place;
      }
    }
    __syncthreads();
  }
}

// A warp for a line: the extreme of its parts'.
extern "C" __global__ void t4j_extreme_join(B* values, i64* indices, const A* bests, const i64* among, const B* from, i64 lines, i64 parts, int largest, const __grid_constant__ t4j_lines g) {
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5);
  for (i64 l = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); l < lines; l += warps) {
    A best = 0;
    i64 place = -1;
    for (i64 k = threadIdx.x & 31; k < parts; k += 32) {
      A own = bests[l * parts + k];
      i64 q = among[l * parts + k];
      if (t4j_precedes(own, q, best, place, largest)) {
        best = own;
        place = q;
      }
    }
    t4j_warp_extreme(best, place, largest);
    if ((threadIdx.x & 31) == 0) {
      i64 at[4];
      t4j_line(g, l, at);
      if (values) values[at[1]] = from[at[0] + place * g.inner[0]];
      indices[at[2]] = place;
    }
  }
}

// Whether what stands behind takes the place of the extreme so far: the last of equals does, and NaN.
static __device__ inline bool t4j_replaces(A v, A best, int largest) {
  return v != v || (best == best && (largest ? v >= best : v <= best));
}

// The extreme so far and its place: a block for a line, 4 elements of a thread at a time, those of a
// warp side by side.
extern "C" __global__ void t4j_running(B* values, i64* indices, const S* from, i64 lines, i64 n, int largest, const __grid_constant__ t4j_lines g) {
  __shared__ A bests[8];
  __shared__ i64 places[8];
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    A carry = 0;
    i64 from0 = -1;
    for (i64 start = 0; start < n; start += 4 * blockDim.x) {
      i64 own = start + warp * 128 + lane;
      A v[4], best = 0;
      i64 place[4], last = -1;
#pragma unroll
      for (int j = 0; j < 4; j++) {
        place[j] = own + j * 32 < n ? own + j * 32 : -1;
        v[j] = place[j] < 0 ? (A)0 : (A)t4j_load<A>(from[at[0] + place[j] * g.inner[0]]);
      }
#pragma unroll
      for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int d = 1; d < 32; d *= 2) {
          A other = shuffle_up(v[j], d);
          i64 q = shuffle_up(place[j], d);
          if (lane >= d && q >= 0 && (place[j] < 0 || !t4j_replaces(v[j], other, largest))) {
            v[j] = other;
            place[j] = q;
          }
        }
        if (last >= 0 && (place[j] < 0 || !t4j_replaces(v[j], best, largest))) {
          v[j] = best;
          place[j] = last;
        }
        best = shuffle(v[j], 31);
        last = shuffle(place[j], 31);
      }
      if (lane == 0) {
        bests[warp] = best;
        places[warp] = last;
      }
      __syncthreads();
      A lead = carry;
      i64 leads = from0;
      for (int w = 0; w < warps; w++) {
        if (w == warp) {
          lead = carry;
          leads = from0;
        }
        if (places[w] >= 0 && (from0 < 0 || t4j_replaces(bests[w], carry, largest))) {
          carry = bests[w];
          from0 = places[w];
        }
      }
      __syncthreads();
#pragma unroll
      for (int j = 0; j < 4; j++) {
        i64 k = own + j * 32;
        if (k < n) {
          i64 q = leads >= 0 && !t4j_replaces(v[j], lead, largest) ? leads : place[j];
          values[at[1] + k * g.inner[1]] = ((const B*)from)[at[0] + q * g.inner[0]];
          indices[at[2] + k * g.inner[2]] = q;
        }
      }
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

static __device__ inline A t4j_neutral(int how) {
  return how == 0 ? (A)0 : how == 1 ? (A)1 : (A)(-T4J_INF);
}

// The totals of parts of lines: a block for a part of `span` elements.
extern "C" __global__ void t4j_scan_totals(A* totals, const S* from, i64 lines, i64 n, i64 span, i64 parts, int how, const __grid_constant__ t4j_lines g) {
  for (i64 b = blockIdx.x; b < lines * parts; b += gridDim.x) {
    i64 l = b / parts, first = (b - l * parts) * span, end = n - first < span ? n : first + span;
    i64 at[4];
    t4j_line(g, l, at);
    A sum = t4j_neutral(how);
    for (i64 start = first + threadIdx.x; start < end; start += 4 * blockDim.x) {
      A v[4];
#pragma unroll
      for (int u = 0; u < 4; u++) {
        i64 k = start + u * blockDim.x;
        v[u] = k < end ? (A)t4j_load<A>(from[at[0] + k * g.inner[0]]) : t4j_neutral(how);
      }
#pragma unroll
      for (int u = 0; u < 4; u++) sum = t4j_total(sum, v[u], how);
    }
    sum = block_reduce(sum, t4j_neutral(how), [how](A a, A b) { return t4j_total(a, b, how); });
    if (threadIdx.x == 0) totals[b] = sum;
  }
}

// A block for a part of a line, ITEMS elements of a thread at a time, those of a warp side by side.
// Array 0 is `from`, 1 `to`; `before` holds the running totals of parts.
template <int HOW, int ITEMS>
static __device__ inline void t4j_scan_by(R* to, const S* from, const A* before, i64 lines, i64 n, i64 span, i64 parts, const t4j_lines& g) {
  __shared__ A totals[8];
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
  for (i64 b = blockIdx.x; b < lines * parts; b += gridDim.x) {
    i64 l = b / parts, part = b - l * parts, first = part * span, end = n - first < span ? n : first + span;
    i64 at[4];
    t4j_line(g, l, at);
    A carry = part ? before[b - 1] : t4j_neutral(HOW);
    for (i64 start = first; start < end; start += ITEMS * blockDim.x) {
      i64 own = start + warp * (32 * ITEMS) + lane;
      A v[ITEMS], sum = t4j_neutral(HOW);
#pragma unroll
      for (int j = 0; j < ITEMS; j++) {
        i64 k = own + j * 32;
        v[j] = k < end ? (A)t4j_load<A>(from[at[0] + k * g.inner[0]]) : t4j_neutral(HOW);
      }
#pragma unroll
      for (int j = 0; j < ITEMS; j++) {
        if (own - lane + j * 32 < end) {
#pragma unroll(HOW == 2 ? 1 : 5)
          for (int d = 1; d < 32; d *= 2) {
            A other = shuffle_up(v[j], d);
            if (lane >= d) v[j] = t4j_total(other, v[j], HOW);
          }
          v[j] = t4j_total(sum, v[j], HOW);
          sum = shuffle(v[j], 31);
        }
      }
      if (lane == 0) totals[warp] = sum;
      __syncthreads();
      A lead = carry;
#pragma unroll 1
      for (int w = 0; w < warps; w++) {
        if (w == warp) lead = carry;
        carry = t4j_total(carry, totals[w], HOW);
      }
      __syncthreads();
#pragma unroll
      for (int j = 0; j < ITEMS; j++) {
        i64 k = own + j * 32;
        if (k < end) to[at[1] + k * g.inner[1]] = t4j_out<R>::of(t4j_total(lead, v[j], HOW));
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(256) t4j_scan_sum(R* to, const S* from, const A* before, i64 lines, i64 n, i64 span, i64 parts, const __grid_constant__ t4j_lines g) {
  t4j_scan_by<0, 8>(to, from, before, lines, n, span, parts, g);
}

extern "C" __global__ void __launch_bounds__(256) t4j_scan_product(R* to, const S* from, const A* before, i64 lines, i64 n, i64 span, i64 parts, const __grid_constant__ t4j_lines g) {
  t4j_scan_by<1, 8>(to, from, before, lines, n, span, parts, g);
}

extern "C" __global__ void __launch_bounds__(256) t4j_scan_log(R* to, const S* from, const A* before, i64 lines, i64 n, i64 span, i64 parts, const __grid_constant__ t4j_lines g) {
  t4j_scan_by<2, 1>(to, from, before, lines, n, span, parts, g);
}

// The value in the middle of a sorted line (array 1) and its place (array 2): NaN if there is one,
// or, when they are left out, of the numbers alone.
extern "C" __global__ void t4j_median(B* values, i64* indices, const S* from, const int* places, i64 lines, i64 n, int skipNan, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    i64 numbers = n;
    while (numbers > 0) {
      A v = t4j_load<A>(from[at[0] + places[l * n + numbers - 1] * g.inner[0]]);
      if (v == v) break;
      numbers--;
    }
    i64 k = numbers < n && !skipNan ? numbers : numbers > 0 ? (numbers - 1) / 2 : 0;
    int place = places[l * n + k];
    values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
    if (indices) indices[at[2]] = place;
  }
}

// The most frequent value of a sorted line, the smallest of such, and the last place where it stands.
extern "C" __global__ void t4j_mode(B* values, i64* indices, const S* from, const K* keys, const int* places, i64 lines, i64 n, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    i64 best = 0, most = 0, start = 0;
    for (i64 k = 1; k <= n; k++) {
      bool ends = k == n || keys[l * n + k] != keys[l * n + k - 1];
      if (!ends) {
        A v = t4j_load<A>(from[at[0] + places[l * n + k] * g.inner[0]]);
        ends = v != v;
      }
      if (ends) {
        if (k - start > most) {
          most = k - start;
          best = k - 1;
        }
        start = k;
      }
    }
    int place = places[l * n + best];
    values[at[1]] = ((const B*)from)[at[0] + place * g.inner[0]];
    indices[at[2]] = place;
  }
}
