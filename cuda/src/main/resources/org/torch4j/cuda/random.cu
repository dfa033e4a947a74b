// Draws: element i takes its numbers from position i of the stream of a key (Philox).

static __device__ inline double t4j_unit(u32 high, u32 low) {
  return (double)(((u64)high << 32 | low) >> 11) * 1.1102230246251565e-16;
}

// In [0, 1): as many bits as the element's fraction has, so that none is rounded up to 1.
static __device__ inline float t4j_unit_in(uint4 r, float) { return (float)(r.x >> 8) * 5.9604644775390625e-8f; }
static __device__ inline double t4j_unit_in(uint4 r, double) { return t4j_unit(r.x, r.y); }
static __device__ inline float t4j_unit_in(uint4 r, f16) { return (float)(r.x >> 21) * 4.8828125e-4f; }
static __device__ inline float t4j_unit_in(uint4 r, bf16) { return (float)(r.x >> 24) * 3.90625e-3f; }

static __device__ inline double t4j_normal_of(uint4 r) {
  double u = 1.0 - t4j_unit(r.x, r.y), v = t4j_unit(r.z, r.w);
  return sqrt(-2.0 * log(u)) * cospi(2.0 * v);
}

extern "C" __global__ void t4j_uniform(S* to, i64 n, i64 key, A from, A range) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of((A)(t4j_unit_in(philox((u64)key, (u64)i, 0), S()) * range + from));
}

extern "C" __global__ void t4j_normal(S* to, i64 n, i64 key, double mean, double std) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of((A)(t4j_normal_of(philox((u64)key, (u64)i, 0)) * std + mean));
}

// What is drawn: 0 exponential(a), 1 cauchy(a, b), 2 log_normal(a, b), 3 geometric(a), 4 bernoulli(a).
extern "C" __global__ void t4j_draw(S* to, i64 n, i64 key, int what, double a, double b) {
  GRID_STRIDE(i, n) {
    uint4 r = philox((u64)key, (u64)i, 0);
    double u = t4j_unit(r.x, r.y), v = 0;
    if (what == 0) v = -log(1.0 - u) / a;
    if (what == 1) v = a + b * (sinpi(u - 0.5) / cospi(u - 0.5));
    if (what == 2) v = exp(t4j_normal_of(r) * b + a);
    if (what == 3) v = ceil(log(1.0 - u) / log(1.0 - a));
    if (what == 3 && v < 1) v = 1;
    if (what == 4) v = u < a ? 1 : 0;
    to[i] = t4j_out<S>::of(v);
  }
}

extern "C" __global__ void t4j_bernoulli(S* to, const P* p, i64 n, i64 key) {
  GRID_STRIDE(i, n) {
    uint4 r = philox((u64)key, (u64)i, 0);
    to[i] = t4j_out<S>::of(t4j_unit(r.x, r.y) < (double)t4j_load<double>(p[i]) ? 1 : 0);
  }
}

// Integers from `first` on, `count` of them; 0 stands for all 2^64.
extern "C" __global__ void t4j_integers(S* to, i64 n, i64 key, i64 first, i64 count) {
  GRID_STRIDE(i, n) {
    uint4 r = philox((u64)key, (u64)i, 0);
    u64 bits = (u64)r.x << 32 | r.y;
    to[i] = t4j_out<S>::of((i64)((u64)first + (count == 0 ? bits : bits % (u64)count)));
  }
}

// Keys for a random order.
extern "C" __global__ void t4j_random_keys(i64* to, i64 n, i64 key) {
  GRID_STRIDE(i, n) {
    uint4 r = philox((u64)key, (u64)i, 0);
    to[i] = (i64)(((u64)r.x << 32 | r.y) >> 1);
  }
}

extern "C" __global__ void t4j_permutation(S* to, const int* places, i64 n) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of((i64)places[i]);
}

