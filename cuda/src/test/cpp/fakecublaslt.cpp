// The fake libcublasLt: plain loops in double, with the library's rules about shapes, leading
// dimensions, alignment and attributes, as far as they are known.
#include <cmath>
#include <complex>
#include <cstring>
#include <set>
#include "fakelibrary.h"

enum { OK = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };
enum { R32F = 0, R64F = 1, R16F = 2, C32F = 4, C64F = 5, R16BF = 14 };
enum { EPI_RELU = 2, EPI_BIAS = 4, EPI_GELU = 32, EPI_SUM_A = 256, EPI_SUM_B = 512 };
typedef std::complex<double> Number;

struct Handle {};
struct Layout { int type; uint64_t rows, cols; int64_t ld; int order = 0, batch = 1; int64_t stride = 0; };
struct Product { int compute, scale, transA = 0, transB = 0, epilogue = 1; uint64_t bias = 0; };
struct Preference { uint64_t workspace = 0; unsigned alignment[4] = {256, 256, 256, 256}; };
struct Algorithm { uint64_t magic; unsigned alignment[4]; char rest[64 - 24]; size_t workspace; int state; float waves; int reserved[4]; };
static const uint64_t MAGIC = 0xC0FFEE;
static const size_t WORKSPACE = 4096;
static std::set<void*>& live = *new std::set<void*>;
static std::recursive_mutex& lock = *new std::recursive_mutex;
static bool known(void* p) { std::lock_guard<std::recursive_mutex> g(lock); return live.count(p) > 0; }
template <class T> static T* keep(T* p) { std::lock_guard<std::recursive_mutex> g(lock); live.insert(p); return p; }
template <class T> static int drop(T* p) {
  std::lock_guard<std::recursive_mutex> g(lock);
  if (!live.erase(p)) return INVALID_VALUE;
  delete p;
  return OK;
}
template <class T> static int put(T& to, const void* from, size_t n) {
  if (n != sizeof(T)) return INVALID_VALUE;
  memcpy(&to, from, n);
  return OK;
}

EXPORT size_t cublasLtGetVersion() { return 130099; }
EXPORT const char* cublasLtGetStatusName(int s) {
  switch (s) {
    case OK: return "CUBLAS_STATUS_SUCCESS";
    case NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
    case INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
    case EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
    case NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
    default: return "CUBLAS_STATUS_INTERNAL_ERROR";
  }
}
EXPORT int cublasLtCreate(Handle** h) { if (!fake::connect()) return NOT_INITIALIZED; *h = keep(new Handle); return OK; }
EXPORT int cublasLtDestroy(Handle* h) { return drop(h); }
EXPORT int cublasLtMatmulDescCreate(Product** d, int compute, int scale) { *d = keep(new Product{compute, scale}); return OK; }
EXPORT int cublasLtMatmulDescDestroy(Product* d) { return drop(d); }
EXPORT int cublasLtMatmulDescSetAttribute(Product* d, int attribute, const void* p, size_t n) {
  if (!known(d)) return INVALID_VALUE;
  switch (attribute) {
    case 3: return put(d->transA, p, n);
    case 4: return put(d->transB, p, n);
    case 7: return put(d->epilogue, p, n);
    case 8: return put(d->bias, p, n);
    default: return NOT_SUPPORTED;
  }
}
EXPORT int cublasLtMatrixLayoutCreate(Layout** l, int type, uint64_t rows, uint64_t cols, int64_t ld) {
  if (!rows || !cols) return INVALID_VALUE;
  *l = keep(new Layout{type, rows, cols, ld});
  return OK;
}
EXPORT int cublasLtMatrixLayoutDestroy(Layout* l) { return drop(l); }
EXPORT int cublasLtMatrixLayoutSetAttribute(Layout* l, int attribute, const void* p, size_t n) {
  if (!known(l)) return INVALID_VALUE;
  switch (attribute) {
    case 1: return put(l->order, p, n);
    case 5: return put(l->batch, p, n);
    case 6: return put(l->stride, p, n);
    default: return NOT_SUPPORTED;
  }
}
EXPORT int cublasLtMatmulPreferenceCreate(Preference** p) { *p = keep(new Preference); return OK; }
EXPORT int cublasLtMatmulPreferenceDestroy(Preference* p) { return drop(p); }
EXPORT int cublasLtMatmulPreferenceSetAttribute(Preference* q, int attribute, const void* p, size_t n) {
  if (!known(q)) return INVALID_VALUE;
  if (attribute == 1) return put(q->workspace, p, n);
  return attribute >= 5 && attribute <= 8 ? put(q->alignment[attribute - 5], p, n) : (int) NOT_SUPPORTED;
}

