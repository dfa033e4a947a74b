// The recurrent networks of the fake libcudnn.so.9, in plain loops over doubles. Stricter than the
// real one: every size must be exact, and forward, backward of data and backward of weights come in
// this order, once each, on one reserve space. It refuses some sizes late, as a library may: more
// layers, wider input or more steps than these.
#include <cmath>
#include <cstdint>
#include <set>
#include "fakelibrary.h"

enum { OK = 0, BAD_PARAM = 2000, NOT_SUPPORTED = 3000, EXECUTION_FAILED = 5000 };
enum { STANDARD = 0, PERSIST_STATIC = 1, SMALL_H = 3 };
enum { RELU = 0, TANH = 1, LSTM = 2, GRU = 3 };
enum { MOST_LAYERS_SMALL_H = 3, WIDEST = 1000, MOST_STEPS_BACK = 150 };
struct Handle { void* stream; };

namespace {
struct Thing { virtual ~Thing() {} bool set = false; };
struct TensorD : Thing { int type; std::vector<int> size, stride; };
struct Dropout : Thing {};
struct Data : Thing { int type, layout, steps, batch, width; std::vector<int> length; };
struct Net : Thing {
  int algo, cell, bias, dirs, type, math, in, hid, out, layers;
  unsigned padded;
  int gates() const { return cell == LSTM ? 4 : cell == GRU ? 3 : 1; }
  int places() const { return layers * dirs; }
  int width(int place) const { return place < dirs ? in : out * dirs; }
  bool projects() const { return out != hid; }
};
std::set<Thing*>& live = *new std::set<Thing*>;
std::mutex& lock = *new std::mutex;
template <typename T> T* as(Thing* t) {
  std::lock_guard<std::mutex> g(lock);
  return t && live.count(t) ? dynamic_cast<T*>(t) : nullptr;
}
template <typename T> T* ready(Thing* t) { T* found = as<T>(t); return found && found->set ? found : nullptr; }
template <typename T> int create(Thing** to) {
  std::lock_guard<std::mutex> g(lock);
  live.insert(*to = new T);
  return OK;
}
template <typename T> int destroy(Thing* t) {
  if (!as<T>(t)) return BAD_PARAM;
  std::lock_guard<std::mutex> g(lock);
  live.erase(t);
  delete t;
  return OK;
}
int bytes(int type) { return type == 1 ? 8 : type == 0 ? 4 : 2; }
bool knownType(int type) { return type == 0 || type == 1 || type == 2 || type == 9; }

// Where the weights of a place start, in elements; a gap first, and all biases at the end.
struct Where { int64_t ih, hh, hr, bih, bhh; };
std::vector<Where> layout(const Net& n, int64_t* total) {
  std::vector<Where> all(n.places());
  int64_t at = 4, g = n.gates() * n.hid;
  for (int p = 0; p < n.places(); p++) {
    all[p].ih = at; at += g * n.width(p);
    all[p].hh = at; at += g * n.out;
    all[p].hr = at; at += n.projects() ? (int64_t) n.out * n.hid : 0;
  }
  for (int p = 0; p < n.places(); p++) {
    all[p].bih = at; at += n.bias ? g : 0;
    all[p].bhh = at; at += n.bias ? g : 0;
  }
  *total = at;
  return all;
}

struct Rows {
  std::vector<int64_t> first;
  std::vector<int> length;
  int64_t count = 0;
  explicit Rows(const Data& d) : length(d.length) {
    for (int t = 0; t < d.steps; t++) {
      int n = 0;
      for (int l : d.length) n += l > t;
      first.push_back(count);
      count += d.layout == 1 ? n : d.batch;
    }
  }
  int64_t at(int t, int b) const { return first[t] + b; }
};

// What a place keeps of each row: activated gates, cell or the reset part, unprojected state, state; then gradients of the gates'
// two sides and of the state.
struct Kept {
  int64_t gates, cell, hid, out, dIn, dRec, dOut, size;
  explicit Kept(const Net& n) {
    int64_t g = n.gates() * n.hid;
    gates = 0; cell = g; hid = cell + n.hid; out = hid + n.hid; dIn = out + n.out; dRec = dIn + g; dOut = dRec + g; size = dOut + n.out;
  }
};
const int64_t FORWARD_DONE = 0x464f5257, DATA_DONE = 0x44415441, WEIGHTS_DONE = 0x57454947;
size_t reserveBytes(const Net& n, const Data& x) { return 16 + sizeof(double) * n.places() * Rows(x).count * Kept(n).size; }
size_t workBytes(const Net& n, const Data& x) { return 1024 + 8 * n.hid; }

struct Job {
  int what;  // 0 forward, 1 data, 2 weights
  bool training;
  Net n;
  Rows rows;
  uint64_t x, y, hx, hy, cx, cy, w, reserve, dy, dx, dhy, dhx, dcy, dcx, dw;
  int64_t weights;
};

struct Run {
  Job& j;
  const Net& n;
  std::vector<Where> where;
  Kept kept;
  int64_t ignored;
  int batch, G, H, P;
  char *x, *y, *hx, *hy, *cx, *cy, *w, *dy, *dx, *dhy, *dhx, *dcy, *dcx, *dw;
  std::vector<double> own;
  double* keep;
  explicit Run(Job& job) : j(job), n(job.n), where(layout(job.n, &ignored)), kept(job.n), batch(job.rows.length.size()), G(n.gates()), H(n.hid), P(n.out) {}
  char* real(uint64_t a, int64_t elements) {
    char* p = a ? fake::real(a, elements * bytes(n.type)) : nullptr;
    if (a && !p) fake::fail("cudnnRNN: a device address outside any live block");
    return p;
  }
  bool open() {
    int64_t r = j.rows.count, s = (int64_t) n.places() * batch;
    x = real(j.x, r * n.in); y = real(j.y, r * P * n.dirs);
    hx = real(j.hx, s * P); hy = real(j.hy, s * P); dhx = real(j.dhx, s * P); dhy = real(j.dhy, s * P);
    cx = real(j.cx, s * H); cy = real(j.cy, s * H); dcx = real(j.dcx, s * H); dcy = real(j.dcy, s * H);
    w = real(j.w, j.weights); dw = real(j.dw, j.weights);
    dx = real(j.dx, r * n.in); dy = real(j.dy, r * P * n.dirs);
    if (j.what == 0 && !j.training) {
      own.resize(n.places() * r * kept.size);
      keep = own.data();
      return true;
    }
    char* p = fake::real(j.reserve, 16 + sizeof(double) * n.places() * r * kept.size);
    if (!p) { fake::fail("cudnnRNN: the reserve space is outside any live block"); return false; }
    int64_t* state = (int64_t*) p;
    int64_t wanted = j.what == 1 ? FORWARD_DONE : DATA_DONE;
    if (j.what && (state[0] != wanted || state[1] != r * kept.size)) {
      fake::fail("cudnnRNN: the reserve space is not what the pass before left");
      return false;
    }
    state[0] = j.what == 0 ? FORWARD_DONE : j.what == 1 ? DATA_DONE : WEIGHTS_DONE;
    state[1] = r * kept.size;
    keep = (double*) (p + 16);
    return true;
  }
  double* row(int place, int64_t r) { return keep + (place * j.rows.count + r) * kept.size; }
  double get(const char* p, int64_t i) { return p ? fake::load(p, n.type, i) : 0; }
  void put(char* p, int64_t i, double v) { if (p) fake::store(p, n.type, i, v); }
  // A factor of a product: rounded where tensor cores may do so.
  double factor(double v) { return n.type == 0 && n.math != 3 ? fake::rounded(v) : v; }
  double weight(int64_t i) { return factor(get(w, i)); }
  double input(int place, int64_t r, int c) {
    int layer = place / n.dirs;
    return layer == 0 ? get(x, r * n.in + c) : row((layer - 1) * n.dirs + c / P, r)[kept.out + c % P];
  }
  int step(int place, int length, int i) { return place % n.dirs ? length - 1 - i : i; }
  double hidBefore(int place, int b, int i, int k) {
    int l = j.rows.length[b];
    return i == 0 ? get(hx, ((int64_t) place * batch + b) * P + k) : row(place, j.rows.at(step(place, l, i - 1), b))[kept.out + k];
  }
  double cellBefore(int place, int b, int i, int k) {
    int l = j.rows.length[b];
    return i == 0 ? get(cx, ((int64_t) place * batch + b) * H + k) : row(place, j.rows.at(step(place, l, i - 1), b))[kept.cell + k];
  }
  static double sigmoid(double v) { return 1 / (1 + std::exp(-v)); }

