// The functions of the expression table that CUDA lacks, in double precision: what
// SpecialFunctions, BesselFunctions, ProbabilityFunctions and PolynomialFunctions compute.

__device__ const double T4J_S_HALF_LOG_2_PI = 0.9189385332046728;

__device__ const double T4J_S_BERNOULLI[] = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
    43867.0 / 798, -174611.0 / 330, 854513.0 / 138,
};

__device__ const double T4J_S_LGAMMA_AT_2[] = {
    0.0, 0.42278433509846713, 0.3224670334241132, -0.06735230105319809, 0.020580808427784553,
    -0.007385551028673988, 0.0028905103307415234, -0.001192753911703261, 5.096695247430427E-4,
    -2.2315475845357947E-4, 9.945751278180853E-5, -4.492623673813314E-5, 2.0507212775670684E-5,
    -9.439488275268395E-6, 4.374866789907486E-6, -2.039215753801366E-6, 9.551412130407415E-7,
    -4.492469198764564E-7, 2.1207184805554667E-7, -1.0043224823968098E-7, 4.76981016936398E-8,
    -2.2711094608943164E-8, 1.0838659214896953E-8, -5.183475041970047E-9, 2.4836745438024785E-9,
    -1.1921401405860912E-9, 5.731367241678861E-10, -2.7595228851242334E-10,
    1.3304764374244491E-10, -6.422964563838102E-11, 3.104424774732227E-11,
    -1.5021384080754142E-11, 7.275974480239079E-12, -3.527742476575915E-12,
    1.7119917905596178E-12, -8.315385841420284E-13, 4.042200525289439E-13,
    -1.9664756310966168E-13, 9.573630387838554E-14, -4.664076026428374E-14,
    2.2737369600659727E-14, -1.1091399470834522E-14,
};

__device__ const double T4J_S_ERF_NEAR[] = {
    1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
};

__device__ const double T4J_S_ERF_NEAR_UNDER[] = {
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
};

__device__ const double T4J_S_ERFC_MIDDLE[] = {
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
    2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
};

__device__ const double T4J_S_ERFC_MIDDLE_UNDER[] = {
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
};

__device__ const double T4J_S_ERFC_FAR[] = {
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
    1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
};

__device__ const double T4J_S_ERFC_FAR_UNDER[] = {
    1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1,
    6.05183413124413191e-2, 2.33520497626869185e-3,
};

static __device__ double t4j_s_polynomial(const double* coefficients, int count, double x) {
  double sum = 0;
  for (int i = 0; i < count; i++) {
    sum = sum * x + coefficients[i];
  }
  return sum;
}

static __device__ double t4j_s_scaled_tail(double x) {
  if (x <= 4) {
    return t4j_s_polynomial(T4J_S_ERFC_MIDDLE, 9, x) / t4j_s_polynomial(T4J_S_ERFC_MIDDLE_UNDER, 9, x);
  }
  double z = 1 / (x * x);
  double rest = z * t4j_s_polynomial(T4J_S_ERFC_FAR, 6, z) / t4j_s_polynomial(T4J_S_ERFC_FAR_UNDER, 6, z);
  return (1 / sqrt(T4J_PI) - rest) / x;
}

static __device__ double t4j_s_tail(double x) {
  if (x > 27) {
    return 0;
  }
  // x*x rounded would cost digits of the exponential: split off what is exact.
  double head = floor(x * 16) / 16;
  return exp(-head * head) * exp(-(x - head) * (x + head)) * t4j_s_scaled_tail(x);
}

static __device__ double t4j_s_erf(double x) {
  double a = fabs(x);
  if (a <= 0.46875) {
    return x * t4j_s_polynomial(T4J_S_ERF_NEAR, 5, x * x) / t4j_s_polynomial(T4J_S_ERF_NEAR_UNDER, 5, x * x);
  }
  return copysign(1 - t4j_s_tail(a), x);
}

static __device__ double t4j_s_erfc(double x) {
  if (fabs(x) <= 0.46875) {
    return 1 - t4j_s_erf(x);
  }
  return x < 0 ? 2 - t4j_s_tail(-x) : t4j_s_tail(x);
}

