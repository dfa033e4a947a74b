// The fake libcuda.so.1: the driver's functions over memory.cpp, stream.cpp and block.cpp.
#include "fake.h"
#include <dlfcn.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace fake;
namespace fake {
std::recursive_mutex lock;
std::atomic<int> sticky{0}, delayMicros{0}, reverse{0};
}  // namespace fake

struct Injection { int after, code; };
static std::map<std::string, Injection>& injections = *new std::map<std::string, Injection>;
static std::map<std::string, long>& calls = *new std::map<std::string, long>;
static std::string& message = *new std::string;
static bool started, nothing;
static int devices = getenv("FAKECUDA_DEVICES") ? atoi(getenv("FAKECUDA_DEVICES")) : 1;
static char contexts[8];
static thread_local void* current;
static std::set<Event*>& events = *new std::set<Event*>;
struct Module { void* handle; };
static std::set<Module*>& modules = *new std::set<Module*>;
static std::set<Function*>& functions = *new std::set<Function*>;
static std::set<void*>& pinned = *new std::set<void*>;

void fake::fail(int code, const std::string& text) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!sticky) {
    message = text;
    sticky = code;
  }
}

// ---- for tests
EXPORT void fakecuda_inject(const char* function, int after, int code) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  injections[function] = {after, code};
}
EXPORT void fakecuda_reset() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  sticky = 0;
  injections.clear();
  message.clear();
}
EXPORT const char* fakecuda_message() { return message.c_str(); }
EXPORT void fakecuda_delay(int micros) { delayMicros = micros; }
EXPORT void fakecuda_reverse(int on) { reverse = on; }
EXPORT void fakecuda_nothing(int on) { nothing = on; }  // launches do nothing: to time callers
EXPORT long fakecuda_calls(const char* function) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return calls[function];
}

static int before(const char* function) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  calls[function]++;
  auto found = injections.find(function);
  if (found != injections.end() && found->second.after-- <= 0) {
    int code = found->second.code;
    injections.erase(found);
    return code;
  }
  return started ? sticky.load() : NOT_INITIALIZED;
}
static int device() { return (int) ((char*) current - contexts); }
#define BEGIN if (int failed = before(__func__)) return failed
#define CONTEXT BEGIN; if (!current) return INVALID_CONTEXT
#define STREAM Stream* s = stream(handle, device()); if (!s) return INVALID_HANDLE

// ---- devices and contexts
EXPORT int cuInit(unsigned flags) {
  auto found = injections.find("cuInit");
  if (found != injections.end()) return found->second.code;
  if (devices == 0) return NO_DEVICE;
  if (flags) return INVALID_VALUE;
  started = true;
  return OK;
}
EXPORT int cuDriverGetVersion(int* v) { *v = 13000; return OK; }
EXPORT int cuDeviceGetCount(int* n) { BEGIN; *n = devices; return OK; }
EXPORT int cuDeviceGet(int* d, int i) { BEGIN; if (i < 0 || i >= devices) return INVALID_DEVICE; *d = i; return OK; }
EXPORT int cuDeviceGetName(char* b, int n, int d) { BEGIN; snprintf(b, n, "Fake GPU %d", d); return OK; }
EXPORT int cuDeviceGetAttribute(int* v, int attribute, int d) {
  BEGIN;
  if (d < 0 || d >= devices) return INVALID_DEVICE;
  static const std::map<int, int>& known = *new std::map<int, int>{
      {1, 1024}, {8, 48 << 10}, {10, 32}, {16, 4}, {38, 4 << 20}, {39, 2048}, {75, 9}, {76, 0}, {97, 227 << 10}, {115, 1}};
  auto found = known.find(attribute);
  if (found == known.end()) return INVALID_VALUE;
  *v = found->second;
  return OK;
}
EXPORT int cuDeviceTotalMem_v2(size_t* n, int) { BEGIN; *n = totalBytes(); return OK; }
EXPORT int cuDeviceCanAccessPeer(int* yes, int a, int b) { BEGIN; *yes = a != b; return OK; }
EXPORT int cuDevicePrimaryCtxRetain(void** c, int d) { BEGIN; *c = contexts + d; return OK; }
EXPORT int cuCtxSetCurrent(void* c) {
  BEGIN;
  if (c && ((char*) c < contexts || (char*) c >= contexts + devices)) return INVALID_CONTEXT;
  current = c;
  return OK;
}
EXPORT int cuCtxGetCurrent(void** c) { BEGIN; *c = current; return OK; }
EXPORT int cuCtxSynchronize() {
  CONTEXT;
  for (Stream* s : streams(device())) s->synchronize();
  fencesBroken();
  return sticky;
}
EXPORT int cuCtxGetStreamPriorityRange(int* least, int* greatest) { CONTEXT; *least = 0; *greatest = -5; return OK; }

