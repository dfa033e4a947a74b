// Losses of labels. S is the element, A what it is computed in, I
// the type of indices.

// scores[b][class][i], target[b][i]: the loss of a label, and its weight, 0 for ignored ones.
static __device__ inline A t4j_nll_loss(A& w, const S* scores, const I* target, const S* weight, i64 i, i64 inner, i64 classes, i64 ignored, i64* error, i64 op) {
  i64 label = (i64)target[i], b = inner == 1 ? i : i / inner;
  w = 0;
  if (label == ignored) return 0;
  label = t4j_check(label, classes, error, op);
  w = weight ? t4j_load<A>(weight[label]) : (A)1;
  return -(w * t4j_load<A>(scores[(b * classes + label) * inner + (i - b * inner)]));
}

extern "C" __global__ void t4j_nll_each(S* to, const S* scores, const I* target, const S* weight, i64 n, i64 inner, i64 classes, i64 ignored, i64* error, i64 op) {
  GRID_STRIDE(i, n) {
    A w;
    to[i] = t4j_out<S>::of(t4j_nll_loss(w, scores, target, weight, i, inner, classes, ignored, error, op));
  }
}

static __device__ inline void t4j_nll_store(S* to, S* total, A loss, A weight, int mean) {
  *to = t4j_out<S>::of(mean ? loss / weight : loss);
  *total = t4j_out<S>::of(weight);
}

// A block for `chunk` labels: sums of their losses and weights. One block makes the result at once.
extern "C" __global__ void t4j_nll_sums(S* to, S* total, A* parts, const S* scores, const I* target, const S* weight, i64 n, i64 inner, i64 classes, i64 ignored, i64 chunk, int mean, i64* error, i64 op) {
  i64 end = (blockIdx.x + 1) * chunk < n ? (blockIdx.x + 1) * chunk : n;
  A loss = 0, weights = 0;
#pragma unroll 4
  for (i64 i = blockIdx.x * chunk + threadIdx.x; i < end; i += blockDim.x) {
    A w;
    loss += t4j_nll_loss(w, scores, target, weight, i, inner, classes, ignored, error, op);
    weights += w;
  }
  loss = t4j_block_sum(loss);
  weights = t4j_block_sum(weights);
  if (threadIdx.x == 0 && parts) {
    parts[2 * blockIdx.x] = loss;
    parts[2 * blockIdx.x + 1] = weights;
  } else if (threadIdx.x == 0) {
    t4j_nll_store(to, total, loss, weights, mean);
  }
}

// One block: the sum of the losses, or their mean, and the sum of the weights.
extern "C" __global__ void t4j_nll_total(S* to, S* total, const A* parts, i64 n, int mean) {
  A loss = 0, weight = 0;
  for (i64 i = threadIdx.x; i < n; i += blockDim.x) {
    loss += parts[2 * i];
    weight += parts[2 * i + 1];
  }
  loss = t4j_block_sum(loss);
  weight = t4j_block_sum(weight);
  if (threadIdx.x == 0) t4j_nll_store(to, total, loss, weight, mean);
}

// The whole gradient, zeros too: group k of V elements is in line k / line, of a sample where classes
// lie innermost (INSIDE), else of a class of a sample.
extern "C" __global__ void t4j_nll_backward(S* to, const S* grad, const I* target, const S* weight, const S* total, X groups, X line, int lineMagic, int lineShift, X classes, int magic, int shift, i64 ignored, int each, int mean, i64* error, i64 op) {
  X k = (X)blockIdx.x * 256 + (X)threadIdx.x;
  if (k >= groups) return;
  X q = t4j_divided(k, line, (X)lineMagic, (X)lineShift), first = (k - q * line) * V;
  X b = INSIDE ? q : t4j_divided(q, classes, (X)magic, (X)shift), c = INSIDE ? first : q - b * classes;
  X at = INSIDE ? b : b * line * V + first;
  t4j_vec<S, V> w;
#pragma unroll
  for (int j = 0; j < V; j++) {
    X i = INSIDE ? at : at + j, own = INSIDE ? c + j : c;
    i64 label = (i64)target[i];
    A value = 0;
    if (label != ignored) {
      if (own == 0) label = t4j_check(label, (i64)classes, error, op);
      if (label == (i64)own) {
        A g = t4j_load<A>(grad[each ? i : 0]);
        if (mean) g = g / t4j_load<A>(*total);
        value = -((weight ? t4j_load<A>(weight[label]) : (A)1) * g);
      }
    }
    w.v[j] = t4j_out<S>::of(value);
  }
  t4j_put<V, ALIGNED>(to + k * V, w);
}