static __device__ double t4j_s_erfinv(double y) {
  double a = fabs(y);
  if (!(a < 1)) {
    return a == 1 ? copysign(T4J_INF, y) : T4J_NAN;
  }
  if (a < 1e-8) {
    return y * (sqrt(T4J_PI) / 2);
  }
  // Winitzki's approximation, then Halley steps, each of which triples the correct digits.
  double log_x = log1p(-a * a);
  double c = 2 / (T4J_PI * 0.147) + log_x / 2;
  double x = sqrt(sqrt(c * c - log_x / 0.147) - c);
  for (int i = 0; i < 3; i++) {
    double miss = a > 0.5 ? (1 - a) - t4j_s_erfc(x) : t4j_s_erf(x) - a;
    double step = miss / (2 / sqrt(T4J_PI) * exp(-x * x));
    x -= step / (1 + x * step);
  }
  return copysign(x, y);
}

static __device__ double t4j_s_around_two(double z) {
  double sum = 0;
  for (int k = 42 - 1; k > 0; k--) {
    sum = (sum + T4J_S_LGAMMA_AT_2[k]) * z;
  }
  return sum;
}

static __device__ double t4j_s_lgamma(double x) {
  if (t4j_isnan(x)) {
    return x;
  }
  if (t4j_isinf(x) || x <= 0 && x == rint(x)) {
    return T4J_INF;
  }
  if (x < -0.5) {
    // Reflection; the angle is reduced first so that the sine keeps its digits.
    double sine = fabs(sin(T4J_PI * (x - rint(x))));
    return log(T4J_PI / (-x * sine)) - t4j_s_lgamma(-x);
  }
  if (x < 0.5) {
    return t4j_s_around_two(x) - log1p(x) - log(fabs(x));
  }
  if (x < 1.5) {
    return t4j_s_around_two(x - 1) - log1p(x - 1);
  }
  if (x < 12) {
    double product = 1;
    while (x > 2.5) {
      x -= 1;
      product *= x;
    }
    return log(product) + t4j_s_around_two(x - 2);
  }
  double z = 1 / (x * x);
  double sum = 0;
  for (int k = 9; k >= 1; k--) {
    sum = sum * z + T4J_S_BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
  }
  return (x - 0.5) * log(x) - x + T4J_S_HALF_LOG_2_PI + sum / x;
}

static __device__ double t4j_s_digamma(double x) {
  if (x == 0) {
    return copysign(T4J_INF, -x);
  }
  if (x < 0) {
    double angle = x - rint(x);
    if (angle == 0 || t4j_isinf(x)) {
      return T4J_NAN;
    }
    return t4j_s_digamma(1 - x) - T4J_PI / tan(T4J_PI * angle);
  }
  double shift = 0;
  while (x < 10) {
    shift += 1 / x;
    x += 1;
  }
  double z = 1 / (x * x);
  double sum = 0;
  for (int k = 9; k >= 1; k--) {
    sum = (sum + T4J_S_BERNOULLI[k - 1] / (2 * k)) * z;
  }
  return log(x) - 0.5 / x - sum - shift;
}

static __device__ double t4j_s_hurwitz(double s, double q) {
  if (t4j_isnan(s) || t4j_isnan(q) || s < 1 || q < 0 && s != rint(s)) {
    return T4J_NAN;
  }
  if (q <= 0 && q == rint(q)) {
    return T4J_INF;
  }
  if (t4j_isinf(q)) {
    return 0;
  }
  double sum = 0;
  // Terms below are lost in the sum already; far below zero only those near the pole count.
  double x = q;
  if (x < -1e4) {
    x += ceil(-1e4 - x);
  }
  // The correction series wants x large against s.
  double start = 14 + fmin(s / 2, 100.0);
  while (x < start) {
    sum += pow(x, -s);
    x += 1;
  }
  double power = pow(x, -s);
  sum += pow(x, 1 - s) / (s - 1) + power / 2;
  double factor = s / 2 * power / x;
  for (int k = 1; k <= 11; k++) {
    double term = T4J_S_BERNOULLI[k - 1] * factor;
    sum += term;
    factor *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2) * x * x);
  }
  return sum;
}

static __device__ double t4j_s_trigamma(double x) {
  if (x >= 0.5 || t4j_isnan(x)) {
    return t4j_s_hurwitz(2, x);
  }
  double sine = sin(T4J_PI * (x - rint(x)));
  return T4J_PI * T4J_PI / (sine * sine) - t4j_s_hurwitz(2, 1 - x);
}

static __device__ double t4j_s_zeta(double s, double q) {
  if (s == 1) {
    return T4J_INF;
  }
  if (q == T4J_INF) {
    return T4J_NAN;
  }
  if (q == -T4J_INF && !(s < 1)) { // a pole for any s, NaN too, as in PyTorch
    return T4J_INF;
  }
  if (t4j_isinf(s) && s > 0 && q > 0) {
    return q > 1 ? 0 : q == 1 ? 1 : T4J_INF;
  }
  return t4j_s_hurwitz(s, q);
}

