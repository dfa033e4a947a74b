// Elements moved without looking at them. B is a type of as many bytes as an element.

struct t4j_grid { i64 dims; i64 size[25]; i64 step[3][25]; };

static __device__ inline void t4j_places(const t4j_grid& g, i64 i, i64& a, i64& b, i64& c) {
  a = b = c = 0;
  for (int d = (int)g.dims - 1; d >= 0; d--) {
    i64 q = i / g.size[d], r = i - q * g.size[d];
    i = q;
    a += r * g.step[0][d];
    b += r * g.step[1][d];
    c += r * g.step[2][d];
  }
}

extern "C" __global__ void t4j_fill(B* to, i64 n, i64 low, i64 high) {
  B value;
  char* bytes = (char*)&value;
  for (int k = 0; k < (int)sizeof(B); k++) {
    bytes[k] = (char)((k < 8 ? low >> 8 * k : high >> 8 * (k - 8)) & 255);
  }
  GRID_STRIDE(i, n) to[i] = value;
}

extern "C" __global__ void t4j_triangle(B* to, const B* from, i64 n, i64 rows, i64 columns, i64 diagonal, int lower) {
  B zero;
  char* bytes = (char*)&zero;
  for (int k = 0; k < (int)sizeof(B); k++) bytes[k] = 0;
  GRID_STRIDE(i, n) {
    i64 column = i % columns, row = i / columns % rows;
    bool kept = lower ? column - row <= diagonal : column - row >= diagonal;
    to[i] = kept ? from[i] : zero;
  }
}
