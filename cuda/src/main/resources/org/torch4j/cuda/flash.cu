// Attention over tiles that keeps no matrix of all scores, for 16-bit floats S: HEAD is the size of a
// head in shared memory (32, 64 or 128), TILES how many tiles of 16 queries a warp has. Blocks are of four
// warps. Softmax goes along with the keys: what was summed up shrinks when a larger score comes.

// Steps of query, key, value, result and its gradient: from one of a batch to the next, head, row.
struct t4j_flash_steps { i64 q[3], k[3], v[3], o[3], d[3]; };

// Where 16 bytes of a row are in a tile, so that neither eight rows at one column nor a whole row meet
// in one bank.
static __device__ __forceinline__ int t4j_flash_place(int row, int chunk) {
  return (row * (HEAD / 8) + (chunk ^ (HEAD >= 64 ? row & 7 : row >> 1 & 3))) * 8;
}

// Rows `first` and on of a matrix into a tile; zeros past its `rows` and past `size` columns.
template <int COUNT> static __device__ __forceinline__ void t4j_flash_tile(S* tile, const S* from, i64 step, int first, int rows, int size) {
  constexpr int CHUNKS = HEAD / 8, DOWN = 128 / CHUNKS;
  int chunk = threadIdx.x % CHUNKS, row = threadIdx.x / CHUNKS;
  const S* at = from + (first + row) * step + chunk * 8;
  bool inside = chunk * 8 < size;
#pragma unroll
  for (int i = 0; i < COUNT / DOWN; i++, at += DOWN * step) {
    int r = row + i * DOWN;
    bool real = inside && first + r < rows;
    t4j_copy_16(tile + t4j_flash_place(r, chunk), real ? at : from, real);
  }
}

// 16 rows of a tile as the left side of products: columns 16 k and on.
static __device__ __forceinline__ void t4j_flash_left(u32 (&a)[4], const S* tile, int row, int k) {
  int lane = threadIdx.x & 31;
  t4j_matrices(a, tile + t4j_flash_place(row + (lane & 15), 2 * k + (lane >> 4)));
}

// 16 rows of a tile as columns of the right side: two products wide, columns 16 k and on of the tile.
static __device__ __forceinline__ void t4j_flash_right(u32 (&b)[4], const S* tile, int row, int k) {
  int lane = threadIdx.x & 31;
  t4j_matrices(b, tile + t4j_flash_place(row + (lane & 7) + (lane >> 4) * 8, 2 * k + (lane >> 3 & 1)));
}

// 16 rows of a tile as rows of the right side: two products wide, columns 16 k and on of the tile.
static __device__ __forceinline__ void t4j_flash_down(u32 (&b)[4], const S* tile, int row, int k) {
  int lane = threadIdx.x & 31;
  t4j_matrices_turned(b, tile + t4j_flash_place(row + (lane & 15), 2 * k + (lane >> 4)));
}

// Results of 16 x 16 numbers as the left side of the next product.
static __device__ __forceinline__ void t4j_flash_again(u32 (&a)[4], const float (&first)[4], const float (&second)[4]) {
  a[0] = t4j_pack((S*)0, first[0], first[1]);
  a[1] = t4j_pack((S*)0, first[2], first[3]);
  a[2] = t4j_pack((S*)0, second[0], second[1]);
  a[3] = t4j_pack((S*)0, second[2], second[3]);
}

// Sum or maximum over the four lanes that share a row of a result.
static __device__ __forceinline__ float t4j_flash_sum(float v) {
  v += __shfl_xor_sync(0xffffffffu, v, 1);
  return v + __shfl_xor_sync(0xffffffffu, v, 2);
}

static __device__ __forceinline__ float t4j_flash_max(float v) {
  v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 1));
  return fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 2));
}