static __device__ double t4j_s_polygamma(double n, double x) {
  if (!(n >= 0) || n != rint(n) || n > 1e6) {
    return T4J_NAN;
  }
  if (n == 0) {
    return t4j_s_digamma(x);
  }
  if (n == 1) {
    return t4j_s_trigamma(x);
  }
  double factorial = exp(t4j_s_lgamma(n + 1));
  if (n < 23) {
    factorial = 1;
    for (int k = 2; k <= n; k++) {
      factorial *= k;
    }
  }
  return (fmod(n, 2.0) == 1 ? 1 : -1) * factorial * t4j_s_zeta(n + 1, x);
}

__device__ const double T4J_B_EULER = 0.5772156649015329;

__device__ const double T4J_B_QUARTER = T4J_PI / 4;

__device__ const double T4J_B_FAR = 25;

__device__ const double T4J_B_AIRY[] = {
    0.3550280538878172, -0.2588194037928068, 0.5355608832923522, -0.010160567116645236,
    0.22740742820168566, 0.6182590207416911, -0.378814293677658, 0.314583769216599,
    -0.07026553294928957, -0.7906285753685816, 0.35076100902411445, 0.3271928185544432,
    -0.3291451736298232, 0.3459354872813431, 0.18428083525050554, -0.771008168410127,
    -0.052705050356386014, 0.9355609381983068, -0.022133721547341754, -0.975663980926331,
    0.040241238486443474, 0.9962650441327894,
};

static __device__ double t4j_b_series(double x, int order) {
  double z = x * x / 4;
  double term = order == 0 ? 1 : x / 2;
  double sum = term;
  for (int k = 1; term > sum * 1e-18; k++) {
    term *= z / ((double) k * (k + order));
    sum += term;
  }
  return sum;
}

static __device__ double t4j_b_hankel(double x, int order, int sign) {
  double mu = 4.0 * order * order;
  double term = 1;
  double sum = 1;
  for (int k = 1; k < 40; k++) {
    double odd = 2 * k - 1;
    term *= -sign * (mu - odd * odd) / (k * 8 * x);
    sum += term;
    if (fabs(term) < 1e-17) {
      break;
    }
  }
  return sum / sqrt(2 * T4J_PI * x);
}

static __device__ double t4j_b_i0(double x) {
  double a = fabs(x);
  return a < T4J_B_FAR ? t4j_b_series(a, 0) : exp(a / 2) * t4j_b_hankel(a, 0, 1) * exp(a / 2);
}

static __device__ double t4j_b_i0e(double x) {
  double a = fabs(x);
  return a < T4J_B_FAR ? exp(-a) * t4j_b_series(a, 0) : t4j_b_hankel(a, 0, 1);
}

static __device__ double t4j_b_i1(double x) {
  double a = fabs(x);
  double y = a < T4J_B_FAR ? t4j_b_series(a, 1) : exp(a / 2) * t4j_b_hankel(a, 1, 1) * exp(a / 2);
  return x < 0 ? -y : y;
}

static __device__ double t4j_b_i1e(double x) {
  double a = fabs(x);
  double y = a < T4J_B_FAR ? exp(-a) * t4j_b_series(a, 1) : t4j_b_hankel(a, 1, 1);
  return x < 0 ? -y : y;
}

static __device__ double t4j_b_integral(double x, double order) {
  if (t4j_isinf(x)) {
    return 0;
  }
  int n = 32;
  double part = 42 / x;
  double h = log1p(part + sqrt(part * (part + 2))) / n;
  double sum = 0.5;
  for (int i = 1; i <= n; i++) {
    double s = sinh(i * h / 2);
    sum += exp(-2 * x * s * s) * (order == 0 ? 1 : cosh(order * i * h));
  }
  return sum * h;
}

static __device__ double t4j_b_small_k0(double x) {
  if (!(x > 0)) {
    return x == 0 ? T4J_INF : T4J_NAN;
  }
  double z = x * x / 4;
  double log_x = -(log(x / 2) + T4J_B_EULER);
  double term = 1;
  double sum = log_x;
  double harmonic = 0;
  for (int k = 1; k < 20; k++) {
    harmonic += 1.0 / k;
    term *= z / ((double) k * k);
    sum += term * (harmonic + log_x);
  }
  return sum;
}

static __device__ double t4j_b_k0(double x) {
  return x > 2 ? exp(-x) * t4j_b_integral(x, 0) : t4j_b_small_k0(x);
}

