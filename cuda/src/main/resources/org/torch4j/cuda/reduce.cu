// Reductions. t4j_policy says what is gathered: the policies are here or made from expressions. IN is
// the element, T what is computed in, OUT the result, X an index. Elements come in groups of V, of
// which a thread asks for U before it uses the first. The order in which things are joined depends
// on sizes alone.

// How dimensions are walked: sizes, the numbers by which they are divided by, steps of two arrays.
struct t4j_axes { X size[M]; X magic[M]; X shift[M]; X step[2][M]; };

static __device__ inline void t4j_walk(const t4j_axes& g, int dims, X i, X& a, X& b) {
  a = b = 0;
  for (int d = dims - 1; d > 0; d--) {
    X q = t4j_divided(i, g.size[d], g.magic[d], g.shift[d]), c = i - q * g.size[d];
    a += c * g.step[0][d];
    b += c * g.step[1][d];
    i = q;
  }
  a += i * g.step[0][0];
  b += i * g.step[1][0];
}

// Where group k of the elements of one result is.
static __device__ inline X t4j_inside(const t4j_axes& r, int dims, X k) {
  if constexpr (INNER == 1) {
    return k * r.step[0][0];
  } else if constexpr (INNER == 2) {
    X q = t4j_divided(k, r.size[1], r.magic[1], r.shift[1]);
    return q * r.step[0][0] + (k - q * r.size[1]) * r.step[0][1];
  } else {
    X a, b;
    t4j_walk(r, dims, k, a, b);
    return a;
  }
}

template <class R, int N> static __device__ inline void t4j_reduce_add(typename R::acc& a, const IN* x, const IN* y, T shift) {
  if constexpr (AGAIN) {
#pragma unroll
    for (int i = 0; i < N; i++) R::join(a, x[i]);
  } else {
    R::template add<N>(a, x, y, shift);
  }
}

template <class R> static __device__ inline void t4j_reduce_store(OUT* out, OUT* out2, X at, X part, const typename R::acc& a, T count) {
  if constexpr (PARTIAL) {
    out[part] = a;
  } else {
    R::write(out, out2, at, a, count);
  }
}

// What the TEAM threads of one result have gathered, together.
template <class R> static __device__ inline void t4j_reduce_team(typename R::acc& a) {
#pragma unroll
  for (int d = (TEAM < 32 ? TEAM : 32) / 2; d > 0; d >>= 1) R::join(a, shuffle_xor(a, d));
  if constexpr (TEAM > 32) {
    __shared__ typename R::acc parts[TEAM > 32 ? TEAM / 32 : 1];
    int lane = threadIdx.x % 32;
    if (lane == 0) parts[threadIdx.x / 32] = a;
    __syncthreads();
    if (lane < TEAM / 32) a = parts[lane];
    else R::zero(a);
#pragma unroll
    for (int d = TEAM / 64; d > 0; d >>= 1) R::join(a, shuffle_xor(a, d));
  }
}

// Results whose elements lie side by side: TEAM threads for each. Elements behind the last whole group
// are `tail`.
extern "C" __global__ void t4j_reduce_rows(OUT* out, OUT* out2, const IN* in, const IN* in2, const T* shifts, T count, X outs, X groups, X tail, X part, int dims, int innerDims, const __grid_constant__ t4j_axes g, const __grid_constant__ t4j_axes r) {
  typedef t4j_policy R;
  X o = (X)blockIdx.x * (256 / TEAM) + (X)(threadIdx.x / TEAM), lane = threadIdx.x % TEAM;
  bool live = o < outs;
  X from, to, begin = (X)blockIdx.y * part, end = begin + part < groups ? begin + part : groups;
  t4j_walk(g, dims, live ? o : 0, from, to);
  if (!live) end = 0;
  T shift = 0;
  if constexpr (PAIRED) shift = shifts[live ? o : 0];
  typename R::acc a[U];
#pragma unroll
  for (int u = 0; u < U; u++) R::zero(a[u]);
  t4j_vec<IN, V> x[U], y[PAIRED ? U : 1];
  X k = begin + lane;
  for (; k + (U - 1) * TEAM < end; k += U * TEAM) {
#pragma unroll
    for (int u = 0; u < U; u++) {
      X at = from + t4j_inside(r, innerDims, k + u * TEAM);
      x[u] = t4j_take<V, ALIGNED>(in + at);
      if constexpr (PAIRED) y[u] = t4j_take<V, ALIGNED>(in2 + at);
    }
#pragma unroll
    for (int u = 0; u < U; u++) t4j_reduce_add<R, V>(a[u], x[u].v, y[PAIRED ? u : 0].v, shift);
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (k + u * TEAM < end) {
      X at = from + t4j_inside(r, innerDims, k + u * TEAM);
      x[u] = t4j_take<V, ALIGNED>(in + at);
      if constexpr (PAIRED) y[u] = t4j_take<V, ALIGNED>(in2 + at);
    }
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (k + u * TEAM < end) t4j_reduce_add<R, V>(a[u], x[u].v, y[PAIRED ? u : 0].v, shift);
  }
  if (live && tail > 0 && blockIdx.y == gridDim.y - 1) {
    for (X t = lane; t < tail; t += TEAM) {
      X at = from + groups * V + t;
      t4j_reduce_add<R, 1>(a[0], in + at, in2 + (PAIRED ? at : 0), shift);
    }
  }
#pragma unroll
  for (int h = U / 2; h > 0; h >>= 1) {
#pragma unroll
    for (int u = 0; u < h; u++) R::join(a[u], a[u + h]);
  }
  t4j_reduce_team<R>(a[0]);
  if (live && lane == 0) t4j_reduce_store<R>(out, out2, to, (X)blockIdx.y * outs + o, a[0], count);
}

