// Pooling. S is the element, A what it is computed in, J the type of indices: int where all fit.

// Windows of up to three dimensions: where they begin, end, and how far apart their elements are. With
// `adaptive`, they share the input out among the outputs. Divisors of numbers below 2^31 as products:
// those of `in`, `out` and `stride`.
struct t4j_windows { i64 in[3]; i64 out[3]; i64 kernel[3]; i64 stride[3]; i64 padding[3]; i64 dilation[3]; i64 adaptive; i64 magic[9]; i64 shift[9]; };

// A number over divisor k.
static __device__ inline u32 t4j_window_quotient(const t4j_windows& w, int k, u32 n) {
  return (u32)t4j_divided((int)n, 0, (int)w.magic[k], (int)w.shift[k]);
}

// Element i of planes of the sizes from `first`: its place p and its plane, which is returned.
static __device__ inline u32 t4j_split(const t4j_windows& w, const i64* size, int first, u32 i, int* p) {
  u32 q = t4j_window_quotient(w, first + 2, i);
  p[2] = (int)(i - q * (u32)size[2]);
  u32 r = t4j_window_quotient(w, first + 1, q);
  p[1] = (int)(q - r * (u32)size[1]);
  q = t4j_window_quotient(w, first, r);
  p[0] = (int)(r - q * (u32)size[0]);
  return q;
}

// Where a window begins and ends, and how many elements it would have with its padding.
static __device__ inline void t4j_window(const t4j_windows& w, int d, J o, J& first, J& end, J& padded) {
  J in = (J)w.in[d], out = (J)w.out[d];
  if (w.adaptive) {
    first = o * in / out;
    end = ((o + 1) * in + out - 1) / out;
    padded = end - first;
    return;
  }
  J dilation = (J)w.dilation[d], begin = o * (J)w.stride[d] - (J)w.padding[d], stop = begin + ((J)w.kernel[d] - 1) * dilation + 1;
  padded = (stop < in + (J)w.padding[d] ? stop : in + (J)w.padding[d]) - begin;
  J skip = begin < 0 ? (dilation == 1 ? -begin : (-begin + dilation - 1) / dilation * dilation) : 0;
  first = begin + skip;
  end = stop < in ? stop : in;
}

// Output i of planes: its window, how many elements it covers and counts; returns its plane.
static __device__ inline J t4j_output(const t4j_windows& w, J i, J* first, J* end, J& covered, J& counted) {
  J o[3], q = i / (J)w.out[2];
  o[2] = i - q * (J)w.out[2];
  J r = q / (J)w.out[1];
  o[1] = q - r * (J)w.out[1];
  q = r / (J)w.out[0];
  o[0] = r - q * (J)w.out[0];
  covered = counted = 1;
#pragma unroll
  for (int d = 0; d < 3; d++) {
    J padded;
    t4j_window(w, d, o[d], first[d], end[d], padded);
    covered *= end[d] > first[d] ? end[d] - first[d] : 0;
    counted *= padded;
  }
  return q;
}

extern "C" __global__ void t4j_max_pool(S* to, i64* places, const S* from, i64 n, const __grid_constant__ t4j_windows w) {
  J height = (J)w.in[1], width = (J)w.in[2];
  GRID_STRIDE(i, n) {
    J first[3], end[3], covered, counted;
    const S* x = from + (i64)t4j_output(w, (J)i, first, end, covered, counted) * w.in[0] * w.in[1] * w.in[2];
    A best = (A)(-T4J_INF);
    J place = -1;
    for (J a = first[0]; a < end[0]; a += (J)w.dilation[0]) {
      for (J b = first[1]; b < end[1]; b += (J)w.dilation[1]) {
        J row = (a * height + b) * width;
#pragma unroll 4
        for (J c = first[2]; c < end[2]; c += (J)w.dilation[2]) {
          A v = t4j_load<A>(x[row + c]);
          if (place < 0 || v > best || v != v) {
            best = v;
            place = row + c;
          }
        }
      }
    }
    to[i] = t4j_out<S>::of(best);
    places[i] = place < 0 ? 0 : place;
  }
}

// The same where windows have the sizes of KY and KX in the last dimensions and 1 in the first: all
// elements are loaded before the first is looked at.
extern "C" __global__ void t4j_max_pool_fixed(S* to, i64* places, const S* from, int n, const __grid_constant__ t4j_windows w) {
  const int rows = sizeof(KY), columns = sizeof(KX);
  int height = (int)w.in[1], width = (int)w.in[2];
  GRID_STRIDE(i, n) {
    int o[3];
    u32 plane = t4j_split(w, w.out, 3, (u32)i, o);
    const S* x = from + ((i64)plane * w.in[0] + o[0] * w.stride[0]) * height * width;
    int y = o[1] * (int)w.stride[1] - (int)w.padding[1], z = o[2] * (int)w.stride[2] - (int)w.padding[2];
    S v[rows][columns];
#pragma unroll
    for (int r = 0; r < rows; r++) {
      int b = y + r * (int)w.dilation[1];
#pragma unroll
      for (int k = 0; k < columns; k++) {
        int c = z + k * (int)w.dilation[2];
        if ((u32)b < (u32)height && (u32)c < (u32)width) v[r][k] = x[b * width + c];
      }
    }
    A best = (A)(-T4J_INF);
    int place = -1;
#pragma unroll
    for (int r = 0; r < rows; r++) {
      int b = y + r * (int)w.dilation[1];
#pragma unroll
      for (int k = 0; k < columns; k++) {
        int c = z + k * (int)w.dilation[2];
        A own = t4j_load<A>(v[r][k]);
        if ((u32)b < (u32)height && (u32)c < (u32)width && (place < 0 || own > best || own != own)) {
          best = own;
          place = b * width + c;
        }
      }
    }
    int above = o[0] * (int)w.stride[0] * height * width;
    to[i] = t4j_out<S>::of(best);
    places[i] = place < 0 ? 0 : above + place;
  }
}