static __device__ double t4j_b_k0_scaled(double x) {
  return x > 2 ? t4j_b_integral(x, 0) : t4j_b_small_k0(x) * exp(x);
}

static __device__ double t4j_b_small_k1(double x) {
  if (!(x > 0)) {
    return x == 0 ? T4J_INF : T4J_NAN;
  }
  return (1 / x - t4j_b_series(x, 1) * t4j_b_small_k0(x)) / t4j_b_series(x, 0);
}

static __device__ double t4j_b_k1(double x) {
  return x > 2 ? exp(-x) * t4j_b_integral(x, 1) : t4j_b_small_k1(x);
}

static __device__ double t4j_b_k1_scaled(double x) {
  return x > 2 ? t4j_b_integral(x, 1) : t4j_b_small_k1(x) * exp(x);
}

static __device__ double t4j_b_tiny(double x, int order, bool second) {
  if (second) {
    return order == 0 ? 2 / T4J_PI * (log(x / 2) + T4J_B_EULER) : -2 / (T4J_PI * x);
  }
  return order == 0 ? 1 : x / 2;
}

static __device__ double t4j_b_neumann(int n, int order) {
  int k = n / 2;
  if (k == 0 || n % 2 != order) {
    return 0;
  }
  double size = order == 0 ? 1.0 / k : (k + 0.5) / ((double) k * (k + 1));
  return k % 2 == 0 ? size : -size;
}

static __device__ double t4j_b_recurrence(double x, int order, bool second) {
  if (x < 1e-9) {
    return t4j_b_tiny(x, order, second);
  }
  int start = 2 * (int) (x / 2 + 20 + 2 * sqrt(x));
  double above = 0;
  double here = 1e-290;
  double norm = 0;
  double sum = 0;
  double j1 = 0;
  for (int k = start; k > 0; k--) {
    double below = 2 * k / x * here - above;
    above = here;
    here = below;
    int n = k - 1;
    if (n == 1) {
      j1 = here;
    }
    if (n > 0 && n % 2 == 0) {
      norm += 2 * here;
    }
    sum += second ? t4j_b_neumann(n, order) * here : 0;
    if (fabs(here) > 1e250) {
      above *= 1e-250;
      here *= 1e-250;
      norm *= 1e-250;
      sum *= 1e-250;
      j1 *= 1e-250;
    }
  }
  norm += here;
  double j = (order == 0 ? here : j1) / norm;
  if (!second) {
    return j;
  }
  double log_x = log(x / 2) + T4J_B_EULER;
  return order == 0
      ? 2 / T4J_PI * (log_x * j - 2 * sum / norm)
      : 2 / T4J_PI * ((log_x - 1) * j - here / (norm * x) - 2 * sum / norm);
}

static __device__ double t4j_b_oscillating(double x, int order, double shift, bool second) {
  double mu = 4.0 * order * order;
  double term = 1;
  double p = 1;
  double q = 0;
  for (int k = 1; k < 60; k++) {
    double odd = 2 * k - 1;
    double next = term * (mu - odd * odd) / (k * 8 * x);
    if (fabs(next) > fabs(term) || fabs(next) < 1e-18) {
      break;
    }
    term = next;
    int quarter = k % 4;
    if (quarter % 2 == 1) {
      q += quarter == 1 ? term : -term;
    } else {
      p += quarter == 0 ? term : -term;
    }
  }
  // cos(x - shift) from the exact sine and cosine of x, whose argument is reduced exactly.
  double sine = sin(x) * cos(shift) - cos(x) * sin(shift);
  double cosine = cos(x) * cos(shift) + sin(x) * sin(shift);
  double wave = second ? p * sine + q * cosine : p * cosine - q * sine;
  return sqrt(2 / (T4J_PI * x)) * wave;
}

static __device__ double t4j_b_bessel_j0(double x) {
  double a = fabs(x);
  if (a < T4J_B_FAR) {
    return t4j_b_recurrence(a, 0, false);
  }
  return t4j_b_oscillating(a, 0, T4J_B_QUARTER, false);
}

static __device__ double t4j_b_bessel_j1(double x) {
  double a = fabs(x);
  double y = a < T4J_B_FAR ? t4j_b_recurrence(a, 1, false) : t4j_b_oscillating(a, 1, 3 * T4J_B_QUARTER, false);
  return x < 0 ? -y : y;
}

static __device__ double t4j_b_bessel_y0(double x) {
  if (!(x > 0)) {
    return x == 0 ? -T4J_INF : T4J_NAN;
  }
  return x < T4J_B_FAR ? t4j_b_recurrence(x, 0, true) : t4j_b_oscillating(x, 0, T4J_B_QUARTER, true);
}