  void forwardStep(int place, int b, int i) {
    const Where& at = where[place];
    int in = n.width(place);
    int64_t r = j.rows.at(step(place, j.rows.length[b], i), b);
    double* k = row(place, r);
    std::vector<double> a(G * H), u(G * H);
    for (int g = 0; g < G * H; g++) {
      a[g] = n.bias ? get(w, at.bih + g) : 0;
      u[g] = n.bias ? get(w, at.bhh + g) : 0;
      for (int c = 0; c < in; c++) a[g] += weight(at.ih + (int64_t) g * in + c) * factor(input(place, r, c));
      for (int c = 0; c < P; c++) u[g] += weight(at.hh + (int64_t) g * P + c) * factor(hidBefore(place, b, i, c));
    }
    for (int h = 0; h < H; h++) {
      if (n.cell == LSTM) {
        double in = sigmoid(a[h] + u[h]), f = sigmoid(a[H + h] + u[H + h]), g = std::tanh(a[2 * H + h] + u[2 * H + h]), o = sigmoid(a[3 * H + h] + u[3 * H + h]);
        k[h] = in; k[H + h] = f; k[2 * H + h] = g; k[3 * H + h] = o;
        k[kept.cell + h] = f * cellBefore(place, b, i, h) + in * g;
        k[kept.hid + h] = o * std::tanh(k[kept.cell + h]);
      } else if (n.cell == GRU) {
        double reset = sigmoid(a[h] + u[h]), z = sigmoid(a[H + h] + u[H + h]), q = u[2 * H + h], m = std::tanh(a[2 * H + h] + reset * q);
        k[h] = reset; k[H + h] = z; k[2 * H + h] = m;
        k[kept.cell + h] = q;
        k[kept.hid + h] = (1 - z) * m + z * hidBefore(place, b, i, h);
      } else {
        double s = a[h] + u[h];
        k[h] = k[kept.hid + h] = n.cell == RELU ? (s > 0 ? s : 0) : std::tanh(s);
      }
    }
    for (int p = 0; p < P; p++) {
      double v = 0;
      if (n.projects()) for (int h = 0; h < H; h++) v += weight(at.hr + (int64_t) p * H + h) * factor(k[kept.hid + h]);
      else v = k[kept.hid + p];
      k[kept.out + p] = v;
    }
  }
  void forward() {
    for (int place = 0; place < n.places(); place++)
     for (int b = 0; b < batch; b++) {
       int l = j.rows.length[b];
       for (int i = 0; i < l; i++) forwardStep(place, b, i);
       double* last = row(place, j.rows.at(step(place, l, l - 1), b));
       for (int p = 0; p < P; p++) put(hy, ((int64_t) place * batch + b) * P + p, last[kept.out + p]);
       if (n.cell == LSTM) for (int h = 0; h < H; h++) put(cy, ((int64_t) place * batch + b) * H + h, last[kept.cell + h]);
     }
    for (int64_t r = 0; r < j.rows.count; r++)
     for (int c = 0; c < P * n.dirs; c++) put(y, r * P * n.dirs + c, row((n.layers - 1) * n.dirs + c / P, r)[kept.out + c % P]);
  }