// A warp's 16 rows of results, by way of a tile that no other warp touches there, to rows `first` and on.
static __device__ __forceinline__ void t4j_flash_store(S* to, i64 step, S* tile, int row, const float (&c)[HEAD / 8][4], float low, float high, int first, int rows, int size) {
  constexpr int CHUNKS = HEAD / 8;
  int lane = threadIdx.x & 31;
#pragma unroll
  for (int n = 0; n < CHUNKS; n++) {
    int near = row + (lane >> 2);
    *(u32*)(tile + t4j_flash_place(near, n) + (lane & 3) * 2) = t4j_pack((S*)0, c[n][0] * low, c[n][1] * low);
    *(u32*)(tile + t4j_flash_place(near + 8, n) + (lane & 3) * 2) = t4j_pack((S*)0, c[n][2] * high, c[n][3] * high);
  }
  __syncwarp();
#pragma unroll
  for (int i = 0; i < CHUNKS / 2; i++) {
    int r = (i * 32 + lane) / CHUNKS, chunk = (i * 32 + lane) % CHUNKS;
    if (first + r < rows && chunk * 8 < size) {
      *(uint4*)(to + (first + r) * step + chunk * 8) = *(const uint4*)(tile + t4j_flash_place(row + r, chunk));
    }
  }
}

// The result and the logarithms of the sums of exponentials. `power` is scale times log2(e).
extern "C" __global__ void __launch_bounds__(128, 2) t4j_flash(S* to, float* logs, const S* query, const S* key, const S* value, i64 work, int heads, int rows, int keys, int size, int width, int causal, float scale, float power, const __grid_constant__ t4j_flash_steps g) {
  constexpr int ROWS = 64 * TILES, TILE = 64 * HEAD;
  DYN_SMEM(S, shared);
  int lane = threadIdx.x & 31, own = (threadIdx.x >> 5) * 16 * TILES;
  int tiles = (rows + ROWS - 1) / ROWS;
  for (i64 w = blockIdx.x; w < work; w += gridDim.x) {
    int pair = (int)(w / tiles), tile = (int)(w - (i64)pair * tiles);
    // Causal tiles with the most to do go first.
    int first = (causal ? tiles - 1 - tile : tile) * ROWS;
    int batch = pair / heads, head = pair - batch * heads;
    const S* k = key + batch * g.k[0] + head * g.k[1];
    const S* v = value + batch * g.v[0] + head * g.v[1];
    int steps = ((causal ? min(keys, first + ROWS) : keys) + 63) / 64;
    S* queries = shared + 2 * TILE;
    t4j_flash_tile<ROWS>(queries, query + batch * g.q[0] + head * g.q[1], g.q[2], first, rows, size);
    t4j_flash_tile<64>(shared, k, g.k[2], 0, keys, size);
    t4j_flash_tile<64>(shared + TILE, v, g.v[2], 0, keys, width);
    t4j_copies_commit();
    t4j_copies_wait<0>();
    __syncthreads();
    u32 q[TILES][HEAD / 16][4];
    float o[TILES][HEAD / 8][4], top[TILES][2], sum[TILES][2];
#pragma unroll
    for (int m = 0; m < TILES; m++) {
#pragma unroll
      for (int d = 0; d < HEAD / 16; d++) t4j_flash_left(q[m][d], queries, own + m * 16, d);
#pragma unroll
      for (int i = 0; i < HEAD / 2; i++) o[m][i / 4][i % 4] = 0;
      top[m][0] = top[m][1] = -INFINITY;
      sum[m][0] = sum[m][1] = 0;
    }
    for (int j = 0; j < steps; j++) {
      const S* here = shared + (j & 1) * 2 * TILE;
      t4j_copies_wait<0>();
      __syncthreads();
      if (j + 1 < steps) {
        S* next = shared + (j + 1 & 1) * 2 * TILE;
        t4j_flash_tile<64>(next, k, g.k[2], j * 64 + 64, keys, size);
        t4j_flash_tile<64>(next + TILE, v, g.v[2], j * 64 + 64, keys, width);
        t4j_copies_commit();
      }
      float s[TILES][8][4];
#pragma unroll
      for (int i = 0; i < TILES * 32; i++) s[i / 32][i / 4 % 8][i % 4] = 0;
#pragma unroll
      for (int d = 0; d < HEAD / 16; d++) {
#pragma unroll
        for (int n = 0; n < 4; n++) {
          u32 b[4];
          t4j_flash_right(b, here, n * 16, d);
#pragma unroll
          for (int m = 0; m < TILES; m++) {
            t4j_mma((S*)0, s[m][2 * n], q[m][d], b[0], b[1]);
            t4j_mma((S*)0, s[m][2 * n + 1], q[m][d], b[2], b[3]);
          }
        }
      }
      if (j * 64 + 64 > keys || (causal && j * 64 + 63 > first + own)) {
#pragma unroll
        for (int i = 0; i < TILES * 32; i++) {
          int column = j * 64 + i / 4 % 8 * 8 + (lane & 3) * 2 + (i & 1);
          int row = first + own + i / 32 * 16 + (i >> 1 & 1) * 8 + (lane >> 2);
          if (column >= keys || (causal && column > row)) s[i / 32][i / 4 % 8][i % 4] = -INFINITY;
        }
      }
#pragma unroll
      for (int m = 0; m < TILES; m++) {
#pragma unroll
        for (int h = 0; h < 2; h++) {
          float most = top[m][h];
#pragma unroll
          for (int n = 0; n < 8; n++) most = fmaxf(most, fmaxf(s[m][n][2 * h], s[m][n][2 * h + 1]));
          most = t4j_flash_max(most);
          float shift = most == -INFINITY ? 0.f : most * power;
          float keep = t4j_power_of_two(top[m][h] * power - shift);
          top[m][h] = most;
          float part = 0;
#pragma unroll
          for (int n = 0; n < 8; n++) {
            s[m][n][2 * h] = t4j_power_of_two(s[m][n][2 * h] * power - shift);
            s[m][n][2 * h + 1] = t4j_power_of_two(s[m][n][2 * h + 1] * power - shift);
            part += s[m][n][2 * h] + s[m][n][2 * h + 1];
          }
          sum[m][h] = sum[m][h] * keep + part;
#pragma unroll
          for (int n = 0; n < HEAD / 8; n++) {
            o[m][n][2 * h] *= keep;
            o[m][n][2 * h + 1] *= keep;
          }
        }
      }
#pragma unroll
      for (int n = 0; n < 4; n++) {
        u32 p[TILES][4];
#pragma unroll
        for (int m = 0; m < TILES; m++) t4j_flash_again(p[m], s[m][2 * n], s[m][2 * n + 1]);
#pragma unroll
        for (int d = 0; d < HEAD / 16; d++) {
          u32 b[4];
          t4j_flash_down(b, here + TILE, n * 16, d);
#pragma unroll
          for (int m = 0; m < TILES; m++) {
            t4j_mma((S*)0, o[m][2 * d], p[m], b[0], b[1]);
            t4j_mma((S*)0, o[m][2 * d + 1], p[m], b[2], b[3]);
          }
        }
      }
    }
    __syncthreads();
    S* out = to + batch * g.o[0] + head * g.o[1];
#pragma unroll
    for (int m = 0; m < TILES; m++) {
      float low = t4j_flash_sum(sum[m][0]), high = t4j_flash_sum(sum[m][1]);
      int row = first + own + m * 16;
      t4j_flash_store(out, g.o[2], shared, own + m * 16, o[m], 1 / low, 1 / high, row, rows, width);
      row += lane >> 2;
      if ((lane & 3) == 0) {
        if (row < rows) logs[(i64)pair * rows + row] = top[m][0] * scale + logf(low);
        if (row + 8 < rows) logs[(i64)pair * rows + row + 8] = top[m][1] * scale + logf(high);
      }
    }
    __syncthreads();
  }
}

