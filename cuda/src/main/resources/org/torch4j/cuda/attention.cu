// Weights of attention: softmax of scaled and masked scores, and its gradient. S is the element, M that
// of the mask, A what is computed in. LANES threads share a row: a warp, or the whole block; each keeps
// LOADS times WIDE neighbours of it in registers.

// How the mask steps from row to row, and from key to key.
struct t4j_mask_steps { i64 dims; i64 size[5]; i64 step[5]; i64 inner; };

static __device__ inline i64 t4j_mask_place(const t4j_mask_steps& g, i64 row) {
  i64 at = 0;
  if (row < 0x7fffffffLL) {
    u32 left = (u32)row;
#pragma unroll
    for (int d = 4; d >= 0; d--) {
      if (d < (int)g.dims) {
        u32 size = (u32)g.size[d], q = left / size;
        at += (i64)(left - q * size) * g.step[d];
        left = q;
      }
    }
    return at;
  }
#pragma unroll
  for (int d = 4; d >= 0; d--) {
    if (d < (int)g.dims) {
      i64 q = row / g.size[d];
      at += (row - q * g.size[d]) * g.step[d];
      row = q;
    }
  }
  return at;
}

// A score under the mask.
static __device__ inline A t4j_masked(A score, const t4j_bool* mask, i64 at) { return mask[at].x ? score : (A)(-T4J_INF); }
template <class M> static __device__ inline A t4j_masked(A score, const M* mask, i64 at) {
  return score + t4j_load<A>(mask[at]);
}

// Whether a row may see nothing at all, which only a bool mask can say.
static __device__ inline bool t4j_blind(const t4j_bool* mask, i64 at, i64 inner, i64 n) {
  for (i64 k = 0; k < n; k++) {
    if (mask[at + k * inner].x) return false;
  }
  return true;
}
template <class M> static __device__ inline bool t4j_blind(const M* mask, i64 at, i64 inner, i64 n) { return false; }

// Sum and maximum over the threads of a row.
static __device__ inline A t4j_row_sum(A v) {
  auto add = [](A a, A b) { return a + b; };
  if constexpr (LANES == 32) return warp_reduce(v, add);
  else return block_reduce(v, (A)0, add);
}

static __device__ inline A t4j_row_max(A v) {
  auto most = [](A a, A b) { return t4j_max(a, b); };
  if constexpr (LANES == 32) return warp_reduce(v, most);
  else return block_reduce(v, (A)(-T4J_INF), most);
}

// Row r of the weights; length is L, columns n. Rows in registers: n <= LANES * LOADS * WIDE.
extern "C" __global__ void t4j_attention_weights(S* to, const S* from, const M* mask, i64 rows, int n, int length, int causal, A scale, const __grid_constant__ t4j_mask_steps g) {
  int lane = threadIdx.x % LANES;
  i64 step = (i64)gridDim.x * (blockDim.x / LANES);
  for (i64 row = (i64)blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES; row < rows; row += step) {
    int seen = causal ? min(n, (int)(row % length) + 1) : n;
    const S* x = from + row * n;
    A v[LOADS * WIDE];
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int k = (i * LANES + lane) * WIDE;
      t4j_vec<S, WIDE> got = {};
      if (k < seen) got = *(const t4j_vec<S, WIDE>*)(x + k);
#pragma unroll
      for (int e = 0; e < WIDE; e++) v[i * WIDE + e] = k + e < seen ? t4j_load<A>(got.v[e]) * scale : (A)(-T4J_INF);
    }
    i64 place = 0;
    if (mask) {
      place = t4j_mask_place(g, row);
#pragma unroll
      for (int i = 0; i < LOADS * WIDE; i++) {
        int k = (i / WIDE * LANES + lane) * WIDE + i % WIDE;
        if (k < seen) v[i] = t4j_masked(v[i], mask, place + k * g.inner);
      }
    }
    A greatest = v[0];
#pragma unroll
    for (int i = 1; i < LOADS * WIDE; i++) greatest = t4j_max(greatest, v[i]);
    greatest = t4j_row_max(greatest);
    A sum = 0;
#pragma unroll
    for (int i = 0; i < LOADS * WIDE; i++) {
      int k = (i / WIDE * LANES + lane) * WIDE + i % WIDE;
      v[i] = k < seen ? (A)exp(v[i] - greatest) : (A)0;
      sum += v[i];
    }
    A part = (A)1 / t4j_row_sum(sum);
    bool blind = mask && greatest == (A)(-T4J_INF) && t4j_blind(mask, place, g.inner, n);
    S* y = to + row * n;
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int k = (i * LANES + lane) * WIDE;
      if (k < n) {
        t4j_vec<S, WIDE> put;
#pragma unroll
        for (int e = 0; e < WIDE; e++) put.v[e] = t4j_out<S>::of(blind ? (A)0 : v[i * WIDE + e] * part);
        *(t4j_vec<S, WIDE>*)(y + k) = put;
      }
    }
  }
}

