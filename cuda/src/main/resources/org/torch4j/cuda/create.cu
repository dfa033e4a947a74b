// Elements counted up. S is the element, A what is computed in.

extern "C" __global__ void t4j_arange(S* to, i64 n, A start, A step) {
  GRID_STRIDE(i, n) to[i] = t4j_out<S>::of((A)(start + (A)i * step));
}

extern "C" __global__ void t4j_linspace(S* to, i64 n, A start, A end) {
  A step = n > 1 ? (end - start) / (A)(n - 1) : (A)0;
  GRID_STRIDE(i, n) {
    A v = i < n / 2 ? fma(step, (A)i, start) : fma(-step, (A)(n - 1 - i), end);
    to[i] = t4j_out<S>::of(n == 1 ? start : v);
  }
}

extern "C" __global__ void t4j_logspace(S* to, i64 n, A start, A end, double base) {
  A step = n > 1 ? (end - start) / (A)(n - 1) : (A)0;
  GRID_STRIDE(i, n) {
    A e = n == 1 ? start : i < n / 2 ? start + step * (A)i : end - step * (A)(n - 1 - i);
    to[i] = t4j_out<S>::of(pow(base, (double)e));
  }
}

extern "C" __global__ void t4j_eye(S* to, i64 n, i64 columns, int parts) {
  GRID_STRIDE(i, n) {
    i64 place = i / parts;
    to[i] = t4j_out<S>::of(i % parts == 0 && place / columns == place % columns ? 1 : 0);
  }
}
