// Softmax along lines. S is the element, A what it is computed in. A line is in the registers of TEAM
// threads, ROOM groups of V elements each; lines that are too long are read twice.

// What TEAM threads have, joined; all of them get it. May be called again at once.
template <class F> static __device__ inline A t4j_team(A v, A neutral, F join) {
#pragma unroll
  for (int d = (TEAM < 32 ? TEAM : 32) / 2; d > 0; d >>= 1) v = join(v, shuffle_xor(v, d));
  if constexpr (TEAM > 32) {
    __shared__ A parts[32];
    int lane = threadIdx.x % 32;
    if (lane == 0) parts[threadIdx.x / 32] = v;
    __syncthreads();
    v = warp_reduce(lane < TEAM / 32 ? parts[threadIdx.x / TEAM * (TEAM / 32) + lane] : neutral, join);
    __syncthreads();
  }
  return v;
}

static __device__ inline A t4j_team_sum(A v) {
  return t4j_team(v, (A)0, [](A a, A b) { return a + b; });
}

static __device__ inline A t4j_team_max(A v) {
  return t4j_team(v, (A)(-T4J_INF), [](A a, A b) { return t4j_max(a, b); });
}

// The thread's part of a line, `rest` where the line has ended.
static __device__ inline void t4j_hold(A (&x)[ROOM * V], const S* from, int groups, A rest) {
  int lane = threadIdx.x % TEAM;
  t4j_vec<S, V> w[ROOM];
#pragma unroll
  for (int k = 0; k < ROOM; k++) {
    if (lane + k * TEAM < groups) w[k] = t4j_take<V, ALIGNED>(from + (lane + k * TEAM) * V);
  }
#pragma unroll
  for (int k = 0; k < ROOM; k++) {
#pragma unroll
    for (int j = 0; j < V; j++) x[k * V + j] = lane + k * TEAM < groups ? t4j_load<A>(w[k].v[j]) : rest;
  }
}

static __device__ inline void t4j_release(S* to, const A (&x)[ROOM * V], int groups) {
  int lane = threadIdx.x % TEAM;
#pragma unroll
  for (int k = 0; k < ROOM; k++) {
    t4j_vec<S, V> w;
#pragma unroll
    for (int j = 0; j < V; j++) w.v[j] = t4j_out<S>::of(x[k * V + j]);
    if (lane + k * TEAM < groups) t4j_put<V, ALIGNED>(to + (lane + k * TEAM) * V, w);
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) t4j_softmax_rows(S* to, const S* from, i64 lines, i64 n, int logarithm) {
  i64 l = blockIdx.x * (i64)(BLOCK / TEAM) + threadIdx.x / TEAM;
  int groups = l < lines ? (int)(n / V) : 0;
  A x[ROOM * V], greatest = (A)(-T4J_INF), sum = 0;
  t4j_hold(x, from + l * n, groups, greatest);
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) greatest = t4j_max(greatest, x[i]);
  greatest = t4j_team_max(greatest);
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) {
    x[i] = x[i] - greatest;
    if (logarithm) {
      sum += threadIdx.x % TEAM + i / V * TEAM < groups ? (A)exp(x[i]) : (A)0;
    } else {
      x[i] = threadIdx.x % TEAM + i / V * TEAM < groups ? (A)exp(x[i]) : (A)0;
      sum += x[i];
    }
  }
  sum = t4j_team_sum(sum);
  A shift = logarithm ? (A)log(sum) : (A)1 / sum;
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) x[i] = logarithm ? x[i] - shift : x[i] * shift;
  t4j_release(to + l * n, x, groups);
}

extern "C" __global__ void __launch_bounds__(BLOCK) t4j_softmax_backward_rows(S* to, const S* grad, const S* result, i64 lines, i64 n, int logarithm) {
  i64 l = blockIdx.x * (i64)(BLOCK / TEAM) + threadIdx.x / TEAM;
  int groups = l < lines ? (int)(n / V) : 0;
  A d[ROOM * V], y[ROOM * V], sum = 0;
  t4j_hold(d, grad + l * n, groups, (A)0);
  t4j_hold(y, result + l * n, groups, (A)0);
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) sum += logarithm ? d[i] : d[i] * y[i];
  sum = t4j_team_sum(sum);
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) d[i] = logarithm ? d[i] - (A)exp(y[i]) * sum : (d[i] - sum) * y[i];
  t4j_release(to + l * n, d, groups);
}

// The greatest of some numbers, and the sum of the exponentials of their distances from it.
struct t4j_exponentials { A greatest, sum; };

static __device__ inline void t4j_exponentials_add(t4j_exponentials& e, A x) {
  if (x > e.greatest || x != x) {
    // An infinite maximum makes the sum NaN.
    e.sum = e.sum * (A)exp(e.greatest - x) + (x - x + (A)1);
    e.greatest = x;
  } else if (x != (A)(-T4J_INF)) {
    e.sum += (A)exp(x - e.greatest);
  }
}

static __device__ inline A t4j_exponentials_scaled(const t4j_exponentials& e, A greatest) {
  return e.sum == 0 ? (A)0 : e.sum * (e.greatest == greatest ? (A)1 : (A)exp(e.greatest - greatest));
}