// Draws of places by weights: a thread for a sample looks into the row's running sum.
extern "C" __global__ void t4j_multinomial(i64* to, const S* weights, i64 rows, i64 n, i64 samples, i64 key) {
  GRID_STRIDE(i, rows * samples) {
    const S* w = weights + i / samples * n;
    double total = 0, sum = 0;
    for (i64 k = 0; k < n; k++) total += (double)t4j_load<A>(w[k]);
    uint4 r = philox((u64)key, (u64)i, 0);
    double u = t4j_unit(r.x, r.y) * total;
    i64 place = -1;
    for (i64 k = 0; k < n; k++) {
      double v = (double)t4j_load<A>(w[k]);
      sum += v;
      if (v > 0 && (place < 0 || sum - v <= u)) place = k;
    }
    to[i] = place;
  }
}

// The keys by whose order samples without replacement are drawn: weight over an exponential draw.
extern "C" __global__ void t4j_races(double* to, const S* weights, i64 n, i64 key) {
  GRID_STRIDE(i, n) {
    uint4 r = philox((u64)key, (u64)i, 0);
    to[i] = (double)t4j_load<A>(weights[i]) / -log(1.0 - t4j_unit(r.x, r.y));
  }
}

// Poisson by multiplying uniforms, large rates by sums of smaller ones.
extern "C" __global__ void t4j_poisson(S* to, const S* rates, i64 n, i64 key) {
  GRID_STRIDE(i, n) {
    double rate = (double)t4j_load<A>(rates[i]), count = 0;
    u64 position = 0;
    while (rate > 0) {
      double part = rate < 500 ? rate : 500, limit = exp(-part), product = 1;
      rate -= part;
      for (;;) {
        uint4 r = philox((u64)key, (u64)i, position++);
        product *= 1.0 - t4j_unit(r.x, r.y);
        if (product <= limit) break;
        count += 1;
      }
    }
    to[i] = t4j_out<S>::of((A)count);
  }
}

// Marsaglia and Tsang's draw of a gamma variable.
static __device__ inline double t4j_gamma_of(double shape, u64 key, u64 i) {
  u64 position = 0;
  double scale = 1;
  if (shape < 1) {
    uint4 r = philox(key, i, position++);
    scale = pow(1.0 - t4j_unit(r.x, r.y), 1.0 / shape);
    shape += 1;
  }
  double d = shape - 1.0 / 3, c = 1.0 / sqrt(9 * d);
  for (;;) {
    uint4 r = philox(key, i, position++), q = philox(key, i, position++);
    double x = t4j_normal_of(r), v = 1 + c * x, u = 1.0 - t4j_unit(q.x, q.y);
    if (v <= 0) continue;
    v = v * v * v;
    if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v * scale;
  }
}

extern "C" __global__ void t4j_standard_gamma(S* to, const S* shapes, i64 n, i64 key) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of((A)t4j_gamma_of((double)t4j_load<A>(shapes[i]), (u64)key, (u64)i));
}

// A thread for a row: gamma draws divided by their sum.
extern "C" __global__ void t4j_dirichlet(S* to, const S* shapes, i64 rows, i64 n, i64 key) {
  GRID_STRIDE(r, rows) {
    double sum = 0;
    for (i64 k = 0; k < n; k++) sum += t4j_gamma_of((double)t4j_load<A>(shapes[r * n + k]), (u64)key, (u64)(r * n + k));
    for (i64 k = 0; k < n; k++) to[r * n + k] = t4j_out<S>::of((A)(t4j_gamma_of((double)t4j_load<A>(shapes[r * n + k]), (u64)key, (u64)(r * n + k)) / sum));
  }
}

extern "C" __global__ void t4j_binomial(S* to, const S* counts, const S* probabilities, i64 n, i64 key) {
  GRID_STRIDE(i, n) {
    double p = (double)t4j_load<A>(probabilities[i]);
    i64 count = (i64)t4j_load<A>(counts[i]), hits = 0;
    for (i64 k = 0; k < count; k++) {
      uint4 r = philox((u64)key, (u64)i, (u64)k);
      hits += t4j_unit(r.x, r.y) < p;
    }
    to[i] = t4j_out<S>::of((A)hits);
  }
}
