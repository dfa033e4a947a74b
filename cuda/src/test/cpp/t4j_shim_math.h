// CUDA's functions of numbers, from the C library; names that NVRTC knows without headers.
#pragma once
extern "C" {
double exp(double); float expf(float);
double exp2(double); float exp2f(float);
double expm1(double); float expm1f(float);
double log(double); float logf(float);
double log2(double); float log2f(float);
double log10(double); float log10f(float);
double log1p(double); float log1pf(float);
double sqrt(double); float sqrtf(float);
double cbrt(double); float cbrtf(float);
double sin(double); float sinf(float);
double cos(double); float cosf(float);
double tan(double); float tanf(float);
double asin(double); float asinf(float);
double acos(double); float acosf(float);
double atan(double); float atanf(float);
double sinh(double); float sinhf(float);
double cosh(double); float coshf(float);
double tanh(double); float tanhf(float);
double asinh(double); float asinhf(float);
double acosh(double); float acoshf(float);
double atanh(double); float atanhf(float);
double floor(double); float floorf(float);
double ceil(double); float ceilf(float);
double trunc(double); float truncf(float);
double round(double); float roundf(float);
double rint(double); float rintf(float);
double nearbyint(double); float nearbyintf(float);
double erf(double); float erff(float);
double erfc(double); float erfcf(float);
double lgamma(double); float lgammaf(float);
double tgamma(double); float tgammaf(float);
double fabs(double); float fabsf(float);
double logb(double); float logbf(float);
double pow(double, double); float powf(float, float);
double atan2(double, double); float atan2f(float, float);
double fmod(double, double); float fmodf(float, float);
double hypot(double, double); float hypotf(float, float);
double fmin(double, double); float fminf(float, float);
double fmax(double, double); float fmaxf(float, float);
double copysign(double, double); float copysignf(float, float);
double remainder(double, double); float remainderf(float, float);
double nextafter(double, double); float nextafterf(float, float);
double fdim(double, double); float fdimf(float, float);
double fma(double, double, double); float fmaf(float, float, float);
double ldexp(double, int); float ldexpf(float, int); double frexp(double, int*); float frexpf(float, int*);
double modf(double, double*); float modff(float, float*); int ilogb(double); int ilogbf(float);
double scalbn(double, int); float scalbnf(float, int); long long llrint(double); long long llrintf(float);
double j0(double); double j1(double); double y0(double); double y1(double);
long lrint(double); long lrintf(float); int abs(int); long long llabs(long long); int printf(const char*, ...);
void* memcpy(void*, const void*, size_t); void* memset(void*, int, size_t);
}
// Overloads for float, as CUDA has them.
static inline float exp(float x) { return expf(x); }
static inline float exp2(float x) { return exp2f(x); }
static inline float expm1(float x) { return expm1f(x); }
static inline float log(float x) { return logf(x); }
static inline float log2(float x) { return log2f(x); }
static inline float log10(float x) { return log10f(x); }
static inline float log1p(float x) { return log1pf(x); }
static inline float sqrt(float x) { return sqrtf(x); }
static inline float cbrt(float x) { return cbrtf(x); }
static inline float sin(float x) { return sinf(x); }
static inline float cos(float x) { return cosf(x); }
static inline float tan(float x) { return tanf(x); }
static inline float asin(float x) { return asinf(x); }
static inline float acos(float x) { return acosf(x); }
static inline float atan(float x) { return atanf(x); }
static inline float sinh(float x) { return sinhf(x); }
static inline float cosh(float x) { return coshf(x); }
static inline float tanh(float x) { return tanhf(x); }
static inline float asinh(float x) { return asinhf(x); }
static inline float acosh(float x) { return acoshf(x); }
static inline float atanh(float x) { return atanhf(x); }
static inline float floor(float x) { return floorf(x); }
static inline float ceil(float x) { return ceilf(x); }
static inline float trunc(float x) { return truncf(x); }
static inline float round(float x) { return roundf(x); }
static inline float rint(float x) { return rintf(x); }
static inline float nearbyint(float x) { return nearbyintf(x); }
static inline float erf(float x) { return erff(x); }
static inline float erfc(float x) { return erfcf(x); }
static inline float lgamma(float x) { return lgammaf(x); }
static inline float tgamma(float x) { return tgammaf(x); }
static inline float fabs(float x) { return fabsf(x); }
static inline float logb(float x) { return logbf(x); }
static inline float pow(float x, float y) { return powf(x, y); }
static inline float atan2(float x, float y) { return atan2f(x, y); }
static inline float fmod(float x, float y) { return fmodf(x, y); }
static inline float hypot(float x, float y) { return hypotf(x, y); }
static inline float fmin(float x, float y) { return fminf(x, y); }
static inline float fmax(float x, float y) { return fmaxf(x, y); }
static inline float copysign(float x, float y) { return copysignf(x, y); }
static inline float remainder(float x, float y) { return remainderf(x, y); }
static inline float nextafter(float x, float y) { return nextafterf(x, y); }
static inline float fdim(float x, float y) { return fdimf(x, y); }
static inline float fma(float x, float y, float z) { return fmaf(x, y, z); }
static inline float ldexp(float x, int e) { return ldexpf(x, e); }
static inline float abs(float x) { return fabsf(x); }
static inline double abs(double x) { return fabs(x); }
static inline long long abs(long long x) { return llabs(x); }
static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }
static inline unsigned min(unsigned a, unsigned b) { return a < b ? a : b; }
static inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
static inline long long min(long long a, long long b) { return a < b ? a : b; }
static inline long long max(long long a, long long b) { return a > b ? a : b; }
static inline unsigned long long min(unsigned long long a, unsigned long long b) { return a < b ? a : b; }
static inline unsigned long long max(unsigned long long a, unsigned long long b) { return a > b ? a : b; }
static inline float min(float a, float b) { return fminf(a, b); }
static inline float max(float a, float b) { return fmaxf(a, b); }
static inline bool isnan(float x) { return __builtin_isnan(x); }
static inline bool isinf(float x) { return __builtin_isinf(x); }
static inline bool isfinite(float x) { return __builtin_isfinite(x); }
static inline bool signbit(float x) { return __builtin_signbit(x); }
static inline double min(double a, double b) { return fmin(a, b); }
static inline double max(double a, double b) { return fmax(a, b); }
static inline bool isnan(double x) { return __builtin_isnan(x); }
static inline bool isinf(double x) { return __builtin_isinf(x); }
static inline bool isfinite(double x) { return __builtin_isfinite(x); }
static inline bool signbit(double x) { return __builtin_signbit(x); }

