// Losses, embeddings, pooling. S is the element, A what it is computed in, I
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

// A thread for a column goes over all rows in their order. counts, if given, divide.
extern "C" __global__ void t4j_embedding_backward(S* to, const S* grad, const I* index, const int* counts, i64 rows, i64 width, i64 size, i64 padding, i64* error, i64 op) {
  GRID_STRIDE(c, width) {
    for (i64 i = 0; i < rows; i++) {
      i64 row = (i64)index[i];
      if (row != padding) {
        row = t4j_check(row, size, error, op);
        A g = t4j_load<A>(grad[i * width + c]);
        if (counts) g = g / (A)counts[row];
        to[row * width + c] = t4j_out<S>::of(t4j_load<A>(to[row * width + c]) + g);
      }
    }
  }
}

extern "C" __global__ void t4j_count_rows(int* counts, const I* index, i64 rows, i64 size) {
  GRID_STRIDE(r, size) {
    int count = 0;
    for (i64 i = 0; i < rows; i++) count += (i64)index[i] == r;
    counts[r] = count;
  }
}

// Row bags[i] gathers row index[i] of the table, times its weight; a thread for a column of a bag.
extern "C" __global__ void t4j_bag_sum(S* to, const S* table, const I* index, const I* bags, const S* weights, i64 entries, i64 count, i64 width, i64 size, i64* error, i64 op) {
  GRID_STRIDE(t, count * width) {
    i64 bag = t / width, c = t % width;
    double sum = 0;
    for (i64 i = 0; i < entries; i++) {
      if ((i64)bags[i] == bag) {
        i64 row = t4j_check((i64)index[i], size, error, op);
        double w = weights ? (double)t4j_load<A>(weights[i]) : 1.0;
        sum += w * (double)t4j_load<A>(table[row * width + c]);
      }
    }
    to[t] = t4j_out<S>::of((A)sum);
  }
}

extern "C" __global__ void t4j_bag_max(i64* to, const S* table, const I* index, const I* bags, i64 entries, i64 count, i64 width, i64 size, i64* error, i64 op) {
  GRID_STRIDE(t, count * width) {
    i64 bag = t / width, c = t % width, best = -1;
    A greatest = 0;
    for (i64 i = 0; i < entries; i++) {
      if ((i64)bags[i] == bag) {
        i64 row = t4j_check((i64)index[i], size, error, op);
        A x = t4j_load<A>(table[row * width + c]);
        if (best < 0 || x > greatest) {
          best = row;
          greatest = x;
        }
      }
    }
    to[t] = best;
  }
}

// Windows of up to three dimensions: where they begin, end, and how far apart their elements are. With
// `adaptive`, they share the input out among the outputs.
struct t4j_windows { i64 in[3]; i64 out[3]; i64 kernel[3]; i64 stride[3]; i64 padding[3]; i64 dilation[3]; i64 adaptive; };

static __device__ inline void t4j_window(const t4j_windows& w, int d, i64 o, i64& first, i64& end, i64& padded) {
  if (w.adaptive) {
    first = o * w.in[d] / w.out[d];
    end = ((o + 1) * w.in[d] + w.out[d] - 1) / w.out[d];
    padded = end - first;
    return;
  }
  i64 begin = o * w.stride[d] - w.padding[d], stop = begin + (w.kernel[d] - 1) * w.dilation[d] + 1;
  padded = (stop < w.in[d] + w.padding[d] ? stop : w.in[d] + w.padding[d]) - begin;
  i64 skip = begin < 0 ? (-begin + w.dilation[d] - 1) / w.dilation[d] * w.dilation[d] : 0;
  first = begin + skip;
  end = stop < w.in[d] ? stop : w.in[d];
}

