// The fake libcudnn.so.9: the backend API for graphs of one convolution (forward, data or filter
// gradient; two or three spatial dimensions, any strides, groups), forward also with bias and ReLU.
#include <map>
#include <set>
#include "fakelibrary.h"

enum { OK = 0, NOT_INITIALIZED = 1001, BAD_PARAM = 2000, NOT_SUPPORTED = 3000, EXECUTION_FAILED = 5000 };
enum { POINTWISE = 0, CONVOLUTION = 1, ENGINE = 2, CONFIG = 3, HEURISTIC = 4, PLAN = 5, FORWARD = 10, FILTER = 11, DATA = 12,
       APPLY = 13, GRAPH = 15, PACK = 16, TENSOR = 17 };
struct Attribute { int type; int64_t count; std::vector<char> bytes; };
struct Descriptor {
  int kind;
  bool ready = false;
  std::map<int, Attribute> attributes;
  int engine = 0;
  bool has(int k) const { return attributes.count(k) > 0; }
  int64_t count(int k) const { return attributes.at(k).count; }
  int64_t number(int k, int i = 0) const { return ((const int64_t*) attributes.at(k).bytes.data())[i]; }
  int integer(int k) const { return *(const int*) attributes.at(k).bytes.data(); }
  Descriptor* descriptor(int k, int i = 0) const { return ((Descriptor* const*) attributes.at(k).bytes.data())[i]; }
};
static std::set<Descriptor*>& live = *new std::set<Descriptor*>;
static std::recursive_mutex& lock = *new std::recursive_mutex;
static bool known(Descriptor* d) { std::lock_guard<std::recursive_mutex> g(lock); return live.count(d) > 0; }
static std::string& last = *new std::string;
static int refuse(int status, const char* why) { last = why; return status; }
struct Handle { void* stream = nullptr; };

EXPORT size_t cudnnGetVersion() { return 90000; }
EXPORT const char* cudnnGetErrorString(int s) {
  switch (s) {
    case OK: return "CUDNN_STATUS_SUCCESS";
    case NOT_INITIALIZED: return "CUDNN_STATUS_NOT_INITIALIZED";
    case BAD_PARAM: return "CUDNN_STATUS_BAD_PARAM";
    case NOT_SUPPORTED: return "CUDNN_STATUS_NOT_SUPPORTED";
    default: return "CUDNN_STATUS_EXECUTION_FAILED";
  }
}
EXPORT void cudnnGetLastErrorString(char* to, size_t n) {
  strncpy(to, last.c_str(), n - 1);
  to[n - 1] = 0;
  last.clear();
}
EXPORT int cudnnCreate(Handle** h) { if (!fake::connect()) return NOT_INITIALIZED; *h = new Handle; return OK; }
EXPORT int cudnnDestroy(Handle* h) { delete h; return OK; }
EXPORT int cudnnSetStream(Handle* h, void* s) { h->stream = s; return OK; }
EXPORT int cudnnBackendCreateDescriptor(int kind, Descriptor** d) {
  std::lock_guard<std::recursive_mutex> g(lock);
  *d = new Descriptor{};
  (*d)->kind = kind;
  live.insert(*d);
  return OK;
}
EXPORT int cudnnBackendDestroyDescriptor(Descriptor* d) {
  std::lock_guard<std::recursive_mutex> g(lock);
  if (!live.erase(d)) return BAD_PARAM;
  delete d;
  return OK;
}
static int bytes(int type) {
  switch (type) {
    case 2: return 1;
    case 1: case 4: case 7: case 8: case 9: case 10: case 11: case 14: case 23: return 4;
    default: return 8;
  }
}
EXPORT int cudnnBackendSetAttribute(Descriptor* d, int name, int type, int64_t n, const void* p) {
  if (!known(d) || d->ready || n < 0 || !p) return refuse(BAD_PARAM, "an attribute of a finalized descriptor, or none");
  if (type == 15) {
    for (int64_t i = 0; i < n; i++) {
      Descriptor* e = ((Descriptor* const*) p)[i];
      if (!known(e) || !e->ready) return refuse(BAD_PARAM, "a descriptor that is not finalized");
    }
  }
  d->attributes[name] = {type, n, std::vector<char>((const char*) p, (const char*) p + n * bytes(type))};
  return OK;
}