static __device__ double t4j_b_bessel_y1(double x) {
  if (!(x > 0)) {
    return x == 0 ? -T4J_INF : T4J_NAN;
  }
  return x < T4J_B_FAR ? t4j_b_recurrence(x, 1, true) : t4j_b_oscillating(x, 1, 3 * T4J_B_QUARTER, true);
}

static __device__ double t4j_b_airy_step(double x, double one, double last, double h) {
  double two = 0;
  double power = h;
  double value = one + last * h;
  for (int n = 2; n < 60; n++) {
    double next = (x * one + two) / ((double) n * (n - 1));
    two = one;
    one = last;
    last = next;
    power *= h;
    value += next * power;
  }
  return value;
}

static __device__ double t4j_b_spherical_bessel_j0(double x) {
  if (t4j_isinf(x)) {
    return 0;
  }
  return fabs(x) < 1e-8 ? 1 : sin(x) / x;
}

static __device__ double t4j_b_airy_ai(double x) {
  if (t4j_isnan(x) || t4j_isinf(x)) {
    return T4J_NAN;
  }
  if (x > 1.5) {
    double z = 2 * x * sqrt(x) / 3;
    return sqrt(x / 3) / T4J_PI * exp(-z) * t4j_b_integral(z, 1.0 / 3);
  }
  if (x >= -10.5) {
    int i = (int) fmin(10.0, fmax(0.0, -rint(x)));
    return t4j_b_airy_step(-i, T4J_B_AIRY[2 * i], T4J_B_AIRY[2 * i + 1], x + i);
  }
  double z = -2 * x * sqrt(-x) / 3;
  double term = 1;
  double p = 1;
  double q = 0;
  for (int k = 1; k < 40; k++) {
    double next = term * (6.0 * k - 5) * (6.0 * k - 1) / (72.0 * k * z);
    if (next > term || next < 1e-18) {
      break;
    }
    term = next;
    int quarter = k % 4;
    if (quarter % 2 == 1) {
      q += quarter == 1 ? term : -term;
    } else {
      p += quarter == 0 ? term : -term;
    }
  }
  double angle = z + T4J_B_QUARTER;
  return (sin(angle) * p - cos(angle) * q)
      / (sqrt(T4J_PI) * sqrt(sqrt(-x)));
}

__device__ const double T4J_P_LN_2 = 0.6931471805599453;

__device__ const double T4J_P_ROOT_2 = 1.4142135623730951;

__device__ const double T4J_P_LARGE = 1e6;

static __device__ double t4j_p_exact_square(double x) {
  double head = rint(x * 16) / 16;
  return exp(head * head) * exp((x - head) * (x + head));
}

static __device__ double t4j_p_erfcx(double x) {
  if (x < -27) {
    return T4J_INF;
  }
  if (x < 0.46875) {
    double square = exp(x * x);
    return x < -0.46875
        ? 2 * t4j_p_exact_square(x) - t4j_s_scaled_tail(-x)
        : square * t4j_s_erfc(x);
  }
  return t4j_s_scaled_tail(x);
}

static __device__ double t4j_p_log_ndtr(double x) {
  double t = x / T4J_P_ROOT_2;
  return x < -1 ? log(t4j_p_erfcx(-t) / 2) - t * t : log1p(-t4j_s_erfc(t) / 2);
}

static __device__ double t4j_p_ndtri(double p) {
  if (!(p > 0 && p < 1)) {
    return p == 0 ? -T4J_INF : p == 1 ? T4J_INF : T4J_NAN;
  }
  if (p > 0.5) {
    return p < 0.9 ? T4J_P_ROOT_2 * t4j_s_erfinv(2 * p - 1) : -t4j_p_ndtri(1 - p);
  }
  if (p > 0.1) {
    return T4J_P_ROOT_2 * t4j_s_erfinv(2 * p - 1);
  }
  // Newton's method on the logarithm, which is almost a parabola there.
  double log_x = log(p);
  double x = -sqrt(-2 * log_x - log(-2 * log_x * 2 * T4J_PI) * 0.9);
  for (int i = 0; i < 8; i++) {
    double l = t4j_p_log_ndtr(x);
    double step = (l - log_x) * exp(l + x * x / 2) * sqrt(2 * T4J_PI);
    x -= step;
    if (fabs(step) < 1e-14 * fabs(x)) {
      break;
    }
  }
  return x;
}

static __device__ double t4j_p_entr(double x) {
  return x > 0 ? -x * log(x) : x == 0 ? 0 : x < 0 ? -T4J_INF : T4J_NAN;
}