static const double t4j_pi = 3.14159265358979323846;
static inline float rsqrtf(float x) { return 1.f / sqrtf(x); }
static inline double rsqrt(double x) { return 1. / sqrt(x); }
static inline float rsqrt(float x) { return 1.f / sqrtf(x); }
static inline double exp10(double x) { return pow(10., x); }
static inline float exp10f(float x) { return (float) pow(10., (double) x); }
static inline void sincosf(float x, float* s, float* c) { *s = sinf(x); *c = cosf(x); }
static inline void sincos(double x, double* s, double* c) { *s = sin(x); *c = cos(x); }
static inline double sinpi(double x) { return sin(t4j_pi * remainder(x, 2.)); }
static inline double cospi(double x) { return cos(t4j_pi * remainder(x, 2.)); }
static inline float sinpif(float x) { return (float) sinpi((double) x); }
static inline float cospif(float x) { return (float) cospi((double) x); }
static inline float j0f(float x) { return (float) j0((double) x); }
static inline float j1f(float x) { return (float) j1((double) x); }
static inline float y0f(float x) { return (float) y0((double) x); }
static inline float y1f(float x) { return (float) y1((double) x); }
static inline double normcdf(double x) { return 0.5 * erfc(-x * 0.70710678118654752440); }
static inline float normcdff(float x) { return (float) normcdf((double) x); }
// Giles' start and three steps of Newton: exact to a few ulps of double.
static inline double erfinv(double y) {
  if (!(fabs(y) < 1.)) return fabs(y) == 1. ? y * __builtin_inf() : __builtin_nan("");
  double w = -log((1. - y) * (1. + y)), a = 0.147, t = 2. / (t4j_pi * a) - w / 2.;
  double x = copysign(sqrt(sqrt(t * t + w / a) - t), y);
  for (int i = 0; i < 4 && x != 0; i++) {
    double e = fabs(x) > 1. ? copysign((1. - fabs(y)) - erfc(fabs(x)), y) : erf(x) - y;
    x -= e / (1.12837916709551257390 * exp(-x * x));
  }
  return x;
}
static inline float erfinvf(float y) { return (float) erfinv((double) y); }
static inline double normcdfinv(double p) { return 1.41421356237309504880 * erfinv(2. * p - 1.); }
static inline float normcdfinvf(float p) { return (float) normcdfinv((double) p); }
// Sums of the power series, and the asymptotic one above.
static inline double t4j_bessel_i(int order, double x) {
  double ax = fabs(x), half = ax / 2, term = order ? half : 1., sum = term;
  if (ax > 40) {
    double t = 1, s = 1, mu = 4. * order * order;
    for (int k = 1; k < 30; k++) {
      t *= -(mu - (2. * k - 1) * (2. * k - 1)) / (k * 8. * ax);
      s += t;
    }
    sum = exp(ax) / sqrt(2 * t4j_pi * ax) * s;
  } else {
    for (int k = 1; k < 200 && term > sum * 1e-18; k++) {
      term *= half * half / (k * (double) (k + order));
      sum += term;
    }
  }
  return order && x < 0 ? -sum : sum;
}
static inline double cyl_bessel_i0(double x) { return t4j_bessel_i(0, x); }
static inline double cyl_bessel_i1(double x) { return t4j_bessel_i(1, x); }
static inline float cyl_bessel_i0f(float x) { return (float) t4j_bessel_i(0, x); }
static inline float cyl_bessel_i1f(float x) { return (float) t4j_bessel_i(1, x); }