static const std::map<int, std::vector<int>>& required = *new std::map<int, std::vector<int>>{
    {TENSOR, {900, 901, 902, 903, 906}}, {CONVOLUTION, {100, 101, 102, 103, 104, 105, 106}}, {FORWARD, {700, 701, 702, 703, 704, 705}},
    {DATA, {706, 707, 708, 709, 710, 711}}, {FILTER, {712, 713, 714, 715, 716, 717}}, {POINTWISE, {0, 1}}, {APPLY, {750, 751, 753}},
    {GRAPH, {800, 801}}, {HEURISTIC, {200, 201}}, {PLAN, {400, 401}}, {PACK, {1000, 1001, 1003}}};

static int base(const Descriptor* op) { return op->kind == FORWARD ? 700 : op->kind == DATA ? 706 : 712; }
static int checkConvolution(Descriptor* op) {
  int b = base(op);
  // All three operations name w first, here in the place of dw or with dx and dy in those of x and y:
  // forward W X Y 703-705, data W DX DY 709-711, filter DW X DY 715-717.
  Descriptor *c = op->descriptor(b + 2), *w = op->descriptor(b + 3), *x = op->descriptor(b + 4), *y = op->descriptor(b + 5);
  int64_t rank = x->count(902);
  if (rank < 4 || rank > 5 || w->count(902) != rank || y->count(902) != rank || c->number(106) != rank - 2) return refuse(BAD_PARAM, "ranks differ");
  if (x->number(902) != y->number(902) || w->number(902) != y->number(902, 1) || x->number(902, 1) % w->number(902, 1)) return refuse(BAD_PARAM, "batch or channels do not fit");
  int64_t groups = x->number(902, 1) / w->number(902, 1);
  if (y->number(902, 1) % groups) return refuse(BAD_PARAM, "output channels are no multiple of the groups");
  for (int i = 0; i < rank - 2; i++) {
    int64_t reach = (w->number(902, 2 + i) - 1) * c->number(102, i) + 1;
    int64_t want = (x->number(902, 2 + i) + c->number(104, i) + c->number(105, i) - reach) / c->number(103, i) + 1;
    if (want != y->number(902, 2 + i)) return refuse(BAD_PARAM, "the output's size does not follow from input, window, padding, stride and dilation");
  }
  bool wide = x->integer(901) == 1;
  if (c->integer(100) != (wide ? 1 : 0) || op->attributes[b].type != (wide ? 5 : 4)) return refuse(BAD_PARAM, "compute type or type of alpha");
  return OK;
}
static int checkGraph(Descriptor* g) {
  int64_t n = g->count(801);
  if (n > 3) return refuse(NOT_SUPPORTED, "graphs of up to three operations");
  Descriptor* first = g->descriptor(801);
  if (first->kind != FORWARD && (n > 1 || (first->kind != DATA && first->kind != FILTER))) return refuse(NOT_SUPPORTED, "no such pattern");
  for (int64_t i = 1; i < n; i++) {
    Descriptor* op = g->descriptor(801, i);
    if (op->kind != APPLY) return refuse(NOT_SUPPORTED, "no such pattern");
    Descriptor* before = g->descriptor(801, i - 1);
    Descriptor* made = before->descriptor(before->kind == FORWARD ? 705 : 753);
    if (op->descriptor(751) != made || !made->has(907)) return refuse(BAD_PARAM, "operations are joined by virtual tensors");
    int mode = op->descriptor(750)->integer(0);
    if (mode != 0 && mode != 100) return refuse(NOT_SUPPORTED, "pointwise other than add and relu");
    if ((mode == 0) != op->has(752)) return refuse(BAD_PARAM, "add has two inputs, relu one");
  }
  return OK;
}
EXPORT int cudnnBackendFinalize(Descriptor* d) {
  if (!known(d) || d->ready) return refuse(BAD_PARAM, "finalized twice, or no descriptor");
  auto need = required.find(d->kind);
  if (need != required.end()) for (int k : need->second) if (!d->has(k)) return refuse(BAD_PARAM, "an attribute is missing");
  int status = OK;
  if (d->kind == FORWARD || d->kind == DATA || d->kind == FILTER) status = checkConvolution(d);
  if (d->kind == GRAPH) status = checkGraph(d);
  if (!status) d->ready = true;
  return status;
}
// Three engines: one of tensor cores for float32 too, which those who want exact sums must refuse.
EXPORT int cudnnBackendGetAttribute(Descriptor* d, int name, int type, int64_t room, int64_t* n, void* p) {
  if (!known(d) || !d->ready) return refuse(BAD_PARAM, "not finalized");
  if (d->kind == HEURISTIC && name == 202 && type == 15) {
    *n = room < 2 ? room : 2;
    for (int64_t i = 0; i < *n; i++) {
      Descriptor* c = ((Descriptor**) p)[i];
      if (!known(c) || c->kind != CONFIG) return BAD_PARAM;
      c->attributes[-1] = d->attributes[201];
      c->engine = d->integer(200) == 2 ? 1 : (int) i;
      c->ready = true;
    }
    return OK;
  }
  if (d->kind == CONFIG && name == 300 && type == 15) {
    Descriptor* e = *(Descriptor**) p;
    if (!known(e) || e->kind != ENGINE) return BAD_PARAM;
    e->engine = d->engine;
    e->ready = true;
    *n = 1;
    return OK;
  }
  if (d->kind == ENGINE && name == 1303 && type == 11) {
    *n = d->engine == 0 ? 1 : 0;
    if (*n && room > 0) *(int*) p = 0;
    return OK;
  }
  if (d->kind == PLAN && name == 402 && type == 3) {
    *n = 1;
    *(int64_t*) p = 1024;
    return OK;
  }
  return refuse(NOT_SUPPORTED, "no such attribute");
}

