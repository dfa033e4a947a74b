// Elements chosen by indices. B is a type of as many bytes as an element, I the type of indices, S
// the element and A what it is computed in. Indices out of range are noted in `error` and raised as
// exceptions when the host looks at results; kernels take index 0 instead.

static __device__ inline i64 t4j_check(i64 index, i64 size, i64* error, i64 op, i64 told) {
  if (index >= 0 && index < size) return index;
  if (atomicCAS((u64*)error, 0ull, (u64)op) == 0) {
    error[1] = told;
    error[2] = size;
  }
  return 0;
}
static __device__ inline i64 t4j_check(i64 index, i64 size, i64* error, i64 op) {
  return t4j_check(index, size, error, op, index);
}

// Notes a wrong value, `what` of the kinds that DeviceErrors knows.
static __device__ inline void t4j_note(i64* error, i64 op, i64 what, double value) {
  t4j_double_word w;
  w.d = value;
  if (atomicCAS((u64*)error, 0ull, (u64)op) == 0) {
    error[1] = (i64)w.u;
    error[3] = what;
  }
}

// Lines of several arrays: line number l is at at[k] in array k, its elements inner[k] apart.
struct t4j_lines { i64 dims; i64 size[25]; i64 step[4][25]; i64 inner[4]; };

static __device__ inline void t4j_line(const t4j_lines& g, i64 l, i64* at) {
  for (int k = 0; k < 4; k++) at[k] = 0;
  for (int d = (int)g.dims - 1; d >= 0; d--) {
    i64 q = l / g.size[d], r = l - q * g.size[d];
    l = q;
    for (int k = 0; k < 4; k++) at[k] += r * g.step[k][d];
  }
}

// to[i] = from[place(i) + index[i] * stride]
extern "C" __global__ void t4j_gather(B* to, const B* from, const I* index, i64 n, i64 stride, i64 size, i64* error, i64 op, const __grid_constant__ t4j_grid g) {
  GRID_STRIDE(i, n) {
    i64 a, b, c;
    t4j_places(g, i, a, b, c);
    to[a] = from[b + t4j_check(index[c], size, error, op) * stride];
  }
}

// Row k of every outer slice: to[o][k][r] = from[o][index[k]][r]. J is int where all places fit.
extern "C" __global__ void t4j_rows(B* to, const B* from, const I* index, i64 n, i64 rows, i64 inner, i64 size, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    J q = (J)i / (J)inner, o = q / (J)rows;
    i64 row = t4j_check((i64)index[q - o * (J)rows], size, error, op);
    to[i] = from[(o * size + row - q) * inner + i];
  }
}

extern "C" __global__ void t4j_rows_fill(B* to, const I* index, i64 lines, i64 rows, i64 inner, i64 size, i64 low, i64 high, i64* error, i64 op) {
  B value;
  char* bytes = (char*)&value;
  for (int k = 0; k < (int)sizeof(B); k++) {
    bytes[k] = (char)((k < 8 ? low >> 8 * k : high >> 8 * (k - 8)) & 255);
  }
  GRID_STRIDE(i, lines * rows) {
    i64 l = i / rows, r = l % inner, o = l / inner;
    i64 at = index[i % rows];
    to[(o * size + t4j_check(at < 0 ? at + size : at, size, error, op, at)) * inner + r] = value;
  }
}

// What happens where an element meets one that is there: HOW 0 sets, 1 adds, 2 multiplies, 3 takes the
// greater, 4 the smaller.
static __device__ inline A t4j_meet_two(A a, A b, int how) {
  return how == 0 ? b : how == 1 ? (A)(a + b) : how == 2 ? (A)(a * b) : how == 3 ? t4j_max(a, b) : t4j_min(a, b);
}

// A thread for a line takes its elements in their order. Array 0 is `to`, 1 the index, 2 the source;
// parts is 2 for complex numbers.
extern "C" __global__ void t4j_scatter(S* to, const I* index, const S* from, i64 lines, i64 n, i64 size, int parts, int how, int fresh, A alpha, A alphaImaginary, int* hits, i64* error, i64 op, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    if (hits) for (i64 p = 0; p < size; p++) hits[l * size + p] = 0;
    for (i64 k = 0; k < n; k++) {
      i64 place = t4j_check(index[at[1] + k * g.inner[1]], size, error, op);
      S* t = to + (at[0] + place * g.inner[0]) * parts;
      const S* f = from + (at[2] + k * g.inner[2]) * parts;
      bool first = hits && hits[l * size + place]++ == 0 && fresh;
      if (how == 0 || first) {
        for (int p = 0; p < parts; p++) t[p] = f[p];
      } else if (parts == 2) {
        A a = t4j_load<A>(t[0]), b = t4j_load<A>(t[1]), c = t4j_load<A>(f[0]), d = t4j_load<A>(f[1]);
        t[0] = t4j_out<S>::of((A)(how == 2 ? a * c - b * d : a + (c * alpha - d * alphaImaginary)));
        t[1] = t4j_out<S>::of((A)(how == 2 ? a * d + b * c : b + (c * alphaImaginary + d * alpha)));
      } else {
        t[0] = t4j_out<S>::of(t4j_meet_two(t4j_load<A>(t[0]), (A)(t4j_load<A>(f[0]) * alpha), how));
      }
    }
  }
}

