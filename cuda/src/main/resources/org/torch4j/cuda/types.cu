// Element types, and the way of elements to the compute type and back: integers wrap, floats go to
// integers by truncation to the nearest value that fits, half types round to nearest even.

struct t4j_bool { u8 x; };
struct alignas(16) t4j_16 { u64 x, y; };

// Elements that are moved together, by up to 16 bytes at a time.
template <class S, int N> struct alignas(N == 1 ? alignof(S) : sizeof(S) * N > 16 ? 16 : sizeof(S) * N) t4j_vec { S v[N]; };

template <int N, int ALIGNED, class S> static __device__ inline t4j_vec<S, N> t4j_take(const S* p) {
  if constexpr (ALIGNED) {
    return *(const t4j_vec<S, N>*)p;
  } else {
    t4j_vec<S, N> w;
#pragma unroll
    for (int j = 0; j < N; j++) w.v[j] = p[j];
    return w;
  }
}

template <int N, int ALIGNED, class S> static __device__ inline void t4j_put(S* p, const t4j_vec<S, N>& w) {
  if constexpr (ALIGNED) {
    *(t4j_vec<S, N>*)p = w;
  } else {
#pragma unroll
    for (int j = 0; j < N; j++) p[j] = w.v[j];
  }
}

// The quotient of i by a size: in 32 bits by numbers that the host worked out, which is far cheaper.
static __device__ inline int t4j_divided(int i, int, int magic, int shift) {
  return (int)((__umulhi((u32)i, (u32)magic) + (u32)i) >> shift);
}
static __device__ inline i64 t4j_divided(i64 i, i64 size, i64, i64) { return i / size; }

union t4j_word { float f; u32 u; };
union t4j_double_word { double d; u64 u; };

#define T4J_INF t4j_double_bits(0x7ff0000000000000ULL)
#define T4J_NAN t4j_double_bits(0x7ff8000000000000ULL)
#define T4J_PI 3.141592653589793

static __device__ inline double t4j_double_bits(u64 bits) {
  t4j_double_word w;
  w.u = bits;
  return w.d;
}

static __device__ inline u32 t4j_bits(float v) {
  t4j_word w;
  w.f = v;
  return w.u;
}

static __device__ inline float t4j_wide(f16 h) { return (float)h; }
static __device__ inline float t4j_wide(bf16 h) { return (float)h; }
static __device__ inline int t4j_wide(t4j_bool b) { return b.x != 0; }
template <class S> static __device__ inline S t4j_wide(S v) { return v; }

static __device__ inline int t4j_int(int v) { return v; }
static __device__ inline int t4j_int(i64 v) { return (int)v; }
static __device__ inline int t4j_int(double v) {
  return v >= 2147483647.0 ? 2147483647 : v <= -2147483648.0 ? -2147483647 - 1 : v == v ? (int)v : 0;
}
static __device__ inline int t4j_int(float v) {
  return v >= 2147483648.0f ? 2147483647 : v <= -2147483648.0f ? -2147483647 - 1 : v == v ? (int)v : 0;
}
static __device__ inline i64 t4j_long(int v) { return v; }
static __device__ inline i64 t4j_long(i64 v) { return v; }
static __device__ inline i64 t4j_long(double v) {
  return v >= 9223372036854775808.0 ? 9223372036854775807LL
      : v <= -9223372036854775808.0 ? -9223372036854775807LL - 1
      : v == v ? (i64)v : 0;
}

template <class A, class S> static __device__ inline A t4j_load(S v) { return (A)t4j_wide(v); }

template <class S> struct t4j_out {
  template <class A> static __device__ inline S of(A v) { return (S)v; }
};
template <> struct t4j_out<f16> {
  template <class A> static __device__ inline f16 of(A v) { return f16((float)v); }
};
template <> struct t4j_out<bf16> {
  template <class A> static __device__ inline bf16 of(A v) { return bf16((float)v); }
};
template <> struct t4j_out<t4j_bool> {
  template <class A> static __device__ inline t4j_bool of(A v) {
    t4j_bool b;
    b.x = v != 0;
    return b;
  }
};
template <> struct t4j_out<u8> {
  template <class A> static __device__ inline u8 of(A v) { return (u8)t4j_int(v); }
};
template <> struct t4j_out<i8> {
  template <class A> static __device__ inline i8 of(A v) { return (i8)t4j_int(v); }
};
template <> struct t4j_out<i16> {
  template <class A> static __device__ inline i16 of(A v) { return (i16)t4j_int(v); }
};
template <> struct t4j_out<int> {
  template <class A> static __device__ inline int of(A v) { return t4j_int(v); }
};
template <> struct t4j_out<i64> {
  template <class A> static __device__ inline i64 of(A v) { return t4j_long(v); }
};

// The value that S would hold, still in the compute type.
template <class S, class A> static __device__ inline A t4j_cast(A v) {
  return t4j_load<A>(t4j_out<S>::of(v));
}
