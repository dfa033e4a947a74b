// Sorting, stable, by digits of 8 bits from the lowest. K is the type of keys, u32 or u64. Lines of up
// to 32 keys are sorted by a warp, those of up to T4J_TILE by a block; longer ones tile by tile: the
// digits of each tile are counted, the counts summed, the keys moved. Blocks have 256 threads.

static const int T4J_TILE = 4096;

static const int T4J_ITEMS = 16;

// Keys that order as unsigned numbers, of no more bits than the element; NaN is the greatest, both
// zeros are equal. Keys of u32 and u64 are ready.
static __device__ inline u32 t4j_key(u32 v) { return v; }
static __device__ inline u64 t4j_key(u64 v) { return v; }
static __device__ inline u32 t4j_key(t4j_bool v) { return v.x != 0; }
static __device__ inline u32 t4j_key(u8 v) { return v; }
static __device__ inline u32 t4j_key(i8 v) { return (u32)(v + 128); }
static __device__ inline u32 t4j_key(i16 v) { return (u32)(v + 32768); }
static __device__ inline u32 t4j_key(int v) { return (u32)v ^ 0x80000000u; }
static __device__ inline u64 t4j_key(i64 v) { return (u64)v ^ 0x8000000000000000ull; }
static __device__ inline u32 t4j_half_key(u16 bits, u16 infinity) {
  if ((bits & 0x7fff) > infinity) return 0xffff;
  if (bits == 0x8000) bits = 0;
  return bits & 0x8000 ? (u16)~bits : bits | 0x8000;
}
static __device__ inline u32 t4j_key(f16 v) { return t4j_half_key(v.bits, 0x7c00); }
static __device__ inline u32 t4j_key(bf16 v) { return t4j_half_key(v.bits, 0x7f80); }
static __device__ inline u32 t4j_key(float v) {
  if (v != v) return 0xffffffffu;
  u32 bits = t4j_bits(v == 0 ? 0.0f : v);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}
static __device__ inline u64 t4j_key(double v) {
  if (v != v) return 0xffffffffffffffffull;
  t4j_double_word w;
  w.d = v == 0 ? 0.0 : v;
  return w.u >> 63 ? ~w.u : w.u | 0x8000000000000000ull;
}

// The lanes of the warp that have this lane's digit.
static __device__ inline u32 t4j_peers(u32 digit) {
  u32 peers = 0xffffffffu;
#pragma unroll
  for (int b = 0; b < 8; b++) {
    bool one = digit >> b & 1;
    u32 votes = __ballot_sync(0xffffffffu, one);
    peers &= one ? votes : ~votes;
  }
  return peers;
}

// The sum of v over the threads before this one.
static __device__ inline u32 t4j_before(u32 v, u32* parts) {
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  u32 sum = v;
#pragma unroll
  for (int d = 1; d < 32; d *= 2) {
    u32 other = shuffle_up(sum, d);
    if (lane >= d) sum += other;
  }
  if (lane == 31) parts[warp] = sum;
  __syncthreads();
  u32 before = sum - v;
  for (int w = 0; w < warp; w++) before += parts[w];
  __syncthreads();
  return before;
}

// Item j of a thread is number t4j_number(j, items) of the block's.
static __device__ inline int t4j_number(int j, int items) {
  return ((int)(threadIdx.x >> 5) * items + j) * 32 + (int)(threadIdx.x & 31);
}

// Where the items of a block go when they are ordered by one digit; starts[d] is where digit d begins.
static __device__ inline void t4j_rank(const K (&key)[T4J_ITEMS], u32 (&where)[T4J_ITEMS], int items, int shift, u16 (*counts)[256], u32* starts, u32* parts) {
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  u32 lower = (1u << lane) - 1;
  for (int d = lane; d < 256; d += 32) counts[warp][d] = 0;
  __syncwarp();
#pragma unroll
  for (int j = 0; j < T4J_ITEMS; j++) {
    if (j < items) {
      u32 digit = (u32)(key[j] >> shift) & 255;
      u32 peers = t4j_peers(digit);
      u32 before = counts[warp][digit];
      __syncwarp();
      where[j] = before + __popc(peers & lower);
      if ((peers & lower) == 0) counts[warp][digit] = (u16)(before + __popc(peers));
      __syncwarp();
    }
  }
  __syncthreads();
  u32 sum = 0;
#pragma unroll
  for (int w = 0; w < 8; w++) {
    u32 own = counts[w][threadIdx.x];
    counts[w][threadIdx.x] = (u16)sum;
    sum += own;
  }
  starts[threadIdx.x] = t4j_before(sum, parts);
  __syncthreads();
#pragma unroll
  for (int j = 0; j < T4J_ITEMS; j++) {
    if (j < items) {
      u32 digit = (u32)(key[j] >> shift) & 255;
      where[j] += counts[warp][digit] + starts[digit];
    }
  }
}