// sums[row] = the sum of grad times result along a row: what each weight's gradient is lowered by.
extern "C" __global__ void t4j_flash_sums(float* sums, const S* result, const S* grad, i64 work, int heads, int rows, int width, const __grid_constant__ t4j_flash_steps g) {
  constexpr int CHUNKS = HEAD / 8, AT_ONCE = 128 / CHUNKS;
  int chunk = threadIdx.x % CHUNKS;
  for (i64 start = (i64)blockIdx.x * AT_ONCE; start < work; start += (i64)gridDim.x * AT_ONCE) {
    i64 w = start + threadIdx.x / CHUNKS;
    float sum = 0;
    if (w < work && chunk * 8 < width) {
      int pair = (int)(w / rows), row = (int)(w - (i64)pair * rows), batch = pair / heads, head = pair - batch * heads;
      t4j_vec<S, 8> y = *(const t4j_vec<S, 8>*)(result + batch * g.o[0] + head * g.o[1] + row * g.o[2] + chunk * 8);
      t4j_vec<S, 8> d = *(const t4j_vec<S, 8>*)(grad + batch * g.d[0] + head * g.d[1] + row * g.d[2] + chunk * 8);
#pragma unroll
      for (int i = 0; i < 8; i++) sum += (float)y.v[i] * (float)d.v[i];
    }
#pragma unroll
    for (int lanes = CHUNKS / 2; lanes > 0; lanes >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, lanes);
    if (w < work && chunk == 0) sums[w] = sum;
  }
}

