// Normalisation. S is the element, A what it is computed in, P the type of parameters of channels. Rows are in registers as in softmax.cu;
// rows that are too long are read again.

static __device__ inline A t4j_block_sum(A v) {
  return block_reduce(v, (A)0, [](A a, A b) { return a + b; });
}

// Rows of n elements become of mean 0 and variance 1, then times weight plus bias.
extern "C" __global__ void __launch_bounds__(BLOCK) t4j_layer_norm_rows(S* to, A* means, A* rstds, const S* from, const S* weight, const S* bias, i64 rows, i64 n, double eps) {
  i64 r = blockIdx.x * (i64)(BLOCK / TEAM) + threadIdx.x / TEAM;
  int groups = r < rows ? (int)(n / V) : 0, lane = threadIdx.x % TEAM;
  A x[ROOM * V], sum = 0, squares = 0;
  t4j_hold(x, from + r * n, groups, (A)0);
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) sum += x[i];
  A mean = t4j_team_sum(sum) / (A)n;
#pragma unroll
  for (int i = 0; i < ROOM * V; i++) {
    x[i] -= mean;
    squares += lane + i / V * TEAM < groups ? x[i] * x[i] : (A)0;
  }
  A rstd = (A)1 / (A)sqrt(t4j_team_sum(squares) / (A)n + (A)eps);
#pragma unroll
  for (int k = 0; k < ROOM; k++) {
    if (lane + k * TEAM < groups) {
      int at = (lane + k * TEAM) * V;
      t4j_vec<S, V> w, b;
      if (weight) w = t4j_take<V, ALIGNED>(weight + at);
      if (bias) b = t4j_take<V, ALIGNED>(bias + at);
#pragma unroll
      for (int j = 0; j < V; j++) {
        A y = x[k * V + j] * rstd;
        if (weight) y = y * t4j_load<A>(w.v[j]);
        x[k * V + j] = bias ? y + t4j_load<A>(b.v[j]) : y;
      }
    }
  }
  t4j_release(to + r * n, x, groups);
  if (r < rows && lane == 0) {
    means[r] = mean;
    rstds[r] = rstd;
  }
}

// The gradient of the input, and each block's part of those of weight and bias: `each` rows for a team.
extern "C" __global__ void __launch_bounds__(BLOCK) t4j_layer_norm_backward_rows(S* to, A* partial, const S* grad, const S* from, const A* means, const A* rstds, const S* weight, i64 rows, i64 n, i64 each) {
  enum { TEAMS = BLOCK / TEAM, N = ROOM * V };
  __shared__ A sums[TEAMS > 1 ? 2 * TEAM * N : 1];
  int lane = threadIdx.x % TEAM, team = threadIdx.x / TEAM;
  A ofWeight[N], ofBias[N];
#pragma unroll
  for (int i = 0; i < N; i++) ofWeight[i] = ofBias[i] = 0;
  i64 r = (blockIdx.x * (i64)TEAMS + team) * each;
  for (i64 left = each; left > 0; left--, r++) {
    int groups = r < rows ? (int)(n / V) : 0;
    A g[N], x[N], mean = 0, rstd = 0, sum = 0, dot = 0;
    t4j_hold(g, grad + r * n, groups, (A)0);
    t4j_hold(x, from + r * n, groups, (A)0);
    if (r < rows) {
      mean = means[r];
      rstd = rstds[r];
    }
#pragma unroll
    for (int i = 0; i < N; i++) {
      x[i] = (x[i] - mean) * rstd;
      ofBias[i] += g[i];
      ofWeight[i] += g[i] * x[i];
    }
    if (weight) {
#pragma unroll
      for (int k = 0; k < ROOM; k++) {
        if (lane + k * TEAM < groups) {
          t4j_vec<S, V> w = t4j_take<V, ALIGNED>(weight + (lane + k * TEAM) * V);
#pragma unroll
          for (int j = 0; j < V; j++) g[k * V + j] *= t4j_load<A>(w.v[j]);
        }
      }
    }
#pragma unroll
    for (int i = 0; i < N; i++) {
      sum += g[i];
      dot += g[i] * x[i];
    }
    sum = t4j_team_sum(sum) / (A)n;
    dot = t4j_team_sum(dot) / (A)n;
#pragma unroll
    for (int i = 0; i < N; i++) g[i] = (g[i] - sum - x[i] * dot) * rstd;
    t4j_release(to + r * n, g, groups);
  }
  if constexpr (TEAMS > 1) {
    for (int t = 1; t < TEAMS; t++) {
      if (team == t) {
#pragma unroll
        for (int i = 0; i < N; i++) {
          sums[i * TEAM + lane] = ofWeight[i];
          sums[(N + i) * TEAM + lane] = ofBias[i];
        }
      }
      __syncthreads();
      if (team == 0) {
#pragma unroll
        for (int i = 0; i < N; i++) {
          ofWeight[i] += sums[i * TEAM + lane];
          ofBias[i] += sums[(N + i) * TEAM + lane];
        }
      }
      __syncthreads();
    }
  }
  if (team == 0) {
    partial += blockIdx.x * 2 * n;
#pragma unroll
    for (int i = 0; i < N; i++) {
      int group = lane + i / V * TEAM;
      if (group < n / V) {
        partial[group * V + i % V] = ofWeight[i];
        partial[n + group * V + i % V] = ofBias[i];
      }
    }
  }
}