#define __expf(x) expf(x)
#define __logf(x) logf(x)
#define __log2f(x) log2f(x)
#define __sinf(x) sinf(x)
#define __cosf(x) cosf(x)
#define __powf(x, y) powf(x, y)
#define __tanhf(x) tanhf(x)
#define __tanf(x) tanf(x)
static inline void __sincosf(float x, float* s, float* c) { *s = sinf(x); *c = cosf(x); }
static inline void sincospi(double x, double* s, double* c) { *s = sinpi(x); *c = cospi(x); }
#define __ldg(p) (*(p))
static inline float fdividef(float a, float b) { return a / b; }
#define __fdividef(a, b) fdividef(a, b)
static inline float __fadd_rn(float a, float b) { return a + b; }
static inline float __fsub_rn(float a, float b) { return a - b; }
static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float a) { return sqrtf(a); }
static inline float __frcp_rn(float a) { return 1.f / a; }
static inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
static inline double __dadd_rn(double a, double b) { return a + b; }
static inline double __dsub_rn(double a, double b) { return a - b; }
static inline double __dmul_rn(double a, double b) { return a * b; }
static inline double __ddiv_rn(double a, double b) { return a / b; }
static inline float __saturatef(float x) { return x > 0.f ? x < 1.f ? x : 1.f : 0.f; }
static inline int __float2int_rn(float x) { return (int) lrintf(x); }
static inline int __float2int_rz(float x) { return (int) x; }

template <class To, class From> static inline To t4j_bits(From v) {
  To to;
  __builtin_memcpy(&to, &v, sizeof(To));
  return to;
}
static inline int __float_as_int(float v) { return t4j_bits<int>(v); }
static inline unsigned __float_as_uint(float v) { return t4j_bits<unsigned>(v); }
static inline float __int_as_float(int v) { return t4j_bits<float>(v); }
static inline float __uint_as_float(unsigned v) { return t4j_bits<float>(v); }
static inline long long __double_as_longlong(double v) { return t4j_bits<long long>(v); }
static inline double __longlong_as_double(long long v) { return t4j_bits<double>(v); }
static inline unsigned short t4j_f16_from_float(float v) { return t4j_bits<unsigned short>((_Float16) v); }
static inline float t4j_f16_to_float(unsigned short v) { return (float) t4j_bits<_Float16>(v); }

static inline int __popc(unsigned v) { return __builtin_popcount(v); }
static inline int __popcll(unsigned long long v) { return __builtin_popcountll(v); }
static inline int __clz(int v) { return v ? __builtin_clz(v) : 32; }
static inline int __clzll(long long v) { return v ? __builtin_clzll(v) : 64; }
static inline int __ffs(int v) { return __builtin_ffs(v); }
static inline int __ffsll(long long v) { return __builtin_ffsll(v); }
static inline unsigned __brev(unsigned v) {
  unsigned r = 0;
  for (int i = 0; i < 32; i++) r |= (v >> i & 1u) << (31 - i);
  return r;
}
static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned long long) a * b >> 32; }
static inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return (unsigned __int128) a * b >> 64;
}
static inline long long clock64() { return __builtin_ia32_rdtsc(); }

// One thread runs at a time: plain reads and writes are atomic.
template <class T> struct t4j_same { typedef T type; };
#define T4J_ATOMIC(NAME, EXPRESSION) \
  template <class T> static inline T NAME(T* p, typename t4j_same<T>::type v) { T o = *p; *p = (EXPRESSION); return o; }
T4J_ATOMIC(atomicAdd, o + v)
T4J_ATOMIC(atomicSub, o - v)
T4J_ATOMIC(atomicExch, v)
T4J_ATOMIC(atomicMin, v < o ? v : o)
T4J_ATOMIC(atomicMax, v > o ? v : o)
T4J_ATOMIC(atomicAnd, o & v)
T4J_ATOMIC(atomicOr, o | v)
T4J_ATOMIC(atomicXor, o ^ v)
T4J_ATOMIC(atomicInc, o >= v ? 0 : o + 1)
template <class T> static inline T atomicCAS(T* p, typename t4j_same<T>::type c, typename t4j_same<T>::type v) {
  T o = *p;
  if (o == c) *p = v;
  return o;
}