static __device__ double t4j_p_xlog1py(double x, double y) {
  return x == 0 && !t4j_isnan(y) ? 0 : x * log1p(y);
}

static __device__ double t4j_p_logaddexp(double a, double b) {
  return a == b ? a + T4J_P_LN_2 : fmax(a, b) + log1p(exp(-fabs(a - b)));
}

static __device__ double t4j_p_logaddexp2(double a, double b) {
  return a == b ? a + 1 : fmax(a, b) + log1p(pow(2, -fabs(a - b))) / T4J_P_LN_2;
}

static __device__ double t4j_p_minus_log(double m) {
  if (fabs(m) > 0.3) {
    return m - log1p(m);
  }
  double sum = 0;
  for (int k = 40; k >= 2; k--) {
    sum = sum * -m + 1.0 / k;
  }
  return sum * m * m;
}

static __device__ double t4j_p_normal(double a, double x, int sign) {
  double m = (x - a) / a;
  double half = t4j_p_minus_log(m);
  double eta = copysign(sqrt(2 * half), m);
  double c = fabs(m) < 1e-4 ? -1.0 / 3 + m / 12 : 1 / m - 1 / eta;
  double rest = exp(-a * half) / sqrt(2 * T4J_PI * a) * c;
  return t4j_s_erfc(sign * eta * sqrt(a / 2)) / 2 + sign * rest;
}

static __device__ double t4j_p_front(double a, double x) {
  if (a < 20) {
    return exp(a * log(x) - x - t4j_s_lgamma(a + 1));
  }
  // With Stirling's series the large parts cancel before they are rounded.
  double m = (x - a) / a;
  double z = 1 / (a * a);
  double rest = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z / 1680))) / a;
  return exp(-a * t4j_p_minus_log(m) - rest) / sqrt(2 * T4J_PI * a);
}

static __device__ double t4j_p_lower(double a, double x) {
  double term = 1;
  double sum = 1;
  for (double n = a + 1; term > sum * 1e-17; n++) {
    term *= x / n;
    sum += term;
  }
  return sum * t4j_p_front(a, x);
}

static __device__ double t4j_p_upper(double a, double x) {
  double b = x + 1 - a;
  double c = 1e300;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < 100000; i++) {
    double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
    c = fabs(c) < 1e-300 ? 1e-300 : c;
    double delta = d * c;
    h *= delta;
    if (fabs(delta - 1) < 1e-16) {
      break;
    }
  }
  return h * a * t4j_p_front(a, x);
}

static __device__ double t4j_p_igamma(double a, double x) {
  if (x < 0 || a < 0) {
    return T4J_NAN;
  }
  if (a == 0) {
    return x > 0 ? 1 : T4J_NAN;
  }
  if (x == 0) {
    return 0;
  }
  if (t4j_isinf(a)) {
    return t4j_isinf(x) ? T4J_NAN : 0;
  }
  if (t4j_isinf(x)) {
    return 1;
  }
  if (t4j_isnan(a + x)) {
    return T4J_NAN;
  }
  if (a > T4J_P_LARGE) {
    return t4j_p_normal(a, x, -1);
  }
  return x < a + 1 ? t4j_p_lower(a, x) : 1 - t4j_p_upper(a, x);
}

static __device__ double t4j_p_upper_near_zero(double a, double x) {
  double term = 1;
  double sum = 0;
  for (int k = 1; k < 60; k++) {
    term *= -x / k;
    sum += term / (a + k);
  }
  // gamma(a + 1) - x^a, without cancellation.
  double log_x = a * log(x);
  double gamma_x = t4j_s_lgamma(a + 1);
  double head = -expm1(log_x - gamma_x);
  return head - a * sum * exp(log_x - gamma_x);
}

static __device__ double t4j_p_igammac(double a, double x) {
  if (x < 0 || a < 0) {
    return T4J_NAN;
  }
  if (a == 0) {
    return x > 0 ? 0 : T4J_NAN;
  }
  if (x == 0) {
    return 1;
  }
  if (t4j_isinf(a)) {
    return t4j_isinf(x) ? T4J_NAN : 1;
  }
  if (t4j_isinf(x)) {
    return 0;
  }
  if (t4j_isnan(a + x)) {
    return T4J_NAN;
  }
  if (a > T4J_P_LARGE) {
    return t4j_p_normal(a, x, 1);
  }
  if (x < 1.1 && a < 0.5) {
    return t4j_p_upper_near_zero(a, x);
  }
  return x < a + 1 ? 1 - t4j_p_lower(a, x) : t4j_p_upper(a, x);
}

