// Random numbers as PyTorch draws them on a GPU. Thread t of a launch has stream t of the seed (Philox),
// four words a round; each round serves the next elements of the thread, which lie as many apart as
// there are threads. Words become numbers as cuRAND makes them. fma is written where PyTorch's compiler
// contracts, and the quick functions where PyTorch asks for them, so that every bit is the same.

static __device__ inline float t4j_fma(float a, float b, float c) { return fmaf(a, b, c); }
static __device__ inline double t4j_fma(double a, double b, double c) { return fma(a, b, c); }

static __device__ inline float t4j_quick_log(float x) { return __logf(x); }
static __device__ inline double t4j_quick_log(double x) { return log(x); }
static __device__ inline float t4j_quick_log1p(float x) { return __logf(1.0f + x); }
static __device__ inline double t4j_quick_log1p(double x) { return log1p(x); }
static __device__ inline float t4j_quick_exp(float x) { return __expf(x); }
static __device__ inline double t4j_quick_exp(double x) { return exp(x); }

// In (0, 1].
static __device__ inline float t4j_unit(u32 word) { return fmaf((float)word, 2.3283064365386963e-10f, 1.1641532182693481e-10f); }
static __device__ inline double t4j_unit(u32 low, u32 high) {
  return fma((double)((u64)low ^ ((u64)high << 21)), 1.1102230246251565e-16, 5.5511151231257827e-17);
}

// Uniform numbers of one round: four floats or two doubles.
template <class T> struct t4j_uniforms {
  float v[4];
  __device__ explicit t4j_uniforms(uint4 r) {
    v[0] = t4j_unit(r.x);
    v[1] = t4j_unit(r.y);
    v[2] = t4j_unit(r.z);
    v[3] = t4j_unit(r.w);
  }
};
template <> struct t4j_uniforms<double> {
  double v[2];
  __device__ explicit t4j_uniforms(uint4 r) {
    v[0] = t4j_unit(r.x, r.y);
    v[1] = t4j_unit(r.z, r.w);
  }
};

// Box and Muller's pair: radius from one word, angle from the other; the sine comes first.
static __device__ inline void t4j_normal_pair(u32 x, u32 y, float* to) {
  float radius = sqrtf(-2.0f * logf(t4j_unit(x)));
  float angle = fmaf((float)y, 2.3283064365386963e-10f * 6.2831855f, 2.3283064365386963e-10f * 6.2831855f / 2);
  __sincosf(angle, to, to + 1);
  to[0] *= radius;
  to[1] *= radius;
}
static __device__ inline void t4j_normal_pair(uint4 r, double* to) {
  double radius = sqrt(-2.0 * log(t4j_unit(r.x, r.y)));
  double turns = fma((double)((u64)r.z ^ ((u64)r.w << 21)), 2.2204460492503131e-16, 1.1102230246251565e-16);
  sincospi(turns, to, to + 1);
  to[0] *= radius;
  to[1] *= radius;
}

// Normal numbers of one round.
template <class T> struct t4j_normals {
  float v[4];
  __device__ explicit t4j_normals(uint4 r) {
    t4j_normal_pair(r.x, r.y, v);
    t4j_normal_pair(r.z, r.w, v + 2);
  }
};
template <> struct t4j_normals<double> {
  double v[2];
  __device__ explicit t4j_normals(uint4 r) { t4j_normal_pair(r, v); }
};

// The words of one round, or pairs of them with the first one above.
template <class T> struct t4j_words_of {
  u32 v[4];
  __device__ explicit t4j_words_of(uint4 r) {
    v[0] = r.x;
    v[1] = r.y;
    v[2] = r.z;
    v[3] = r.w;
  }
};
template <> struct t4j_words_of<u64> {
  u64 v[2];
  __device__ explicit t4j_words_of(uint4 r) {
    v[0] = (u64)r.x << 32 | r.y;
    v[1] = (u64)r.z << 32 | r.w;
  }
};