// The sums of the parts of the blocks: 32 columns for a block.
extern "C" __global__ void __launch_bounds__(256) t4j_layer_norm_parameters(S* gradWeight, S* gradBias, const A* partial, i64 blocks, i64 n) {
  i64 c = blockIdx.x * 32ll + threadIdx.x % 32;
  A sum = 0;
  if (c < 2 * n) {
#pragma unroll 8
    for (i64 b = threadIdx.x / 32; b < blocks; b += 8) sum += partial[b * 2 * n + c];
  }
  sum = t4j_below(sum, [](A a, A b) { return a + b; });
  if (threadIdx.x < 32 && c < 2 * n) *(c < n ? gradWeight + c : gradBias + (c - n)) = t4j_out<S>::of(sum);
}

// A block for a row of any length.
extern "C" __global__ void t4j_layer_norm_long(S* to, A* means, A* rstds, const S* from, const S* weight, const S* bias, i64 rows, i64 n, double eps) {
  i64 r = blockIdx.x;
  A sum = 0;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < n; k += blockDim.x) sum += t4j_load<A>(from[r * n + k]);
  A mean = t4j_block_sum(sum) / (A)n, squares = 0;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
    A d = t4j_load<A>(from[r * n + k]) - mean;
    squares += d * d;
  }
  A rstd = (A)1 / (A)sqrt(t4j_block_sum(squares) / (A)n + (A)eps);
#pragma unroll 4
  for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
    A x = (t4j_load<A>(from[r * n + k]) - mean) * rstd;
    if (weight) x = x * t4j_load<A>(weight[k]);
    if (bias) x = x + t4j_load<A>(bias[k]);
    to[r * n + k] = t4j_out<S>::of(x);
  }
  if (threadIdx.x == 0) {
    means[r] = mean;
    rstds[r] = rstd;
  }
}

extern "C" __global__ void t4j_layer_norm_backward_long(S* to, const S* grad, const S* from, const A* means, const A* rstds, const S* weight, i64 rows, i64 n) {
  i64 r = blockIdx.x;
  A mean = means[r], rstd = rstds[r], sum = 0, dot = 0;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
    A d = t4j_load<A>(grad[r * n + k]) * (weight ? t4j_load<A>(weight[k]) : (A)1);
    sum += d;
    dot += d * (t4j_load<A>(from[r * n + k]) - mean) * rstd;
  }
  sum = t4j_block_sum(sum) / (A)n;
  dot = t4j_block_sum(dot) / (A)n;
#pragma unroll 4
  for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
    A d = t4j_load<A>(grad[r * n + k]) * (weight ? t4j_load<A>(weight[k]) : (A)1);
    A x = (t4j_load<A>(from[r * n + k]) - mean) * rstd;
    to[r * n + k] = t4j_out<S>::of((d - sum - x * dot) * rstd);
  }
}

// Gradients of weight and bias of long rows: 32 columns for a block.
extern "C" __global__ void __launch_bounds__(256) t4j_layer_norm_parameters_long(S* gradWeight, S* gradBias, const S* grad, const S* from, const A* means, const A* rstds, i64 rows, i64 n) {
  i64 c = blockIdx.x * 32ll + threadIdx.x % 32;
  A weight = 0, bias = 0;
  if (c < n) {
#pragma unroll 4
    for (i64 r = threadIdx.x / 32; r < rows; r += 8) {
      A d = t4j_load<A>(grad[r * n + c]);
      bias += d;
      weight += d * (t4j_load<A>(from[r * n + c]) - means[r]) * rstds[r];
    }
  }
  weight = t4j_below(weight, [](A a, A b) { return a + b; });
  bias = t4j_below(bias, [](A a, A b) { return a + b; });
  if (threadIdx.x < 32 && c < n) {
    gradWeight[c] = t4j_out<S>::of(weight);
    gradBias[c] = t4j_out<S>::of(bias);
  }
}