__device__ const int T4J_O_HIGH = 6;

__device__ const int T4J_O_MAX = 1 << 20;

static __device__ long long t4j_o_integer(double degree) {
  return fabs(degree) < 0x1p63 ? (long long) degree : -1;
}

static __device__ double t4j_o_chebyshev(double x, long long n, double first) {
  if (n <= 0) {
    return n < 0 ? 0 : 1;
  }
  if (n > T4J_O_MAX) {
    return T4J_NAN;
  }
  double before = 1;
  double now = first;
  for (long long k = 2; k <= n && !t4j_isnan(now); k++) {
    double next = 2 * x * now - before;
    before = now;
    now = next;
  }
  return now;
}

static __device__ double t4j_o_chebyshev_t(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (n > T4J_O_HIGH && fabs(x) < 1) {
    return cos(n * acos(x));
  }
  if (fabs(x) == 1) {
    return n < 0 ? 0 : x > 0 || n % 2 == 0 ? 1 : -1;
  }
  return t4j_o_chebyshev(x, n, x);
}

static __device__ double t4j_o_chebyshev_u(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (fabs(x) == 1) {
    return n < 0 ? 0 : x > 0 || n % 2 == 0 ? n + 1 : -(n + 1);
  }
  if (n > T4J_O_HIGH && fabs(x) < 1) {
    return sin((n + 1) * acos(x)) / sqrt((1 - x) * (1 + x));
  }
  return t4j_o_chebyshev(x, n, 2 * x);
}

static __device__ double t4j_o_chebyshev_v(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (fabs(x) == 1) {
    return n < 0 ? 0 : x > 0 ? 1 : n % 2 == 0 ? 2 * n + 1 : -(2 * n + 1);
  }
  if (n > T4J_O_HIGH && fabs(x) < 1) {
    return cos((n + 0.5) * acos(x)) / sqrt((1 + x) / 2);
  }
  return t4j_o_chebyshev(x, n, 2 * x - 1);
}

static __device__ double t4j_o_chebyshev_w(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (fabs(x) == 1) {
    return n < 0 ? 0 : x > 0 ? 2 * n + 1 : n % 2 == 0 ? 1 : -1;
  }
  if (n > T4J_O_HIGH && fabs(x) < 1) {
    return sin((n + 0.5) * acos(x)) / sqrt((1 - x) / 2);
  }
  return t4j_o_chebyshev(x, n, 2 * x + 1);
}

static __device__ double t4j_o_hermite(double x, long long n, double scale) {
  if (n <= 0) {
    return n < 0 ? 0 : 1;
  }
  if (n > T4J_O_MAX) {
    return T4J_NAN;
  }
  double before = 1;
  double now = scale * x;
  for (long long k = 1; k < n && !t4j_isnan(now); k++) {
    double next = scale * (x * now - k * before);
    before = now;
    now = next;
  }
  return now;
}

static __device__ double t4j_o_hermite_h(double x, double degree) {
  return t4j_o_hermite(x, t4j_o_integer(degree), 2);
}

static __device__ double t4j_o_hermite_he(double x, double degree) {
  return t4j_o_hermite(x, t4j_o_integer(degree), 1);
}

static __device__ double t4j_o_laguerre_l(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (n <= 0 || x == 0) {
    return n < 0 ? 0 : 1;
  }
  if (n > T4J_O_MAX) {
    return T4J_NAN;
  }
  double before = 1;
  double now = 1 - x;
  for (long long k = 1; k < n && !t4j_isnan(now); k++) {
    double next = ((2 * k + 1 - x) * now - k * before) / (k + 1);
    before = now;
    now = next;
  }
  return now;
}

static __device__ double t4j_o_legendre_p(double x, double degree) {
  long long n = t4j_o_integer(degree);
  if (n <= 0) {
    return n < 0 ? 0 : 1;
  }
  if (fabs(x) == 1) {
    return x > 0 || n % 2 == 0 ? 1 : -1;
  }
  if (n > T4J_O_MAX) {
    return T4J_NAN;
  }
  double before = 1;
  double now = x;
  for (long long k = 1; k < n && !t4j_isnan(now); k++) {
    double next = ((2 * k + 1) * x * now - k * before) / (k + 1);
    before = now;
    now = next;
  }
  return now;
}

template <class T> static __device__ T t4j_erfinv(T a) {
  return (T)t4j_s_erfinv((double)a);
}

template <class T> static __device__ T t4j_digamma(T a) {
  return (T)t4j_s_digamma((double)a);
}