// A block for a line of any length.
extern "C" __global__ void __launch_bounds__(BLOCK) t4j_softmax_long(S* to, const S* from, i64 lines, i64 n, int logarithm) {
  from += blockIdx.x * n;
  to += blockIdx.x * n;
  t4j_exponentials e;
  e.greatest = (A)(-T4J_INF);
  e.sum = 0;
  i64 groups = n / V;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < groups; k += BLOCK) {
    t4j_vec<S, V> w = t4j_take<V, ALIGNED>(from + k * V);
#pragma unroll
    for (int j = 0; j < V; j++) t4j_exponentials_add(e, t4j_load<A>(w.v[j]));
  }
  A greatest = t4j_team_max(e.greatest);
  A sum = t4j_team_sum(t4j_exponentials_scaled(e, greatest));
  A shift = logarithm ? (A)log(sum) : (A)1 / sum;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < groups; k += BLOCK) {
    t4j_vec<S, V> w = t4j_take<V, ALIGNED>(from + k * V);
#pragma unroll
    for (int j = 0; j < V; j++) {
      A x = t4j_load<A>(w.v[j]) - greatest;
      w.v[j] = t4j_out<S>::of(logarithm ? x - shift : (A)exp(x) * shift);
    }
    t4j_put<V, ALIGNED>(to + k * V, w);
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) t4j_softmax_backward_long(S* to, const S* grad, const S* result, i64 lines, i64 n, int logarithm) {
  i64 first = blockIdx.x * n, groups = n / V;
  A sum = 0;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < groups; k += BLOCK) {
    t4j_vec<S, V> d = t4j_take<V, ALIGNED>(grad + first + k * V), y;
    if (!logarithm) y = t4j_take<V, ALIGNED>(result + first + k * V);
#pragma unroll
    for (int j = 0; j < V; j++) sum += logarithm ? t4j_load<A>(d.v[j]) : t4j_load<A>(d.v[j]) * t4j_load<A>(y.v[j]);
  }
  sum = t4j_team_sum(sum);
#pragma unroll 4
  for (i64 k = threadIdx.x; k < groups; k += BLOCK) {
    t4j_vec<S, V> d = t4j_take<V, ALIGNED>(grad + first + k * V), y = t4j_take<V, ALIGNED>(result + first + k * V);
#pragma unroll
    for (int j = 0; j < V; j++) {
      A g = t4j_load<A>(d.v[j]), v = t4j_load<A>(y.v[j]);
      d.v[j] = t4j_out<S>::of(logarithm ? g - (A)exp(v) * sum : (g - sum) * v);
    }
    t4j_put<V, ALIGNED>(to + first + k * V, d);
  }
}

// Joins what the threads below each other in a block have: LANES lines lie side by side, 256 / LANES
// threads share one.
template <class F> static __device__ inline A t4j_below(A v, F join) {
  __shared__ A parts[256];
  __syncthreads();
  parts[threadIdx.x] = v;
  __syncthreads();
#pragma unroll
  for (int h = 128; h >= LANES; h >>= 1) {
    if (threadIdx.x < h) parts[threadIdx.x] = join(parts[threadIdx.x], parts[threadIdx.x + h]);
    __syncthreads();
  }
  return parts[threadIdx.x % LANES];
}

// Lines whose elements lie `inner` apart.
extern "C" __global__ void __launch_bounds__(256) t4j_softmax_columns(S* to, const S* from, i64 lines, i64 n, i64 inner, int logarithm) {
  i64 l = blockIdx.x * (i64)LANES + threadIdx.x % LANES;
  i64 first = l < lines ? l / inner * n * inner + l % inner : 0, row = threadIdx.x / LANES;
  if (l >= lines) n = 0;
  t4j_exponentials e;
  e.greatest = (A)(-T4J_INF);
  e.sum = 0;
#pragma unroll 4
  for (i64 k = row; k < n; k += 256 / LANES) t4j_exponentials_add(e, t4j_load<A>(from[first + k * inner]));
  A greatest = t4j_below(e.greatest, [](A a, A b) { return t4j_max(a, b); });
  A sum = t4j_below(t4j_exponentials_scaled(e, greatest), [](A a, A b) { return a + b; });
  A shift = logarithm ? (A)log(sum) : (A)1 / sum;
#pragma unroll 4
  for (i64 k = row; k < n; k += 256 / LANES) {
    A x = t4j_load<A>(from[first + k * inner]) - greatest;
    to[first + k * inner] = t4j_out<S>::of(logarithm ? x - shift : (A)exp(x) * shift);
  }
}

extern "C" __global__ void __launch_bounds__(256) t4j_softmax_backward_columns(S* to, const S* grad, const S* result, i64 lines, i64 n, i64 inner, int logarithm) {
  i64 l = blockIdx.x * (i64)LANES + threadIdx.x % LANES;
  i64 first = l < lines ? l / inner * n * inner + l % inner : 0, row = threadIdx.x / LANES;
  if (l >= lines) n = 0;
  A sum = 0;
#pragma unroll 4
  for (i64 k = row; k < n; k += 256 / LANES) {
    A d = t4j_load<A>(grad[first + k * inner]);
    sum += logarithm ? d : d * t4j_load<A>(result[first + k * inner]);
  }
  sum = t4j_below(sum, [](A a, A b) { return a + b; });
#pragma unroll 4
  for (i64 k = row; k < n; k += 256 / LANES) {
    A d = t4j_load<A>(grad[first + k * inner]), y = t4j_load<A>(result[first + k * inner]);
    to[first + k * inner] = t4j_out<S>::of(logarithm ? d - (A)exp(y) * sum : (d - sum) * y);
  }
}