// T4J_SIDE elements of the input, side by side, gather from the windows that may hold them, of which
// there are at most as many as KY and KX have bytes, in their order.
static const int T4J_SIDE = sizeof(V) / sizeof(S);

extern "C" __global__ void t4j_max_pool_backward(V* to, const S* grad, const i64* places, int n, const __grid_constant__ t4j_windows w) {
  const int rows = sizeof(KY), columns = sizeof(KX);
  int height = (int)w.in[1], width = (int)w.in[2];
  GRID_STRIDE(i, n) {
    int p[3], low[3], high[3];
    u32 plane = t4j_split(w, w.in, 0, (u32)i * T4J_SIDE, p);
#pragma unroll
    for (int d = 0; d < 3; d++) {
      int reach = p[d] + (int)w.padding[d], under = reach - ((int)w.kernel[d] - 1) * (int)w.dilation[d];
      low[d] = under <= 0 ? 0 : (int)t4j_window_quotient(w, 6 + d, (u32)(under + (int)w.stride[d] - 1));
      high[d] = (int)t4j_window_quotient(w, 6 + d, (u32)(reach + (d == 2 ? T4J_SIDE - 1 : 0)));
      high[d] = high[d] < (int)w.out[d] ? high[d] + 1 : (int)w.out[d];
    }
    int own = (p[0] * height + p[1]) * width + p[2];
    A sum[T4J_SIDE];
#pragma unroll
    for (int u = 0; u < T4J_SIDE; u++) sum[u] = 0;
    for (int a = low[0]; a < high[0]; a++) {
      i64 at = (((i64)plane * w.out[0] + a) * w.out[1] + low[1]) * w.out[2] + low[2];
      i64 place[rows][columns];
      S g[rows][columns];
#pragma unroll
      for (int r = 0; r < rows; r++) {
#pragma unroll
        for (int c = 0; c < columns; c++) {
          place[r][c] = -1;
          if (low[1] + r < high[1] && low[2] + c < high[2]) {
            place[r][c] = places[at + r * (int)w.out[2] + c];
            g[r][c] = grad[at + r * (int)w.out[2] + c];
          }
        }
      }
#pragma unroll
      for (int r = 0; r < rows; r++) {
#pragma unroll
        for (int c = 0; c < columns; c++) {
          int u = (int)place[r][c] - own;
          if (place[r][c] >= 0) {
#pragma unroll
            for (int k = 0; k < T4J_SIDE; k++) {
              if (u == k) sum[k] += t4j_load<A>(g[r][c]);
            }
          }
        }
      }
    }
    V v;
#pragma unroll
    for (int u = 0; u < T4J_SIDE; u++) v.v[u] = t4j_out<S>::of(sum[u]);
    to[i] = v;
  }
}

extern "C" __global__ void t4j_avg_pool(S* to, const S* from, i64 n, int countPadding, i64 divisor, const __grid_constant__ t4j_windows w) {
  J height = (J)w.in[1], width = (J)w.in[2];
  GRID_STRIDE(i, n) {
    J first[3], end[3], covered, counted;
    const S* x = from + (i64)t4j_output(w, (J)i, first, end, covered, counted) * w.in[0] * w.in[1] * w.in[2];
    A sum = 0;
    for (J a = first[0]; a < end[0]; a++) {
      for (J b = first[1]; b < end[1]; b++) {
        J row = (a * height + b) * width;
#pragma unroll 4
        for (J c = first[2]; c < end[2]; c++) sum += t4j_load<A>(x[row + c]);
      }
    }
    to[i] = t4j_out<S>::of(sum / (A)(divisor ? divisor : countPadding ? counted : covered));
  }
}

