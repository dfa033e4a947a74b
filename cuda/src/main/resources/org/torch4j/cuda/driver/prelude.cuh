// What every kernel of torch4j sees before its own first line. Kernels include nothing: NVRTC may be
// installed without headers. T4J_SHIM is defined where the same source runs on the CPU in tests.

typedef signed char i8;
typedef unsigned char u8;
typedef short i16;
typedef unsigned short u16;
typedef int i32;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;

#undef INFINITY
#undef NAN
#define INFINITY __int_as_float(0x7f800000)
#define NAN __int_as_float(0x7fc00000)

#ifndef T4J_SHIM
// Dynamic shared memory under a name of any type.
extern __shared__ __align__(16) unsigned char t4j_dynamic_shared[];
#define DYN_SMEM(T, name) T* name = (T*) t4j_dynamic_shared
// A device address that a kernel read from memory, as a pointer.
#define T4J_POINTER(T, bits) ((T*) (bits))
#endif

// for (i64 i = this thread's first; i < n; i += threads of the grid)
#define GRID_STRIDE(i, n) \
  for (i64 i = blockIdx.x * (i64) blockDim.x + threadIdx.x, i##_end = (n); i < i##_end; \
       i += (i64) gridDim.x * blockDim.x)
// The same in 32 bits, for n below 2^31 less the threads of the grid.
#define GRID_STRIDE_32(i, n) \
  for (i32 i = blockIdx.x * blockDim.x + threadIdx.x, i##_end = (n); i < i##_end; \
       i += gridDim.x * blockDim.x)

// ---- 16-bit floats: storage and conversion; arithmetic is done in float.

struct f16 {
  u16 bits;
  f16() = default;
  __device__ __forceinline__ f16(float v) {
#ifdef T4J_SHIM
    bits = t4j_f16_from_float(v);
#else
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(v));
#endif
  }
  __device__ __forceinline__ operator float() const {
#ifdef T4J_SHIM
    return t4j_f16_to_float(bits);
#else
    float v;
    asm("cvt.f32.f16 %0, %1;" : "=f"(v) : "h"(bits));
    return v;
#endif
  }
};

struct bf16 {
  u16 bits;
  bf16() = default;
  __device__ __forceinline__ bf16(float v) {
    u32 b = __float_as_uint(v);
    // Rounds to even; a NaN stays one.
    bits = (b & 0x7fffffffu) > 0x7f800000u ? (u16) 0x7fc0 : (u16) ((b + 0x7fffu + ((b >> 16) & 1)) >> 16);
  }
  __device__ __forceinline__ operator float() const { return __uint_as_float((u32) bits << 16); }
};

// ---- Shuffles of any type, word by word.

template <class T>
union t4j_words {
  T value;
  int word[(sizeof(T) + 3) / 4];
  __device__ __forceinline__ t4j_words() {}
};

template <class T>
__device__ __forceinline__ T shuffle_xor(T v, int lanes) {
  t4j_words<T> in, out;
  in.value = v;
#pragma unroll
  for (int i = 0; i < (int) (sizeof(in.word) / 4); i++) {
    out.word[i] = __shfl_xor_sync(0xffffffffu, in.word[i], lanes);
  }
  return out.value;
}

template <class T>
__device__ __forceinline__ T shuffle_up(T v, int lanes) {
  t4j_words<T> in, out;
  in.value = v;
#pragma unroll
  for (int i = 0; i < (int) (sizeof(in.word) / 4); i++) {
    out.word[i] = __shfl_up_sync(0xffffffffu, in.word[i], lanes);
  }
  return out.value;
}

template <class T>
__device__ __forceinline__ T shuffle_down(T v, int lanes) {
  t4j_words<T> in, out;
  in.value = v;
#pragma unroll
  for (int i = 0; i < (int) (sizeof(in.word) / 4); i++) {
    out.word[i] = __shfl_down_sync(0xffffffffu, in.word[i], lanes);
  }
  return out.value;
}

template <class T>
__device__ __forceinline__ T shuffle(T v, int lane) {
  t4j_words<T> in, out;
  in.value = v;
#pragma unroll
  for (int i = 0; i < (int) (sizeof(in.word) / 4); i++) {
    out.word[i] = __shfl_sync(0xffffffffu, in.word[i], lane);
  }
  return out.value;
}