static const struct { int code; const char *name, *text; } errors[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {801, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"}};
EXPORT int cuGetErrorName(int code, const char** s) {
  for (auto& e : errors) if (e.code == code) { *s = e.name; return OK; }
  return INVALID_VALUE;
}
EXPORT int cuGetErrorString(int code, const char** s) {
  for (auto& e : errors) if (e.code == code) { *s = e.text; return OK; }
  return INVALID_VALUE;
}

// ---- memory
EXPORT int cuMemGetInfo_v2(size_t* available, size_t* total) {
  CONTEXT;
  *available = freeBytes(device());
  *total = totalBytes();
  return OK;
}
EXPORT int cuMemAlloc_v2(Address* p, size_t n) { CONTEXT; return allocate(device(), p, n); }
EXPORT int cuMemFree_v2(Address p) {
  CONTEXT;
  for (Stream* s : streams(-1)) s->synchronize();
  return release(p);
}
EXPORT int cuMemHostAlloc(void** p, size_t n, unsigned) {
  CONTEXT;
  *p = aligned_alloc(4096, (n + 4095) / 4096 * 4096);
  if (!*p) return OUT_OF_MEMORY;
  memset(*p, 0xEE, n);
  std::lock_guard<std::recursive_mutex> guard(lock);
  pinned.insert(*p);
  return OK;
}
EXPORT int cuMemFreeHost(void* p) {
  CONTEXT;
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!pinned.erase(p)) return INVALID_VALUE;
  free(p);
  return OK;
}
// Translated when the copy runs, too: what was freed meanwhile is an error then.
static void move(Address to, Address from, char* toHost, const char* fromHost, size_t n) {
  char* d = toHost ? toHost : real(to, n);
  const char* s = fromHost ? fromHost : real(from, n);
  if (d && s) memmove(d, s, n);
  else fail(ILLEGAL_ADDRESS, "a copy of " + std::to_string(n) + " bytes outside any live block");
}
EXPORT int cuMemcpyHtoDAsync_v2(Address d, const void* h, size_t n, void* handle) {
  CONTEXT; STREAM;
  if (!real(d, n)) return INVALID_VALUE;
  s->put([=] { move(d, 0, nullptr, (const char*) h, n); });
  return OK;
}
EXPORT int cuMemcpyDtoHAsync_v2(void* h, Address d, size_t n, void* handle) {
  CONTEXT; STREAM;
  if (!real(d, n)) return INVALID_VALUE;
  s->put([=] { move(0, d, (char*) h, nullptr, n); });
  return OK;
}
EXPORT int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t n, void* handle) {
  CONTEXT; STREAM;
  if (!real(to, n) || !real(from, n)) return INVALID_VALUE;
  s->put([=] { move(to, from, nullptr, nullptr, n); });
  return OK;
}
EXPORT int cuMemcpyPeerAsync(Address to, void* toContext, Address from, void* fromContext, size_t n, void* handle) {
  CONTEXT; STREAM;
  if (deviceOf(to) != (char*) toContext - contexts || deviceOf(from) != (char*) fromContext - contexts) return INVALID_VALUE;
  s->put([=] { move(to, from, nullptr, nullptr, n); });
  return OK;
}
struct Copy2d {
  size_t fromX, fromY; int fromType; const void* fromHost; Address from; void* fromArray; size_t fromPitch;
  size_t toX, toY; int toType; void* toHost; Address to; void* toArray; size_t toPitch;
  size_t width, height;
};
EXPORT int cuMemcpy2DAsync_v2(const Copy2d* p, void* handle) {
  CONTEXT; STREAM;
  Copy2d c = *p;
  if (c.fromType != 2 || c.toType != 2) return NOT_SUPPORTED;
  if (c.width > c.fromPitch || c.width > c.toPitch) return INVALID_VALUE;
  size_t last = c.height - 1;
  if (!real(c.from, last * c.fromPitch + c.width) || !real(c.to, last * c.toPitch + c.width)) return INVALID_VALUE;
  s->put([=] { for (size_t y = 0; y < c.height; y++) move(c.to + y * c.toPitch, c.from + y * c.fromPitch, nullptr, nullptr, c.width); });
  return OK;
}
template <class T> static int fill(Address d, T value, size_t n, void* handle) {
  STREAM;
  if (d % sizeof(T) || !real(d, n * sizeof(T))) return INVALID_VALUE;
  s->put([=] {
    T* at = (T*) real(d, n * sizeof(T));
    if (!at) return fail(ILLEGAL_ADDRESS, "a fill outside any live block");
    for (size_t i = 0; i < n; i++) at[i] = value;
  });
  return OK;
}
EXPORT int cuMemsetD8Async(Address d, unsigned char v, size_t n, void* handle) { CONTEXT; return fill(d, v, n, handle); }
EXPORT int cuMemsetD16Async(Address d, unsigned short v, size_t n, void* handle) { CONTEXT; return fill(d, v, n, handle); }
EXPORT int cuMemsetD32Async(Address d, unsigned v, size_t n, void* handle) { CONTEXT; return fill(d, v, n, handle); }