static size_t bytes(int type) { return type == C64F ? 16 : type == R64F || type == C32F ? 8 : type == R16F || type == R16BF ? 2 : 4; }
static bool fits(const Layout* l) { return l->ld >= (int64_t) (l->order ? l->cols : l->rows); }
static int check(const Product* d, const Layout* A, const Layout* B, const Layout* C, const Layout* D) {
  uint64_t m = d->transA ? A->cols : A->rows, k = d->transA ? A->rows : A->cols;
  uint64_t k2 = d->transB ? B->cols : B->rows, n = d->transB ? B->rows : B->cols;
  if (k != k2 || D->rows != m || D->cols != n || C->rows != m || C->cols != n) return INVALID_VALUE;
  if (!fits(A) || !fits(B) || !fits(C) || !fits(D)) return INVALID_VALUE;
  if (A->batch != B->batch || A->batch != D->batch) return INVALID_VALUE;
  if (A->type != B->type || A->type != D->type || C->type != D->type) return NOT_SUPPORTED;
  bool dbl = A->type == R64F || A->type == C64F, cplx = A->type == C32F || A->type == C64F;
  if (dbl ? d->compute != 70 : d->compute != 68 && !(d->compute == 77 && bytes(A->type) >= 4)) return NOT_SUPPORTED;
  if (d->scale != (cplx ? A->type : dbl ? R64F : R32F)) return NOT_SUPPORTED;
  if (cplx && d->epilogue != 1) return NOT_SUPPORTED;
  return OK;
}
EXPORT int cublasLtMatmulAlgoGetHeuristic(Handle* h, Product* d, Layout* A, Layout* B, Layout* C, Layout* D, Preference* p, int wanted, Algorithm* result, int* found) {
  *found = 0;
  if (!known(h) || !known(d) || !known(A) || !known(B) || !known(C) || !known(D) || !known(p) || wanted < 1) return INVALID_VALUE;
  int status = check(d, A, B, C, D);
  if (status) return status;
  for (int i = 0; i < 4; i++) if (p->alignment[i] < bytes(A->type) && p->alignment[i] < 16) return NOT_SUPPORTED;
  memset(result, 0, sizeof *result);
  result->magic = MAGIC;
  memcpy(result->alignment, p->alignment, sizeof p->alignment);
  result->workspace = p->workspace < WORKSPACE ? 0 : WORKSPACE;
  *found = 1;
  return OK;
}

static Number load(const char* p, int type, int64_t i) {
  switch (type) {
    case R32F: return ((const float*) p)[i];
    case R64F: return ((const double*) p)[i];
    case R16F: return (double) ((const _Float16*) p)[i];
    case C32F: return ((const std::complex<float>*) p)[i];
    case C64F: return ((const Number*) p)[i];
    default: return fake::fromBfloat(((const uint16_t*) p)[i]);
  }
}
static void store(char* p, int type, int64_t i, Number v) {
  switch (type) {
    case R32F: ((float*) p)[i] = v.real(); break;
    case R64F: ((double*) p)[i] = v.real(); break;
    case R16F: ((_Float16*) p)[i] = (_Float16) (float) v.real(); break;
    case C32F: ((std::complex<float>*) p)[i] = std::complex<float>(v); break;
    case C64F: ((Number*) p)[i] = v; break;
    default: ((uint16_t*) p)[i] = fake::toBfloat(v.real());
  }
}
static int64_t at(const Layout& l, int64_t r, int64_t c) { return l.order ? r * l.ld + c : c * l.ld + r; }
static size_t span(const Layout& l) {
  return ((l.batch - 1) * l.stride + at(l, l.rows - 1, l.cols - 1) + 1) * bytes(l.type);
}
// Rounded to tf32's 10 bits of fraction.
static double tf32(double v) {
  float f = v;
  uint32_t b;
  memcpy(&b, &f, 4);
  b = (b + 0xfff + ((b >> 13) & 1)) & ~0x1fffu;
  memcpy(&f, &b, 4);
  return f;
}

struct Job { Product d; Layout A, B, C, D; uint64_t a, b, c, out, workspace; Number alpha, beta; };