// The mean of what was added up; integers wrap as they do in memory.
static __device__ inline float t4j_mean(float a, int n) { return a / n; }
static __device__ inline double t4j_mean(double a, int n) { return a / n; }
static __device__ inline int t4j_mean(int a, int n) { return t4j_floor_div(t4j_cast<S>(a), n); }
static __device__ inline i64 t4j_mean(i64 a, int n) { return t4j_floor_div(t4j_cast<S>(a), (i64)n); }

// Divides what came together by how many they were.
extern "C" __global__ void t4j_scatter_mean(S* to, const int* hits, i64 lines, i64 size, int own, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(l, lines) {
    i64 at[4];
    t4j_line(g, l, at);
    for (i64 p = 0; p < size; p++) {
      int count = hits[l * size + p];
      if (count > 0) {
        S* t = to + at[0] + p * g.inner[0];
        *t = t4j_out<S>::of(t4j_mean(t4j_load<A>(*t), count + own));
      }
    }
  }
}

// Adds index * stride, counted from the end if negative, to the offset of every place.
extern "C" __global__ void t4j_offsets(i64* offsets, const I* index, i64 n, i64 size, i64 stride, int first, i64* error, i64 op, const __grid_constant__ t4j_grid g) {
  GRID_STRIDE(i, n) {
    i64 a, b, c;
    t4j_places(g, i, a, b, c);
    i64 at = index[b];
    at = t4j_check(at < 0 ? at + size : at, size, error, op, at) * stride;
    offsets[i] = first ? at : offsets[i] + at;
  }
}

// to[i] = from[place(i) + offsets[place in the index] * unit]; g: to, from, offsets.
extern "C" __global__ void t4j_index(B* to, const B* from, const i64* offsets, i64 n, i64 unit, const __grid_constant__ t4j_grid g) {
  GRID_STRIDE(i, n) {
    i64 a, b, c;
    t4j_places(g, i, a, b, c);
    to[a] = from[b + offsets[c] * unit];
  }
}

static __device__ inline bool t4j_some(const S* from, i64 i, int parts) {
  return t4j_load<A>(from[i * parts]) != 0 || (parts == 2 && t4j_load<A>(from[i * parts + 1]) != 0);
}

// How many of a stretch of elements are not 0: a warp for a stretch.
extern "C" __global__ void t4j_nonzero_counts(i64* counts, const S* from, i64 n, i64 stretch, int parts) {
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5), stretches = (n + stretch - 1) / stretch;
  for (i64 s = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); s < stretches; s += warps) {
    i64 end = (s + 1) * stretch < n ? (s + 1) * stretch : n;
    int sum = 0;
    for (i64 i = s * stretch + (threadIdx.x & 31); i < end; i += 32) sum += t4j_some(from, i, parts);
    sum = warp_reduce(sum, [](int a, int b) { return a + b; });
    if ((threadIdx.x & 31) == 0) counts[s] = sum;
  }
}

extern "C" __global__ void t4j_nonzero(i64* to, const S* from, const i64* ends, i64 n, i64 stretch, int parts, i64 found, const __grid_constant__ t4j_grid g) {
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5), stretches = (n + stretch - 1) / stretch;
  int lane = threadIdx.x & 31;
  for (i64 s = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); s < stretches; s += warps) {
    i64 at = s ? ends[s - 1] : 0, end = (s + 1) * stretch < n ? (s + 1) * stretch : n;
    for (i64 first = s * stretch; first < end; first += 32) {
      i64 i = first + lane;
      bool some = i < end && t4j_some(from, i, parts);
      u32 votes = __ballot_sync(0xffffffffu, some);
      i64 row = at + __popc(votes & ((1u << lane) - 1));
      if (some && row < found) {
        i64 rest = i;
        for (int d = (int)g.dims - 1; d >= 0; d--) {
          i64 q = rest / g.size[d];
          to[row * g.dims + d] = rest - q * g.size[d];
          rest = q;
        }
      }
      at += __popc(votes);
    }
  }
}

extern "C" __global__ void t4j_search(O* to, const S* sorted, const S* values, const i64* sorter, i64 n, i64 width, i64 size, int one, int right, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 first = one ? 0 : i / width * size;
    A value = t4j_load<A>(values[i]);
    i64 low = 0, high = size;
    while (low < high) {
      i64 middle = (low + high) / 2;
      i64 place = sorter ? t4j_check(sorter[first + middle], size, error, op) : middle;
      A there = t4j_load<A>(sorted[first + place]);
      if (right ? !(there > value) : !(there >= value)) low = middle + 1;
      else high = middle;
    }
    to[i] = (O)low;
  }
}