// The words of one stream one after the other, and numbers that cuRAND makes of them singly.
struct t4j_stream {
  u64 seed, stream, round;
  uint4 words;
  int used;
  float spare;
  bool spared;
  __device__ t4j_stream(u64 seed, u64 stream, u64 round)
      : seed(seed), stream(stream), round(round), used(4), spare(0), spared(false) {}
  __device__ u32 next() {
    if (used == 4) {
      words = philox(seed, stream, round++);
      used = 0;
    }
    used++;
    return used == 1 ? words.x : used == 2 ? words.y : used == 3 ? words.z : words.w;
  }
  __device__ float uniform() { return t4j_unit(next()); }
  __device__ float normal() {
    spared = !spared;
    if (!spared) return spare;
    u32 x = next(), y = next();
    float pair[2];
    t4j_normal_pair(x, y, pair);
    spare = pair[1];
    return pair[0];
  }
};

// put(element, draw) for all elements of this thread.
template <class D, class F> static __device__ inline void t4j_each_draw(i64 n, i64 seed, i64 round, F put) {
  constexpr int N = sizeof(D::v) / sizeof(D::v[0]);
  i64 threads = (i64)gridDim.x * blockDim.x, thread = blockIdx.x * (i64)blockDim.x + threadIdx.x;
  for (i64 first = thread; first < n; first += N * threads) {
    D draws(philox((u64)seed, (u64)thread, (u64)round++));
#pragma unroll
    for (int i = 0; i < N; i++) {
      i64 at = first + i * threads;
      if (at < n) put(at, draws.v[i]);
    }
  }
}

// In [from, to): what would be `to` becomes `from`.
extern "C" __global__ void t4j_uniform(S* out, i64 n, i64 seed, i64 round, A range, A from, A to) {
  t4j_each_draw<t4j_uniforms<A>>(n, seed, round, [=](i64 at, A draw) {
    A v = t4j_cast<S>(t4j_fma(draw, range, from));
    out[at] = t4j_out<S>::of(v == to ? from : v);
  });
}

extern "C" __global__ void t4j_normal(S* out, i64 n, i64 seed, i64 round, A mean, A std, int exponential) {
  t4j_each_draw<t4j_normals<A>>(n, seed, round, [=](i64 at, A draw) {
    A v = t4j_fma(draw, std, mean);
    out[at] = t4j_out<S>::of(exponential ? t4j_quick_exp(v) : v);
  });
}

template <class T> struct t4j_half_epsilon { static constexpr float value = 5.9604644775390625e-8f; };
template <> struct t4j_half_epsilon<double> { static constexpr double value = 1.1102230246251565e-16; };

// cuRAND gives 1 but not 0, so it is the logarithm near 1 that must not vanish.
template <class T> static __device__ inline T t4j_exponential_of(T u, T rate) {
  constexpr T small = t4j_half_epsilon<T>::value;
  return (T)-1 / rate * (u >= (T)1 - small ? -small : t4j_quick_log(u));
}

static __device__ inline float t4j_cauchy_of(float u, float median, float sigma) {
  // The quick tangent overflows at the ends.
  u = fminf(fmaxf(u, 1.1920928955078125e-7f), 1.0f - 1.1920928955078125e-7f);
  return fmaf(sigma, __tanf(3.1415927410125732f * (u - 0.5f)), median);
}
static __device__ inline double t4j_cauchy_of(double u, double median, double sigma) {
  return fma(sigma, tan(T4J_PI * (u - 0.5)), median);
}

// What is drawn: 0 exponential(a), 1 cauchy(a, b), 2 geometric(a), 3 bernoulli(a).
extern "C" __global__ void t4j_draw(S* out, i64 n, i64 seed, i64 round, int what, A a, A b) {
  t4j_each_draw<t4j_uniforms<A>>(n, seed, round, [=](i64 at, A u) {
    A v = 0;
    if (what == 0) v = t4j_exponential_of(u, a);
    if (what == 1) v = t4j_cauchy_of(u, a, b);
    if (what == 2) v = ceil(t4j_quick_log(u) / t4j_quick_log1p(-a));
    if (what == 3) v = u < a ? 1 : 0;
    out[at] = t4j_out<S>::of(v);
  });
}