// Pieces of a warp's own rows that stay in registers; of wide heads each is read when its turn comes.
static const int T4J_FLASH_KEPT = HEAD <= 64 ? HEAD / 16 : 1;

static __device__ __forceinline__ void t4j_flash_keep(u32 (&left)[T4J_FLASH_KEPT][4], const S* rows, int own) {
  if (HEAD <= 64) {
#pragma unroll
    for (int i = 0; i < T4J_FLASH_KEPT; i++) t4j_flash_left(left[i], rows, own, i);
  }
}

// The products of a warp's own rows of two tiles with STEP rows each of the two tiles from `here`.
static __device__ __forceinline__ void t4j_flash_two(float (&s)[STEP / 8][4], float (&p)[STEP / 8][4], u32 (&first)[T4J_FLASH_KEPT][4], u32 (&second)[T4J_FLASH_KEPT][4], const S* rows, const S* others, int own, const S* here) {
#pragma unroll
  for (int i = 0; i < STEP / 2; i++) s[i / 4][i % 4] = p[i / 4][i % 4] = 0;
#pragma unroll
  for (int c = 0; c < HEAD / 16; c++) {
    if (HEAD > 64) {
      t4j_flash_left(first[0], rows, own, c);
      t4j_flash_left(second[0], others, own, c);
    }
#pragma unroll
    for (int n = 0; n < STEP / 16; n++) {
      u32 b[4];
      t4j_flash_right(b, here, n * 16, c);
      t4j_mma((S*)0, s[2 * n], first[c % T4J_FLASH_KEPT], b[0], b[1]);
      t4j_mma((S*)0, s[2 * n + 1], first[c % T4J_FLASH_KEPT], b[2], b[3]);
      t4j_flash_right(b, here + STEP * HEAD, n * 16, c);
      t4j_mma((S*)0, p[2 * n], second[c % T4J_FLASH_KEPT], b[0], b[1]);
      t4j_mma((S*)0, p[2 * n + 1], second[c % T4J_FLASH_KEPT], b[2], b[3]);
    }
  }
}

