// Products of small matrices of 16-bit floats by tensor cores, and what feeds them: the instructions of
// compute capability 8.0, and what they mean where kernels run on the CPU. All lanes of a warp call them.
// A 16 x 8 product of a (16 x 16, by rows) and b (16 x 8, by columns): lane l holds of the result rows
// l / 4 and l / 4 + 8 in columns l % 4 * 2 and the next.

// Four 8 x 8 matrices; lane l gives where row l % 8 of matrix l / 8 is. Of each a lane gets two
// neighbours in row l / 4, or, turned, in column l / 4.
#ifdef T4J_SHIM
static u64 t4j_matrix_rows[32][32];
static inline void t4j_matrices(u32 (&r)[4], const void* at, bool turned = false) {
  int lane = threadIdx.x & 31;
  u64* rows = t4j_matrix_rows[threadIdx.x >> 5];
  rows[lane] = (u64)at;
  __syncwarp();
  for (int i = 0; i < 4; i++) {
    if (turned) {
      u64* pair = rows + i * 8 + (lane & 3) * 2;
      r[i] = ((u16*)pair[0])[lane >> 2] | (u32)((u16*)pair[1])[lane >> 2] << 16;
    } else {
      r[i] = ((u32*)rows[i * 8 + (lane >> 2)])[lane & 3];
    }
  }
  __syncwarp();
}
static inline void t4j_matrices_turned(u32 (&r)[4], const void* at) { t4j_matrices(r, at, true); }
#else
static __device__ __forceinline__ void t4j_matrices(u32 (&r)[4], const void* at) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
      : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"((u32)__cvta_generic_to_shared(at)) : "memory");
}
static __device__ __forceinline__ void t4j_matrices_turned(u32 (&r)[4], const void* at) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
      : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"((u32)__cvta_generic_to_shared(at)) : "memory");
}
#endif

// c += a b; the first argument says the type of the elements.
#ifdef T4J_SHIM
static u32 t4j_mma_words[32][32][6];
template <class T> static inline float t4j_mma_half(u32 word, int high) {
  T h;
  h.bits = (u16)(word >> 16 * high);
  return (float)h;
}
template <class T> static inline void t4j_mma(T*, float (&c)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  int lane = threadIdx.x & 31;
  u32 (*all)[6] = t4j_mma_words[threadIdx.x >> 5];
  for (int i = 0; i < 4; i++) all[lane][i] = a[i];
  all[lane][4] = b0;
  all[lane][5] = b1;
  __syncwarp();
  for (int i = 0; i < 4; i++) {
    int row = (lane >> 2) + (i >> 1) * 8, column = (lane & 3) * 2 + (i & 1);
    for (int k = 0; k < 16; k++) {
      int beside = (k & 7) >> 1;
      u32 x = all[(row & 7) * 4 + beside][(row >> 3) + (k >> 3) * 2], y = all[column * 4 + beside][4 + (k >> 3)];
      c[i] += t4j_mma_half<T>(x, k & 1) * t4j_mma_half<T>(y, k & 1);
    }
  }
  __syncwarp();
}
#else
static __device__ __forceinline__ void t4j_mma(bf16*, float (&c)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
static __device__ __forceinline__ void t4j_mma(f16*, float (&c)[4], const u32 (&a)[4], u32 b0, u32 b1) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
#endif

// Two numbers rounded into one word, the first in its low half.
#ifdef T4J_SHIM
template <class T> static inline u32 t4j_pack(T*, float low, float high) { return T(low).bits | (u32)T(high).bits << 16; }
#else
static __device__ __forceinline__ u32 t4j_pack(bf16*, float low, float high) {
  u32 word;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(high), "f"(low));
  return word;
}
static __device__ __forceinline__ u32 t4j_pack(f16*, float low, float high) {
  u32 word;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(high), "f"(low));
  return word;
}
#endif

// Copies of 16 bytes into shared memory that go on by themselves; zeros where `real` is false. They are
// there after a wait that leaves fewer groups open, and a barrier for those of other threads. On the CPU
// they are made by that wait and not before, so that a wait too few shows.
#ifdef T4J_SHIM
struct t4j_pending { void* to; const void* from; int group; };
static t4j_pending t4j_copies[1024][128];
static int t4j_copies_open[1024], t4j_copies_group[1024];
static inline void t4j_copy_16(void* to, const void* from, bool real) {
  int t = threadIdx.x;
  if (t4j_copies_open[t] == 128) __trap();
  t4j_copies[t][t4j_copies_open[t]++] = {to, real ? from : nullptr, t4j_copies_group[t]};
}
static inline void t4j_copies_commit() { t4j_copies_group[threadIdx.x]++; }
template <int OPEN> static inline void t4j_copies_wait() {
  int t = threadIdx.x, left = 0;
  for (int i = 0; i < t4j_copies_open[t]; i++) {
    t4j_pending p = t4j_copies[t][i];
    if (p.group >= t4j_copies_group[t] - OPEN) {
      t4j_copies[t][left++] = p;
    } else if (p.from) {
      memcpy(p.to, p.from, 16);
    } else {
      memset(p.to, 0, 16);
    }
  }
  t4j_copies_open[t] = left;
}
#else
static __device__ __forceinline__ void t4j_copy_16(void* to, const void* from, bool real) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
      :: "r"((u32)__cvta_generic_to_shared(to)), "l"(from), "r"(real ? 16 : 0) : "memory");
}
static __device__ __forceinline__ void t4j_copies_commit() { asm volatile("cp.async.commit_group;" ::: "memory"); }
template <int OPEN> static __device__ __forceinline__ void t4j_copies_wait() {
  asm volatile("cp.async.wait_group %0;" :: "n"(OPEN) : "memory");
}
#endif

// 2 to the power of v by the unit that has it.
#ifdef T4J_SHIM
static inline float t4j_power_of_two(float v) { return exp2f(v); }
#else
static __device__ __forceinline__ float t4j_power_of_two(float v) {
  float r;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(v));
  return r;
}
#endif