// A thread for four elements beside each other. P is float, or double for results in double.
extern "C" __global__ void t4j_bernoulli(S* out, const P* p, i64 n, i64 seed, i64 round, i64* error, i64 op) {
  GRID_STRIDE(t, (n + 3) / 4) {
    t4j_uniforms<float> draws(philox((u64)seed, (u64)t, (u64)round));
#pragma unroll
    for (int i = 0; i < 4; i++) {
      i64 at = 4 * t + i;
      if (at < n) {
        P chance = p[at];
        if (!(chance >= 0 && chance <= 1)) t4j_note(error, op, 1, (double)chance);
        out[at] = t4j_out<S>::of(draws.v[i] <= chance ? 1 : 0);
      }
    }
  }
}

// Integers from `base` on, `count` of them; 0 stands for all 2^64.
extern "C" __global__ void t4j_integers(S* out, i64 n, i64 seed, i64 round, i64 base, i64 count, int wide) {
  if (wide) {
    t4j_each_draw<t4j_words_of<u64>>(n, seed, round, [=](i64 at, u64 word) {
      out[at] = t4j_out<S>::of((i64)((count == 0 ? word : word % (u64)count) + (u64)base));
    });
  } else {
    t4j_each_draw<t4j_words_of<u32>>(n, seed, round, [=](i64 at, u32 word) {
      out[at] = t4j_out<S>::of((i64)((u64)(word % (u32)count) + (u64)base));
    });
  }
}

// Keys for a random order: the low bits of draws from all int32 but the last, or all int64 but the last.
extern "C" __global__ void t4j_random_keys(i64* out, i64 n, i64 seed, i64 round, int bits) {
  t4j_each_draw<t4j_words_of<u64>>(n, seed, round, [=](i64 at, u64 word) {
    i64 key = bits <= 32 ? (i64)(int)(u32)(word % 0xffffffffull + 0x80000000ull)
                         : (i64)(word % 0xffffffffffffffffull + 0x8000000000000000ull);
    out[at] = bits == 32 || bits == 64 ? key : key & ((1LL << bits) - 1);
  });
}

// Where keys are equal, their places are shuffled from behind; the words are those of the first one.
extern "C" __global__ void t4j_islands(int* places, const i64* keys, i64 n, i64 seed, i64 round) {
  GRID_STRIDE(i, n - 1) {
    if (keys[i] != keys[i + 1] || (i > 0 && keys[i] == keys[i - 1])) continue;
    i64 size = 2;
    while (i + size < n && keys[i + size] == keys[i]) size++;
    t4j_stream words((u64)seed, (u64)i, (u64)round);
    for (i64 k = size - 1; k > 0; k--) {
      i64 other = words.next() % (u32)(k + 1);
      int place = places[i + k];
      places[i + k] = places[i + other];
      places[i + other] = place;
    }
  }
}

extern "C" __global__ void t4j_permutation(S* out, const int* places, i64 n) {
  GRID_STRIDE(i, n) out[i] = t4j_out<S>::of((i64)places[i]);
}

// A block for a row of weights: wrong ones are noted, and the row divided by its sum.
extern "C" __global__ void t4j_weights(S* shares, const S* weights, i64 rows, i64 n, i64* error, i64 op) {
  for (i64 row = blockIdx.x; row < rows; row += gridDim.x) {
    const S* w = weights + row * n;
    A sum = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A v = t4j_load<A>(w[k]);
      if (!(v >= 0 && v < T4J_INF)) t4j_note(error, op, 2, (double)v);
      sum = t4j_cast<S>(sum + v);
    }
    sum = block_reduce(sum, (A)0, [](A a, A b) { return t4j_cast<S>(a + b); });
    if (threadIdx.x == 0 && sum == 0) t4j_note(error, op, 3, 0);
    if (shares) {
      for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
        A v = t4j_load<A>(w[k]);
        shares[row * n + k] = t4j_out<S>::of(sum > 0 ? v / sum : v);
      }
    }
  }
}