template <class T> static __device__ T t4j_trigamma(T a) {
  return (T)t4j_s_trigamma((double)a);
}

template <class T> static __device__ T t4j_polygamma(T a, T b) {
  return (T)t4j_s_polygamma((double)a, (double)b);
}

template <class T> static __device__ T t4j_i0(T a) {
  return (T)t4j_b_i0((double)a);
}

template <class T> static __device__ T t4j_i0e(T a) {
  return (T)t4j_b_i0e((double)a);
}

template <class T> static __device__ T t4j_i1(T a) {
  return (T)t4j_b_i1((double)a);
}

template <class T> static __device__ T t4j_i1e(T a) {
  return (T)t4j_b_i1e((double)a);
}

template <class T> static __device__ T t4j_k0(T a) {
  return (T)t4j_b_k0((double)a);
}

template <class T> static __device__ T t4j_k1(T a) {
  return (T)t4j_b_k1((double)a);
}

template <class T> static __device__ T t4j_k0_scaled(T a) {
  return (T)t4j_b_k0_scaled((double)a);
}

template <class T> static __device__ T t4j_k1_scaled(T a) {
  return (T)t4j_b_k1_scaled((double)a);
}

template <class T> static __device__ T t4j_bessel_j0(T a) {
  return (T)t4j_b_bessel_j0((double)a);
}

template <class T> static __device__ T t4j_bessel_j1(T a) {
  return (T)t4j_b_bessel_j1((double)a);
}

template <class T> static __device__ T t4j_bessel_y0(T a) {
  return (T)t4j_b_bessel_y0((double)a);
}

template <class T> static __device__ T t4j_bessel_y1(T a) {
  return (T)t4j_b_bessel_y1((double)a);
}

template <class T> static __device__ T t4j_spherical_bessel_j0(T a) {
  return (T)t4j_b_spherical_bessel_j0((double)a);
}

template <class T> static __device__ T t4j_airy_ai(T a) {
  return (T)t4j_b_airy_ai((double)a);
}

template <class T> static __device__ T t4j_erfcx(T a) {
  return (T)t4j_p_erfcx((double)a);
}

template <class T> static __device__ T t4j_log_ndtr(T a) {
  return (T)t4j_p_log_ndtr((double)a);
}

template <class T> static __device__ T t4j_ndtri(T a) {
  return (T)t4j_p_ndtri((double)a);
}

template <class T> static __device__ T t4j_entr(T a) {
  return (T)t4j_p_entr((double)a);
}

template <class T> static __device__ T t4j_xlog1py(T a, T b) {
  return (T)t4j_p_xlog1py((double)a, (double)b);
}

template <class T> static __device__ T t4j_logaddexp(T a, T b) {
  return (T)t4j_p_logaddexp((double)a, (double)b);
}

template <class T> static __device__ T t4j_logaddexp2(T a, T b) {
  return (T)t4j_p_logaddexp2((double)a, (double)b);
}

template <class T> static __device__ T t4j_igamma(T a, T b) {
  return (T)t4j_p_igamma((double)a, (double)b);
}

template <class T> static __device__ T t4j_igammac(T a, T b) {
  return (T)t4j_p_igammac((double)a, (double)b);
}

template <class T> static __device__ T t4j_zeta(T a, T b) {
  return (T)t4j_s_zeta((double)a, (double)b);
}

template <class T> static __device__ T t4j_chebyshev_t(T a, T b) {
  return (T)t4j_o_chebyshev_t((double)a, (double)b);
}

template <class T> static __device__ T t4j_chebyshev_u(T a, T b) {
  return (T)t4j_o_chebyshev_u((double)a, (double)b);
}

template <class T> static __device__ T t4j_chebyshev_v(T a, T b) {
  return (T)t4j_o_chebyshev_v((double)a, (double)b);
}

template <class T> static __device__ T t4j_chebyshev_w(T a, T b) {
  return (T)t4j_o_chebyshev_w((double)a, (double)b);
}

template <class T> static __device__ T t4j_hermite_h(T a, T b) {
  return (T)t4j_o_hermite_h((double)a, (double)b);
}

template <class T> static __device__ T t4j_hermite_he(T a, T b) {
  return (T)t4j_o_hermite_he((double)a, (double)b);
}

template <class T> static __device__ T t4j_laguerre_l(T a, T b) {
  return (T)t4j_o_laguerre_l((double)a, (double)b);
}

template <class T> static __device__ T t4j_legendre_p(T a, T b) {
  return (T)t4j_o_legendre_p((double)a, (double)b);
}