// The same with a warp for each window, for large ones.
extern "C" __global__ void t4j_avg_pool_warps(S* to, const S* from, i64 n, int countPadding, i64 divisor, const __grid_constant__ t4j_windows w) {
  J height = (J)w.in[1], width = (J)w.in[2], lane = threadIdx.x & 31;
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5);
  for (i64 i = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); i < n; i += warps) {
    J first[3], end[3], covered, counted;
    const S* x = from + (i64)t4j_output(w, (J)i, first, end, covered, counted) * w.in[0] * w.in[1] * w.in[2];
    J columns = end[2] - first[2], rows = end[1] - first[1];
    A sum = 0;
    for (J k = lane; k < covered; k += 32 * 4) {
      A v[4];
#pragma unroll
      for (int u = 0; u < 4; u++) {
        J own = k + u * 32;
        v[u] = 0;
        if (own < covered) {
          J r = own / columns, a = r / rows;
          v[u] = t4j_load<A>(x[((first[0] + a) * height + first[1] + r - a * rows) * width + first[2] + own - r * columns]);
        }
      }
#pragma unroll
      for (int u = 0; u < 4; u++) sum += v[u];
    }
    sum = warp_reduce(sum, [](A a, A b) { return a + b; });
    if (lane == 0) to[i] = t4j_out<S>::of(sum / (A)(divisor ? divisor : countPadding ? counted : covered));
  }
}

// The windows of which one dimension may hold place p.
static __device__ inline void t4j_holders(const t4j_windows& w, int d, J p, J& low, J& high) {
  if (w.adaptive) {
    low = p * (J)w.out[d] / (J)w.in[d];
    high = ((p + 1) * (J)w.out[d] + (J)w.in[d] - 1) / (J)w.in[d];
  } else {
    J reach = p + (J)w.padding[d];
    low = reach < (J)w.kernel[d] ? 0 : (reach - (J)w.kernel[d]) / (J)w.stride[d] + 1;
    high = reach / (J)w.stride[d] + 1;
    high = high < (J)w.out[d] ? high : (J)w.out[d];
  }
}

// Each element of the input gathers from the windows that hold it.
extern "C" __global__ void t4j_avg_pool_backward(S* to, const S* grad, i64 n, int countPadding, i64 divisor, const __grid_constant__ t4j_windows w) {
  GRID_STRIDE(i, n) {
    J p[3], low[3], high[3], q = (J)i / (J)w.in[2];
    p[2] = (J)i - q * (J)w.in[2];
    J r = q / (J)w.in[1];
    p[1] = q - r * (J)w.in[1];
    q = r / (J)w.in[0];
    p[0] = r - q * (J)w.in[0];
#pragma unroll
    for (int d = 0; d < 3; d++) t4j_holders(w, d, p[d], low[d], high[d]);
    const S* g = grad + (i64)q * w.out[0] * w.out[1] * w.out[2];
    A sum = 0;
    for (J a = low[0]; a < high[0]; a++) {
      J begin, end, padded;
      t4j_window(w, 0, a, begin, end, padded);
      if (p[0] < begin || p[0] >= end) continue;
      J count0 = countPadding ? padded : end - begin;
      for (J b = low[1]; b < high[1]; b++) {
        t4j_window(w, 1, b, begin, end, padded);
        if (p[1] < begin || p[1] >= end) continue;
        J count1 = count0 * (countPadding ? padded : end - begin), row = (a * (J)w.out[1] + b) * (J)w.out[2];
        for (J c = low[2]; c < high[2]; c++) {
          t4j_window(w, 2, c, begin, end, padded);
          if (p[2] < begin || p[2] >= end) continue;
          J count = count1 * (countPadding ? padded : end - begin);
          sum += t4j_load<A>(g[row + c]) / (A)(divisor ? (J)divisor : count);
        }
      }
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

// Windows of one size at places that random numbers choose.
static __device__ inline i64 t4j_start(i64 o, i64 in, i64 out, i64 kernel, A sample) {
  if (o == out - 1) return in - kernel;
  A step = (A)((double)(in - kernel) / (double)(out - 1));
  return (i64)(((A)o + sample) * step) - (i64)(sample * step);
}

extern "C" __global__ void t4j_fractional_pool(S* to, i64* places, const S* from, const S* samples, i64 n, int rank, const __grid_constant__ t4j_windows w) {
  i64 plane = w.out[0] * w.out[1] * w.out[2], inside = w.in[0] * w.in[1] * w.in[2];
  GRID_STRIDE(i, n) {
    i64 q = i / plane;
    const S* x = from + q * inside;
    i64 o[3] = {i % plane / (w.out[1] * w.out[2]), i / w.out[2] % w.out[1], i % w.out[2]};
    i64 first[3] = {0, 0, 0}, end[3];
    for (int d = 0; d < 3; d++) {
      int own = d - (3 - rank);
      if (own >= 0) {
        // PyTorch takes the numbers of images from behind, those of volumes from the front.
        int number = rank == 2 ? 1 - own : own;
        first[d] = t4j_start(o[d], w.in[d], w.out[d], w.kernel[d], t4j_load<A>(samples[q * rank + number]));
      }
      end[d] = first[d] + w.kernel[d];
    }
    A best = (A)(-T4J_INF);
    i64 place = -1;
    for (i64 a = first[0]; a < end[0]; a++) {
      for (i64 b = first[1]; b < end[1]; b++) {
        for (i64 c = first[2]; c < end[2]; c++) {
          i64 at = (a * w.in[1] + b) * w.in[2] + c;
          A v = t4j_load<A>(x[at]);
          if (place < 0 || v > best || v != v) {
            best = v;
            place = at;
          }
        }
      }
    }
    to[i] = t4j_out<S>::of(best);
    places[i] = place;
  }
}