// Gradients of keys and values: a block has 64 keys and goes over STEP queries at a time, so that nothing
// is added up by two blocks. Weights are made anew, a row for a key. The next queries are on their way
// while the last are computed with. Of heads of 128 the left sides stay in shared memory.
extern "C" __global__ void __launch_bounds__(128, 2) t4j_flash_keys(S* toKey, S* toValue, const S* grad, const S* query, const S* key, const S* value, const float* logs, const float* sums, i64 work, int heads, int rows, int keys, int size, int width, int causal, float scale, float power, const __grid_constant__ t4j_flash_steps g, const __grid_constant__ t4j_flash_steps into) {
  constexpr int TILE = STEP * HEAD, KEPT = T4J_FLASH_KEPT;
  DYN_SMEM(S, shared);
  S* own_keys = shared;
  S* own_values = shared + 64 * HEAD;
  S* stages = shared + 2 * 64 * HEAD;
  float* numbers = (float*)(stages + 4 * TILE);
  int lane = threadIdx.x & 31, own = (threadIdx.x >> 5) * 16;
  int tiles = (keys + 63) / 64, steps = (rows + STEP - 1) / STEP;
  for (i64 w = blockIdx.x; w < work; w += gridDim.x) {
    int pair = (int)(w / tiles), first = (int)(w - (i64)pair * tiles) * 64;
    int batch = pair / heads, head = pair - batch * heads;
    const S* q = query + batch * g.q[0] + head * g.q[1];
    const S* d = grad + batch * g.d[0] + head * g.d[1];
    auto fetch = [&](int step) {
      S* to = stages + (step & 1) * 2 * TILE;
      t4j_flash_tile<STEP>(to, q, g.q[2], step * STEP, rows, size);
      t4j_flash_tile<STEP>(to + TILE, d, g.d[2], step * STEP, rows, width);
      t4j_copies_commit();
      int row = step * STEP + threadIdx.x;
      if (threadIdx.x < STEP) {
        // Rows past the end weigh nothing.
        float* here = numbers + (step & 1) * 2 * STEP + threadIdx.x;
        here[0] = row < rows ? logs[(i64)pair * rows + row] * 1.4426950408889634f : INFINITY;
        here[STEP] = row < rows ? sums[(i64)pair * rows + row] : 0.f;
      }
    };
    int from = causal ? first / STEP : 0;
    t4j_flash_tile<64>(own_keys, key + batch * g.k[0] + head * g.k[1], g.k[2], first, keys, size);
    t4j_flash_tile<64>(own_values, value + batch * g.v[0] + head * g.v[1], g.v[2], first, keys, width);
    t4j_copies_commit();
    if (from < steps) fetch(from);
    float gk[HEAD / 8][4], gv[HEAD / 8][4];
#pragma unroll
    for (int i = 0; i < HEAD / 2; i++) gk[i / 4][i % 4] = gv[i / 4][i % 4] = 0;
    t4j_copies_wait<0>();
    __syncthreads();
    u32 left_keys[KEPT][4], left_values[KEPT][4];
    t4j_flash_keep(left_keys, own_keys, own);
    t4j_flash_keep(left_values, own_values, own);
    for (int j = from; j < steps; j++) {
      const S* here = stages + (j & 1) * 2 * TILE;
      const float* log = numbers + (j & 1) * 2 * STEP;
      t4j_copies_wait<0>();
      __syncthreads();
      if (j + 1 < steps) fetch(j + 1);
      float s[STEP / 8][4], p[STEP / 8][4];
      t4j_flash_two(s, p, left_keys, left_values, own_keys, own_values, own, here);
      bool edge = causal && j * STEP < first + own + 15;
#pragma unroll
      for (int n = 0; n < STEP / 8; n++) {
        float2 log2 = *(const float2*)(log + n * 8 + (lane & 3) * 2);
        float2 sum2 = *(const float2*)(log + STEP + n * 8 + (lane & 3) * 2);
#pragma unroll
        for (int e = 0; e < 4; e++) {
          float weight = t4j_power_of_two(s[n][e] * power - (e & 1 ? log2.y : log2.x));
          int row = j * STEP + n * 8 + (lane & 3) * 2 + (e & 1), column = first + own + (e >> 1) * 8 + (lane >> 2);
          if (edge && column > row) weight = 0;
          s[n][e] = weight;
          p[n][e] = weight * (p[n][e] - (e & 1 ? sum2.y : sum2.x));
        }
      }
#pragma unroll
      for (int n = 0; n < STEP / 16; n++) {
        u32 a[4], b[4];
        t4j_flash_again(a, s[2 * n], s[2 * n + 1]);
#pragma unroll
        for (int c = 0; c < HEAD / 16; c++) {
          t4j_flash_down(b, here + TILE, n * 16, c);
          t4j_mma((S*)0, gv[2 * c], a, b[0], b[1]);
          t4j_mma((S*)0, gv[2 * c + 1], a, b[2], b[3]);
        }
        t4j_flash_again(a, p[2 * n], p[2 * n + 1]);
#pragma unroll
        for (int c = 0; c < HEAD / 16; c++) {
          t4j_flash_down(b, here, n * 16, c);
          t4j_mma((S*)0, gk[2 * c], a, b[0], b[1]);
          t4j_mma((S*)0, gk[2 * c + 1], a, b[2], b[3]);
        }
      }
    }
    __syncthreads();
    t4j_flash_store(toKey + batch * into.k[0] + head * into.k[1], into.k[2], own_keys, own, gk, scale, scale, first + own, keys, size);
    t4j_flash_store(toValue + batch * into.v[0] + head * into.v[1], into.v[2], own_values, own, gv, 1.f, 1.f, first + own, keys, width);
    __syncthreads();
  }
}

