// Runs CUDA C on the CPU: stands in front of every source that the fake NVRTC compiles. It includes
// nothing, as NVRTC does not: a kernel that needs a header fails here, and a compile takes less time.
// The threads of a block are run by the fake driver (see block.cpp) through the Env below.
#pragma once
#define T4J_SHIM 1
typedef unsigned long size_t;

struct uint3 { unsigned x, y, z; };
struct dim3 {
  unsigned x, y, z;
  dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
#define T4J_VECTOR(T, NAME, ALIGN) \
  struct alignas(ALIGN) NAME##2 { T x, y; }; \
  struct NAME##3 { T x, y, z; }; \
  struct alignas(2 * ALIGN > 16 ? 16 : 2 * ALIGN) NAME##4 { T x, y, z, w; }; \
  static inline NAME##2 make_##NAME##2(T x, T y) { return {x, y}; } \
  static inline NAME##4 make_##NAME##4(T x, T y, T z, T w) { return {x, y, z, w}; }
T4J_VECTOR(float, float, 8)
T4J_VECTOR(double, double, 16)
T4J_VECTOR(int, int, 8)
T4J_VECTOR(short, short, 4)
T4J_VECTOR(unsigned short, ushort, 4)
T4J_VECTOR(signed char, char, 2)
T4J_VECTOR(unsigned char, uchar, 2)
T4J_VECTOR(long long, longlong, 16)
struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

#define __global__
#define __device__
#define __host__
#define __grid_constant__
#define __noinline__ __attribute__((noinline))
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __restrict__ __restrict
#define __constant__ static const
#define __shared__ static
#define __align__(n) alignas(n)

// ---- What the driver and a kernel share while a block runs.
namespace shim {
enum Wait { NONE = 0, BLOCK = 1, WARP = 2 };
struct Env {
  uint3 thread, block;
  dim3 threads, blocks;
  int current, next, count, reverse;
  unsigned char* done;
  char* shared;
  long long* slots;
  void (*wait)(Env*, int kind, int site, unsigned mask);
  void* (*pointer)(unsigned long long);
};
static Env env;
static inline void enter(int order) {
  int i = order;
  if (env.reverse) {  // lanes of a warp in reverse order: what relies on an order shows
    int first = i & ~31, last = first + 31 < env.count - 1 ? first + 31 : env.count - 1;
    i = first + last - i;
  }
  env.current = i;
  unsigned u = i, x = env.threads.x, y = env.threads.y;
  env.thread = {u % x, u / x % y, u / (x * y)};
}

template <class T> struct Plain { typedef T type; static const int pointer = 0; };
template <class T> struct Plain<T*> { typedef T* type; static const int pointer = 1; };
template <class T> struct Plain<T&> { typedef T type; static const int pointer = 0; };
template <class T> struct Plain<const T> { typedef T type; static const int pointer = 0; };
template <class T> struct Plain<T* const> { typedef T* type; static const int pointer = 1; };
template <int... I> struct Indices {};

// Runs threads of the block until none is left; one that waits leaves the rest to the next call.
template <class... A, int... I>
static void run(void (*kernel)(A...), void** p, Indices<I...>) {
  while (env.next < env.count) {
    enter(env.next++);
    kernel(*(typename Plain<A>::type*) p[I]...);
    env.done[env.current] = 1;
  }
}
template <class... A> static void run(void (*kernel)(A...), void** p) {
  run(kernel, p, Indices<__integer_pack(sizeof...(A))...>());
}
// Sizes of the parameters, negative for pointers.
template <class... A> static int describe(void (*)(A...), int* sizes) {
  int all[] = {(Plain<A>::pointer ? -(int) sizeof(A) : (int) sizeof(typename Plain<A>::type))..., 0};
  for (unsigned i = 0; i < sizeof...(A); i++) sizes[i] = all[i];
  return sizeof...(A);
}

template <class T> static T exchange(unsigned mask, T v, int lane, int site) {
  static_assert(sizeof(T) <= 8, "a shuffle moves 4 or 8 bytes");
  int me = env.current;
  long long word = 0;
  __builtin_memcpy(&word, &v, sizeof(T));
  env.slots[me] = word;
  env.wait(&env, WARP, site, mask);
  int from = lane < 0 || lane > 31 ? me : (me & ~31) + lane;
  word = env.slots[from];
  env.wait(&env, WARP, site, mask);
  T r;
  __builtin_memcpy(&r, &word, sizeof(T));
  return r;
}
static inline int lane() { return env.current & 31; }
static inline unsigned ballot(unsigned mask, bool p, int site) {
  int me = env.current, first = me & ~31;
  env.slots[me] = p;
  env.wait(&env, WARP, site, mask);
  unsigned votes = 0;
  for (int i = 0; i < 32 && first + i < env.count; i++) {
    if ((mask >> i & 1) && !env.done[first + i] && env.slots[first + i]) votes |= 1u << i;
  }
  env.wait(&env, WARP, site, mask);
  return votes;
}
static inline int count(bool p, int site) {
  int me = env.current;
  env.slots[me] = p;
  env.wait(&env, BLOCK, site, 0);
  int n = 0;
  for (int i = 0; i < env.count; i++) n += env.slots[i] != 0;
  env.wait(&env, BLOCK, site, 0);
  return n;
}
}  // namespace shim

#define threadIdx shim::env.thread
#define blockIdx shim::env.block
#define blockDim shim::env.threads
#define gridDim shim::env.blocks
static const int warpSize = 32;
#define DYN_SMEM(T, name) T* name = (T*) shim::env.shared
#define T4J_POINTER(T, bits) ((T*) shim::env.pointer((unsigned long long) (bits)))
#define __syncthreads() shim::env.wait(&shim::env, shim::BLOCK, __COUNTER__, 0)
#define __syncthreads_count(p) shim::count(p, __COUNTER__)
#define __syncthreads_or(p) (shim::count(p, __COUNTER__) > 0)
#define __syncthreads_and(p) (shim::count(!(p), __COUNTER__) == 0)
static inline void t4j_syncwarp(int site, unsigned mask = 0xffffffffu) {
  shim::env.wait(&shim::env, shim::WARP, site, mask);
}
#define __syncwarp(...) t4j_syncwarp(__COUNTER__ __VA_OPT__(,) __VA_ARGS__)
#define __shfl_sync(m, v, l) shim::exchange(m, v, (l) & 31, __COUNTER__)
#define __shfl_xor_sync(m, v, d) shim::exchange(m, v, shim::lane() ^ (d), __COUNTER__)
#define __shfl_up_sync(m, v, d) shim::exchange(m, v, shim::lane() - (int) (d), __COUNTER__)
#define __shfl_down_sync(m, v, d) shim::exchange(m, v, shim::lane() + (int) (d), __COUNTER__)
#define __ballot_sync(m, p) shim::ballot(m, p, __COUNTER__)
#define __any_sync(m, p) (shim::ballot(m, p, __COUNTER__) != 0)
#define __all_sync(m, p) (shim::ballot(m, !(p), __COUNTER__) == 0)
static inline void __threadfence() {}
static inline void __threadfence_block() {}
#define __trap() __builtin_trap()

#include "t4j_shim_math.h"

#define T4J_STUB(NAME) \
  extern "C" __attribute__((visibility("default"))) void NAME##__run(void** t4j_p) { shim::run(&NAME, t4j_p); } \
  extern "C" __attribute__((visibility("default"))) int NAME##__describe(int* t4j_p) { return shim::describe(&NAME, t4j_p); }
extern "C" __attribute__((visibility("default"))) shim::Env* t4j_env() { return &shim::env; }
