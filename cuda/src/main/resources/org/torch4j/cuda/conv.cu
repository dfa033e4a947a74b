// Convolution of up to three dimensions, written out; and the patches of images as columns and back,
// for convolution as a product of matrices. J is the type of indices: int where all fit.

struct t4j_conv { i64 batch, groups, inChannels, outChannels; i64 in[3]; i64 out[3]; i64 kernel[3]; i64 stride[3]; i64 padding[3]; i64 dilation[3]; };

// Splits i by the sizes of three dimensions; returns what is left.
static __device__ inline J t4j_place(J i, const i64* size, J* place) {
  J q = i / (J)size[2];
  place[2] = i - q * (J)size[2];
  J r = q / (J)size[1];
  place[1] = q - r * (J)size[1];
  q = r / (J)size[0];
  place[0] = r - q * (J)size[0];
  return q;
}

// The element of the input that a tap of the window at an output reads.
static __device__ inline J t4j_read(const t4j_conv& c, int d, J o, J tap) {
  return o * (J)c.stride[d] - (J)c.padding[d] + tap * (J)c.dilation[d];
}

// The output whose window reads element p by this tap, or -1.
static __device__ inline J t4j_reader(const t4j_conv& c, int d, J p, J tap) {
  J x = p + (J)c.padding[d] - tap * (J)c.dilation[d], stride = (J)c.stride[d];
  if (x < 0) return -1;
  J o = stride == 1 ? x : x / stride;
  return o * stride == x && o < (J)c.out[d] ? o : -1;
}

// Every output whose window reads the element at e, and by which tap.
template <class F> static __device__ inline void t4j_readers(const t4j_conv& c, const J* e, F use) {
  for (J p = 0; p < (J)c.kernel[0]; p++) {
    J x = t4j_reader(c, 0, e[0], p);
    if (x < 0) continue;
    for (J q = 0; q < (J)c.kernel[1]; q++) {
      J y = t4j_reader(c, 1, e[1], q);
      if (y < 0) continue;
      for (J r = 0; r < (J)c.kernel[2]; r++) {
        J z = t4j_reader(c, 2, e[2], r);
        if (z >= 0) use((x * (J)c.out[1] + y) * (J)c.out[2] + z, (p * (J)c.kernel[1] + q) * (J)c.kernel[2] + r);
      }
    }
  }
}

extern "C" __global__ void t4j_conv_forward(S* to, const S* from, const S* weight, const S* bias, i64 n, const __grid_constant__ t4j_conv c) {
  J ins = (J)(c.inChannels / c.groups), outs = (J)(c.outChannels / c.groups);
  J height = (J)c.in[1], width = (J)c.in[2];
  GRID_STRIDE(i, n) {
    J o[3], q = t4j_place((J)i, c.out, o), sample = q / (J)c.outChannels, channel = q - sample * (J)c.outChannels;
    const S* image = from + ((i64)sample * c.inChannels + channel / outs * ins) * c.in[0] * height * width;
    const S* w = weight + (i64)channel * ins * c.kernel[0] * c.kernel[1] * c.kernel[2];
    A sum = 0;
    for (J k = 0; k < ins; k++) {
      for (J p = 0; p < (J)c.kernel[0]; p++) {
        J a = t4j_read(c, 0, o[0], p);
        for (J q = 0; q < (J)c.kernel[1]; q++) {
          J b = t4j_read(c, 1, o[1], q);
          bool inside = a >= 0 && a < (J)c.in[0] && b >= 0 && b < height;
          for (J r = 0; r < (J)c.kernel[2]; r++, w++) {
            J d = t4j_read(c, 2, o[2], r);
            if (inside && d >= 0 && d < width) sum += t4j_load<A>(image[(a * height + b) * width + d]) * t4j_load<A>(*w);
          }
        }
      }
      image += c.in[0] * height * width;
    }
    if (bias) sum += t4j_load<A>(bias[channel]);
    to[i] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_conv_input(S* to, const S* grad, const S* weight, i64 n, const __grid_constant__ t4j_conv c) {
  J ins = (J)(c.inChannels / c.groups), outs = (J)(c.outChannels / c.groups);
  J plane = (J)(c.out[0] * c.out[1] * c.out[2]), window = (J)(c.kernel[0] * c.kernel[1] * c.kernel[2]);
  GRID_STRIDE(i, n) {
    J e[3], rest = t4j_place((J)i, c.in, e), sample = rest / (J)c.inChannels, channel = rest - sample * (J)c.inChannels;
    J group = channel / ins;
    const S* gradients = grad + ((i64)sample * c.outChannels + group * outs) * plane;
    const S* weights = weight + ((i64)group * outs * ins + channel - group * ins) * window;
    A sum = 0;
    t4j_readers(c, e, [&](J output, J tap) {
      const S* g = gradients + output;
      const S* w = weights + tap;
      for (J o = 0; o < outs; o++) sum += t4j_load<A>(g[o * plane]) * t4j_load<A>(w[o * ins * window]);
    });
    to[i] = t4j_out<S>::of(sum);
  }
}

// A warp for each weight, its lanes share the outputs of all samples.
extern "C" __global__ void t4j_conv_weight(S* to, const S* grad, const S* from, i64 n, const __grid_constant__ t4j_conv c) {
  J ins = (J)(c.inChannels / c.groups), outs = (J)(c.outChannels / c.groups);
  J plane = (J)(c.out[0] * c.out[1] * c.out[2]), image = (J)(c.in[0] * c.in[1] * c.in[2]);
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5);
  for (i64 i = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); i < n; i += warps) {
    J tap[3], rest = t4j_place((J)i, c.kernel, tap), channel = rest / ins, k = rest - channel * ins;
    A sum = 0;
    for (J j = threadIdx.x & 31; j < (J)c.batch * plane; j += 32) {
      J o[3], sample = t4j_place(j, c.out, o);
      J a = t4j_read(c, 0, o[0], tap[0]), b = t4j_read(c, 1, o[1], tap[1]), d = t4j_read(c, 2, o[2], tap[2]);
      if (a < 0 || a >= (J)c.in[0] || b < 0 || b >= (J)c.in[1] || d < 0 || d >= (J)c.in[2]) continue;
      A x = t4j_load<A>(from[((i64)sample * c.inChannels + channel / outs * ins + k) * image + (a * (J)c.in[1] + b) * (J)c.in[2] + d]);
      sum += x * t4j_load<A>(grad[((i64)sample * c.outChannels + channel) * plane + j - sample * plane]);
    }
    sum = warp_reduce(sum, [](A a, A b) { return a + b; });
    if ((threadIdx.x & 31) == 0) to[i] = t4j_out<S>::of(sum);
  }
}

