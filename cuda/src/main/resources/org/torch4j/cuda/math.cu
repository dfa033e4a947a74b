// The functions of the expression table in the compute type.

template <class T> static __device__ inline bool t4j_isnan(T a) {
  return a != a;
}

template <class T> static __device__ inline bool t4j_isinf(T a) {
  return a == a && a - a != 0;
}

template <class T> static __device__ inline bool t4j_isfinite(T a) {
  return a - a == 0;
}

static __device__ inline bool t4j_signbit(float a) { return t4j_bits(a) >> 31; }
static __device__ inline bool t4j_signbit(double a) {
  t4j_double_word w;
  w.d = a;
  return w.u >> 63;
}
static __device__ inline bool t4j_signbit(int a) { return a < 0; }
static __device__ inline bool t4j_signbit(i64 a) { return a < 0; }

static __device__ inline float t4j_abs(float a) { return fabs(a); }
static __device__ inline double t4j_abs(double a) { return fabs(a); }
static __device__ inline int t4j_abs(int a) { return a < 0 ? (int)(0u - (u32)a) : a; }
static __device__ inline i64 t4j_abs(i64 a) { return a < 0 ? (i64)(0ull - (u64)a) : a; }

template <class T> static __device__ inline T t4j_sign(T a) {
  return (T)((a > 0) - (a < 0));
}

template <class T> static __device__ inline T t4j_rsqrt(T a) {
  return (T)1 / (T)sqrt(a);
}

template <class T> static __device__ inline T t4j_sigmoid(T a) {
  if (a >= 0) return (T)1 / ((T)1 + (T)exp(-a));
  T e = (T)exp(a);
  return e / ((T)1 + e);
}

template <class T> static __device__ inline T t4j_softplus(T a) {
  return (a != a ? a : a > 0 ? a : (T)0) + (T)log1p((T)exp(-t4j_abs(a)));
}

template <class T> static __device__ inline T t4j_log_sigmoid(T a) {
  return (a != a ? a : a < 0 ? a : (T)0) - (T)log1p((T)exp(-t4j_abs(a)));
}

static __device__ inline float t4j_floor(float a) { return floor(a); }
static __device__ inline double t4j_floor(double a) { return floor(a); }
static __device__ inline int t4j_floor(int a) { return a; }
static __device__ inline i64 t4j_floor(i64 a) { return a; }

static __device__ inline float t4j_ceil(float a) { return ceil(a); }
static __device__ inline double t4j_ceil(double a) { return ceil(a); }
static __device__ inline int t4j_ceil(int a) { return a; }
static __device__ inline i64 t4j_ceil(i64 a) { return a; }

static __device__ inline float t4j_round(float a) { return rint(a); }
static __device__ inline double t4j_round(double a) { return rint(a); }
static __device__ inline int t4j_round(int a) { return a; }
static __device__ inline i64 t4j_round(i64 a) { return a; }

static __device__ inline float t4j_trunc(float a) { return trunc(a); }
static __device__ inline double t4j_trunc(double a) { return trunc(a); }
static __device__ inline int t4j_trunc(int a) { return a; }
static __device__ inline i64 t4j_trunc(i64 a) { return a; }

template <class T> static __device__ inline T t4j_floor_div_real(T a, T b) {
  if (b == 0) return a / b;
  T mod = (T)fmod(a, b);
  T quotient = (a - mod) / b;
  if (mod != 0 && (b < 0) != (mod < 0)) quotient -= 1;
  if (quotient == 0) return (T)copysign((T)0, a / b);
  T whole = (T)floor(quotient);
  return quotient - whole > (T)0.5 ? whole + 1 : whole;
}

// A divisor of 0 gives 0, as a GPU raises nothing; so does the least number by -1 wrap.
template <class T> static __device__ inline T t4j_quotient(T a, T b) {
  return b == 0 ? 0 : b == -1 ? (T)(0 - (u64)a) : a / b;
}

template <class T> static __device__ inline T t4j_rest(T a, T b) {
  return b == 0 || b == -1 ? 0 : a % b;
}

