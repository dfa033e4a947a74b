// Convolution of up to three dimensions, written out; and the patches of images as columns, for
// convolution as a product of matrices.

struct t4j_conv { i64 batch, groups, inChannels, outChannels; i64 in[3]; i64 out[3]; i64 kernel[3]; i64 stride[3]; i64 padding[3]; i64 dilation[3]; };

extern "C" __global__ void t4j_conv_forward(S* to, const S* from, const S* weight, const S* bias, i64 n, t4j_conv c) {
  i64 ins = c.inChannels / c.groups, outs = c.outChannels / c.groups;
  GRID_STRIDE(i, n) {
    i64 z = i % c.out[2], y = i / c.out[2] % c.out[1], x = i / c.out[2] / c.out[1] % c.out[0];
    i64 channel = i / (c.out[0] * c.out[1] * c.out[2]) % c.outChannels;
    i64 sample = i / (c.out[0] * c.out[1] * c.out[2]) / c.outChannels;
    i64 group = channel / outs;
    A sum = 0;
    for (i64 k = 0; k < ins; k++) {
      const S* image = from + (sample * c.inChannels + group * ins + k) * c.in[0] * c.in[1] * c.in[2];
      const S* w = weight + (channel * ins + k) * c.kernel[0] * c.kernel[1] * c.kernel[2];
      for (i64 p = 0; p < c.kernel[0]; p++) {
        i64 a = x * c.stride[0] - c.padding[0] + p * c.dilation[0];
        if (a < 0 || a >= c.in[0]) continue;
        for (i64 q = 0; q < c.kernel[1]; q++) {
          i64 b = y * c.stride[1] - c.padding[1] + q * c.dilation[1];
          if (b < 0 || b >= c.in[1]) continue;
          for (i64 r = 0; r < c.kernel[2]; r++) {
            i64 d = z * c.stride[2] - c.padding[2] + r * c.dilation[2];
            if (d < 0 || d >= c.in[2]) continue;
            sum += t4j_load<A>(image[(a * c.in[1] + b) * c.in[2] + d]) * t4j_load<A>(w[(p * c.kernel[1] + q) * c.kernel[2] + r]);
          }
        }
      }
    }
    if (bias) sum += t4j_load<A>(bias[channel]);
    to[i] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_conv_input(S* to, const S* grad, const S* weight, i64 n, t4j_conv c) {
  i64 ins = c.inChannels / c.groups, outs = c.outChannels / c.groups;
  i64 plane = c.out[0] * c.out[1] * c.out[2], window = c.kernel[0] * c.kernel[1] * c.kernel[2];
  GRID_STRIDE(i, n) {
    i64 d = i % c.in[2], b = i / c.in[2] % c.in[1], a = i / c.in[2] / c.in[1] % c.in[0];
    i64 channel = i / (c.in[0] * c.in[1] * c.in[2]) % c.inChannels;
    i64 sample = i / (c.in[0] * c.in[1] * c.in[2]) / c.inChannels;
    i64 group = channel / ins, k = channel % ins;
    A sum = 0;
    for (i64 p = 0; p < c.kernel[0]; p++) {
      i64 x = a + c.padding[0] - p * c.dilation[0];
      if (x < 0 || x % c.stride[0] || x / c.stride[0] >= c.out[0]) continue;
      for (i64 q = 0; q < c.kernel[1]; q++) {
        i64 y = b + c.padding[1] - q * c.dilation[1];
        if (y < 0 || y % c.stride[1] || y / c.stride[1] >= c.out[1]) continue;
        for (i64 r = 0; r < c.kernel[2]; r++) {
          i64 z = d + c.padding[2] - r * c.dilation[2];
          if (z < 0 || z % c.stride[2] || z / c.stride[2] >= c.out[2]) continue;
          i64 place = (x / c.stride[0] * c.out[1] + y / c.stride[1]) * c.out[2] + z / c.stride[2];
          i64 tap = (p * c.kernel[1] + q) * c.kernel[2] + r;
          for (i64 o = 0; o < outs; o++) {
            i64 channelOut = group * outs + o;
            sum += t4j_load<A>(grad[(sample * c.outChannels + channelOut) * plane + place]) * t4j_load<A>(weight[(channelOut * ins + k) * window + tap]);
          }
        }
      }
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

extern "C" __global__ void t4j_conv_weight(S* to, const S* grad, const S* from, i64 n, t4j_conv c) {
  i64 ins = c.inChannels / c.groups, outs = c.outChannels / c.groups;
  i64 window = c.kernel[0] * c.kernel[1] * c.kernel[2];
  GRID_STRIDE(i, n) {
    i64 tap = i % window, r = tap % c.kernel[2], q = tap / c.kernel[2] % c.kernel[1], p = tap / c.kernel[2] / c.kernel[1];
    i64 k = i / window % ins, channel = i / window / ins, group = channel / outs;
    A sum = 0;
    for (i64 sample = 0; sample < c.batch; sample++) {
      const S* image = from + (sample * c.inChannels + group * ins + k) * c.in[0] * c.in[1] * c.in[2];
      const S* g = grad + (sample * c.outChannels + channel) * c.out[0] * c.out[1] * c.out[2];
      for (i64 x = 0; x < c.out[0]; x++) {
        i64 a = x * c.stride[0] - c.padding[0] + p * c.dilation[0];
        if (a < 0 || a >= c.in[0]) continue;
        for (i64 y = 0; y < c.out[1]; y++) {
          i64 b = y * c.stride[1] - c.padding[1] + q * c.dilation[1];
          if (b < 0 || b >= c.in[1]) continue;
          for (i64 z = 0; z < c.out[2]; z++) {
            i64 d = z * c.stride[2] - c.padding[2] + r * c.dilation[2];
            if (d < 0 || d >= c.in[2]) continue;
            sum += t4j_load<A>(image[(a * c.in[1] + b) * c.in[2] + d]) * t4j_load<A>(g[(x * c.out[1] + y) * c.out[2] + z]);
          }
        }
      }
    }
    to[i] = t4j_out<S>::of(sum);
  }
}

// One sample's patches: columns[channel, tap][place] of the channels of one group.
extern "C" __global__ void t4j_columns(S* to, const S* image, i64 n, t4j_conv c) {
  i64 window = c.kernel[0] * c.kernel[1] * c.kernel[2], plane = c.out[0] * c.out[1] * c.out[2];
  GRID_STRIDE(i, n) {
    i64 place = i % plane, tap = i / plane % window, channel = i / plane / window;
    i64 a = place / c.out[2] / c.out[1] * c.stride[0] - c.padding[0] + tap / c.kernel[2] / c.kernel[1] * c.dilation[0];
    i64 b = place / c.out[2] % c.out[1] * c.stride[1] - c.padding[1] + tap / c.kernel[2] % c.kernel[1] * c.dilation[1];
    i64 d = place % c.out[2] * c.stride[2] - c.padding[2] + tap % c.kernel[2] * c.dilation[2];
    bool inside = a >= 0 && a < c.in[0] && b >= 0 && b < c.in[1] && d >= 0 && d < c.in[2];
    to[i] = inside ? image[((channel * c.in[0] + a) * c.in[1] + b) * c.in[2] + d] : t4j_out<S>::of((A)0);
  }
}

extern "C" __global__ void t4j_add_channels(S* to, const S* bias, i64 n, i64 channels, i64 plane) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of(t4j_load<A>(to[i]) + t4j_load<A>(bias[i / plane % channels]));
}
