// Few of many: see sort.cu.

// The `count` first in order of each tile of a line, which stay in the order in which they stood, and
// their places: those of `given`, if there, else in the line. A tile with fewer is filled up from
// behind. The key of the last one is found digit by digit from the highest.
extern "C" __global__ void __launch_bounds__(256) t4j_select(K* keys, int* places, const S* from, const int* given, i64 lines, i64 n, i64 tiles, i64 count, int down, int bits, const __grid_constant__ t4j_lines g) {
  __shared__ int own[256];
  __shared__ u32 parts[8];
  __shared__ u32 chosen[2];
  __shared__ int less[8];
  __shared__ int equal[8];
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  for (i64 b = blockIdx.x; b < lines * tiles; b += gridDim.x) {
    i64 l = b / tiles, tile = b - l * tiles, first = tile * T4J_TILE;
    int rest = (int)(n - first < T4J_TILE ? n - first : T4J_TILE);
    i64 at[4];
    t4j_line(g, l, at);
    K key[T4J_ITEMS];
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = t4j_number(j, T4J_ITEMS);
      key[j] = 0;
      if (p < rest) {
        K each = t4j_key(from[at[0] + (first + p) * g.inner[0]]);
        key[j] = down ? ~each : each;
      }
    }
    K prefix = 0, mask = 0;
    u32 need = (u32)(count < rest ? count : rest);
    for (int shift = bits - 8; shift >= 0; shift -= 8) {
      own[threadIdx.x] = 0;
      __syncthreads();
#pragma unroll
      for (int j = 0; j < T4J_ITEMS; j++) {
        if (t4j_number(j, T4J_ITEMS) < rest && (key[j] & mask) == prefix) atomicAdd(&own[(int)(key[j] >> shift) & 255], 1);
      }
      __syncthreads();
      u32 mine = (u32)own[threadIdx.x], before = t4j_before(mine, parts);
      if (before < need && need <= before + mine) {
        chosen[0] = threadIdx.x;
        chosen[1] = need - before;
      }
      __syncthreads();
      prefix |= (K)chosen[0] << shift;
      mask |= (K)255 << shift;
      need = chosen[1];
    }
    // need: how many of those that equal the last one are taken
    int lower = 0, same = 0;
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      bool some = t4j_number(j, T4J_ITEMS) < rest;
      lower += __popc(__ballot_sync(0xffffffffu, some && (key[j] & mask) < prefix));
      same += __popc(__ballot_sync(0xffffffffu, some && (key[j] & mask) == prefix));
    }
    if (lane == 0) {
      less[warp] = lower;
      equal[warp] = same;
    }
    __syncthreads();
    lower = same = 0;
    for (int w = 0; w < warp; w++) {
      lower += less[w];
      same += equal[w];
    }
    K* toKeys = keys + b * count;
    int* toPlaces = places + b * count;
    u32 lanes = (1u << lane) - 1;
#pragma unroll
    for (int j = 0; j < T4J_ITEMS; j++) {
      int p = t4j_number(j, T4J_ITEMS);
      bool some = p < rest, under = some && (key[j] & mask) < prefix, there = some && (key[j] & mask) == prefix;
      u32 unders = __ballot_sync(0xffffffffu, under), theres = __ballot_sync(0xffffffffu, there);
      int equals = same + __popc(theres & lanes);
      if (under || (there && equals < (int)need)) {
        int to = lower + __popc(unders & lanes) + (equals < (int)need ? equals : (int)need);
        toKeys[to] = key[j];
        toPlaces[to] = given ? given[l * n + first + p] : (int)(first + p);
      }
      lower += __popc(unders);
      same += __popc(theres);
    }
    for (i64 k = rest + (i64)threadIdx.x; k < count; k += blockDim.x) {
      toKeys[k] = ~(K)0;
      toPlaces[k] = 0;
    }
    __syncthreads();
  }
}