template <class T> static __device__ inline T t4j_floor_div_whole(T a, T b) {
  T rest = t4j_rest(a, b);
  return t4j_quotient(a, b) - (rest != 0 && (rest < 0) != (b < 0));
}

static __device__ inline float t4j_floor_div(float a, float b) { return t4j_floor_div_real(a, b); }
static __device__ inline double t4j_floor_div(double a, double b) { return t4j_floor_div_real(a, b); }
static __device__ inline int t4j_floor_div(int a, int b) { return t4j_floor_div_whole(a, b); }
static __device__ inline i64 t4j_floor_div(i64 a, i64 b) { return t4j_floor_div_whole(a, b); }

static __device__ inline float t4j_trunc_div(float a, float b) { return trunc(a / b); }
static __device__ inline double t4j_trunc_div(double a, double b) { return trunc(a / b); }
static __device__ inline int t4j_trunc_div(int a, int b) { return t4j_quotient(a, b); }
static __device__ inline i64 t4j_trunc_div(i64 a, i64 b) { return t4j_quotient(a, b); }

static __device__ inline float t4j_fmod(float a, float b) { return fmod(a, b); }
static __device__ inline double t4j_fmod(double a, double b) { return fmod(a, b); }
static __device__ inline int t4j_fmod(int a, int b) { return t4j_rest(a, b); }
static __device__ inline i64 t4j_fmod(i64 a, i64 b) { return t4j_rest(a, b); }

template <class T> static __device__ inline T t4j_remainder(T a, T b) {
  T mod = t4j_fmod(a, b);
  return mod != 0 && (b < 0) != (mod < 0) ? mod + b : mod;
}

template <class T> static __device__ inline T t4j_pow_whole(T a, T b) {
  if (b < 0) return a == 1 ? 1 : a == -1 ? ((b & 1) == 0 ? 1 : -1) : 0;
  u64 result = 1, square = (u64)a;
  for (u64 bits = (u64)b; bits != 0; bits >>= 1) {
    if (bits & 1) result *= square;
    square *= square;
  }
  return (T)result;
}

static __device__ inline float t4j_pow(float a, float b) { return pow(a, b); }
static __device__ inline double t4j_pow(double a, double b) { return pow(a, b); }
static __device__ inline int t4j_pow(int a, int b) { return t4j_pow_whole(a, b); }
static __device__ inline i64 t4j_pow(i64 a, i64 b) { return t4j_pow_whole(a, b); }

template <class T> static __device__ inline T t4j_min(T a, T b) {
  return a != a ? a : b != b ? b : a < b ? a : a == b && t4j_signbit(a) ? a : b;
}

template <class T> static __device__ inline T t4j_max(T a, T b) {
  return a != a ? a : b != b ? b : a > b ? a : a == b && !t4j_signbit(a) ? a : b;
}

template <class T> static __device__ inline T t4j_fmin(T a, T b) {
  return a != a ? b : b != b ? a : t4j_min(a, b);
}

template <class T> static __device__ inline T t4j_fmax(T a, T b) {
  return a != a ? b : b != b ? a : t4j_max(a, b);
}

template <class T> static __device__ inline T t4j_xlogy(T a, T b) {
  return a == 0 && b == b ? (T)0 : a * (T)log(b);
}

template <class T> static __device__ inline T t4j_gcd(T a, T b) {
  while (b != 0) {
    T rest = t4j_rest(a, b);
    a = b;
    b = rest;
  }
  return t4j_abs(a);
}

template <class T> static __device__ inline T t4j_lcm(T a, T b) {
  T divisor = t4j_gcd(a, b);
  return divisor == 0 ? 0 : t4j_abs((T)((u64)t4j_quotient(a, divisor) * (u64)b));
}

template <class T> static __device__ inline T t4j_shift_left(T a, T b) {
  return b < 0 || b > 63 ? 0 : (T)((u64)a << b);
}

template <class T> static __device__ inline T t4j_shift_right(T a, T b) {
  return (T)((i64)a >> (b < 0 || b > 63 ? 63 : b));
}
