// Windows of images, resampling, parts of numbers, histograms, sets, CTC, Fourier transforms.

struct t4j_fold { i64 height, width, rows, columns; i64 kernel[2]; i64 dilation[2]; i64 padding[2]; i64 stride[2]; };

extern "C" __global__ void t4j_unfold_windows(S* to, const S* image, i64 n, t4j_fold f) {
  i64 window = f.kernel[0] * f.kernel[1], places = f.rows * f.columns;
  GRID_STRIDE(i, n) {
    i64 place = i % places, tap = i / places % window, p = i / places / window;
    i64 y = place / f.columns * f.stride[0] - f.padding[0] + tap / f.kernel[1] * f.dilation[0];
    i64 x = place % f.columns * f.stride[1] - f.padding[1] + tap % f.kernel[1] * f.dilation[1];
    bool inside = y >= 0 && y < f.height && x >= 0 && x < f.width;
    to[i] = inside ? image[(p * f.height + y) * f.width + x] : t4j_out<S>::of((A)0);
  }
}

// Each element of the image gathers from the windows that hold it.
extern "C" __global__ void t4j_fold_windows(S* to, const S* columns, i64 n, t4j_fold f) {
  i64 window = f.kernel[0] * f.kernel[1], places = f.rows * f.columns;
  GRID_STRIDE(i, n) {
    i64 x = i % f.width, y = i / f.width % f.height, p = i / f.width / f.height;
    A sum = 0;
    for (i64 a = 0; a < f.kernel[0]; a++) {
      i64 r = y + f.padding[0] - a * f.dilation[0];
      if (r < 0 || r % f.stride[0] || r / f.stride[0] >= f.rows) continue;
      for (i64 b = 0; b < f.kernel[1]; b++) {
        i64 c = x + f.padding[1] - b * f.dilation[1];
        if (c < 0 || c % f.stride[1] || c / f.stride[1] >= f.columns) continue;
        i64 tap = a * f.kernel[1] + b;
        sum += t4j_load<A>(columns[(p * window + tap) * places + r / f.stride[0] * f.columns + c / f.stride[1]]);
      }
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

// Lines of `to` are weighted sums of lines of `from`: tap t of line i is index[i][t].
extern "C" __global__ void t4j_resample(S* to, const S* from, const i64* index, const W* weight, i64 n, i64 inner, i64 outs, i64 ins, i64 taps, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 r = i % inner, o = i / inner % outs, p = i / inner / outs;
    A sum = 0;
    for (i64 t = 0; t < taps; t++) {
      i64 place = t4j_check(index[o * taps + t], ins, error, op);
      sum += (A)t4j_load<A>(weight[o * taps + t]) * t4j_load<A>(from[(p * ins + place) * inner + r]);
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_resample_backward(S* to, const S* grad, const i64* index, const W* weight, i64 n, i64 inner, i64 outs, i64 ins, i64 taps, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 r = i % inner, place = i / inner % ins, p = i / inner / ins;
    A sum = 0;
    for (i64 k = 0; k < outs * taps; k++) {
      if (index[k] == place) sum += (A)t4j_load<A>(weight[k]) * t4j_load<A>(grad[(p * outs + k / taps) * inner + r]);
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

static __device__ inline double t4j_next(double x, double y) {
  t4j_double_word w;
  w.d = x;
  if (x == 0) w.u = y > 0 ? 1 : 0x8000000000000001ull;
  else w.u += (x < y) == (x > 0) ? 1 : -1;
  return w.d;
}

static __device__ inline float t4j_next(float x, float y) {
  t4j_word w;
  w.f = x;
  if (x == 0) w.u = y > 0 ? 1 : 0x80000001u;
  else w.u += (x < y) == (x > 0) ? 1 : -1;
  return w.f;
}

template <class H> static __device__ inline H t4j_next_half(H a, H b) {
  float x = (float)a, y = (float)b;
  if (x == 0) a.bits = y > 0 ? 1 : 0x8001;
  else a.bits += (x < y) == (x > 0) ? 1 : -1;
  return a;
}

static __device__ inline f16 t4j_next(f16 a, f16 b) { return t4j_next_half(a, b); }
static __device__ inline bf16 t4j_next(bf16 a, bf16 b) { return t4j_next_half(a, b); }

extern "C" __global__ void t4j_nextafter(S* to, const S* from, const S* toward, i64 n, t4j_grid g) {
  GRID_STRIDE(i, n) {
    i64 a, b, c;
    t4j_places(g, i, a, b, c);
    A x = t4j_load<A>(from[b]), y = t4j_load<A>(toward[c]);
    to[a] = x != x || y != y ? t4j_out<S>::of((A)T4J_NAN) : x == y ? toward[c] : t4j_next(from[b], toward[c]);
  }
}

extern "C" __global__ void t4j_frexp(S* mantissa, int* exponent, const S* from, i64 n) {
  GRID_STRIDE(i, n) {
    double x = (double)t4j_load<A>(from[i]);
    int e = 0;
    if (x != 0 && x - x == 0) x = frexp(x, &e);
    mantissa[i] = t4j_out<S>::of((A)x);
    exponent[i] = e;
  }
}

extern "C" __global__ void t4j_histc(i64* counts, const S* from, i64 n, i64 bins, double low, double high) {
  GRID_STRIDE(i, n) {
    double v = (double)t4j_load<A>(from[i]);
    if (v >= low && v <= high) {
      i64 bin = (i64)((v - low) * bins / (high - low));
      atomic_add(counts + (bin < bins - 1 ? bin : bins - 1), (i64)1);
    }
  }
}

// Bins are closed below and open above, but for the last; edges lie one dimension after the other.
extern "C" __global__ void t4j_histogram_bins(i64* bins, const S* from, const double* edges, const i64* counts, i64 n, i64 dims, i64 rowStep, i64 step) {
  GRID_STRIDE(i, n) {
    i64 at = 0, first = 0;
    for (i64 d = 0; d < dims; d++) {
      double v = (double)t4j_load<A>(from[i * rowStep + d * step]);
      const double* e = edges + first;
      i64 last = counts[d] - 1;
      if (!(v >= e[0] && v <= e[last])) {
        at = -1;
        break;
      }
      i64 low = 0, high = counts[d];
      while (low < high) {
        i64 middle = (low + high) / 2;
        if (e[middle] <= v) low = middle + 1;
        else high = middle;
      }
      at = at * last + (low - 1 < last - 1 ? low - 1 : last - 1);
      first += counts[d];
    }
    bins[i] = at;
  }
}

extern "C" __global__ void t4j_histogram_sums(S* to, const i64* bins, const double* weights, i64 n, i64 cells) {
  GRID_STRIDE(c, cells) {
    double sum = 0;
    for (i64 i = 0; i < n; i++) {
      if (bins[i] == c) sum += weights ? weights[i] : 1.0;
    }
    to[c] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_is_in(t4j_bool* to, const S* from, const K* sorted, i64 n, i64 step, i64 m) {
  GRID_STRIDE(i, n) {
    A v = t4j_load<A>(from[i * step]);
    K key = t4j_key(from[i * step]);
    i64 low = 0, high = m;
    while (low < high) {
      i64 middle = (low + high) / 2;
      if (sorted[middle] < key) low = middle + 1;
      else high = middle;
    }
    to[i].x = v == v && low < m && sorted[low] == key;
  }
}

// One column of the rows in their present order, to be sorted.
extern "C" __global__ void t4j_row_keys(B* keys, const B* from, const i64* order, i64 rows, i64 width, i64 column, int first) {
  GRID_STRIDE(i, rows) keys[i] = from[(first ? i : order[i]) * width + column];
}

extern "C" __global__ void t4j_row_order(i64* to, const i64* order, const int* places, i64 rows, int first) {
  GRID_STRIDE(i, rows) to[i] = first ? places[i] : order[places[i]];
}

static __device__ inline double t4j_log_sum(double a, double b) {
  double most = a > b ? a : b, least = a > b ? b : a;
  return most == -T4J_INF ? most : most + log1p(exp(least - most));
}

static __device__ inline i64 t4j_label(const I* targets, i64 s, i64 step, i64 blank) {
  return s % 2 == 0 ? blank : (i64)targets[s / 2 * step];
}

// A thread for a sample: sums over the ways to each state, forwards, or backwards from it.
extern "C" __global__ void t4j_ctc_alpha(double* alpha, const S* probs, const I* targets, const i64* starts, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows, i64 classes, i64 step, i64 blank, int backwards, i64 timeStep, i64 sampleStep, i64 classStep, i64* error, i64 op) {
  GRID_STRIDE(n, batch) {
    const I* labels = targets + starts[n];
    i64 states = 2 * lengths[n] + 1;
    const S* p = probs + n * sampleStep;
    double* own = alpha + n * rows * width;
    for (i64 k = 0; k < times[n]; k++) {
      i64 t = backwards ? times[n] - 1 - k : k;
      const double* before = own + (backwards ? t + 1 : t - 1) * width;
      for (i64 j = 0; j < states; j++) {
        i64 s = backwards ? states - 1 - j : j, d = backwards ? 1 : -1;
        i64 label = t4j_check(t4j_label(labels, s, step, blank), classes, error, op);
        double v;
        if (k == 0) {
          v = j < 2 ? 0 : -T4J_INF;
        } else {
          v = t4j_log_sum(before[s], j > 0 ? before[s + d] : -T4J_INF);
          i64 other = s + 2 * d;
          i64 upper = backwards ? other : s;
          if (j >= 2 && upper % 2 == 1 && t4j_label(labels, s, step, blank) != t4j_label(labels, other, step, blank)) v = t4j_log_sum(v, before[other]);
        }
        own[t * width + s] = v + (double)t4j_load<A>(p[t * timeStep + label * classStep]);
      }
    }
  }
}

extern "C" __global__ void t4j_ctc_losses(S* losses, S* alphas, const double* alpha, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows) {
  GRID_STRIDE(n, batch) {
    i64 states = 2 * lengths[n] + 1;
    const double* own = alpha + n * rows * width;
    for (i64 i = 0; i < rows * width; i++) {
      bool inside = i / width < times[n] && i % width < states;
      alphas[n * rows * width + i] = t4j_out<S>::of((A)(inside ? own[i] : -T4J_INF));
    }
    double likelihood = states == 1 ? 0 : -T4J_INF;
    if (times[n] > 0) {
      const double* last = own + (times[n] - 1) * width;
      likelihood = last[states - 1];
      if (states > 1) likelihood = t4j_log_sum(likelihood, last[states - 2]);
    }
    losses[n] = t4j_out<S>::of((A)(0 - likelihood));
  }
}

// to[t][n][c], zeroed before.
extern "C" __global__ void t4j_ctc_gradients(S* to, const S* grad, const S* probs, const I* targets, const i64* starts, const double* alpha, const double* beta, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows, i64 classes, i64 step, i64 blank, int zeroInfinity, i64 timeStep, i64 sampleStep, i64 classStep, i64 gradStep) {
  GRID_STRIDE(k, batch * rows) {
    i64 n = k / rows, t = k % rows, states = 2 * lengths[n] + 1;
    if (t >= times[n]) continue;
    const double* a = alpha + (n * rows + t) * width;
    const double* b = beta + (n * rows + t) * width;
    const double* first = beta + n * rows * width;
    double likelihood = states > 1 ? t4j_log_sum(first[0], first[1]) : first[0];
    if (likelihood == -T4J_INF && zeroInfinity) continue;
    double g = (double)t4j_load<A>(grad[n * gradStep]);
    for (i64 c = 0; c < classes; c++) {
      double paths = -T4J_INF, p = (double)t4j_load<A>(probs[t * timeStep + n * sampleStep + c * classStep]);
      for (i64 s = 0; s < states; s++) {
        if (t4j_label(targets + starts[n], s, step, blank) == c) paths = t4j_log_sum(paths, a[s] + b[s]);
      }
      to[(t * batch + n) * classes + c] = t4j_out<S>::of((A)((exp(p) - exp(paths - likelihood - p)) * g));
    }
  }
}

// Lines of `from`, real or complex (parts 1 or 2), as complex lines of `room`; those of a real
// signal's half spectrum are completed.
extern "C" __global__ void t4j_fft_load(double* to, const S* from, i64 lines, i64 n, i64 given, i64 room, int parts, int mirrored, t4j_lines g) {
  GRID_STRIDE(i, lines * room) {
    i64 l = i / room, k = i % room;
    i64 at[4];
    t4j_line(g, l, at);
    double re = 0, im = 0;
    if (k < n) {
      bool upper = mirrored && k > n / 2;
      i64 j = upper ? n - k : k;
      if (j < given) {
        const S* x = from + (at[0] + j * g.inner[0]) * parts;
        re = (double)t4j_load<A>(x[0]);
        im = parts == 2 ? (double)t4j_load<A>(x[1]) : 0;
        if (mirrored && (j == 0 || 2 * j == n)) im = 0;
        if (upper) im = -im;
      }
    }
    to[2 * i] = re;
    to[2 * i + 1] = im;
  }
}

extern "C" __global__ void t4j_fft_store(S* to, const double* from, i64 lines, i64 kept, i64 room, int parts, double scale, t4j_lines g) {
  GRID_STRIDE(i, lines * kept) {
    i64 l = i / kept, k = i % kept;
    i64 at[4];
    t4j_line(g, l, at);
    S* y = to + (at[1] + k * g.inner[1]) * parts;
    y[0] = t4j_out<S>::of((A)(from[2 * (l * room + k)] * scale));
    if (parts == 2) y[1] = t4j_out<S>::of((A)(from[2 * (l * room + k) + 1] * scale));
  }
}

static __device__ inline void t4j_turn(i64 k, i64 n, double sign, double& c, double& s) {
  double angle = 2.0 * (double)k / (double)n;
  c = cospi(angle);
  s = sign * sinpi(angle);
}

// The transform of short lines, written out.
extern "C" __global__ void t4j_fft_direct(double* to, const double* from, i64 lines, i64 n, double sign) {
  GRID_STRIDE(i, lines * n) {
    i64 l = i / n, k = i % n;
    double re = 0, im = 0, c, s;
    for (i64 j = 0; j < n; j++) {
      t4j_turn(j * k % n, n, sign, c, s);
      double a = from[2 * (l * n + j)], b = from[2 * (l * n + j) + 1];
      re += a * c - b * s;
      im += a * s + b * c;
    }
    to[2 * i] = re;
    to[2 * i + 1] = im;
  }
}

// One pass of a transform of n = 2^p elements: sorts itself on the way (Stockham).
extern "C" __global__ void t4j_fft_pass(double* to, const double* from, i64 lines, i64 n, i64 span, double sign) {
  GRID_STRIDE(i, lines * (n / 2)) {
    i64 l = i / (n / 2), k = i % (n / 2);
    i64 block = k / span, j = k % span;
    double c, s;
    t4j_turn(block, n / span, sign, c, s);
    const double* x = from + 2 * (l * n + block * span + j);
    const double* y = x + n;
    double ar = x[0], ai = x[1], br = y[0], bi = y[1];
    double* u = to + 2 * (l * n + 2 * block * span + j);
    double* v = u + 2 * span;
    u[0] = ar + br;
    u[1] = ai + bi;
    double dr = ar - br, di = ai - bi;
    v[0] = dr * c - di * s;
    v[1] = dr * s + di * c;
  }
}

// Bluestein: chirps turn a transform of n elements into a convolution of 2^p ones.
extern "C" __global__ void t4j_fft_chirp(double* to, double* chirp, const double* from, i64 lines, i64 n, i64 room, double sign) {
  GRID_STRIDE(i, lines * room) {
    i64 l = i / room, k = i % room;
    double c = 0, s = 0, re = 0, im = 0;
    if (k < n) {
      t4j_turn((u64)k * k % (2 * n), 2 * n, sign, c, s);
      double a = from[2 * (l * n + k)], b = from[2 * (l * n + k) + 1];
      re = a * c - b * s;
      im = a * s + b * c;
    }
    to[2 * i] = re;
    to[2 * i + 1] = im;
    if (l == 0) {
      i64 j = k < n ? k : room - k;
      bool some = k < n || room - k < n;
      if (some) t4j_turn((u64)j * j % (2 * n), 2 * n, sign, c, s);
      chirp[2 * k] = some ? c : 0;
      chirp[2 * k + 1] = some ? -s : 0;
    }
  }
}

extern "C" __global__ void t4j_fft_times(double* to, const double* chirp, i64 lines, i64 room) {
  GRID_STRIDE(i, lines * room) {
    double a = to[2 * i], b = to[2 * i + 1], c = chirp[2 * (i % room)], d = chirp[2 * (i % room) + 1];
    to[2 * i] = a * c - b * d;
    to[2 * i + 1] = a * d + b * c;
  }
}

extern "C" __global__ void t4j_fft_unchirp(double* to, const double* from, i64 lines, i64 n, i64 room, double sign) {
  GRID_STRIDE(i, lines * n) {
    i64 l = i / n, k = i % n;
    double c, s;
    t4j_turn((u64)k * k % (2 * n), 2 * n, sign, c, s);
    double a = from[2 * (l * room + k)] / room, b = from[2 * (l * room + k) + 1] / room;
    to[2 * i] = a * c - b * s;
    to[2 * i + 1] = a * s + b * c;
  }
}