using fake::load;
using fake::store;
// Five dimensions always; an image has a depth of 1.
struct Tensor {
  int type = 0;
  int64_t size[5], stride[5];
  uint64_t address = 0;
  size_t span() const {
    int64_t n = 1;
    for (int i = 0; i < 5; i++) n += (size[i] - 1) * stride[i];
    return n * (type == 1 ? 8 : type == 0 ? 4 : 2);
  }
  int64_t at(int64_t n, int64_t c, int64_t d, int64_t h, int64_t w) const {
    return n * stride[0] + c * stride[1] + d * stride[2] + h * stride[3] + w * stride[4];
  }
};
struct Job { int kind; Tensor x, w, y, bias; bool add = false, relu = false, rounded = false; int64_t pad[3], step[3], dilation[3]; };

static double value(const Job& j, const char* p, const Tensor& t, int64_t i) {
  double v = load(p, t.type, i);
  return j.rounded && t.type == 0 ? fake::rounded(v) : v;
}
static void run(void* p) {
  Job* j = (Job*) p;
  Tensor &x = j->x, &w = j->w, &y = j->y, &out = j->kind == FORWARD ? y : j->kind == DATA ? x : w;
  char *px = fake::real(x.address, x.span()), *pw = fake::real(w.address, w.span()), *py = fake::real(y.address, y.span());
  char* pb = j->add ? fake::real(j->bias.address, j->bias.span()) : nullptr;
  if (!px || !pw || !py || (j->add && !pb)) {
    fake::fail("cudnnBackendExecute: a device address outside any live block");
    delete j;
    return;
  }
  char* po = j->kind == FORWARD ? py : j->kind == DATA ? px : pw;
  int64_t* o = out.size;
  std::vector<double> sums(o[0] * o[1] * o[2] * o[3] * o[4]);
  auto sum = [&](int64_t a, int64_t b, int64_t c, int64_t d, int64_t e) -> double& { return sums[(((a * o[1] + b) * o[2] + c) * o[3] + d) * o[4] + e]; };
  int64_t inGroup = w.size[1], outGroup = y.size[1] / (x.size[1] / inGroup);
  for (int64_t n = 0; n < y.size[0]; n++)
   for (int64_t k = 0; k < y.size[1]; k++)
    for (int64_t r = 0; r < y.size[2] * y.size[3] * y.size[4]; r++) {
      int64_t q[3] = {r / (y.size[3] * y.size[4]), r / y.size[4] % y.size[3], r % y.size[4]};
      double forward = 0, dy = j->kind == FORWARD ? 0 : value(*j, py, y, y.at(n, k, q[0], q[1], q[2]));
      for (int64_t c = 0; c < inGroup; c++)
       for (int64_t s = 0; s < w.size[2] * w.size[3] * w.size[4]; s++) {
         int64_t f[3] = {s / (w.size[3] * w.size[4]), s / w.size[4] % w.size[3], s % w.size[4]}, at[3];
         bool inside = true;
         for (int i = 0; i < 3; i++) {
           at[i] = q[i] * j->step[i] - j->pad[i] + f[i] * j->dilation[i];
           inside = inside && at[i] >= 0 && at[i] < x.size[2 + i];
         }
         if (!inside) continue;
         int64_t ci = k / outGroup * inGroup + c;
         int64_t ix = x.at(n, ci, at[0], at[1], at[2]), iw = w.at(k, c, f[0], f[1], f[2]);
         if (j->kind == FORWARD) forward += value(*j, px, x, ix) * value(*j, pw, w, iw);
         else if (j->kind == DATA) sum(n, ci, at[0], at[1], at[2]) += dy * value(*j, pw, w, iw);
         else sum(k, c, f[0], f[1], f[2]) += dy * value(*j, px, x, ix);
       }
      if (j->kind == FORWARD) {
        if (j->add) forward += load(pb, j->bias.type, k * j->bias.stride[1]);
        sum(n, k, q[0], q[1], q[2]) = j->relu && forward < 0 ? 0 : forward;
      }
    }
  for (int64_t a = 0; a < o[0]; a++)
   for (int64_t b = 0; b < o[1]; b++)
    for (int64_t c = 0; c < o[2]; c++)
     for (int64_t d = 0; d < o[3]; d++)
      for (int64_t e = 0; e < o[4]; e++) store(po, out.type, out.at(a, b, c, d, e), sum(a, b, c, d, e));
  delete j;
}
static bool bind(Descriptor* d, Descriptor* pack, Tensor& t) {
  int64_t rank = d->count(902), gap = 5 - rank;
  t.type = d->integer(901);
  for (int i = 0; i < 5; i++) {
    int from = i < 2 ? i : (int) (i - gap);
    bool filled = i >= 2 && from < 2;
    t.size[i] = filled ? 1 : d->number(902, from);
    t.stride[i] = filled ? 0 : d->number(903, from);
  }
  for (int64_t i = 0; i < pack->count(1000); i++) if (pack->number(1000, i) == d->number(906)) t.address = pack->number(1001, i);
  return t.address && t.address % d->number(900) == 0 && fake::real(t.address, t.span());
}
EXPORT int cudnnBackendExecute(Handle* h, Descriptor* plan, Descriptor* pack) {
  if (!known(plan) || !known(pack) || !plan->ready || !pack->ready) return refuse(BAD_PARAM, "not finalized");
  if (!fake::real(pack->number(1003), 1024)) return refuse(BAD_PARAM, "no workspace");
  Descriptor *config = plan->descriptor(401), *graph = config->descriptor(-1), *op = graph->descriptor(801);
  Job* j = new Job;
  j->kind = op->kind;
  j->rounded = config->engine == 0;
  int b = base(op);
  int64_t steps = graph->count(801);
  Descriptor* y = op->descriptor(b + 5);
  bool bound = true;
  for (int64_t i = 1; i < steps; i++) {
    Descriptor* apply = graph->descriptor(801, i);
    if (apply->has(752)) {
      j->add = true;
      bound = bound && bind(apply->descriptor(752), pack, j->bias);
    } else {
      j->relu = true;
    }
    y = apply->descriptor(753);
  }
  bound = bound && bind(op->descriptor(b + 3), pack, j->w) && bind(op->descriptor(b + 4), pack, j->x) && bind(y, pack, j->y);
  if (!bound) {
    delete j;
    return refuse(BAD_PARAM, "a tensor without an address, misaligned, or outside its memory");
  }
  Descriptor* c = op->descriptor(b + 2);
  int64_t n = c->number(106);
  for (int i = 0; i < 3; i++) {
    int64_t from = i - (3 - n);
    j->pad[i] = from < 0 ? 0 : c->number(105, from);
    j->step[i] = from < 0 ? 1 : c->number(103, from);
    j->dilation[i] = from < 0 ? 1 : c->number(102, from);
  }
  return fake::enqueue(h->stream, run, j) ? EXECUTION_FAILED : OK;
}