// Draws of places by weights: a thread for a sample looks into the row's running sum. Rows beyond
// `sets` take the next round of the threads of those before.
extern "C" __global__ void t4j_multinomial(i64* out, const S* sums, const S* shares, i64 rows, i64 n, i64 samples, i64 seed, i64 round, i64 sets) {
  i64 width = (samples + 127) / 128 * 128;
  GRID_STRIDE(i, rows * samples) {
    i64 row = i / samples, sample = i % samples, low = 0, high = n;
    uint4 r = philox((u64)seed, (u64)(row % sets * width + sample), (u64)(round + row / sets));
    A draw = t4j_cast<S>((A)t4j_unit(r.x));
    while (low < high) {
      i64 middle = low + (high - low) / 2;
      if (t4j_load<A>(sums[row * n + middle]) < draw) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == n) low = n - 1;
    while (low > 0 && t4j_load<A>(shares[row * n + low]) == 0) low--;
    out[i] = low;
  }
}

// The keys by whose order samples without replacement are drawn: weight over an exponential draw.
extern "C" __global__ void t4j_races(S* draws, const S* weights, i64 n) {
  GRID_STRIDE(i, n) draws[i] = t4j_out<S>::of(t4j_load<A>(weights[i]) / t4j_load<A>(draws[i]));
}

// Slopes of rrelu: drawn where the element is not positive, else 1.
extern "C" __global__ void t4j_slopes(S* out, const S* self, i64 n, i64 seed, i64 round, double lower, double upper) {
  t4j_each_draw<t4j_uniforms<A>>(n, seed, round, [=](i64 at, A u) {
    A drawn = t4j_cast<S>((A)fma((double)t4j_cast<S>(u), upper - lower, lower));
    out[at] = t4j_out<S>::of(t4j_load<A>(self[at]) <= 0 ? drawn : (A)1);
  });
}

// Keeps an element with probability `keep`, and says which. V is as many elements beside each other as
// a thread takes at a time; with one it takes them as far apart as there are threads.
extern "C" __global__ void t4j_dropout(S* out, t4j_bool* kept, const S* self, i64 n, i64 seed, i64 round, A keep, A scale) {
  t4j_each_draw<t4j_uniforms<float>>(n, seed, round, [=](i64 at, float u) {
    int k = u < keep;
    kept[at].x = k;
    out[at] = t4j_out<S>::of(t4j_load<A>(self[at]) * (A)k * scale);
  });
}

extern "C" __global__ void t4j_dropout_beside(V* out, M* kept, const V* self, i64 n, i64 seed, i64 round, A keep, A scale) {
  constexpr int N = sizeof(V) / sizeof(S), ROUNDS = (N + 3) / 4, EACH = N < 4 ? N : 4;
  i64 threads = (i64)gridDim.x * blockDim.x, thread = blockIdx.x * (i64)blockDim.x + threadIdx.x;
  for (i64 at = thread; at < n; at += threads) {
    V x = self[at];
    M k;
#pragma unroll
    for (int j = 0; j < ROUNDS; j++) {
      t4j_uniforms<float> u(philox((u64)seed, (u64)thread, (u64)round++));
#pragma unroll
      for (int i = 0; i < EACH; i++) {
        int one = u.v[i] < keep;
        k.v[4 * j + i].x = one;
        x.v[4 * j + i] = t4j_out<S>::of(t4j_load<A>(x.v[4 * j + i]) * (A)one * scale);
      }
    }
    out[at] = x;
    kept[at] = k;
  }
}