  void data() {
    int64_t rows = j.rows.count;
    std::vector<double> ofOutput(rows * P * n.dirs);
    for (size_t i = 0; i < ofOutput.size(); i++) ofOutput[i] = get(dy, i);
    for (int layer = n.layers - 1; layer >= 0; layer--) {
      int in = n.width(layer * n.dirs);
      std::vector<double> ofInput(rows * in, 0.0);
      for (int d = 0; d < n.dirs; d++)
       for (int b = 0; b < batch; b++) sequence(layer * n.dirs + d, b, in, ofOutput, ofInput);
      ofOutput = ofInput;
    }
    for (size_t i = 0; i < ofOutput.size(); i++) put(dx, i, ofOutput[i]);
  }
  void sequence(int place, int b, int in, std::vector<double>& ofOutput, std::vector<double>& ofInput) {
    const Where& at = where[place];
    int l = j.rows.length[b];
    int64_t s = (int64_t) place * batch + b;
    std::vector<double> dh(P), dc(H), next(P);
    for (int p = 0; p < P; p++) dh[p] = get(dhy, s * P + p);
    for (int h = 0; h < H; h++) dc[h] = get(dcy, s * H + h);
    for (int i = l - 1; i >= 0; i--) {
      int64_t r = j.rows.at(step(place, l, i), b);
      double *k = row(place, r), *di = k + kept.dIn, *dr = k + kept.dRec;
      for (int p = 0; p < P; p++) k[kept.dOut + p] = dh[p] + ofOutput[r * P * n.dirs + place % n.dirs * P + p];
      std::fill(next.begin(), next.end(), 0.0);
      for (int h = 0; h < H; h++) {
        double g = 0;
        if (n.projects()) for (int p = 0; p < P; p++) g += weight(at.hr + (int64_t) p * H + h) * factor(k[kept.dOut + p]);
        else g = k[kept.dOut + h];
        if (n.cell == LSTM) {
          double a = k[h], f = k[H + h], m = k[2 * H + h], o = k[3 * H + h], t = std::tanh(k[kept.cell + h]);
          double c = dc[h] + g * o * (1 - t * t);
          di[h] = c * m * a * (1 - a);
          di[H + h] = c * cellBefore(place, b, i, h) * f * (1 - f);
          di[2 * H + h] = c * a * (1 - m * m);
          di[3 * H + h] = g * t * o * (1 - o);
          dc[h] = c * f;
          for (int q = 0; q < 4; q++) dr[q * H + h] = di[q * H + h];
        } else if (n.cell == GRU) {
          double reset = k[h], z = k[H + h], m = k[2 * H + h], q = k[kept.cell + h];
          double dm = g * (1 - z) * (1 - m * m);
          di[h] = dr[h] = dm * q * reset * (1 - reset);
          di[H + h] = dr[H + h] = g * (hidBefore(place, b, i, h) - m) * z * (1 - z);
          di[2 * H + h] = dm;
          dr[2 * H + h] = dm * reset;
          next[h] += g * z;
        } else {
          di[h] = dr[h] = n.cell == RELU ? (k[h] > 0 ? g : 0) : g * (1 - k[h] * k[h]);
        }
      }
      for (int g = 0; g < G * H; g++) {
        for (int c = 0; c < in; c++) ofInput[r * in + c] += weight(at.ih + (int64_t) g * in + c) * factor(di[g]);
        for (int c = 0; c < P; c++) next[c] += weight(at.hh + (int64_t) g * P + c) * factor(dr[g]);
      }
      dh = next;
    }
    for (int p = 0; p < P; p++) put(dhx, s * P + p, dh[p]);
    for (int h = 0; h < H; h++) put(dcx, s * H + h, dc[h]);
  }