// Patches of channels: columns[channel, tap][place].
extern "C" __global__ void t4j_columns(S* to, const S* image, i64 n, const __grid_constant__ t4j_conv c) {
  GRID_STRIDE(i, n) {
    J o[3], tap[3], channel = t4j_place(t4j_place((J)i, c.out, o), c.kernel, tap);
    J a = t4j_read(c, 0, o[0], tap[0]), b = t4j_read(c, 1, o[1], tap[1]), d = t4j_read(c, 2, o[2], tap[2]);
    bool inside = a >= 0 && a < (J)c.in[0] && b >= 0 && b < (J)c.in[1] && d >= 0 && d < (J)c.in[2];
    to[i] = inside ? image[(((i64)channel * c.in[0] + a) * c.in[1] + b) * c.in[2] + d] : t4j_out<S>::of((A)0);
  }
}

// The way back: each element of the channels gathers from the columns that hold it.
extern "C" __global__ void t4j_uncolumns(S* to, const S* columns, i64 n, const __grid_constant__ t4j_conv c) {
  J plane = (J)(c.out[0] * c.out[1] * c.out[2]), window = (J)(c.kernel[0] * c.kernel[1] * c.kernel[2]);
  GRID_STRIDE(i, n) {
    J e[3], channel = t4j_place((J)i, c.in, e);
    const S* own = columns + (i64)channel * window * plane;
    A sum = 0;
    t4j_readers(c, e, [&](J output, J tap) { sum += t4j_load<A>(own[tap * plane + output]); });
    to[i] = t4j_out<S>::of(sum);
  }
}

// Adds up arrays of n elements, one behind the other, in their order, to what is there.
extern "C" __global__ void t4j_conv_join(S* to, const S* parts, i64 n, i64 count, int fresh) {
  GRID_STRIDE(i, n) {
    A sum = fresh ? (A)0 : t4j_load<A>(to[i]);
    i64 k = 0;
    for (; k + 4 <= count; k += 4) {
      S v[4];
#pragma unroll
      for (int u = 0; u < 4; u++) v[u] = parts[(k + u) * n + i];
#pragma unroll
      for (int u = 0; u < 4; u++) sum += t4j_load<A>(v[u]);
    }
    for (; k < count; k++) sum += t4j_load<A>(parts[k * n + i]);
    to[i] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_add_channels(S* to, const S* bias, i64 n, i64 channels, i64 plane) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of(t4j_load<A>(to[i]) + t4j_load<A>(bias[i / plane % channels]));
}
