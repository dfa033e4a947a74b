// Products that no library serves: of integers, with any steps.

struct t4j_product { i64 m, n, k, batch, a[3], b[3], c[3], o[3]; };

extern "C" __global__ void t4j_product_of(S* out, const S* a, const S* b, const S* c, A alpha, A beta, t4j_product p) {
  GRID_STRIDE(i, p.batch * p.m * p.n) {
    i64 column = i % p.n, row = i / p.n % p.m, t = i / p.n / p.m;
    const S* x = a + t * p.a[0] + row * p.a[1];
    const S* y = b + t * p.b[0] + column * p.b[2];
    A sum = 0;
    for (i64 k = 0; k < p.k; k++) sum += t4j_load<A>(x[k * p.a[2]]) * t4j_load<A>(y[k * p.b[1]]);
    sum = alpha * sum;
    if (c && beta != 0) sum += beta * t4j_load<A>(c[t * p.c[0] + row * p.c[1] + column * p.c[2]]);
    out[t * p.o[0] + row * p.o[1] + column * p.o[2]] = t4j_out<S>::of(sum);
  }
}

// The sum of products of two vectors of real or complex numbers; one block.
extern "C" __global__ void t4j_dot(S* out, const S* a, const S* b, i64 n, i64 stepA, i64 stepB, int parts) {
  C re = 0, im = 0;
  for (i64 i = threadIdx.x; i < n; i += blockDim.x) {
    const S* x = a + i * stepA * parts;
    const S* y = b + i * stepB * parts;
    C xr = t4j_load<C>(x[0]), yr = t4j_load<C>(y[0]);
    re += xr * yr;
    if (parts == 2) {
      C xi = t4j_load<C>(x[1]), yi = t4j_load<C>(y[1]);
      re -= xi * yi;
      im += xr * yi + xi * yr;
    }
  }
  re = block_reduce(re, (C)0, [](C u, C v) { return u + v; });
  im = block_reduce(im, (C)0, [](C u, C v) { return u + v; });
  if (threadIdx.x == 0) {
    out[0] = t4j_out<S>::of(re);
    if (parts == 2) out[1] = t4j_out<S>::of(im);
  }
}
