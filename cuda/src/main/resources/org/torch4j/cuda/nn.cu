// Softmax, losses, normalisation. S is the element, A what it is computed in, I
// the type of indices.

static __device__ inline A t4j_block_sum(A v) {
  return block_reduce(v, (A)0, [](A a, A b) { return a + b; });
}

static __device__ inline A t4j_block_max(A v) {
  return block_reduce(v, (A)(-T4J_INF), [](A a, A b) { return t4j_max(a, b); });
}

// A block for a line; array 0 is `to`, 1 `from`.
extern "C" __global__ void t4j_softmax(S* to, const S* from, i64 lines, i64 n, int logarithm, t4j_lines g) {
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    A greatest = (A)(-T4J_INF);
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      greatest = t4j_max(greatest, t4j_load<A>(from[at[1] + k * g.inner[1]]));
    }
    greatest = t4j_block_max(greatest);
    A sum = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      sum += (A)exp(t4j_load<A>(from[at[1] + k * g.inner[1]]) - greatest);
    }
    sum = t4j_block_sum(sum);
    A shift = logarithm ? (A)log(sum) : (A)1 / sum;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A x = t4j_load<A>(from[at[1] + k * g.inner[1]]) - greatest;
      to[at[0] + k * g.inner[0]] = t4j_out<S>::of(logarithm ? x - shift : (A)exp(x) * shift);
    }
  }
}

// Array 0 is `to`, 1 the gradient, 2 the result.
extern "C" __global__ void t4j_softmax_backward(S* to, const S* grad, const S* result, i64 lines, i64 n, int logarithm, t4j_lines g) {
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    A sum = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A d = t4j_load<A>(grad[at[1] + k * g.inner[1]]);
      sum += logarithm ? d : d * t4j_load<A>(result[at[2] + k * g.inner[2]]);
    }
    sum = t4j_block_sum(sum);
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A d = t4j_load<A>(grad[at[1] + k * g.inner[1]]);
      A y = t4j_load<A>(result[at[2] + k * g.inner[2]]);
      to[at[0] + k * g.inner[0]] = t4j_out<S>::of(logarithm ? d - (A)exp(y) * sum : (d - sum) * y);
    }
  }
}

// scores[b][class][i], target[b][i]; the loss of each label and its weight, 0 for ignored ones.
extern "C" __global__ void t4j_nll(A* losses, A* weights, const S* scores, const I* target, const S* weight, i64 n, i64 inner, i64 classes, i64 ignored, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 label = (i64)target[i], b = i / inner;
    A loss = 0, w = 0;
    if (label != ignored) {
      label = t4j_check(label, classes, error, op);
      w = weight ? t4j_load<A>(weight[label]) : (A)1;
      loss = -(w * t4j_load<A>(scores[(b * classes + label) * inner + i % inner]));
    }
    losses[i] = loss;
    weights[i] = w;
  }
}

extern "C" __global__ void t4j_nll_each(S* to, const A* losses, i64 n) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of(losses[i]);
}

// One block: the sum of the losses, or their mean, and the sum of the weights.
extern "C" __global__ void t4j_nll_total(S* to, S* total, const A* losses, const A* weights, i64 n, int mean) {
  A loss = 0, weight = 0;
  for (i64 i = threadIdx.x; i < n; i += blockDim.x) {
    loss += losses[i];
    weight += weights[i];
  }
  loss = t4j_block_sum(loss);
  weight = t4j_block_sum(weight);
  if (threadIdx.x == 0) {
    *to = t4j_out<S>::of(mean ? loss / weight : loss);
    *total = t4j_out<S>::of(weight);
  }
}

extern "C" __global__ void t4j_nll_backward(S* to, const S* grad, const I* target, const S* weight, const S* total, i64 n, i64 inner, i64 classes, i64 ignored, int each, int mean, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    i64 label = (i64)target[i], b = i / inner;
    if (label != ignored) {
      label = t4j_check(label, classes, error, op);
      A g = t4j_load<A>(grad[each ? i : 0]);
      if (mean) g = g / t4j_load<A>(*total);
      A w = weight ? t4j_load<A>(weight[label]) : (A)1;
      to[(b * classes + label) * inner + i % inner] = t4j_out<S>::of(-(w * g));
    }
  }
}

// Rows of n elements become of mean 0 and variance 1, then times weight plus bias. A block for a row.
extern "C" __global__ void t4j_layer_norm(S* to, S* means, S* rstds, const S* from, const S* weight, const S* bias, i64 rows, i64 n, double eps) {
  for (i64 r = blockIdx.x; r < rows; r += gridDim.x) {
    A sum = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) sum += t4j_load<A>(from[r * n + k]);
    A mean = t4j_block_sum(sum) / (A)n;
    A squares = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A d = t4j_load<A>(from[r * n + k]) - mean;
      squares += d * d;
    }
    A rstd = (A)1 / (A)sqrt(t4j_block_sum(squares) / (A)n + (A)eps);
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A x = (t4j_load<A>(from[r * n + k]) - mean) * rstd;
      if (weight) x = x * t4j_load<A>(weight[k]);
      if (bias) x = x + t4j_load<A>(bias[k]);
      to[r * n + k] = t4j_out<S>::of(x);
    }
    if (threadIdx.x == 0) {
      means[r] = t4j_out<S>::of(mean);
      rstds[r] = t4j_out<S>::of(rstd);
    }
  }
}

extern "C" __global__ void t4j_layer_norm_backward(S* to, const S* grad, const S* from, const S* means, const S* rstds, const S* weight, i64 rows, i64 n) {
  for (i64 r = blockIdx.x; r < rows; r += gridDim.x) {
    A mean = t4j_load<A>(means[r]), rstd = t4j_load<A>(rstds[r]), sum = 0, dot = 0;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A d = t4j_load<A>(grad[r * n + k]) * (weight ? t4j_load<A>(weight[k]) : (A)1);
      sum += d;
      dot += d * (t4j_load<A>(from[r * n + k]) - mean) * rstd;
    }
    sum = t4j_block_sum(sum) / (A)n;
    dot = t4j_block_sum(dot) / (A)n;
    for (i64 k = threadIdx.x; k < n; k += blockDim.x) {
      A d = t4j_load<A>(grad[r * n + k]) * (weight ? t4j_load<A>(weight[k]) : (A)1);
      A x = (t4j_load<A>(from[r * n + k]) - mean) * rstd;
      to[r * n + k] = t4j_out<S>::of((d - sum - x * dot) * rstd);
    }
  }
}

// Gradients of weight and bias: a block for a column.
extern "C" __global__ void t4j_layer_norm_parameters(S* gradWeight, S* gradBias, const S* grad, const S* from, const S* means, const S* rstds, i64 rows, i64 n) {
  for (i64 k = blockIdx.x; k < n; k += gridDim.x) {
    A weight = 0, bias = 0;
    for (i64 r = threadIdx.x; r < rows; r += blockDim.x) {
      A d = t4j_load<A>(grad[r * n + k]);
      bias += d;
      weight += d * (t4j_load<A>(from[r * n + k]) - t4j_load<A>(means[r])) * t4j_load<A>(rstds[r]);
    }
    weight = t4j_block_sum(weight);
    bias = t4j_block_sum(bias);
    if (threadIdx.x == 0) {
      gradWeight[k] = t4j_out<S>::of(weight);
      gradBias[k] = t4j_out<S>::of(bias);
    }
  }
}