  void weights() {
    std::vector<double> sum(j.weights, 0.0);
    for (int place = 0; place < n.places(); place++) {
      const Where& at = where[place];
      int in = n.width(place);
      for (int b = 0; b < batch; b++)
       for (int i = 0; i < j.rows.length[b]; i++) {
         int64_t r = j.rows.at(step(place, j.rows.length[b], i), b);
         double* k = row(place, r);
         for (int g = 0; g < G * H; g++) {
           double di = k[kept.dIn + g], dr = k[kept.dRec + g];
           for (int c = 0; c < in; c++) sum[at.ih + (int64_t) g * in + c] += factor(di) * factor(input(place, r, c));
           for (int c = 0; c < P; c++) sum[at.hh + (int64_t) g * P + c] += factor(dr) * factor(hidBefore(place, b, i, c));
           if (n.bias) { sum[at.bih + g] += di; sum[at.bhh + g] += dr; }
         }
         if (n.projects())
          for (int p = 0; p < P; p++)
           for (int h = 0; h < H; h++) sum[at.hr + (int64_t) p * H + h] += factor(k[kept.dOut + p]) * factor(k[kept.hid + h]);
       }
    }
    for (int64_t i = 0; i < j.weights; i++) put(dw, i, get(dw, i) + sum[i]);
  }
};
void work(void* p) {
  Job* j = (Job*) p;
  Run run(*j);
  if (run.open()) {
    if (j->what == 0) run.forward();
    else if (j->what == 1) run.data();
    else run.weights();
  }
  delete j;
}

bool isState(TensorD* d, const Net& n, int batch, int width) {
  return d && d->type == n.type && d->size.size() == 3 && d->size[0] == n.places() && d->size[1] == batch && d->size[2] == width && d->stride[2] == 1 &&
         d->stride[1] == width && d->stride[0] == batch * width;
}
// What all three passes check.
int check(Net* n, Data* x, Data* y, Thing* h, Thing* c, bool cells, size_t weightBytes, size_t workSize, uint64_t workSpace, const void* lengths) {
  static bool connected = fake::connect();
  if (!connected || !n || !x || !y || lengths) return BAD_PARAM;
  int64_t total;
  layout(*n, &total);
  if (x->type != n->type || y->type != n->type || x->width != n->in || y->width != n->out * n->dirs) return BAD_PARAM;
  if (x->layout != y->layout || x->length != y->length || x->steps != y->steps) return BAD_PARAM;
  if ((x->layout == 1) == (n->padded == 1)) return BAD_PARAM;
  if (!isState(ready<TensorD>(h), *n, x->batch, n->out)) return BAD_PARAM;
  if (cells && n->cell == LSTM && !isState(ready<TensorD>(c), *n, x->batch, n->hid)) return BAD_PARAM;
  if (weightBytes != total * bytes(n->type) || workSize != workBytes(*n, *x) || !fake::real(workSpace, workSize)) return BAD_PARAM;
  if (n->algo != STANDARD && x->layout == 1) return NOT_SUPPORTED;
  if (n->algo == SMALL_H && n->layers > MOST_LAYERS_SMALL_H) return NOT_SUPPORTED;
  return n->in > WIDEST ? NOT_SUPPORTED : OK;
}
int checkReserve(const Net& n, const Data& x, size_t size, uint64_t space) {
  return size == reserveBytes(n, x) && fake::real(space, size) ? OK : BAD_PARAM;
}
}  // namespace