// A warp for a line of up to 32: array 0 is `from`, values are array 1, indices array 2, of which those
// from `skip` are stored; keys and places, if wanted, are row-major.
extern "C" __global__ void t4j_sort_short(B* values, i64* indices, K* keys, int* places, const S* from, i64 lines, i64 n, i64 count, i64 skip, int down, int bits, const __grid_constant__ t4j_lines g) {
  int lane = threadIdx.x & 31;
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5);
  for (i64 l = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); l < lines; l += warps) {
    i64 at[4];
    t4j_line(g, l, at);
    bool some = lane < n;
    K key = some ? t4j_key(from[at[0] + lane * g.inner[0]]) : 0;
    if (down) key = ~key;
    int rank = 0;
    for (int i = 0; i < (int)n; i++) {
      K other = shuffle(key, i);
      rank += other < key || (other == key && i < lane);
    }
    if (some) {
      if (keys) {
        keys[l * n + rank] = key;
        places[l * n + rank] = lane;
      }
      i64 k = rank - skip;
      if (indices && k >= 0 && k < count) {
        if (values) values[at[1] + k * g.inner[1]] = ((const B*)from)[at[0] + lane * g.inner[0]];
        indices[at[2] + k * g.inner[2]] = lane;
      }
    }
  }
}

// A block for a line of up to T4J_TILE; the same arrays.
extern "C" __global__ void __launch_bounds__(256) t4j_sort_lines(B* values, i64* indices, K* keys, int* places, const S* from, i64 lines, i64 n, i64 count, i64 skip, int down, int bits, const __grid_constant__ t4j_lines g) {
  __shared__ K room[T4J_TILE];
  __shared__ u16 place[T4J_TILE];
  __shared__ u16 counts[8][256];
  __shared__ u32 starts[256];
  __shared__ u32 parts[8];
  int items = (int)((n + 255) / 256);
  for (i64 l = blockIdx.x; l < lines; l += gridDim.x) {
    i64 at[4];
    t4j_line(g, l, at);
    for (int p = threadIdx.x; p < items * 256; p += 256) {
      K key = ~(K)0;  // stays behind all others: it comes last, and sorting is stable
      if (p < n) {
        K own = t4j_key(from[at[0] + p * g.inner[0]]);
        key = down ? ~own : own;
      }
      room[p] = key;
      place[p] = (u16)p;
    }
    __syncthreads();
    for (int shift = 0; shift < bits; shift += 8) {
      K key[T4J_ITEMS];
      u32 where[T4J_ITEMS];
      u16 moved[T4J_ITEMS];
#pragma unroll
      for (int j = 0; j < T4J_ITEMS; j++) {
        if (j < items) key[j] = room[t4j_number(j, items)];
      }
      t4j_rank(key, where, items, shift, counts, starts, parts);
#pragma unroll
      for (int j = 0; j < T4J_ITEMS; j++) {
        if (j < items) {
          room[where[j]] = key[j];
          moved[j] = place[t4j_number(j, items)];
        }
      }
      __syncthreads();
#pragma unroll
      for (int j = 0; j < T4J_ITEMS; j++) {
        if (j < items) place[where[j]] = moved[j];
      }
      __syncthreads();
    }
    for (int p = threadIdx.x; p < n; p += 256) {
      int own = place[p];
      if (keys) {
        keys[l * n + p] = room[p];
        places[l * n + p] = own;
      }
      i64 k = p - skip;
      if (indices && k >= 0 && k < count) {
        if (values) values[at[1] + k * g.inner[1]] = ((const B*)from)[at[0] + own * g.inner[0]];
        indices[at[2] + k * g.inner[2]] = own;
      }
    }
    __syncthreads();
  }
}

// Keys of lines, row-major.
extern "C" __global__ void t4j_sort_load(K* keys, const S* from, i64 lines, i64 n, int down, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(i, lines * n) {
    i64 l = i / n, k = i - l * n;
    i64 at[4];
    t4j_line(g, l, at);
    K key = t4j_key(from[at[0] + k * g.inner[0]]);
    keys[i] = down ? ~key : key;
  }
}