extern "C" __global__ void t4j_max_pool(S* to, i64* places, const S* from, i64 n, t4j_windows w) {
  i64 plane = w.out[0] * w.out[1] * w.out[2], inside = w.in[0] * w.in[1] * w.in[2];
  GRID_STRIDE(i, n) {
    const S* x = from + i / plane * inside;
    i64 o[3] = {i % plane / (w.out[1] * w.out[2]), i / w.out[2] % w.out[1], i % w.out[2]};
    i64 first[3], end[3], padded;
    for (int d = 0; d < 3; d++) t4j_window(w, d, o[d], first[d], end[d], padded);
    A best = (A)(-T4J_INF);
    i64 place = -1;
    for (i64 a = first[0]; a < end[0]; a += w.dilation[0]) {
      for (i64 b = first[1]; b < end[1]; b += w.dilation[1]) {
        for (i64 c = first[2]; c < end[2]; c += w.dilation[2]) {
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
    places[i] = place < 0 ? 0 : place;
  }
}

// A thread for a plane of gradients adds them in their order.
extern "C" __global__ void t4j_pool_scatter(S* to, const S* grad, const i64* places, i64 planes, i64 outs, i64 ins, int add, i64* error, i64 op) {
  GRID_STRIDE(p, planes) {
    for (i64 k = 0; k < outs; k++) {
      S* t = to + p * ins + t4j_check(places[p * outs + k], ins, error, op);
      S g = grad[p * outs + k];
      *t = add ? t4j_out<S>::of((A)(t4j_load<A>(*t) + t4j_load<A>(g))) : g;
    }
  }
}

extern "C" __global__ void t4j_avg_pool(S* to, const S* from, i64 n, int countPadding, i64 divisor, t4j_windows w) {
  i64 plane = w.out[0] * w.out[1] * w.out[2], inside = w.in[0] * w.in[1] * w.in[2];
  GRID_STRIDE(i, n) {
    const S* x = from + i / plane * inside;
    i64 o[3] = {i % plane / (w.out[1] * w.out[2]), i / w.out[2] % w.out[1], i % w.out[2]};
    i64 first[3], end[3], padded[3], covered = 1, counted = 1;
    for (int d = 0; d < 3; d++) {
      t4j_window(w, d, o[d], first[d], end[d], padded[d]);
      covered *= end[d] > first[d] ? end[d] - first[d] : 0;
      counted *= padded[d];
    }
    A sum = 0;
    for (i64 a = first[0]; a < end[0]; a++) {
      for (i64 b = first[1]; b < end[1]; b++) {
        for (i64 c = first[2]; c < end[2]; c++) sum += t4j_load<A>(x[(a * w.in[1] + b) * w.in[2] + c]);
      }
    }
    to[i] = t4j_out<S>::of(sum / (A)(divisor ? divisor : countPadding ? counted : covered));
  }
}

// Each element of the input gathers from the windows that hold it.
extern "C" __global__ void t4j_avg_pool_backward(S* to, const S* grad, i64 n, int countPadding, i64 divisor, t4j_windows w) {
  i64 plane = w.out[0] * w.out[1] * w.out[2], inside = w.in[0] * w.in[1] * w.in[2];
  GRID_STRIDE(i, n) {
    const S* g = grad + i / inside * plane;
    i64 p[3] = {i % inside / (w.in[1] * w.in[2]), i / w.in[2] % w.in[1], i % w.in[2]};
    i64 low[3], high[3];
    for (int d = 0; d < 3; d++) {
      if (w.adaptive) {
        low[d] = p[d] * w.out[d] / w.in[d];
        high[d] = ((p[d] + 1) * w.out[d] + w.in[d] - 1) / w.in[d];
      } else {
        i64 reach = p[d] + w.padding[d];
        low[d] = reach < w.kernel[d] ? 0 : (reach - w.kernel[d]) / w.stride[d] + 1;
        high[d] = reach / w.stride[d] + 1;
        high[d] = high[d] < w.out[d] ? high[d] : w.out[d];
      }
    }
    A sum = 0;
    for (i64 a = low[0]; a < high[0]; a++) {
      for (i64 b = low[1]; b < high[1]; b++) {
        for (i64 c = low[2]; c < high[2]; c++) {
          i64 o[3] = {a, b, c}, covered = 1, counted = 1;
          bool holds = true;
          for (int d = 0; d < 3; d++) {
            i64 first, end, padded;
            t4j_window(w, d, o[d], first, end, padded);
            covered *= end > first ? end - first : 0;
            counted *= padded;
            holds = holds && p[d] >= first && p[d] < end;
          }
          if (holds) sum += t4j_load<A>(g[(a * w.out[1] + b) * w.out[2] + c]) / (A)(divisor ? divisor : countPadding ? counted : covered);
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

extern "C" __global__ void t4j_fractional_pool(S* to, i64* places, const S* from, const S* samples, i64 n, int rank, t4j_windows w) {
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