// What elements of [N, C, ...] are and where: group i of V elements is of channel i / line % channels,
// or of V channels where these lie innermost.
struct t4j_channels { X groups; X line; X lineMagic; X lineShift; X channels; X magic; X shift; };

static __device__ inline X t4j_channel(const t4j_channels& g, X i) {
  X p = t4j_divided(i, g.line, g.lineMagic, g.lineShift);
  return (p - t4j_divided(p, g.channels, g.magic, g.shift) * g.channels) * (INSIDE ? V : 1);
}

// (from - mean) * rstd * weight + bias of the channel. The first threads also keep the statistics.
extern "C" __global__ void __launch_bounds__(256) t4j_batch_norm(S* to, A* means, A* rstds, const S* from, const A* mean, const A* variance, const P* weight, const P* bias, P* runningMean, P* runningVariance, double eps, double momentum, double unbiased, t4j_channels g) {
  X first = (X)blockIdx.x * (256 * U) + (X)threadIdx.x, all = g.channels * (INSIDE ? V : 1);
  t4j_vec<S, V> x[U];
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (first + u * 256 < g.groups) x[u] = t4j_take<V, ALIGNED>(from + (first + u * 256) * V);
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (first + u * 256 < g.groups) {
      X c = t4j_channel(g, first + u * 256);
#pragma unroll
      for (int k = 0; k < (INSIDE ? V : 1); k++) {
        A scale = (A)1 / (A)sqrt(variance[c + k] + (A)eps), center = mean[c + k], shift = 0;
        if (weight) scale = scale * t4j_load<A>(weight[c + k]);
        if (bias) shift = t4j_load<A>(bias[c + k]);
#pragma unroll
        for (int j = INSIDE ? k : 0; j < (INSIDE ? k + 1 : V); j++) {
          x[u].v[j] = t4j_out<S>::of((t4j_load<A>(x[u].v[j]) - center) * scale + shift);
        }
      }
      t4j_put<V, ALIGNED>(to + (first + u * 256) * V, x[u]);
    }
  }
  for (X c = (X)blockIdx.x * 256 + (X)threadIdx.x; c < all; c += (X)gridDim.x * 256) {
    means[c] = mean[c];
    rstds[c] = (A)1 / (A)sqrt(variance[c] + (A)eps);
    if (runningMean) {
      A old = t4j_load<A>(runningMean[c]);
      runningMean[c] = t4j_out<P>::of(old * (A)(1 - momentum) + mean[c] * (A)momentum);
    }
    if (runningVariance) {
      A old = t4j_load<A>(runningVariance[c]);
      runningVariance[c] = t4j_out<P>::of(old * (A)(1 - momentum) + variance[c] * (A)unbiased);
    }
  }
}

// The gradient of the input from the sums of the gradient and of its products with from - mean, of which
// the first threads make those of weight and bias.
extern "C" __global__ void __launch_bounds__(256) t4j_batch_norm_backward(S* to, P* gradWeight, P* gradBias, const S* grad, const S* from, const A* sums, const A* dots, const A* means, const A* rstds, const P* weight, double count, t4j_channels g) {
  X first = (X)blockIdx.x * (256 * U) + (X)threadIdx.x, all = g.channels * (INSIDE ? V : 1);
  t4j_vec<S, V> d[U], x[U];
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (first + u * 256 < g.groups) {
      d[u] = t4j_take<V, ALIGNED>(grad + (first + u * 256) * V);
      x[u] = t4j_take<V, ALIGNED>(from + (first + u * 256) * V);
    }
  }
#pragma unroll
  for (int u = 0; u < U; u++) {
    if (first + u * 256 < g.groups) {
      X c = t4j_channel(g, first + u * 256);
#pragma unroll
      for (int k = 0; k < (INSIDE ? V : 1); k++) {
        A rstd = rstds[c + k], scale = rstd, center = means[c + k];
        A share = sums[c + k] / (A)count, slope = dots[c + k] / (A)count * rstd * rstd;
        if (weight) scale = scale * t4j_load<A>(weight[c + k]);
#pragma unroll
        for (int j = INSIDE ? k : 0; j < (INSIDE ? k + 1 : V); j++) {
          A apart = t4j_load<A>(x[u].v[j]) - center;
          d[u].v[j] = t4j_out<S>::of((t4j_load<A>(d[u].v[j]) - share - apart * slope) * scale);
        }
      }
      t4j_put<V, ALIGNED>(to + (first + u * 256) * V, d[u]);
    }
  }
  for (X c = (X)blockIdx.x * 256 + (X)threadIdx.x; c < all; c += (X)gridDim.x * 256) {
    gradWeight[c] = t4j_out<P>::of(dots[c] * rstds[c]);
    gradBias[c] = t4j_out<P>::of(sums[c]);
  }
}