// How often each digit stands in each tile: counts[line][digit][tile].
extern "C" __global__ void __launch_bounds__(256) t4j_sort_counts(int* counts, const K* keys, i64 lines, i64 n, i64 tiles, int shift) {
  __shared__ int own[256];
  for (i64 b = blockIdx.x; b < lines * tiles; b += gridDim.x) {
    i64 l = b / tiles, tile = b - l * tiles, first = tile * T4J_TILE;
    int rest = (int)(n - first < T4J_TILE ? n - first : T4J_TILE);
    const K* from = keys + l * n + first;
    K key[T4J_ITEMS];
    own[threadIdx.x] = 0;
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = j * 256 + (int)threadIdx.x;
      key[j] = p < rest ? from[p] : 0;
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      if (j * 256 + (int)threadIdx.x < rest) atomicAdd(&own[(int)(key[j] >> shift) & 255], 1);
    }
    __syncthreads();
    counts[(l * 256 + threadIdx.x) * tiles + tile] = own[threadIdx.x];
    __syncthreads();
  }
}

// Each count becomes the sum of those before it in its row of tiles, whose sum is the total: a warp for
// a row.
extern "C" __global__ void t4j_sort_starts(int* counts, int* totals, i64 rows, i64 tiles) {
  int lane = threadIdx.x & 31;
  i64 warps = (i64)gridDim.x * (blockDim.x >> 5);
  for (i64 r = blockIdx.x * (i64)(blockDim.x >> 5) + (threadIdx.x >> 5); r < rows; r += warps) {
    int* row = counts + r * tiles;
    int carry = 0;
    for (i64 first = 0; first < tiles; first += 32) {
      i64 k = first + lane;
      int own = k < tiles ? row[k] : 0, sum = own;
#pragma unroll
      for (int d = 1; d < 32; d *= 2) {
        int other = shuffle_up(sum, d);
        if (lane >= d) sum += other;
      }
      if (k < tiles) row[k] = carry + sum - own;
      carry += shuffle(sum, 31);
    }
    if (lane == 0) totals[r] = carry;
  }
}

// Moves tiles to where one digit puts them; without places, those of the keys' order.
extern "C" __global__ void __launch_bounds__(256) t4j_sort_move(K* toKeys, int* toPlaces, const K* keys, const int* places, const int* counts, const int* totals, i64 lines, i64 n, i64 tiles, int shift) {
  __shared__ K room[T4J_TILE];
  __shared__ u16 digits[8][256];
  __shared__ u32 starts[256];
  __shared__ int bases[256];
  __shared__ u32 parts[8];
  for (i64 b = blockIdx.x; b < lines * tiles; b += gridDim.x) {
    i64 l = b / tiles, tile = b - l * tiles, first = tile * T4J_TILE;
    int rest = (int)(n - first < T4J_TILE ? n - first : T4J_TILE);
    K key[T4J_ITEMS];
    u32 where[T4J_ITEMS];
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = t4j_number(j, T4J_ITEMS);
      key[j] = p < rest ? keys[l * n + first + p] : ~(K)0;
    }
    t4j_rank(key, where, T4J_ITEMS, shift, digits, starts, parts);
    i64 row = l * 256 + threadIdx.x;
    u32 before = t4j_before((u32)totals[row], parts);
    bases[threadIdx.x] = (int)before + counts[row * tiles + tile] - (int)starts[threadIdx.x];
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) room[where[j]] = key[j];
    __syncthreads();
    int to[T4J_ITEMS];
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = j * 256 + (int)threadIdx.x;
      K own = room[p];
      to[j] = p + bases[(u32)(own >> shift) & 255];
      if (p < rest) toKeys[l * n + to[j]] = own;
    }
    __syncthreads();
    int* second = (int*)room;
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = t4j_number(j, T4J_ITEMS);
      second[where[j]] = places && p < rest ? places[l * n + first + p] : (int)(first + p);
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = j * 256 + (int)threadIdx.x;
      if (p < rest) toPlaces[l * n + to[j]] = second[p];
    }
    __syncthreads();
  }
}

// `count` places of each line from `skip`: values are array 1, indices array 2. Places may be places
// in `through`, whose lines have `room`.
extern "C" __global__ void t4j_sort_store(B* values, i64* indices, const B* from, const int* places, const int* through, i64 lines, i64 count, i64 skip, i64 n, const __grid_constant__ t4j_lines g) {
  GRID_STRIDE(i, lines * count) {
    i64 l = i / count, k = i - l * count;
    i64 at[4];
    t4j_line(g, l, at);
    int place = places[l * n + skip + k];
    if (through) place = through[l * n + place];
    if (values) values[at[1] + k * g.inner[1]] = from[at[0] + place * g.inner[0]];
    indices[at[2] + k * g.inner[2]] = place;
  }
}