// Gradients of queries: a block has 64 of them and goes over STEP keys at a time.
extern "C" __global__ void __launch_bounds__(128, 2) t4j_flash_queries(S* to, const S* grad, const S* query, const S* key, const S* value, const float* logs, const float* sums, i64 work, int heads, int rows, int keys, int size, int width, int causal, float scale, float power, const __grid_constant__ t4j_flash_steps g, const __grid_constant__ t4j_flash_steps into) {
  constexpr int TILE = STEP * HEAD, KEPT = T4J_FLASH_KEPT;
  DYN_SMEM(S, shared);
  S* own_queries = shared;
  S* own_grads = shared + 64 * HEAD;
  S* stages = shared + 2 * 64 * HEAD;
  int lane = threadIdx.x & 31, own = (threadIdx.x >> 5) * 16;
  int tiles = (rows + 63) / 64;
  for (i64 w = blockIdx.x; w < work; w += gridDim.x) {
    int pair = (int)(w / tiles), tile = (int)(w - (i64)pair * tiles);
    int first = (causal ? tiles - 1 - tile : tile) * 64;
    int batch = pair / heads, head = pair - batch * heads;
    const S* k = key + batch * g.k[0] + head * g.k[1];
    const S* v = value + batch * g.v[0] + head * g.v[1];
    int steps = ((causal ? min(keys, first + 64) : keys) + STEP - 1) / STEP;
    auto fetch = [&](int step) {
      S* into = stages + (step & 1) * 2 * TILE;
      t4j_flash_tile<STEP>(into, k, g.k[2], step * STEP, keys, size);
      t4j_flash_tile<STEP>(into + TILE, v, g.v[2], step * STEP, keys, width);
      t4j_copies_commit();
    };
    t4j_flash_tile<64>(own_queries, query + batch * g.q[0] + head * g.q[1], g.q[2], first, rows, size);
    t4j_flash_tile<64>(own_grads, grad + batch * g.d[0] + head * g.d[1], g.d[2], first, rows, width);
    t4j_copies_commit();
    fetch(0);
    float gq[HEAD / 8][4], log[2], sum[2];
#pragma unroll
    for (int i = 0; i < HEAD / 2; i++) gq[i / 4][i % 4] = 0;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      int row = first + own + h * 8 + (lane >> 2);
      log[h] = row < rows ? logs[(i64)pair * rows + row] * 1.4426950408889634f : INFINITY;
      sum[h] = row < rows ? sums[(i64)pair * rows + row] : 0.f;
    }
    t4j_copies_wait<0>();
    __syncthreads();
    u32 left_queries[KEPT][4], left_grads[KEPT][4];
    t4j_flash_keep(left_queries, own_queries, own);
    t4j_flash_keep(left_grads, own_grads, own);
    for (int j = 0; j < steps; j++) {
      const S* here = stages + (j & 1) * 2 * TILE;
      t4j_copies_wait<0>();
      __syncthreads();
      if (j + 1 < steps) fetch(j + 1);
      float s[STEP / 8][4], p[STEP / 8][4];
      t4j_flash_two(s, p, left_queries, left_grads, own_queries, own_grads, own, here);
      bool edge = j * STEP + STEP > keys || (causal && j * STEP + STEP - 1 > first + own);
#pragma unroll
      for (int i = 0; i < STEP / 2; i++) {
        int n = i / 4, e = i % 4;
        float weight = t4j_power_of_two(s[n][e] * power - log[e >> 1]);
        int column = j * STEP + n * 8 + (lane & 3) * 2 + (e & 1), row = first + own + (e >> 1) * 8 + (lane >> 2);
        if (edge && (column >= keys || (causal && column > row))) weight = 0;
        p[n][e] = weight * (p[n][e] - sum[e >> 1]);
      }
#pragma unroll
      for (int n = 0; n < STEP / 16; n++) {
        u32 a[4], b[4];
        t4j_flash_again(a, p[2 * n], p[2 * n + 1]);
#pragma unroll
        for (int c = 0; c < HEAD / 16; c++) {
          t4j_flash_down(b, here, n * 16, c);
          t4j_mma((S*)0, gq[2 * c], a, b[0], b[1]);
          t4j_mma((S*)0, gq[2 * c + 1], a, b[2], b[3]);
        }
      }
    }
    __syncthreads();
    t4j_flash_store(to + batch * into.q[0] + head * into.q[1], into.q[2], own_queries, own, gq, scale, scale, first + own, rows, size);
    __syncthreads();
  }
}