// Poisson as cuRAND draws it, but for the means where it has tables: there by multiplying uniforms.
static __device__ inline double t4j_poisson_of(double rate, t4j_stream words) {
  if (rate < 64) {
    float product = expf((float)rate);
    u32 count = 0;
    do {
      count++;
      product *= words.uniform();
    } while (product > 1.0f);
    return count - 1;
  }
  if (rate > 4000) {
    u32 a = words.next(), b = words.next(), c = words.next(), d = words.next();
    double pair[2];
    t4j_normal_pair(make_uint4(a, b, c, d), pair);
    return (double)(u32)(fma(sqrt(rate), pair[0], rate) + 0.5);
  }
  double count = 0;
  while (rate > 0) {
    double part = rate < 500 ? rate : 500, limit = exp(-part), product = 1;
    rate -= part;
    for (;;) {
      u32 low = words.next();
      product *= t4j_unit(low, words.next());
      if (product <= limit) break;
      count += 1;
    }
  }
  return count;
}

extern "C" __global__ void t4j_poisson(S* out, const S* rates, i64 n, i64 seed, i64 round, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    double rate = (double)t4j_load<A>(rates[i]);
    if (!(rate >= 0)) t4j_note(error, op, 4, rate);
    out[i] = t4j_out<S>::of(rate > 0 ? (A)t4j_poisson_of(rate, t4j_stream((u64)seed, (u64)i, (u64)round)) : (A)0);
  }
}

// The least normal number of an element type.
template <class T> struct t4j_least { static constexpr double value = 1.1754943508222875e-38; };
template <> struct t4j_least<f16> { static constexpr double value = 6.103515625e-5; };
template <> struct t4j_least<double> { static constexpr double value = 2.2250738585072014e-308; };

// Marsaglia and Tsang's draw of a gamma variable.
static __device__ inline A t4j_gamma_of(S given, t4j_stream words) {
  A shape = t4j_load<A>(given), scale = 1;
  if (shape < 1) {
    if (shape == 0) return 0;
    scale = pow((A)1 - (A)words.uniform(), (A)1 / shape);
    shape = t4j_cast<S>(shape + 1);
  }
  A d = shape - 1.0f / 3.0f, c = (A)1 / sqrt(9 * d);
  for (;;) {
    A x, y;
    do {
      x = words.normal();
      y = t4j_fma(c, x, (A)1);
    } while (y <= 0);
    A v = y * y * y, u = (A)1 - (A)words.uniform(), xx = x * x;
    if (u < t4j_fma((A)-0.0331f * xx, xx, (A)1)) return scale * d * v;
    if (log(u) < t4j_fma(d, (A)1 - v + log(v), (A)0.5 * xx)) return scale * d * v;
  }
}

static __device__ inline A t4j_gamma_drawn(S shape, i64 seed, i64 i, i64 round) {
  A v = t4j_cast<S>(t4j_gamma_of(shape, t4j_stream((u64)seed, (u64)i, (u64)round)));
  A least = (A)t4j_least<S>::value;
  return v < least ? least : v;
}

extern "C" __global__ void t4j_standard_gamma(S* out, const S* shapes, i64 n, i64 seed, i64 round) {
  GRID_STRIDE(i, n) out[i] = t4j_out<S>::of(t4j_gamma_drawn(shapes[i], seed, i, round));
}

// A thread for a row: gamma draws divided by their sum, strictly between 0 and 1.
extern "C" __global__ void t4j_dirichlet(S* out, const S* shapes, i64 rows, i64 n, i64 seed, i64 round, A greatest) {
  GRID_STRIDE(r, rows) {
    double sum = 0;
    for (i64 k = r * n; k < (r + 1) * n; k++) sum += (double)t4j_gamma_drawn(shapes[k], seed, k, round);
    A total = t4j_cast<S>((A)sum), least = (A)t4j_least<S>::value;
    for (i64 k = r * n; k < (r + 1) * n; k++) {
      A v = t4j_cast<S>(t4j_gamma_drawn(shapes[k], seed, k, round) / total);
      out[k] = t4j_out<S>::of(v < least ? least : v > greatest ? greatest : v);
    }
  }
}

