// Dense linear algebra on batches of small matrices: a block for a matrix, complex numbers in double
// precision, row-major without gaps. Real matrices have imaginary parts of 0, which stay 0.

struct alignas(16) t4j_z { double re, im; };

static __device__ inline t4j_z t4j_c(double re, double im) {
  t4j_z z;
  z.re = re;
  z.im = im;
  return z;
}

static __device__ inline t4j_z t4j_plus(t4j_z a, t4j_z b) { return t4j_c(a.re + b.re, a.im + b.im); }
static __device__ inline t4j_z t4j_minus(t4j_z a, t4j_z b) { return t4j_c(a.re - b.re, a.im - b.im); }
static __device__ inline t4j_z t4j_times(t4j_z a, t4j_z b) {
  return t4j_c(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}
static __device__ inline t4j_z t4j_scaled(t4j_z a, double b) { return t4j_c(a.re * b, a.im * b); }
static __device__ inline t4j_z t4j_conj(t4j_z a) { return t4j_c(a.re, -a.im); }
static __device__ inline double t4j_square(t4j_z a) { return a.re * a.re + a.im * a.im; }
static __device__ inline double t4j_size(t4j_z a) { return a.im == 0 ? fabs(a.re) : hypot(a.re, a.im); }

static __device__ inline t4j_z t4j_over(t4j_z a, t4j_z b) {
  if (b.im == 0) return t4j_c(a.re / b.re, a.im == 0 ? 0.0 : a.im / b.re);
  if (fabs(b.re) >= fabs(b.im)) {
    double r = b.im / b.re, d = b.re + b.im * r;
    return t4j_c((a.re + a.im * r) / d, (a.im - a.re * r) / d);
  }
  double r = b.re / b.im, d = b.re * r + b.im;
  return t4j_c((a.re * r + a.im) / d, (a.im * r - a.re) / d);
}

extern "C" __global__ void t4j_la_lu(t4j_z* matrices, int* pivots, int* infos, i64 batch, i64 m, i64 n) {
  __shared__ i64 pivot;
  i64 k = m < n ? m : n;
  for (i64 t = blockIdx.x; t < batch; t += gridDim.x) {
    t4j_z* a = matrices + t * m * n;
    if (threadIdx.x == 0) infos[t] = 0;
    for (i64 c = 0; c < k; c++) {
      if (threadIdx.x == 0) {
        i64 best = c;
        double most = -1;
        for (i64 r = c; r < m; r++) {
          double size = fabs(a[r * n + c].re) + fabs(a[r * n + c].im);
          if (size > most) {
            most = size;
            best = r;
          }
        }
        pivot = best;
        pivots[t * k + c] = (int)best + 1;
        if (most == 0 && infos[t] == 0) infos[t] = (int)c + 1;
      }
      __syncthreads();
      if (pivot != c) {
        for (i64 j = threadIdx.x; j < n; j += blockDim.x) {
          t4j_z swap = a[c * n + j];
          a[c * n + j] = a[pivot * n + j];
          a[pivot * n + j] = swap;
        }
      }
      __syncthreads();
      t4j_z d = a[c * n + c];
      if (d.re != 0 || d.im != 0) {
        for (i64 r = c + 1 + threadIdx.x; r < m; r += blockDim.x) a[r * n + c] = t4j_over(a[r * n + c], d);
      }
      __syncthreads();
      for (i64 i = threadIdx.x; i < (m - c - 1) * (n - c - 1); i += blockDim.x) {
        i64 r = c + 1 + i / (n - c - 1), j = c + 1 + i % (n - c - 1);
        a[r * n + j] = t4j_minus(a[r * n + j], t4j_times(a[r * n + c], a[c * n + j]));
      }
      __syncthreads();
    }
  }
}

// The order of rows that swaps lead to.
extern "C" __global__ void t4j_la_permutation(i64* order, const int* pivots, i64 batch, i64 rows, i64 k, i64* error, i64 op) {
  GRID_STRIDE(t, batch) {
    i64* p = order + t * rows;
    for (i64 i = 0; i < rows; i++) p[i] = i;
    for (i64 i = 0; i < k; i++) {
      i64 j = t4j_check((i64)pivots[t * k + i] - 1, rows, error, op), kept = p[i];
      p[i] = p[j];
      p[j] = kept;
    }
  }
}

// b becomes the solution, from the factors and swaps of t4j_la_lu; a thread for a column.
extern "C" __global__ void t4j_la_lu_solve(t4j_z* rights, const t4j_z* factors, const int* pivots, i64 batch, i64 n, i64 columns) {
  GRID_STRIDE(i, batch * columns) {
    i64 t = i / columns, c = i % columns;
    const t4j_z* a = factors + t * n * n;
    t4j_z* b = rights + t * n * columns + c;
    for (i64 r = 0; r < n; r++) {
      i64 p = pivots[t * n + r] - 1;
      t4j_z swap = b[r * columns];
      b[r * columns] = b[p * columns];
      b[p * columns] = swap;
    }
    for (i64 r = 0; r < n; r++) {
      t4j_z sum = b[r * columns];
      for (i64 j = 0; j < r; j++) sum = t4j_minus(sum, t4j_times(a[r * n + j], b[j * columns]));
      b[r * columns] = sum;
    }
    for (i64 r = n - 1; r >= 0; r--) {
      t4j_z sum = b[r * columns];
      for (i64 j = r + 1; j < n; j++) sum = t4j_minus(sum, t4j_times(a[r * n + j], b[j * columns]));
      b[r * columns] = t4j_over(sum, a[r * n + r]);
    }
  }
}

extern "C" __global__ void t4j_la_identity(t4j_z* to, i64 batch, i64 n) {
  GRID_STRIDE(i, batch * n * n) to[i] = t4j_c(i / n % n == i % n ? 1 : 0, 0);
}

// det = sign of the swaps times the diagonal; or its unit factor and the logarithm of its size.
extern "C" __global__ void t4j_la_det(t4j_z* dets, double* logs, const t4j_z* factors, const int* pivots, i64 batch, i64 n) {
  GRID_STRIDE(t, batch) {
    t4j_z det = t4j_c(1, 0);
    double sum = 0;
    for (i64 i = 0; i < n; i++) {
      t4j_z d = factors[(t * n + i) * n + i];
      if (pivots[t * n + i] != i + 1) det = t4j_scaled(det, -1);
      if (logs) {
        double size = t4j_size(d);
        sum += log(size);
        det = t4j_times(det, size == 0 ? t4j_c(0, 0) : t4j_c(d.re / size, d.im / size));
      } else {
        det = t4j_times(det, d);
      }
    }
    dets[t] = det;
    if (logs) logs[t] = sum;
  }
}

// b becomes the solution; `turned` takes the conjugate transpose of the triangle.
extern "C" __global__ void t4j_la_triangular(t4j_z* rights, const t4j_z* triangles, i64 batch, i64 n, i64 columns, int upper, int unit, int turned) {
  GRID_STRIDE(i, batch * columns) {
    i64 t = i / columns, c = i % columns;
    const t4j_z* a = triangles + t * n * n;
    t4j_z* b = rights + t * n * columns + c;
    bool down = (upper != 0) == (turned != 0);
    for (i64 k = 0; k < n; k++) {
      i64 r = down ? k : n - 1 - k;
      t4j_z sum = b[r * columns];
      for (i64 l = 0; l < k; l++) {
        i64 j = down ? l : n - 1 - l;
        t4j_z x = turned ? t4j_conj(a[j * n + r]) : a[r * n + j];
        sum = t4j_minus(sum, t4j_times(x, b[j * columns]));
      }
      t4j_z d = turned ? t4j_conj(a[r * n + r]) : a[r * n + r];
      b[r * columns] = unit ? sum : t4j_over(sum, d);
    }
  }
}

// In place; the other triangle becomes 0. Element (i, j) of the lower factor is at (j, i), conjugated,
// for the upper one.
extern "C" __global__ void t4j_la_cholesky(t4j_z* matrices, int* infos, i64 batch, i64 n, int upper) {
  for (i64 t = blockIdx.x; t < batch; t += gridDim.x) {
    t4j_z* a = matrices + t * n * n;
    i64 down = upper ? 1 : n, across = upper ? n : 1;
    if (threadIdx.x == 0) infos[t] = 0;
    __syncthreads();
    for (i64 c = 0; c < n; c++) {
      double d = a[c * n + c].re;
      if (!(d > 0)) {
        if (threadIdx.x == 0) infos[t] = (int)c + 1;
        break;
      }
      d = sqrt(d);
      __syncthreads();
      if (threadIdx.x == 0) a[c * n + c] = t4j_c(d, 0);
      for (i64 r = c + 1 + threadIdx.x; r < n; r += blockDim.x) a[r * down + c * across] = t4j_scaled(a[r * down + c * across], 1 / d);
      __syncthreads();
      i64 rest = n - c - 1;
      for (i64 i = threadIdx.x; i < rest * rest; i += blockDim.x) {
        i64 r = c + 1 + i / rest, j = c + 1 + i % rest;
        if (j <= r) {
          t4j_z x = a[r * down + c * across], y = a[j * down + c * across];
          a[r * down + j * across] = t4j_minus(a[r * down + j * across], upper ? t4j_times(t4j_conj(y), x) : t4j_times(x, t4j_conj(y)));
        }
      }
      __syncthreads();
    }
    __syncthreads();
    for (i64 i = threadIdx.x; i < n * n; i += blockDim.x) {
      bool other = upper ? i % n < i / n : i % n > i / n;
      if (other) a[i] = t4j_c(0, 0);
    }
    __syncthreads();
  }
}

static __device__ inline double t4j_block_total(double v) {
  return block_reduce(v, 0.0, [](double a, double b) { return a + b; });
}

// Reflectors of a QR factorisation below the diagonal of a, as LAPACK has them.
extern "C" __global__ void t4j_la_qr(t4j_z* matrices, t4j_z* taus, i64 batch, i64 m, i64 n) {
  i64 k = m < n ? m : n;
  for (i64 t = blockIdx.x; t < batch; t += gridDim.x) {
    t4j_z* a = matrices + t * m * n;
    for (i64 c = 0; c < k; c++) {
      double sum = 0;
      for (i64 r = c + 1 + threadIdx.x; r < m; r += blockDim.x) sum += t4j_square(a[r * n + c]);
      sum = t4j_block_total(sum);
      t4j_z alpha = a[c * n + c], tau = t4j_c(0, 0);
      if (sum != 0 || alpha.im != 0) {
        double norm = sqrt(t4j_square(alpha) + sum), beta = alpha.re >= 0 ? -norm : norm;
        tau = t4j_c((beta - alpha.re) / beta, -alpha.im / beta);
        t4j_z factor = t4j_over(t4j_c(1, 0), t4j_c(alpha.re - beta, alpha.im));
        __syncthreads();
        for (i64 r = c + 1 + threadIdx.x; r < m; r += blockDim.x) a[r * n + c] = t4j_times(a[r * n + c], factor);
        if (threadIdx.x == 0) a[c * n + c] = t4j_c(beta, 0);
      }
      __syncthreads();
      if (threadIdx.x == 0) taus[t * k + c] = tau;
      for (i64 j = c + 1 + threadIdx.x; j < n; j += blockDim.x) {
        t4j_z dot = a[c * n + j];
        for (i64 r = c + 1; r < m; r++) dot = t4j_plus(dot, t4j_times(t4j_conj(a[r * n + c]), a[r * n + j]));
        dot = t4j_times(t4j_conj(tau), dot);
        a[c * n + j] = t4j_minus(a[c * n + j], dot);
        for (i64 r = c + 1; r < m; r++) a[r * n + j] = t4j_minus(a[r * n + j], t4j_times(a[r * n + c], dot));
      }
      __syncthreads();
    }
  }
}

// The first `columns` columns of the product of k reflectors; a thread for a column.
extern "C" __global__ void t4j_la_q(t4j_z* to, const t4j_z* packed, const t4j_z* taus, i64 batch, i64 m, i64 n, i64 k, i64 columns) {
  GRID_STRIDE(i, batch * columns) {
    i64 t = i / columns, j = i % columns;
    const t4j_z* a = packed + t * m * n;
    t4j_z* q = to + t * m * columns + j;
    for (i64 r = 0; r < m; r++) q[r * columns] = t4j_c(r == j ? 1 : 0, 0);
    for (i64 c = k - 1; c >= 0; c--) {
      t4j_z dot = q[c * columns];
      for (i64 r = c + 1; r < m; r++) dot = t4j_plus(dot, t4j_times(t4j_conj(a[r * n + c]), q[r * columns]));
      dot = t4j_times(taus[t * k + c], dot);
      q[c * columns] = t4j_minus(q[c * columns], dot);
      for (i64 r = c + 1; r < m; r++) q[r * columns] = t4j_minus(q[r * columns], t4j_times(a[r * n + c], dot));
    }
  }
}

// The upper triangle of the first rows.
extern "C" __global__ void t4j_la_upper(t4j_z* to, const t4j_z* from, i64 batch, i64 m, i64 n, i64 rows) {
  GRID_STRIDE(i, batch * rows * n) {
    i64 j = i % n, r = i / n % rows, t = i / n / rows;
    to[i] = r <= j && r < m ? from[(t * m + r) * n + j] : t4j_c(0, 0);
  }
}

// Takes one triangle of a Hermitian matrix for both.
extern "C" __global__ void t4j_la_mirror(t4j_z* matrices, i64 batch, i64 n, int upper) {
  GRID_STRIDE(i, batch * n * n) {
    i64 c = i % n, r = i / n % n, t = i / n / n;
    if (r == c) matrices[i].im = 0;
    if (upper ? r > c : r < c) matrices[i] = t4j_conj(matrices[(t * n + c) * n + r]);
  }
}

// The rotation that makes (p, q) of a Hermitian pair 0: columns become c p - conj(s) q and s p + c q.
static __device__ inline void t4j_rotation(double app, double aqq, t4j_z apq, double& c, t4j_z& s) {
  double size = t4j_size(apq);
  double tau = (aqq - app) / (2 * size);
  double t = (tau >= 0 ? 1.0 : -1.0) / (fabs(tau) + sqrt(1 + tau * tau));
  c = 1 / sqrt(1 + t * t);
  s = t4j_scaled(apq, t * c / size);
}

// Jacobi: a becomes diagonal, v the vectors. Values ascend.
extern "C" __global__ void t4j_la_eigh(t4j_z* matrices, t4j_z* vectors, double* values, i64 batch, i64 n) {
  __shared__ int turned;
  for (i64 b = blockIdx.x; b < batch; b += gridDim.x) {
    t4j_z* a = matrices + b * n * n;
    t4j_z* v = vectors + b * n * n;
    for (i64 i = threadIdx.x; i < n * n; i += blockDim.x) v[i] = t4j_c(i / n == i % n ? 1 : 0, 0);
    __syncthreads();
    for (int sweep = 0; sweep < 60; sweep++) {
      if (threadIdx.x == 0) turned = 0;
      __syncthreads();
      for (i64 p = 0; p < n - 1; p++) {
        for (i64 q = p + 1; q < n; q++) {
          t4j_z apq = a[p * n + q];
          double app = a[p * n + p].re, aqq = a[q * n + q].re;
          bool small = t4j_size(apq) <= 1e-17 * sqrt(fabs(app) * fabs(aqq)) || t4j_size(apq) < 1e-300;
          __syncthreads();
          if (small) continue;
          if (threadIdx.x == 0) turned = 1;
          double c;
          t4j_z s;
          t4j_rotation(app, aqq, apq, c, s);
          for (i64 i = threadIdx.x; i < n; i += blockDim.x) {
            t4j_z x = a[i * n + p], y = a[i * n + q];
            a[i * n + p] = t4j_minus(t4j_scaled(x, c), t4j_times(t4j_conj(s), y));
            a[i * n + q] = t4j_plus(t4j_times(s, x), t4j_scaled(y, c));
            x = v[i * n + p];
            y = v[i * n + q];
            v[i * n + p] = t4j_minus(t4j_scaled(x, c), t4j_times(t4j_conj(s), y));
            v[i * n + q] = t4j_plus(t4j_times(s, x), t4j_scaled(y, c));
          }
          __syncthreads();
          for (i64 i = threadIdx.x; i < n; i += blockDim.x) {
            t4j_z x = a[p * n + i], y = a[q * n + i];
            a[p * n + i] = t4j_minus(t4j_scaled(x, c), t4j_times(s, y));
            a[q * n + i] = t4j_plus(t4j_times(t4j_conj(s), x), t4j_scaled(y, c));
          }
          __syncthreads();
          if (threadIdx.x == 0) {
            a[p * n + q] = a[q * n + p] = t4j_c(0, 0);
            a[p * n + p].im = a[q * n + q].im = 0;
          }
          __syncthreads();
        }
      }
      __syncthreads();
      int again = turned;
      __syncthreads();
      if (!again) break;
    }
    if (threadIdx.x == 0) {
      for (i64 i = 0; i < n; i++) values[b * n + i] = a[i * n + i].re;
      for (i64 i = 0; i < n; i++) {
        i64 least = i;
        for (i64 j = i + 1; j < n; j++) {
          if (values[b * n + j] < values[b * n + least]) least = j;
        }
        if (least != i) {
          double swap = values[b * n + i];
          values[b * n + i] = values[b * n + least];
          values[b * n + least] = swap;
          for (i64 r = 0; r < n; r++) {
            t4j_z z = v[r * n + i];
            v[r * n + i] = v[r * n + least];
            v[r * n + least] = z;
          }
        }
      }
    }
    __syncthreads();
  }
}

// One-sided Jacobi of m by n matrices, m >= n: a becomes U (columns of size 1, or 0), v the right
// vectors, values descend.
extern "C" __global__ void t4j_la_svd(t4j_z* matrices, t4j_z* vectors, double* values, i64 batch, i64 m, i64 n) {
  __shared__ int turned;
  for (i64 b = blockIdx.x; b < batch; b += gridDim.x) {
    t4j_z* a = matrices + b * m * n;
    t4j_z* v = vectors + b * n * n;
    for (i64 i = threadIdx.x; i < n * n; i += blockDim.x) v[i] = t4j_c(i / n == i % n ? 1 : 0, 0);
    __syncthreads();
    for (int sweep = 0; sweep < 60; sweep++) {
      if (threadIdx.x == 0) turned = 0;
      __syncthreads();
      for (i64 p = 0; p < n - 1; p++) {
        for (i64 q = p + 1; q < n; q++) {
          double app = 0, aqq = 0, re = 0, im = 0;
          for (i64 r = threadIdx.x; r < m; r += blockDim.x) {
            t4j_z x = a[r * n + p], y = a[r * n + q];
            app += t4j_square(x);
            aqq += t4j_square(y);
            t4j_z xy = t4j_times(t4j_conj(x), y);
            re += xy.re;
            im += xy.im;
          }
          app = t4j_block_total(app);
          aqq = t4j_block_total(aqq);
          t4j_z apq = t4j_c(t4j_block_total(re), t4j_block_total(im));
          if (!(t4j_size(apq) > 1e-16 * sqrt(app * aqq)) || t4j_size(apq) < 1e-300) continue;
          if (threadIdx.x == 0) turned = 1;
          double c;
          t4j_z s;
          t4j_rotation(app, aqq, apq, c, s);
          for (i64 r = threadIdx.x; r < m; r += blockDim.x) {
            t4j_z x = a[r * n + p], y = a[r * n + q];
            a[r * n + p] = t4j_minus(t4j_scaled(x, c), t4j_times(t4j_conj(s), y));
            a[r * n + q] = t4j_plus(t4j_times(s, x), t4j_scaled(y, c));
          }
          for (i64 r = threadIdx.x; r < n; r += blockDim.x) {
            t4j_z x = v[r * n + p], y = v[r * n + q];
            v[r * n + p] = t4j_minus(t4j_scaled(x, c), t4j_times(t4j_conj(s), y));
            v[r * n + q] = t4j_plus(t4j_times(s, x), t4j_scaled(y, c));
          }
          __syncthreads();
        }
      }
      __syncthreads();
      int again = turned;
      __syncthreads();
      if (!again) break;
    }
    for (i64 j = threadIdx.x; j < n; j += blockDim.x) {
      double sum = 0;
      for (i64 r = 0; r < m; r++) sum += t4j_square(a[r * n + j]);
      values[b * n + j] = sqrt(sum);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
      for (i64 i = 0; i < n; i++) {
        i64 most = i;
        for (i64 j = i + 1; j < n; j++) {
          if (values[b * n + j] > values[b * n + most]) most = j;
        }
        if (most != i) {
          double swap = values[b * n + i];
          values[b * n + i] = values[b * n + most];
          values[b * n + most] = swap;
          for (i64 r = 0; r < m; r++) {
            t4j_z z = a[r * n + i];
            a[r * n + i] = a[r * n + most];
            a[r * n + most] = z;
          }
          for (i64 r = 0; r < n; r++) {
            t4j_z z = v[r * n + i];
            v[r * n + i] = v[r * n + most];
            v[r * n + most] = z;
          }
        }
      }
    }
    __syncthreads();
    for (i64 j = threadIdx.x; j < n; j += blockDim.x) {
      double s = values[b * n + j];
      bool zero = !(s > 1e-15 * values[b * n] && s > 0);
      for (i64 r = 0; r < m; r++) a[r * n + j] = zero ? t4j_c(0, 0) : t4j_scaled(a[r * n + j], 1 / s);
    }
    __syncthreads();
  }
}

// Columns from U where it has them, else from an orthonormal completion.
extern "C" __global__ void t4j_la_complete(t4j_z* to, const t4j_z* u, const t4j_z* q, const double* values, i64 batch, i64 m, i64 n, i64 columns) {
  GRID_STRIDE(i, batch * m * columns) {
    i64 j = i % columns, r = i / columns % m, t = i / columns / m;
    bool own = j < n && values[t * n + j] > 1e-15 * values[t * n] && values[t * n + j] > 0;
    to[i] = own ? u[(t * m + r) * n + j] : q[(t * m + r) * columns + j];
  }
}

// x = V diag(1/s) U^H b of what exceeds the cutoff of each matrix; a thread for an element.
extern "C" __global__ void t4j_la_pinv_times(t4j_z* to, int* ranks, const t4j_z* u, const double* s, const t4j_z* v, const t4j_z* b, const double* absolute, const double* relative, i64 batch, i64 m, i64 n, i64 k, i64 columns, i64 rows) {
  GRID_STRIDE(i, batch * n * columns) {
    i64 c = i % columns, r = i / columns % n, t = i / columns / n;
    double low = relative[t] * s[t * k], least = absolute[t] > low ? absolute[t] : low;
    t4j_z sum = t4j_c(0, 0);
    int rank = 0;
    for (i64 j = 0; j < k && s[t * k + j] > least; j++) {
      rank++;
      t4j_z dot = t4j_c(0, 0);
      for (i64 l = 0; l < m; l++) {
        t4j_z x = b ? b[(t * m + l) * columns + c] : t4j_c(l == c ? 1 : 0, 0);
        dot = t4j_plus(dot, t4j_times(t4j_conj(u[(t * m + l) * k + j]), x));
      }
      sum = t4j_plus(sum, t4j_times(v[(t * n + r) * k + j], t4j_scaled(dot, 1 / s[t * k + j])));
    }
    to[(t * rows + r) * columns + c] = sum;
    if (ranks && r == 0 && c == 0) ranks[t] = rank;
  }
}

// Eigenvalues and vectors of any matrices, by shifted QR on a Hessenberg form; one thread for a
// matrix. h is destroyed, z gets the vectors, w is room for a matrix.
extern "C" __global__ void t4j_la_eig(t4j_z* matrices, t4j_z* vectors, t4j_z* values, t4j_z* room, i64 batch, i64 n) {
  GRID_STRIDE(b, batch) {
    t4j_z* h = matrices + b * n * n;
    t4j_z* z = vectors + b * n * n;
    t4j_z* w = room + b * n * n;
    for (i64 i = 0; i < n * n; i++) z[i] = t4j_c(i / n == i % n ? 1 : 0, 0);
    for (i64 c = 0; c + 2 < n; c++) {
      double sum = 0;
      for (i64 r = c + 1; r < n; r++) sum += t4j_square(h[r * n + c]);
      double norm = sqrt(sum);
      if (norm == 0) continue;
      t4j_z alpha = h[(c + 1) * n + c];
      double size = t4j_size(alpha);
      t4j_z phase = size == 0 ? t4j_c(1, 0) : t4j_scaled(alpha, 1 / size);
      for (i64 r = c + 1; r < n; r++) w[r] = h[r * n + c];
      w[c + 1] = t4j_plus(alpha, t4j_scaled(phase, norm));
      double two = 0;
      for (i64 r = c + 1; r < n; r++) two += t4j_square(w[r]);
      if (two == 0) continue;
      two = 2 / two;
      for (i64 j = 0; j < n; j++) {
        t4j_z dot = t4j_c(0, 0);
        for (i64 r = c + 1; r < n; r++) dot = t4j_plus(dot, t4j_times(t4j_conj(w[r]), h[r * n + j]));
        dot = t4j_scaled(dot, two);
        for (i64 r = c + 1; r < n; r++) h[r * n + j] = t4j_minus(h[r * n + j], t4j_times(w[r], dot));
      }
      for (i64 i = 0; i < n; i++) {
        t4j_z dot = t4j_c(0, 0), other = t4j_c(0, 0);
        for (i64 r = c + 1; r < n; r++) {
          dot = t4j_plus(dot, t4j_times(h[i * n + r], w[r]));
          other = t4j_plus(other, t4j_times(z[i * n + r], w[r]));
        }
        dot = t4j_scaled(dot, two);
        other = t4j_scaled(other, two);
        for (i64 r = c + 1; r < n; r++) {
          h[i * n + r] = t4j_minus(h[i * n + r], t4j_times(dot, t4j_conj(w[r])));
          z[i * n + r] = t4j_minus(z[i * n + r], t4j_times(other, t4j_conj(w[r])));
        }
      }
    }
    i64 last = n - 1;
    int tries = 0;
    while (last > 0 && tries < 300) {
      i64 low = last;
      while (low > 0) {
        double around = t4j_size(h[low * n + low]) + t4j_size(h[(low - 1) * n + low - 1]);
        if (t4j_size(h[low * n + low - 1]) <= 1e-16 * (around == 0 ? 1 : around)) {
          h[low * n + low - 1] = t4j_c(0, 0);
          break;
        }
        low--;
      }
      if (low == last) {
        last--;
        tries = 0;
        continue;
      }
      tries++;
      t4j_z p = h[(last - 1) * n + last - 1], q = h[(last - 1) * n + last], r = h[last * n + last - 1], s = h[last * n + last];
      t4j_z half = t4j_scaled(t4j_minus(p, s), 0.5), square = t4j_plus(t4j_times(half, half), t4j_times(q, r));
      double size = t4j_size(square), re = sqrt((size + fabs(square.re)) / 2), im = re == 0 ? 0 : fabs(square.im) / (2 * re);
      t4j_z root = square.re >= 0 ? t4j_c(re, square.im < 0 ? -im : im) : t4j_c(im, square.im < 0 ? -re : re);
      t4j_z one = t4j_plus(half, root), two = t4j_minus(half, root);
      t4j_z shift = t4j_plus(s, t4j_square(one) < t4j_square(two) ? one : two);
      if (tries % 11 == 10) shift = t4j_plus(s, t4j_c(t4j_size(r), 0));
      for (i64 i = low; i <= last; i++) h[i * n + i] = t4j_minus(h[i * n + i], shift);
      for (i64 k = low; k < last; k++) {
        t4j_z x = h[k * n + k], y = h[(k + 1) * n + k];
        double norm = sqrt(t4j_square(x) + t4j_square(y));
        t4j_z c = norm == 0 ? t4j_c(1, 0) : t4j_scaled(x, 1 / norm), e = norm == 0 ? t4j_c(0, 0) : t4j_scaled(y, 1 / norm);
        w[2 * k] = c;
        w[2 * k + 1] = e;
        for (i64 j = k; j < n; j++) {
          t4j_z u = h[k * n + j], v = h[(k + 1) * n + j];
          h[k * n + j] = t4j_plus(t4j_times(t4j_conj(c), u), t4j_times(t4j_conj(e), v));
          h[(k + 1) * n + j] = t4j_minus(t4j_times(c, v), t4j_times(e, u));
        }
      }
      for (i64 k = low; k < last; k++) {
        t4j_z c = w[2 * k], e = w[2 * k + 1];
        for (i64 i = 0; i < n; i++) {
          if (i <= k + 1) {
            t4j_z u = h[i * n + k], v = h[i * n + k + 1];
            h[i * n + k] = t4j_plus(t4j_times(u, c), t4j_times(v, e));
            h[i * n + k + 1] = t4j_minus(t4j_times(v, t4j_conj(c)), t4j_times(u, t4j_conj(e)));
          }
          t4j_z u = z[i * n + k], v = z[i * n + k + 1];
          z[i * n + k] = t4j_plus(t4j_times(u, c), t4j_times(v, e));
          z[i * n + k + 1] = t4j_minus(t4j_times(v, t4j_conj(c)), t4j_times(u, t4j_conj(e)));
        }
      }
      for (i64 i = low; i <= last; i++) h[i * n + i] = t4j_plus(h[i * n + i], shift);
    }
    for (i64 i = 0; i < n; i++) values[b * n + i] = h[i * n + i];
    for (i64 k = 0; k < n; k++) {
      t4j_z* y = w + k * n;
      for (i64 i = 0; i < n; i++) y[i] = t4j_c(i == k ? 1 : 0, 0);
      for (i64 i = k - 1; i >= 0; i--) {
        t4j_z sum = t4j_c(0, 0);
        for (i64 j = i + 1; j <= k; j++) sum = t4j_plus(sum, t4j_times(h[i * n + j], y[j]));
        t4j_z d = t4j_minus(h[k * n + k], h[i * n + i]);
        if (t4j_size(d) < 1e-300) d = t4j_c(1e-300 + 2e-16 * t4j_size(h[k * n + k]), 0);
        y[i] = t4j_over(sum, d);
      }
    }
    for (i64 i = 0; i < n; i++) {
      for (i64 k = 0; k < n; k++) {
        t4j_z sum = t4j_c(0, 0);
        for (i64 j = 0; j <= k; j++) sum = t4j_plus(sum, t4j_times(z[i * n + j], w[k * n + j]));
        h[i * n + k] = sum;
      }
    }
    for (i64 k = 0; k < n; k++) {
      double sum = 0, most = 0;
      t4j_z phase = t4j_c(1, 0);
      for (i64 i = 0; i < n; i++) {
        sum += t4j_square(h[i * n + k]);
        if (t4j_square(h[i * n + k]) > most * 1.000001) {
          most = t4j_square(h[i * n + k]);
          phase = h[i * n + k];
        }
      }
      double norm = sqrt(sum), size = t4j_size(phase);
      for (i64 i = 0; i < n; i++) z[i * n + k] = t4j_scaled(t4j_times(h[i * n + k], t4j_conj(phase)), 1 / (norm * size));
    }
  }
}

extern "C" __global__ void t4j_la_conj(t4j_z* a, i64 n) {
  GRID_STRIDE(i, n) a[i].im = a[i].im == 0 ? 0 : -a[i].im;
}

// x[n, columns] = inverse[n, m] b[m, columns], in matrices of `rows` rows.
extern "C" __global__ void t4j_la_solution(t4j_z* x, const t4j_z* inverse, const t4j_z* b, i64 batch, i64 m, i64 n, i64 columns) {
  GRID_STRIDE(i, batch * n * columns) {
    i64 c = i % columns, r = i / columns % n, t = i / columns / n;
    t4j_z sum = t4j_c(0, 0);
    for (i64 j = 0; j < m; j++) sum = t4j_plus(sum, t4j_times(inverse[(t * n + r) * m + j], b[(t * m + j) * columns + c]));
    x[i] = sum;
  }
}

extern "C" __global__ void t4j_la_ranks(i64* ranks, const double* s, i64 batch, i64 k, double cutoff, int all) {
  GRID_STRIDE(t, batch) {
    i64 rank = 0;
    for (i64 j = 0; j < k; j++) rank += all || s[t * k + j] > cutoff * s[t * k];
    ranks[t] = rank;
  }
}

extern "C" __global__ void t4j_la_product(t4j_z* to, const t4j_z* a, const t4j_z* b, i64 batch, i64 n, const int* times, int time) {
  GRID_STRIDE(i, batch * n * n) {
    i64 c = i % n, r = i / n % n, t = i / n / n;
    t4j_z sum = t4j_c(0, 0);
    for (i64 j = 0; j < n; j++) sum = t4j_plus(sum, t4j_times(a[(t * n + r) * n + j], b[(t * n + j) * n + c]));
    // With times, only matrices that are to be multiplied that often.
    to[i] = times && time >= times[t] ? a[i] : sum;
  }
}

// Halves matrices until their 1-norm is at most `reach`, and counts how often; a thread for a matrix.
extern "C" __global__ void t4j_la_halve(t4j_z* a, int* times, i64 batch, i64 n, double reach) {
  GRID_STRIDE(t, batch) {
    double most = 0;
    for (i64 c = 0; c < n; c++) {
      double sum = 0;
      for (i64 r = 0; r < n; r++) sum += t4j_size(a[(t * n + r) * n + c]);
      most = sum > most || sum != sum ? sum : most;
    }
    int count = 0;
    double factor = 1;
    while (most * factor > reach && count < 1100) {
      factor /= 2;
      count++;
    }
    times[t] = count;
    for (i64 i = 0; i < n * n; i++) a[t * n * n + i] = t4j_scaled(a[t * n * n + i], factor);
  }
}

// to = x a + y b + z c + d, d on the diagonal; with `add`, added to what is there.
extern "C" __global__ void t4j_la_combine(t4j_z* to, const t4j_z* a, const t4j_z* b, const t4j_z* c, double x, double y, double z, double d, i64 batch, i64 n, int add) {
  GRID_STRIDE(i, batch * n * n) {
    t4j_z v = t4j_plus(t4j_plus(t4j_scaled(a[i], x), t4j_scaled(b[i], y)), t4j_scaled(c[i], z));
    if (i / n % n == i % n) v.re += d;
    to[i] = add ? t4j_plus(to[i], v) : v;
  }
}

static __device__ inline t4j_z t4j_turned(t4j_z z, int hermitian) { return hermitian ? t4j_conj(z) : z; }
static __device__ inline double t4j_parts(t4j_z z) { return fabs(z.re) + fabs(z.im); }

// L D L^T, or L D L^H, of the lower triangle by Bunch and Kaufman; a thread for a matrix.
extern "C" __global__ void t4j_la_ldl(t4j_z* matrices, int* allPivots, int* infos, i64 batch, i64 n, int hermitian) {
  const double alpha = 0.6403882032022076;
  GRID_STRIDE(t, batch) {
    t4j_z* a = matrices + t * n * n;
    int* pivots = allPivots + t * n;
    int code = 0;
    for (i64 i = 0; i < n * n; i++) {
      if (i % n > i / n) a[i] = t4j_c(0, 0);
    }
    for (i64 k = 0; k < n;) {
      i64 most = k + 1, step = 1, with = k;
      for (i64 i = k + 2; i < n; i++) {
        if (t4j_parts(a[i * n + k]) > t4j_parts(a[most * n + k])) most = i;
      }
      double own = hermitian ? fabs(a[k * n + k].re) : t4j_parts(a[k * n + k]);
      double below = most < n ? t4j_parts(a[most * n + k]) : 0;
      if (!(own > 0 || below > 0)) {
        code = code == 0 ? (int)k + 1 : code;
        if (hermitian) a[k * n + k].im = 0;
        pivots[k] = (int)k + 1;
        k++;
        continue;
      }
      if (own < alpha * below) {
        double across = 0, size;
        for (i64 j = k; j < most; j++) across = (size = t4j_parts(a[most * n + j])) > across ? size : across;
        for (i64 i = most + 1; i < n; i++) across = (size = t4j_parts(a[i * n + most])) > across ? size : across;
        if (own < alpha * below * (below / across)) {
          with = most;
          step = (hermitian ? fabs(a[most * n + most].re) : t4j_parts(a[most * n + most])) >= alpha * across ? 1 : 2;
        }
      }
      i64 last = k + step - 1;
      if (with != last) {
        for (i64 i = with + 1; i < n; i++) {
          t4j_z z = a[i * n + last];
          a[i * n + last] = a[i * n + with];
          a[i * n + with] = z;
        }
        for (i64 j = last + 1; j < with; j++) {
          t4j_z z = t4j_turned(a[j * n + last], hermitian);
          a[j * n + last] = t4j_turned(a[with * n + j], hermitian);
          a[with * n + j] = z;
        }
        a[with * n + last] = t4j_turned(a[with * n + last], hermitian);
        t4j_z z = a[last * n + last];
        a[last * n + last] = a[with * n + with];
        a[with * n + with] = z;
        if (step == 2) {
          z = a[(k + 1) * n + k];
          a[(k + 1) * n + k] = a[with * n + k];
          a[with * n + k] = z;
        }
      }
      if (hermitian) a[k * n + k].im = a[last * n + last].im = a[with * n + with].im = 0;
      if (step == 1) {
        t4j_z inverse = t4j_over(t4j_c(1, 0), a[k * n + k]);
        for (i64 j = k + 1; j < n; j++) {
          t4j_z factor = t4j_times(inverse, t4j_turned(a[j * n + k], hermitian));
          for (i64 i = j; i < n; i++) a[i * n + j] = t4j_minus(a[i * n + j], t4j_times(a[i * n + k], factor));
          if (hermitian) a[j * n + j].im = 0;
        }
        for (i64 j = k + 1; j < n; j++) a[j * n + k] = t4j_times(a[j * n + k], inverse);
        pivots[k] = (int)with + 1;
      } else {
        t4j_z e = a[(k + 1) * n + k], turned = t4j_turned(e, hermitian);
        t4j_z upper = t4j_over(a[(k + 1) * n + k + 1], e), lower = t4j_over(a[k * n + k], turned);
        t4j_z scale = t4j_over(t4j_c(1, 0), t4j_minus(t4j_times(upper, lower), t4j_c(1, 0)));
        for (i64 j = k + 2; j < n; j++) {
          t4j_z x = a[j * n + k], y = a[j * n + k + 1];
          t4j_z first = t4j_over(t4j_times(scale, t4j_minus(t4j_times(x, upper), y)), turned);
          t4j_z second = t4j_over(t4j_times(scale, t4j_minus(t4j_times(y, lower), x)), e);
          for (i64 i = j; i < n; i++) {
            t4j_z product = t4j_plus(t4j_times(a[i * n + k], t4j_turned(first, hermitian)), t4j_times(a[i * n + k + 1], t4j_turned(second, hermitian)));
            a[i * n + j] = t4j_minus(a[i * n + j], product);
          }
          a[j * n + k] = first;
          a[j * n + k + 1] = second;
          if (hermitian) a[j * n + j].im = 0;
        }
        pivots[k] = pivots[k + 1] = -((int)with + 1);
      }
      k += step;
    }
    infos[t] = code;
  }
}

// A thread for a column of the right sides.
extern "C" __global__ void t4j_la_ldl_solve(t4j_z* rights, const t4j_z* factors, const int* allPivots, i64 batch, i64 n, i64 columns, int hermitian, i64* error, i64 op) {
  GRID_STRIDE(l, batch * columns) {
    i64 t = l / columns;
    const t4j_z* a = factors + t * n * n;
    const int* pivots = allPivots + t * n;
    t4j_z* x = rights + t * n * columns + l % columns;
    for (i64 k = 0; k < n;) {
      bool one = pivots[k] > 0 || k + 1 == n;
      i64 last = one ? k : k + 1;
      i64 with = t4j_check((pivots[k] < 0 ? -(i64)pivots[k] : (i64)pivots[k]) - 1, n, error, op);
      t4j_z z = x[last * columns];
      x[last * columns] = x[with * columns];
      x[with * columns] = z;
      for (i64 i = last + 1; i < n; i++) {
        for (i64 row = k; row <= last; row++) x[i * columns] = t4j_minus(x[i * columns], t4j_times(a[i * n + row], x[row * columns]));
      }
      if (one) {
        x[k * columns] = t4j_over(x[k * columns], a[k * n + k]);
      } else {
        t4j_z e = a[last * n + k], turned = t4j_turned(e, hermitian);
        t4j_z upper = t4j_over(a[last * n + last], e), lower = t4j_over(a[k * n + k], turned);
        t4j_z scale = t4j_over(t4j_c(1, 0), t4j_minus(t4j_times(upper, lower), t4j_c(1, 0)));
        t4j_z p = t4j_over(x[k * columns], turned), q = t4j_over(x[last * columns], e);
        x[k * columns] = t4j_times(scale, t4j_minus(t4j_times(upper, p), q));
        x[last * columns] = t4j_times(scale, t4j_minus(t4j_times(lower, q), p));
      }
      k = last + 1;
    }
    for (i64 k = n - 1; k >= 0;) {
      i64 first = pivots[k] > 0 || k == 0 ? k : k - 1;
      for (i64 row = first; row <= k; row++) {
        for (i64 i = k + 1; i < n; i++) x[row * columns] = t4j_minus(x[row * columns], t4j_times(t4j_turned(a[i * n + row], hermitian), x[i * columns]));
      }
      i64 with = t4j_check((pivots[k] < 0 ? -(i64)pivots[k] : (i64)pivots[k]) - 1, n, error, op);
      t4j_z z = x[k * columns];
      x[k * columns] = x[with * columns];
      x[with * columns] = z;
      k = first - 1;
    }
  }
}