// Results that lie side by side as their elements do: a thread for V of them, 256 / LANES threads for
// the elements.
extern "C" __global__ void t4j_reduce_columns(OUT* out, OUT* out2, const IN* in, const IN* in2, const T* shifts, T count, X outs, X groups, X tail, X part, int dims, int innerDims, const __grid_constant__ t4j_axes g, const __grid_constant__ t4j_axes r) {
  typedef t4j_policy R;
  enum { ROWS = 256 / LANES };
  int lane = threadIdx.x % LANES, row = threadIdx.x / LANES;
  X o = ((X)blockIdx.x * LANES + lane) * V;
  bool live = o < outs;
  X from, to, begin = (X)blockIdx.y * part, end = begin + part < groups ? begin + part : groups;
  t4j_walk(g, dims, live ? o : 0, from, to);
  if (!live) end = 0;
  typename R::acc a[V];
  T shift[V];
#pragma unroll
  for (int j = 0; j < V; j++) {
    R::zero(a[j]);
    shift[j] = 0;
    if constexpr (PAIRED) shift[j] = shifts[live ? o + j : 0];
  }
  t4j_vec<IN, V> x[U], y[PAIRED ? U : 1];
  X k = begin + row;
  for (; k + (U - 1) * ROWS < end; k += U * ROWS) {
#pragma unroll
    for (int u = 0; u < U; u++) {
      X at = from + t4j_inside(r, innerDims, k + u * ROWS);
      x[u] = t4j_take<V, ALIGNED>(in + at);
      if constexpr (PAIRED) y[u] = t4j_take<V, ALIGNED>(in2 + at);
    }
#pragma unroll
    for (int j = 0; j < V; j++) {
      IN p[U], q[U];
#pragma unroll
      for (int u = 0; u < U; u++) {
        p[u] = x[u].v[j];
        if constexpr (PAIRED) q[u] = y[u].v[j];
      }
      t4j_reduce_add<R, U>(a[j], p, q, shift[j]);
    }
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (k + u * ROWS < end) {
      X at = from + t4j_inside(r, innerDims, k + u * ROWS);
      x[u] = t4j_take<V, ALIGNED>(in + at);
      if constexpr (PAIRED) y[u] = t4j_take<V, ALIGNED>(in2 + at);
    }
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (k + u * ROWS < end) {
#pragma unroll
      for (int j = 0; j < V; j++) t4j_reduce_add<R, 1>(a[j], x[u].v + j, y[PAIRED ? u : 0].v + j, shift[j]);
    }
  }
  if constexpr (ROWS > 1) {
    __shared__ typename R::acc parts[128 * V];
#pragma unroll
    for (int h = ROWS / 2; h > 0; h >>= 1) {
      typename R::acc* mine = parts + (row % h * LANES + lane) * V;
      if (row >= h && row < 2 * h) {
#pragma unroll
        for (int j = 0; j < V; j++) mine[j] = a[j];
      }
      __syncthreads();
      if (row < h) {
#pragma unroll
        for (int j = 0; j < V; j++) R::join(a[j], mine[j]);
      }
      __syncthreads();
    }
  }
  if (live && row == 0) {
#pragma unroll
    for (int j = 0; j < V; j++) t4j_reduce_store<R>(out, out2, to + j * g.step[1][dims - 1], (X)blockIdx.y * outs + o + j, a[j], count);
  }
}

// How many numbers, their mean, and the sum of their squared distances from it.
struct t4j_moments { T n, mean, squares; };

struct t4j_moments_policy {
  typedef t4j_moments acc;
  static __device__ inline void zero(acc& a) { a.n = a.mean = a.squares = 0; }
  static __device__ inline void join(acc& a, const acc& b) {
    if (b.n == 0) return;
    T n = a.n + b.n, share = b.n / n, apart = b.mean - a.mean;
    a.mean += apart * share;
    a.squares += b.squares + apart * apart * a.n * share;
    a.n = n;
  }
  template <int N, class E> static __device__ inline void add(acc& a, const E* x, const E*, T) {
    T v[N];
    acc b;
    b.n = N;
    b.mean = b.squares = 0;
#pragma unroll
    for (int i = 0; i < N; i++) {
      v[i] = t4j_load<T>(x[i]);
      b.mean += v[i];
    }
    b.mean = b.mean * (T)(1.0 / N);
#pragma unroll
    for (int i = 0; i < N; i++) b.squares += (v[i] - b.mean) * (v[i] - b.mean);
    join(a, b);
  }
  // The squares over `count`, and the mean.
  template <class O> static __device__ inline void write(O* out, O* out2, X at, const acc& a, T count) {
    if (out) out[at] = t4j_out<O>::of(a.squares / count);
    if (out2) out2[at] = t4j_out<O>::of(a.mean);
  }
};

// The sum of y, and of y times the distance of x from a number.
struct t4j_pair { T sum, dot; };

struct t4j_pair_policy {
  typedef t4j_pair acc;
  static __device__ inline void zero(acc& a) { a.sum = a.dot = 0; }
  static __device__ inline void join(acc& a, const acc& b) {
    a.sum += b.sum;
    a.dot += b.dot;
  }
  template <int N, class E> static __device__ inline void add(acc& a, const E* x, const E* y, T shift) {
    acc b;
    zero(b);
#pragma unroll
    for (int i = 0; i < N; i++) {
      T g = t4j_load<T>(y[i]);
      b.sum += g;
      b.dot += g * (t4j_load<T>(x[i]) - shift);
    }
    join(a, b);
  }
  template <class O> static __device__ inline void write(O* out, O* out2, X at, const acc& a, T) {
    out[at] = t4j_out<O>::of(a.sum);
    out2[at] = t4j_out<O>::of(a.dot);
  }
};