// op(A) as [m][k] or op(B) as [n][k], so that sums run along memory.
template <class N> static std::vector<N> pack(const Job& j, const Layout& l, const char* p, int64_t batch, bool swap, int64_t rows, int64_t cols) {
  std::vector<N> packed(rows * cols);
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < cols; c++) {
      Number v = load(p, l.type, batch * l.stride + (swap ? at(l, c, r) : at(l, r, c)));
      if (j.d.compute == 77) v = Number(tf32(v.real()), tf32(v.imag()));
      if constexpr (sizeof(N) == 8) packed[r * cols + c] = v.real();
      else packed[r * cols + c] = v;
    }
  return packed;
}
template <class N> static void multiply(const Job& j, const char* a, const char* b, const char* c, char* out, char* bias) {
  int64_t m = j.D.rows, n = j.D.cols, k = j.d.transA ? j.A.rows : j.A.cols;
  int type = j.D.type;
  for (int64_t t = 0; t < j.D.batch; t++) {
    std::vector<N> x = pack<N>(j, j.A, a, t, j.d.transA, m, k), y = pack<N>(j, j.B, b, t, !j.d.transB, n, k);
    if (j.d.epilogue & (EPI_SUM_A | EPI_SUM_B)) {
      bool ofA = j.d.epilogue & EPI_SUM_A;
      for (int64_t r = 0; r < (ofA ? m : n); r++) {
        N s = 0;
        for (int64_t i = 0; i < k; i++) s += (ofA ? x : y)[r * k + i];
        store(bias, type, r, s);
      }
    }
    for (int64_t col = 0; col < n; col++)
      for (int64_t row = 0; row < m; row++) {
        N s = 0;
        const N *xr = &x[row * k], *yr = &y[col * k];
        for (int64_t i = 0; i < k; i++) s += xr[i] * yr[i];
        Number v = Number(s) * j.alpha;
        if (j.beta != 0.) v += j.beta * load(c, type, t * j.C.stride + at(j.C, row, col));
        if (j.d.epilogue < EPI_SUM_A) {
          double e = v.real();
          if (j.d.epilogue & EPI_BIAS) e += load(bias, type, row).real();
          if (j.d.epilogue & EPI_RELU) e = e > 0 || e != e ? e : 0;
          if (j.d.epilogue & EPI_GELU) e = 0.5 * e * (1 + tanh(0.7978845608028654 * (e + 0.044715 * e * e * e)));
          v = Number(e, v.imag());
        }
        store(out, type, t * j.D.stride + at(j.D, row, col), v);
      }
  }
}
static void run(void* p) {
  Job* j = (Job*) p;
  bool sum = j->d.epilogue & (EPI_SUM_A | EPI_SUM_B);
  char *a = fake::real(j->a, span(j->A)), *b = fake::real(j->b, span(j->B)), *c = fake::real(j->c, span(j->C)), *out = fake::real(j->out, span(j->D));
  size_t length = j->d.epilogue & EPI_SUM_B ? j->D.cols : j->D.rows;
  bool biased = sum || (j->d.epilogue & EPI_BIAS);
  char* bias = biased ? fake::real(j->d.bias, length * bytes(j->D.type)) : nullptr;
  if (!a || !b || !out || (j->beta != 0. && !c) || (biased && !bias)) fake::fail("cublasLtMatmul: a device address outside any live block");
  else if (j->D.type == C32F || j->D.type == C64F) multiply<Number>(*j, a, b, c, out, bias);
  else multiply<double>(*j, a, b, c, out, bias);
  delete j;
}
EXPORT int cublasLtMatmul(Handle* h, Product* d, const void* alpha, uint64_t A, Layout* a, uint64_t B, Layout* b, const void* beta, uint64_t C, Layout* c,
                          uint64_t D, Layout* dl, const Algorithm* algorithm, uint64_t workspace, size_t workspaceBytes, void* stream) {
  if (!known(h) || !known(d) || !known(a) || !known(b) || !known(c) || !known(dl)) return INVALID_VALUE;
  if (int status = check(d, a, b, c, dl)) return status;
  if (algorithm) {
    if (algorithm->magic != MAGIC || workspaceBytes < algorithm->workspace) return INVALID_VALUE;
    uint64_t addresses[] = {A, B, C, D};
    for (int i = 0; i < 4; i++) if (addresses[i] % algorithm->alignment[i]) return INVALID_VALUE;
    if (algorithm->workspace && !fake::real(workspace, algorithm->workspace)) return INVALID_VALUE;
  }
  auto number = [&](const void* p) { return d->scale == R64F ? Number(*(double*) p) : d->scale == C32F ? Number(*(std::complex<float>*) p) : d->scale == C64F ? *(Number*) p : Number(*(float*) p); };
  return fake::enqueue(stream, run, new Job{*d, *a, *b, *c, *dl, A, B, C, D, workspace, number(alpha), number(beta)}) ? EXECUTION_FAILED : OK;
}