// ---- Reductions: every thread of the warp or block calls them and gets the result. The order of the
// terms is fixed, so results do not change from run to run.

template <class T, class F>
__device__ __forceinline__ T warp_reduce(T v, F combine) {
#pragma unroll
  for (int lanes = 16; lanes > 0; lanes >>= 1) {
    v = combine(v, shuffle_xor(v, lanes));
  }
  return v;
}

// The block has whole warps along x, at most 1024 threads. May be called again at once.
template <class T, class F>
__device__ __forceinline__ T block_reduce(T v, T identity, F combine) {
  __shared__ T parts[32];
  int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = (blockDim.x + 31) >> 5;
  v = warp_reduce(v, combine);
  if (lane == 0) parts[warp] = v;
  __syncthreads();
  v = warp_reduce(lane < warps ? parts[lane] : identity, combine);
  __syncthreads();
  return v;
}

// ---- Atomic updates of any type of 1, 2, 4 or 8 bytes: returns the value before.

template <class T, class F>
__device__ __forceinline__ T atomic_update(T* at, F change) {
#ifdef T4J_SHIM
  T old = *at;
  *at = change(old);
  return old;
#else
  t4j_words<T> seen, next;
  if constexpr (sizeof(T) == 8) {
    u64* p = (u64*) at;
    u64 expected, found = *p;
    do {
      expected = found;
      *(u64*) seen.word = expected;
      next.value = change(seen.value);
      found = atomicCAS(p, expected, *(u64*) next.word);
    } while (found != expected);
    *(u64*) seen.word = found;
  } else {
    // Smaller ones inside their aligned word.
    constexpr u32 mask = sizeof(T) == 4 ? 0xffffffffu : (1u << (8 * (sizeof(T) & 3))) - 1;
    u32* p = (u32*) ((u64) at & ~3ull);
    int shift = 8 * (int) ((u64) at & 3);
    u32 expected, found = *p;
    do {
      expected = found;
      seen.word[0] = (int) ((expected >> shift) & mask);
      next.word[0] = 0;
      next.value = change(seen.value);
      u32 kept = expected & ~(mask << shift);
      found = atomicCAS(p, expected, kept | (((u32) next.word[0] & mask) << shift));
    } while (found != expected);
    seen.word[0] = (int) ((found >> shift) & mask);
  }
  return seen.value;
#endif
}

template <class T>
__device__ __forceinline__ void atomic_add(T* at, T v) {
  atomic_update(at, [v](T old) { return (T) (old + v); });
}
__device__ __forceinline__ void atomic_add(float* at, float v) { atomicAdd(at, v); }
__device__ __forceinline__ void atomic_add(double* at, double v) { atomicAdd(at, v); }
__device__ __forceinline__ void atomic_add(i32* at, i32 v) { atomicAdd(at, v); }
__device__ __forceinline__ void atomic_add(i64* at, i64 v) { atomicAdd((u64*) at, (u64) v); }
__device__ __forceinline__ void atomic_add(bf16* at, bf16 v) {
  atomic_update(at, [v](bf16 old) { return bf16((float) old + (float) v); });
}
__device__ __forceinline__ void atomic_add(f16* at, f16 v) {
  atomic_update(at, [v](f16 old) { return f16((float) old + (float) v); });
}

// ---- Philox 4x32-10: four random words for a seed, a subsequence and a position in it.

__device__ __forceinline__ uint4 philox(u64 seed, u64 subsequence, u64 position) {
  u32 k0 = (u32) seed, k1 = (u32) (seed >> 32);
  uint4 c = make_uint4((u32) position, (u32) (position >> 32), (u32) subsequence,
                       (u32) (subsequence >> 32));
#pragma unroll
  for (int round = 0; round < 10; round++) {
    u64 a = 0xD2511F53ull * c.x, b = 0xCD9E8D57ull * c.z;
    c = make_uint4((u32) (b >> 32) ^ c.y ^ k0, (u32) b, (u32) (a >> 32) ^ c.w ^ k1, (u32) a);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}