EXPORT int cudnnCreateTensorDescriptor(Thing** t) { return create<TensorD>(t); }
EXPORT int cudnnDestroyTensorDescriptor(Thing* t) { return destroy<TensorD>(t); }
EXPORT int cudnnSetTensorNdDescriptor(Thing* t, int type, int dims, const int* size, const int* stride) {
  TensorD* d = as<TensorD>(t);
  if (!d || !knownType(type) || dims < 3 || dims > 8) return BAD_PARAM;
  d->type = type;
  d->size.assign(size, size + dims);
  d->stride.assign(stride, stride + dims);
  d->set = true;
  return OK;
}
EXPORT int cudnnCreateDropoutDescriptor(Thing** t) { return create<Dropout>(t); }
EXPORT int cudnnDestroyDropoutDescriptor(Thing* t) { return destroy<Dropout>(t); }
EXPORT int cudnnSetDropoutDescriptor(Thing* t, Handle* h, float p, uint64_t states, size_t size, unsigned long long) {
  Dropout* d = as<Dropout>(t);
  if (!d || !h || (p == 0) != (states == 0 && size == 0)) return BAD_PARAM;
  d->set = true;
  return OK;
}
EXPORT int cudnnCreateRNNDescriptor(Thing** t) { return create<Net>(t); }
EXPORT int cudnnDestroyRNNDescriptor(Thing* t) { return destroy<Net>(t); }
EXPORT int cudnnSetRNNDescriptor_v8(Thing* t, int algo, int cell, int bias, int direction, int input, int type, int compute, int math, int32_t in, int32_t hid, int32_t out,
                                    int32_t layers, Thing* dropout, uint32_t flags) {
  Net* n = as<Net>(t);
  if (!n || cell < 0 || cell > 3 || direction < 0 || direction > 1 || in < 1 || hid < 1 || out < 1 || out > hid || layers < 1) return BAD_PARAM;
  if (!ready<Dropout>(dropout) || !knownType(type) || compute != (type == 1 ? 1 : 0) || flags > 1 || math < 0 || math > 3) return BAD_PARAM;
  if (bias != 0 && bias != 2) return NOT_SUPPORTED;
  if (input != 0 || (out != hid && cell != LSTM)) return NOT_SUPPORTED;
  if (algo != STANDARD && (out != hid || type == 1 || bias != 2)) return NOT_SUPPORTED;
  if (algo == SMALL_H && hid > (cell == LSTM || cell == GRU ? 192 : 384)) return NOT_SUPPORTED;
  if (algo == 2 || algo < 0 || algo > 3) return NOT_SUPPORTED;
  n->algo = algo; n->cell = cell; n->bias = bias; n->dirs = direction + 1; n->type = type; n->math = math;
  n->in = in; n->hid = hid; n->out = out; n->layers = layers; n->padded = flags;
  n->set = true;
  return OK;
}
EXPORT int cudnnCreateRNNDataDescriptor(Thing** t) { return create<Data>(t); }
EXPORT int cudnnDestroyRNNDataDescriptor(Thing* t) { return destroy<Data>(t); }
EXPORT int cudnnSetRNNDataDescriptor(Thing* t, int type, int layout, int steps, int batch, int width, const int* lengths, void* fill) {
  Data* d = as<Data>(t);
  if (!d || !knownType(type) || layout < 0 || layout > 1 || steps < 1 || batch < 1 || width < 1 || fill) return BAD_PARAM;
  for (int b = 0; b < batch; b++) {
    if (lengths[b] < 1 || lengths[b] > steps || (layout == 1 && b > 0 && lengths[b] > lengths[b - 1])) return BAD_PARAM;
    if (layout == 0 && lengths[b] != steps) return NOT_SUPPORTED;
  }
  d->type = type; d->layout = layout; d->steps = steps; d->batch = batch; d->width = width;
  d->length.assign(lengths, lengths + batch);
  d->set = true;
  return OK;
}
EXPORT int cudnnGetRNNWeightSpaceSize(Handle* h, Thing* net, size_t* size) {
  Net* n = ready<Net>(net);
  if (!h || !n) return BAD_PARAM;
  int64_t total;
  layout(*n, &total);
  *size = total * bytes(n->type);
  return OK;
}
EXPORT int cudnnGetRNNTempSpaceSizes(Handle* h, Thing* net, int mode, Thing* xDesc, size_t* work, size_t* reserve) {
  Net* n = ready<Net>(net);
  Data* x = ready<Data>(xDesc);
  if (!h || !n || !x || x->width != n->in || x->type != n->type) return BAD_PARAM;
  *work = workBytes(*n, *x);
  if (reserve) *reserve = mode == 1 ? reserveBytes(*n, *x) : 0;
  return OK;
}
EXPORT int cudnnGetRNNWeightParams(Handle* h, Thing* net, int32_t place, size_t size, uint64_t space, int32_t linear, Thing* mDesc, uint64_t* m, Thing* bDesc, uint64_t* b) {
  Net* n = ready<Net>(net);
  if (!h || !n || !space || place < 0 || place >= n->places() || linear < 0 || linear > 2 * n->gates()) return BAD_PARAM;
  int64_t total, e = bytes(n->type);
  Where at = layout(*n, &total)[place];
  if (size != total * e || !as<TensorD>(mDesc) || !as<TensorD>(bDesc)) return BAD_PARAM;
  int gate = linear % n->gates();
  if (linear == 2 * n->gates()) {
    if (!n->projects()) return BAD_PARAM;
    *m = space + at.hr * e;
    *b = 0;
  } else if (linear < n->gates()) {
    *m = space + (at.ih + (int64_t) gate * n->hid * n->width(place)) * e;
    *b = n->bias ? space + (at.bih + gate * n->hid) * e : 0;
  } else {
    *m = space + (at.hh + (int64_t) gate * n->hid * n->out) * e;
    *b = n->bias ? space + (at.bhh + gate * n->hid) * e : 0;
  }
  return OK;
}
EXPORT int cudnnRNNForward(Handle* h, Thing* net, int mode, const int32_t* lengths, Thing* xDesc, uint64_t x, Thing* yDesc, uint64_t y, Thing* hDesc, uint64_t hx, uint64_t hy,
                           Thing* cDesc, uint64_t cx, uint64_t cy, size_t weightSize, uint64_t w, size_t workSize, uint64_t workSpace, size_t reserveSize, uint64_t reserve) {
  Net* n = ready<Net>(net);
  Data* d = ready<Data>(xDesc);
  int status = check(n, d, ready<Data>(yDesc), hDesc, cDesc, true, weightSize, workSize, workSpace, lengths);
  if (!status && mode == 1) status = checkReserve(*n, *d, reserveSize, reserve);
  if (status) return status;
  if (!x || !y || !w) return BAD_PARAM;
  Job* j = new Job{0, mode == 1, *n, Rows(*d), x, y, hx, hy, n->cell == LSTM ? cx : 0, n->cell == LSTM ? cy : 0, w, reserve};
  j->weights = weightSize / bytes(n->type);
  return fake::enqueue(h->stream, work, j) ? EXECUTION_FAILED : OK;
}
EXPORT int cudnnRNNBackwardData_v8(Handle* h, Thing* net, const int32_t* lengths, Thing* yDesc, uint64_t y, uint64_t dy, Thing* xDesc, uint64_t dx, Thing* hDesc, uint64_t hx,
                                   uint64_t dhy, uint64_t dhx, Thing* cDesc, uint64_t cx, uint64_t dcy, uint64_t dcx, size_t weightSize, uint64_t w, size_t workSize,
                                   uint64_t workSpace, size_t reserveSize, uint64_t reserve) {
  Net* n = ready<Net>(net);
  Data* d = ready<Data>(xDesc);
  int status = check(n, d, ready<Data>(yDesc), hDesc, cDesc, true, weightSize, workSize, workSpace, lengths);
  if (!status) status = checkReserve(*n, *d, reserveSize, reserve);
  if (status) return status;
  if (d->steps > MOST_STEPS_BACK) return NOT_SUPPORTED;
  if (!y || !dy || !dx || !w) return BAD_PARAM;
  bool lstm = n->cell == LSTM;
  Job* j = new Job{1, true, *n, Rows(*d), 0, y, hx, 0, lstm ? cx : 0, 0, w, reserve, dy, dx, dhy, dhx, lstm ? dcy : 0, lstm ? dcx : 0};
  j->weights = weightSize / bytes(n->type);
  return fake::enqueue(h->stream, work, j) ? EXECUTION_FAILED : OK;
}
EXPORT int cudnnRNNBackwardWeights_v8(Handle* h, Thing* net, int add, const int32_t* lengths, Thing* xDesc, uint64_t x, Thing* hDesc, uint64_t hx, Thing* yDesc, uint64_t y,
                                      size_t weightSize, uint64_t dw, size_t workSize, uint64_t workSpace, size_t reserveSize, uint64_t reserve) {
  Net* n = ready<Net>(net);
  Data* d = ready<Data>(xDesc);
  if (add != 0) return NOT_SUPPORTED;
  int status = check(n, d, ready<Data>(yDesc), hDesc, nullptr, false, weightSize, workSize, workSpace, lengths);
  if (!status) status = checkReserve(*n, *d, reserveSize, reserve);
  if (status) return status;
  if (!x || !y || !dw) return BAD_PARAM;
  Job* j = new Job{2, true, *n, Rows(*d), x, y, hx, 0, 0, 0, 0, reserve};
  j->dw = dw;
  j->weights = weightSize / bytes(n->type);
  return fake::enqueue(h->stream, work, j) ? EXECUTION_FAILED : OK;
}