// The same for rows of any length: a block for a row, which is read twice.
extern "C" __global__ void t4j_attention_weights_long(S* to, const S* from, const M* mask, i64 rows, int n, int length, int causal, A scale, const __grid_constant__ t4j_mask_steps g) {
  for (i64 row = blockIdx.x; row < rows; row += gridDim.x) {
    int seen = causal ? min(n, (int)(row % length) + 1) : n;
    const S* x = from + row * n;
    i64 place = mask ? t4j_mask_place(g, row) : 0;
    A greatest = (A)(-T4J_INF), sum = 0;
    for (int k = threadIdx.x; k < seen; k += LANES) {
      A v = t4j_load<A>(x[k]) * scale;
      if (mask) v = t4j_masked(v, mask, place + k * g.inner);
      A most = t4j_max(greatest, v);
      if (most != (A)(-T4J_INF)) sum = sum * (A)exp(greatest - most) + (A)exp(v - most);
      greatest = most;
    }
    A most = t4j_row_max(greatest);
    A part = (A)1 / t4j_row_sum(greatest == (A)(-T4J_INF) ? (A)0 : sum * (A)exp(greatest - most));
    bool blind = mask && most == (A)(-T4J_INF) && t4j_blind(mask, place, g.inner, n);
    if (most == (A)(-T4J_INF)) part = (A)T4J_NAN;
    S* y = to + row * n;
    for (int k = threadIdx.x; k < n; k += LANES) {
      A v = 0;
      if (k < seen) {
        v = t4j_load<A>(x[k]) * scale;
        if (mask) v = t4j_masked(v, mask, place + k * g.inner);
        v = (A)exp(v - most) * part;
      }
      y[k] = t4j_out<S>::of(blind ? (A)0 : v);
    }
  }
}

// to = weights (grad - sum(grad weights)) scale; what a causal row does not see is 0.
extern "C" __global__ void t4j_attention_weights_backward(S* to, const S* grad, const S* weights, i64 rows, int n, int length, int causal, A scale) {
  int lane = threadIdx.x % LANES;
  i64 step = (i64)gridDim.x * (blockDim.x / LANES);
  for (i64 row = (i64)blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES; row < rows; row += step) {
    int seen = causal ? min(n, (int)(row % length) + 1) : n;
    t4j_vec<S, WIDE> d[LOADS], p[LOADS];
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int k = (i * LANES + lane) * WIDE;
      d[i] = p[i] = {};
      if (k < seen) {
        d[i] = *(const t4j_vec<S, WIDE>*)(grad + row * n + k);
        p[i] = *(const t4j_vec<S, WIDE>*)(weights + row * n + k);
      }
    }
    A sum = 0;
#pragma unroll
    for (int i = 0; i < LOADS * WIDE; i++) {
      int k = (i / WIDE * LANES + lane) * WIDE + i % WIDE;
      if (k < seen) sum += t4j_load<A>(d[i / WIDE].v[i % WIDE]) * t4j_load<A>(p[i / WIDE].v[i % WIDE]);
    }
    sum = t4j_row_sum(sum);
#pragma unroll
    for (int i = 0; i < LOADS; i++) {
      int k = (i * LANES + lane) * WIDE;
      if (k < n) {
        t4j_vec<S, WIDE> put;
#pragma unroll
        for (int e = 0; e < WIDE; e++) {
          A v = (t4j_load<A>(d[i].v[e]) - sum) * t4j_load<A>(p[i].v[e]) * scale;
          put.v[e] = t4j_out<S>::of(k + e < seen ? v : (A)0);
        }
        *(t4j_vec<S, WIDE>*)(to + row * n + k) = put;
      }
    }
  }
}

extern "C" __global__ void t4j_attention_weights_backward_long(S* to, const S* grad, const S* weights, i64 rows, int n, int length, int causal, A scale) {
  for (i64 row = blockIdx.x; row < rows; row += gridDim.x) {
    int seen = causal ? min(n, (int)(row % length) + 1) : n;
    const S* d = grad + row * n;
    const S* p = weights + row * n;
    A sum = 0;
    for (int k = threadIdx.x; k < seen; k += LANES) sum += t4j_load<A>(d[k]) * t4j_load<A>(p[k]);
    sum = t4j_row_sum(sum);
    for (int k = threadIdx.x; k < n; k += LANES) {
      A v = k < seen ? (t4j_load<A>(d[k]) - sum) * t4j_load<A>(p[k]) * scale : (A)0;
      to[row * n + k] = t4j_out<S>::of(v);
    }
  }
}