// What Stirling's formula lacks of the logarithm of k!.
static __device__ inline A t4j_stirling_tail(A k) {
  constexpr A first[10] = {(A)0.0810614667953272, (A)0.0413406959554092, (A)0.0276779256849983, (A)0.02079067210376509,
                           (A)0.0166446911898211, (A)0.0138761288230707, (A)0.0118967099458917, (A)0.0104112652619720,
                           (A)0.00925546218271273, (A)0.00833056343336287};
  A tail = 0;
#pragma unroll
  for (int i = 0; i < 10; i++) tail = k == i ? first[i] : tail;
  if (k <= 9) return tail;
  A square = (k + 1) * (k + 1);
  return (A)((1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1));
}

static __device__ inline A t4j_chance(t4j_stream& words) { return (float)(words.next() & 0xffffff) * 5.9604644775390625e-8f; }

// Few successes: how many failures lie between them.
static __device__ inline A t4j_binomial_few(A count, A p, t4j_stream& words) {
  A sum = 0, hits = 0, log_of_failure = log1p(-p);
  for (;;) {
    sum += ceil(log(t4j_chance(words)) / log_of_failure);
    if (!(sum <= count)) return hits;
    hits += 1;
  }
}

// Many: Hormann's rejection from a transformed uniform (BTRS).
static __device__ inline A t4j_binomial_many(A count, A p, t4j_stream& words) {
  A deviation = sqrt(count * p * (1 - p));
  A b = (A)(1.15 + 2.53 * deviation), a = (A)(-0.0873 + 0.0248 * b + 0.01 * p), c = (A)(count * p + 0.5);
  A tight = (A)(0.92 - 4.2 / b), odds = p / (1 - p), alpha = (A)((2.83 + 5.1 / b) * deviation);
  A mode = floor((count + 1) * p);
  for (;;) {
    A u = (A)(t4j_chance(words) - 0.5), v = t4j_chance(words), us = (A)(0.5 - fabs(u));
    A k = floor(t4j_fma(2 * a / us + b, u, c));
    if (us >= 0.07 && v <= tight) return k;
    if (!(k >= 0 && k <= count)) continue;
    v = log(v * alpha / (a / (us * us) + b));
    A bound = (A)((mode + 0.5) * log((mode + 1) / (odds * (count - mode + 1))) +
                  (count + 1) * log((count - mode + 1) / (count - k + 1)) + (k + 0.5) * log(odds * (count - k + 1) / (k + 1)) +
                  t4j_stirling_tail(mode) + t4j_stirling_tail(count - mode) - t4j_stirling_tail(k) - t4j_stirling_tail(count - k));
    if (v <= bound) return k;
  }
}

static __device__ inline A t4j_binomial_of(A count, A p, t4j_stream& words) {
  if (count <= 0 || p <= 0) return 0;
  if (p >= 1) return count;
  if (!(count > 0 && p > 0)) return (A)T4J_NAN;
  A rarer = p <= (A)0.5 ? p : 1 - p;
  A hits = count * rarer >= 10 ? t4j_binomial_many(count, rarer, words) : t4j_binomial_few(count, rarer, words);
  return p <= (A)0.5 ? hits : count - hits;
}

// Blocks of 128 threads, each of which draws for four elements 128 apart, from one stream.
extern "C" __global__ void t4j_binomial(S* out, const S* counts, const S* chances, i64 n, i64 seed, i64 round) {
  GRID_STRIDE(t, (n + 511) / 512 * 128) {
    t4j_stream words((u64)seed, (u64)t, (u64)round);
    for (int k = 0; k < 4; k++) {
      i64 at = t / 128 * 512 + k * 128 + t % 128;
      if (at < n) out[at] = t4j_out<S>::of(t4j_binomial_of(t4j_load<A>(counts[at]), t4j_load<A>(chances[at]), words));
    }
  }
}