// ---- streams and events
EXPORT int cuStreamCreateWithPriority(void** handle, unsigned flags, int) {
  CONTEXT;
  if (flags > 1) return INVALID_VALUE;
  Stream* s = new Stream(device());
  std::lock_guard<std::recursive_mutex> guard(lock);
  liveStreams().insert(s);
  *handle = s;
  return OK;
}
EXPORT int cuStreamDestroy_v2(void* handle) {
  CONTEXT; STREAM;
  if (!handle) return INVALID_HANDLE;
  s->synchronize();
  {
    std::lock_guard<std::recursive_mutex> guard(lock);
    liveStreams().erase(s);
  }
  delete s;
  return OK;
}
EXPORT int cuStreamSynchronize(void* handle) { CONTEXT; STREAM; s->synchronize(); return sticky; }
EXPORT int cuStreamQuery(void* handle) { CONTEXT; STREAM; return s->idle() ? sticky.load() : NOT_READY; }
static bool live(Event* e) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return events.count(e) > 0;
}
EXPORT int cuStreamWaitEvent(void* handle, Event* e, unsigned flags) {
  CONTEXT; STREAM;
  if (!live(e)) return INVALID_HANDLE;
  if (flags > 1) return INVALID_VALUE;
  wait(e, s);
  return OK;
}
EXPORT int cuEventCreate(Event** e, unsigned flags) {
  CONTEXT;
  *e = new Event;
  (*e)->timed = !(flags & 2);
  std::lock_guard<std::recursive_mutex> guard(lock);
  events.insert(*e);
  return OK;
}
// The event itself stays: a stream may still wait for it.
EXPORT int cuEventDestroy_v2(Event* e) {
  CONTEXT;
  std::lock_guard<std::recursive_mutex> guard(lock);
  return events.erase(e) ? OK : INVALID_HANDLE;
}
EXPORT int cuEventRecord(Event* e, void* handle) {
  CONTEXT; STREAM;
  if (!live(e)) return INVALID_HANDLE;
  record(e, s);
  return OK;
}
EXPORT int cuEventQuery(Event* e) {
  CONTEXT;
  if (!live(e)) return INVALID_HANDLE;
  std::lock_guard<std::mutex> guard(e->mutex);
  return e->reached >= e->wanted ? OK : NOT_READY;
}
EXPORT int cuEventSynchronize(Event* e) {
  CONTEXT;
  if (!live(e)) return INVALID_HANDLE;
  std::unique_lock<std::mutex> guard(e->mutex);
  long mark = e->wanted;
  e->changed.wait(guard, [=] { return e->reached >= mark; });
  return sticky;
}
EXPORT int cuEventElapsedTime(float* millis, Event* start, Event* end) {
  CONTEXT;
  if (!live(start) || !live(end) || !start->timed || !end->timed || !start->wanted || !end->wanted) return INVALID_HANDLE;
  if (start->reached < start->wanted || end->reached < end->wanted) return NOT_READY;
  *millis = std::chrono::duration<float, std::milli>(end->time - start->time).count();
  return OK;
}

