// Windows of images, resampling, parts of numbers, histograms, sets, CTC, Fourier transforms.

struct t4j_fold { i64 height, width, rows, columns; i64 kernel[2]; i64 dilation[2]; i64 padding[2]; i64 stride[2]; };

extern "C" __global__ void t4j_unfold_windows(S* to, const S* image, i64 n, const __grid_constant__ t4j_fold f) {
  J kernel = (J)f.kernel[1], window = (J)f.kernel[0] * kernel, columns = (J)f.columns, places = (J)f.rows * columns;
  GRID_STRIDE(i, n) {
    J q = (J)i / places, place = (J)i - q * places, p = q / window, tap = q - p * window;
    J row = place / columns, a = tap / kernel;
    J y = row * (J)f.stride[0] - (J)f.padding[0] + a * (J)f.dilation[0];
    J x = (place - row * columns) * (J)f.stride[1] - (J)f.padding[1] + (tap - a * kernel) * (J)f.dilation[1];
    bool inside = y >= 0 && y < (J)f.height && x >= 0 && x < (J)f.width;
    to[i] = inside ? image[((i64)p * f.height + y) * f.width + x] : t4j_out<S>::of((A)0);
  }
}

// Each element of the image gathers from the windows that hold it.
extern "C" __global__ void t4j_fold_windows(S* to, const S* columns, i64 n, const __grid_constant__ t4j_fold f) {
  J width = (J)f.width, height = (J)f.height, kernel = (J)f.kernel[1], places = (J)f.rows * (J)f.columns;
  GRID_STRIDE(i, n) {
    J q = (J)i / width, x = (J)i - q * width, p = q / height, y = q - p * height;
    const S* own = columns + (i64)p * f.kernel[0] * kernel * places;
    A sum = 0;
    for (J a = 0; a < (J)f.kernel[0]; a++) {
      J r = y + (J)f.padding[0] - a * (J)f.dilation[0], row = r / (J)f.stride[0];
      if (r < 0 || row * (J)f.stride[0] != r || row >= (J)f.rows) continue;
      for (J b = 0; b < kernel; b++) {
        J c = x + (J)f.padding[1] - b * (J)f.dilation[1], column = c / (J)f.stride[1];
        if (c < 0 || column * (J)f.stride[1] != c || column >= (J)f.columns) continue;
        sum += t4j_load<A>(own[(a * kernel + b) * places + row * (J)f.columns + column]);
      }
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

// Lines of `to` are weighted sums of lines of `from`: tap t of line i is index[i][t].
extern "C" __global__ void t4j_resample(S* to, const S* from, const i64* index, const W* weight, i64 n, i64 inner, i64 outs, i64 ins, i64 taps, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 q = i / inner, r = i - q * inner, p = q / outs, o = q - p * outs;
    A sum = 0;
    for (i64 t = 0; t < taps; t++) {
      i64 place = t4j_check(index[o * taps + t], ins, error, op);
      sum += (A)t4j_load<A>(weight[o * taps + t]) * t4j_load<A>(from[(p * ins + place) * inner + r]);
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

// Where taps of each line of the input begin among those sorted by it.
extern "C" __global__ void t4j_tap_starts(int* starts, const K* keys, i64 taps, i64 ins) {
  GRID_STRIDE(i, ins + 1) starts[i] = t4j_bound(keys, 0, (int)taps, (K)i, false);
}

// Each line of the input gathers from the taps that read it.
extern "C" __global__ void t4j_resample_backward(S* to, const S* grad, const int* starts, const int* places, const W* weight, i64 n, i64 inner, i64 outs, i64 ins, int taps) {
  GRID_STRIDE(i, n) {
    i64 q = i / inner, r = i - q * inner, p = q / ins, place = q - p * ins;
    const S* g = grad + p * outs * inner + r;
    A sum = 0;
    for (int k = starts[place]; k < starts[place + 1]; k++) {
      int tap = places[k];
      sum += (A)t4j_load<A>(weight[tap]) * t4j_load<A>(g[tap / taps * inner]);
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

extern "C" __global__ void t4j_nextafter(S* to, const S* from, const S* toward, i64 n, const __grid_constant__ t4j_grid g) {
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

// Few bins are counted by each block before they are added up; counts do not depend on the order.
extern "C" __global__ void t4j_histc(i64* counts, const S* from, i64 n, i64 bins, double low, double high) {
  __shared__ int own[2048];
  bool few = bins <= 2048;
  for (int k = threadIdx.x; few && k < bins; k += blockDim.x) own[k] = 0;
  __syncthreads();
  GRID_STRIDE(i, n) {
    double v = (double)t4j_load<A>(from[i]);
    if (v >= low && v <= high) {
      i64 bin = (i64)((v - low) * bins / (high - low));
      bin = bin < bins - 1 ? bin : bins - 1;
      if (few) atomicAdd(own + bin, 1);
      else atomic_add(counts + bin, (i64)1);
    }
  }
  __syncthreads();
  for (int k = threadIdx.x; few && k < bins; k += blockDim.x) {
    if (own[k]) atomic_add(counts + k, (i64)own[k]);
  }
}

// Bins are closed below and open above, but for the last; edges lie one dimension after the other.
// What lies outside goes to one behind the last cell.
extern "C" __global__ void t4j_histogram_bins(i64* bins, const S* from, const double* edges, const i64* counts, i64 n, i64 dims, i64 rowStep, i64 step, i64 cells) {
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
    bins[i] = at < 0 ? cells : at;
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

// A block for a sample, a thread for a state: sums over the ways to each state, forwards, or backwards
// from it.
extern "C" __global__ void t4j_ctc_alpha(double* alpha, const S* probs, const I* targets, const i64* starts, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows, i64 classes, i64 step, i64 blank, int backwards, i64 timeStep, i64 sampleStep, i64 classStep, i64* error, i64 op) {
  for (i64 n = blockIdx.x; n < batch; n += gridDim.x) {
    const I* labels = targets + starts[n];
    i64 states = 2 * lengths[n] + 1;
    const S* p = probs + n * sampleStep;
    double* own = alpha + n * rows * width;
    for (i64 k = 0; k < times[n]; k++) {
      i64 t = backwards ? times[n] - 1 - k : k;
      const double* before = own + (backwards ? t + 1 : t - 1) * width;
      for (i64 j = threadIdx.x; j < states; j += blockDim.x) {
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
      __syncthreads();
    }
  }
}

extern "C" __global__ void t4j_ctc_losses(S* losses, S* alphas, const double* alpha, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows) {
  GRID_STRIDE(k, batch * rows * width) {
    i64 n = k / (rows * width), i = k - n * rows * width, t = i / width, s = i - t * width, states = 2 * lengths[n] + 1;
    alphas[k] = t4j_out<S>::of((A)(t < times[n] && s < states ? alpha[k] : -T4J_INF));
    if (i > 0) continue;
    double likelihood = states == 1 ? 0 : -T4J_INF;
    if (times[n] > 0) {
      const double* last = alpha + (n * rows + times[n] - 1) * width;
      likelihood = last[states - 1];
      if (states > 1) likelihood = t4j_log_sum(likelihood, last[states - 2]);
    }
    losses[n] = t4j_out<S>::of((A)(0 - likelihood));
  }
}

// to[t][n][c], zeroed before; a thread for each.
extern "C" __global__ void t4j_ctc_gradients(S* to, const S* grad, const S* probs, const I* targets, const i64* starts, const double* alpha, const double* beta, const i64* times, const i64* lengths, i64 batch, i64 width, i64 rows, i64 classes, i64 step, i64 blank, int zeroInfinity, i64 timeStep, i64 sampleStep, i64 classStep, i64 gradStep) {
  GRID_STRIDE(i, batch * rows * classes) {
    i64 k = i / classes, c = i - k * classes, n = k / rows, t = k - n * rows, states = 2 * lengths[n] + 1;
    if (t >= times[n]) continue;
    const double* a = alpha + (n * rows + t) * width;
    const double* b = beta + (n * rows + t) * width;
    const double* first = beta + n * rows * width;
    double likelihood = states > 1 ? t4j_log_sum(first[0], first[1]) : first[0];
    if (likelihood == -T4J_INF && zeroInfinity) continue;
    double g = (double)t4j_load<A>(grad[n * gradStep]);
    double paths = -T4J_INF, p = (double)t4j_load<A>(probs[t * timeStep + n * sampleStep + c * classStep]);
    for (i64 s = 0; s < states; s++) {
      if (t4j_label(targets + starts[n], s, step, blank) == c) paths = t4j_log_sum(paths, a[s] + b[s]);
    }
    to[(t * batch + n) * classes + c] = t4j_out<S>::of((A)((exp(p) - exp(paths - likelihood - p)) * g));
  }
}

// Lines of `from`, real or complex (parts 1 or 2), as complex lines of `room`; those of a real
// signal's half spectrum are completed.
extern "C" __global__ void t4j_fft_load(double* to, const S* from, i64 lines, i64 n, i64 given, i64 room, int parts, int mirrored, const __grid_constant__ t4j_lines g) {
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

extern "C" __global__ void t4j_fft_store(S* to, const double* from, i64 lines, i64 kept, i64 room, int parts, double scale, const __grid_constant__ t4j_lines g) {
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