// ---- modules: an image is what the fake NVRTC made, a shared library with a head
EXPORT int cuModuleLoadDataEx(Module** m, const char* image, unsigned, int*, void**) {
  CONTEXT;
  if (memcmp(image, "T4JFAKE1", 8)) return INVALID_IMAGE;
  size_t bytes;
  memcpy(&bytes, image + 8, 8);
  // A name of its own each time: the loader takes the same name for the same library.
  char path[] = "/tmp/t4j-kernel-XXXXXX";
  int file = mkstemp(path);
  if (file < 0) return INVALID_IMAGE;
  bool written = write(file, image + 16, bytes) == (ssize_t) bytes;
  close(file);
  void* library = written ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(path);
  if (!library) {
    message = written ? dlerror() : "no room for a kernel in /tmp";
    return INVALID_IMAGE;
  }
  std::lock_guard<std::recursive_mutex> guard(lock);
  *m = new Module{library};
  modules.insert(*m);
  return OK;
}
EXPORT int cuModuleUnload(Module* m) {
  CONTEXT;
  std::lock_guard<std::recursive_mutex> guard(lock);
  return modules.erase(m) ? OK : INVALID_HANDLE;
}
EXPORT int cuModuleGetFunction(Function** f, Module* m, const char* name) {
  CONTEXT;
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!modules.count(m)) return INVALID_HANDLE;
  std::string s = name;
  void* run = dlsym(m->handle, (s + "__run").c_str());
  if (!run) return NOT_FOUND;
  auto describe = (int (*)(int*)) dlsym(m->handle, (s + "__describe").c_str());
  auto env = (void* (*)()) dlsym(m->handle, "t4j_env");
  int sizes[1024];
  int n = describe(sizes);
  auto made = new Function;
  made->name = s;
  made->sizes.assign(sizes, sizes + n);
  made->run = (void (*)(void**)) run;
  made->env = env();
  functions.insert(made);
  *f = made;
  return OK;
}
static bool live(Function* f) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return functions.count(f) > 0;
}
EXPORT int cuFuncGetParamInfo(Function* f, size_t i, size_t* offset, size_t* size) {
  CONTEXT;
  if (!live(f)) return INVALID_HANDLE;
  if (i >= f->sizes.size()) return INVALID_VALUE;
  *offset = 16 * i;
  *size = abs(f->sizes[i]);
  return OK;
}
EXPORT int cuFuncGetAttribute(int* v, int attribute, Function* f) {
  CONTEXT;
  if (!live(f)) return INVALID_HANDLE;
  *v = attribute == 0 ? 1024 : attribute == 4 ? 32 : attribute == 8 ? f->sharedLimit : 0;
  return OK;
}
EXPORT int cuFuncSetAttribute(Function* f, int attribute, int v) {
  CONTEXT;
  if (!live(f)) return INVALID_HANDLE;
  if (attribute != 8 || v < 0 || v > 227 << 10) return INVALID_VALUE;
  f->sharedLimit = v;
  return OK;
}
EXPORT int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* n, Function* f, int threads, size_t) {
  CONTEXT;
  if (!live(f)) return INVALID_HANDLE;
  if (threads < 1 || threads > 1024) return INVALID_VALUE;
  *n = 2048 / threads;
  return OK;
}
EXPORT int cuLaunchKernel(Function* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, void* handle, void** parameters, void** extra) {
  if (nothing) return OK;
  CONTEXT; STREAM;
  if (!live(f)) return INVALID_HANDLE;
  if (!gx || !gy || !gz || !bx || !by || !bz || (size_t) bx * by * bz > 1024 || gy > 65535 || gz > 65535 || extra) return INVALID_VALUE;
  if (shared > (unsigned) f->sharedLimit) return INVALID_VALUE;
  auto launch = std::make_shared<Launch>();
  *launch = {f, {gx, gy, gz}, {bx, by, bz}, shared, {}};
  for (size_t i = 0; i < f->sizes.size(); i++) {
    const char* at = (const char*) parameters[i];
    launch->parameters.emplace_back(at, at + abs(f->sizes[i]));
  }
  s->put([=] { execute(*launch); });
  return OK;
}
// For the other fakes.
EXPORT void fakecuda_fail(const char* text) { fail(ILLEGAL_ADDRESS, text); }
