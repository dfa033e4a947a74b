// Runs the blocks of a launch one after the other on the CPU. The threads of a block run in a loop on
// one stack; a thread that waits keeps that stack, and the rest goes on with another: so kernels
// without barriers cost nothing more, and nobody has to say which kernels have some.
#include "fake.h"
#include <algorithm>
#include <sys/mman.h>

namespace fake {
// As in t4j_shim.h.
struct Env {
  unsigned thread[3], block[3], threads[3], blocks[3];
  int current, next, count, reverse;
  unsigned char* done;
  char* shared;
  long long* slots;
  void (*wait)(Env*, int, int, unsigned);
  void* (*pointer)(unsigned long long);
};
enum { NONE = 0, BLOCK = 1, WARP = 2 };
static const size_t STACK = 128 << 10;

struct Fiber {
  void* sp = nullptr;
  char* stack = nullptr;
  bool finished = false;
};
struct Thread {
  int waits = NONE, site = 0;
  unsigned mask = 0;
  Fiber* fiber = nullptr;
  unsigned id[3];
};

extern "C" void t4j_switch(void** from, void* to);
asm(".pushsection .text\n.local t4j_switch\nt4j_switch:\n"
    " push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
    " mov %rsp,(%rdi)\n mov %rsi,%rsp\n"
    " pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n.popsection");

// One kernel at a time: variables of a kernel's file are shared by all its launches.
static std::mutex& executing = *new std::mutex;
static Env* env;
static void (*body)(void**);
static void** arguments;
static void* scheduler;
static Fiber* active;
static std::vector<Thread>& threads = *new std::vector<Thread>;
static std::vector<Fiber*>& spare = *new std::vector<Fiber*>;
static std::string& error = *new std::string;

static void entry() {
  body(arguments);
  active->finished = true;
  t4j_switch(&active->sp, scheduler);
  __builtin_trap();
}

static void resume(Fiber* f) {
  active = f;
  t4j_switch(&scheduler, f->sp);
  if (f->finished) spare.push_back(f);
}

static void start() {
  Fiber* f;
  if (spare.empty()) {
    f = new Fiber;
    f->stack = (char*) mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  } else {
    f = spare.back();
    spare.pop_back();
  }
  f->finished = false;
  void** top = (void**) (f->stack + STACK - 64);
  *--top = nullptr;
  *--top = (void*) entry;
  for (int i = 0; i < 6; i++) *--top = nullptr;
  f->sp = top;
  resume(f);
}

static void wait(Env* e, int kind, int site, unsigned mask) {
  int me = e->current;
  Thread& t = threads[me];
  t.waits = kind;
  t.site = site;
  t.mask = mask;
  t.fiber = active;
  memcpy(t.id, e->thread, sizeof t.id);
  t4j_switch(&active->sp, scheduler);
  e->current = me;
  memcpy(e->thread, threads[me].id, sizeof t.id);
}

static void* pointer(unsigned long long address) {
  char* p = address ? real(address, 1) : nullptr;
  if (address && !p && error.empty()) error = "it read a device address outside any live block";
  // Something to touch, so that the kernel ends and the error is told.
  static char* dustbin = (char*) mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return address && !p ? dustbin : p;
}

// Lets a warp's lanes go on whose collective all lanes named by it have reached.
static bool freeWarps(std::vector<int>& ready) {
  for (int first = 0; first < env->count; first += 32) {
    int end = first + 32 < env->count ? first + 32 : env->count;
    for (int i = first; i < end; i++) {
      Thread& t = threads[i];
      if (env->done[i] || t.waits != WARP) continue;
      bool all = true;
      for (int j = first; j < end && all; j++) {
        bool named = t.mask >> (j - first) & 1;
        if (!named || env->done[j]) continue;
        Thread& o = threads[j];
        all = o.waits == WARP && o.mask == t.mask;
        if (all && o.site != t.site) {
          error = "warp divergence: lanes of a warp wait in different collectives";
          return false;
        }
      }
      if (!all) continue;
      unsigned mask = t.mask;
      for (int j = first; j < end; j++) {
        if ((mask >> (j - first) & 1) && !env->done[j]) {
          threads[j].waits = NONE;
          ready.push_back(j);
        }
      }
    }
  }
  return true;
}

static bool freeBlock(std::vector<int>& ready) {
  int waiting = 0, live = 0, site = -1;
  for (int i = 0; i < env->count; i++) {
    if (env->done[i]) continue;
    live++;
    if (threads[i].waits != BLOCK) continue;
    waiting++;
    if (site >= 0 && site != threads[i].site) {
      error = "barrier divergence: threads of a block wait at different __syncthreads";
      return false;
    }
    site = threads[i].site;
  }
  if (waiting < live) {
    error = "deadlock: a warp's collective is not reached by all its lanes";
    return false;
  }
  if (live < env->count) {
    error = "barrier divergence: some threads ended before __syncthreads";
    return false;
  }
  for (int i = 0; i < env->count; i++) {
    threads[i].waits = NONE;
    ready.push_back(i);
  }
  return true;
}

static bool runBlock() {
  env->next = 0;
  memset(env->done, 0, env->count);
  while (env->next < env->count) start();
  for (;;) {
    bool live = false;
    for (int i = 0; i < env->count && !live; i++) live = !env->done[i];
    if (!live) return error.empty();
    std::vector<int> ready;
    if (!freeWarps(ready)) return false;
    if (ready.empty() && !freeBlock(ready)) return false;
    if (env->reverse) std::reverse(ready.begin(), ready.end());
    for (int i : ready) resume(threads[i].fiber);
  }
}

void execute(const Launch& launch) {
  std::lock_guard<std::mutex> guard(executing);
  Function* f = launch.function;
  env = (Env*) f->env;
  body = f->run;
  error.clear();
  std::vector<std::vector<char>> values = launch.parameters;
  std::vector<void*> pointers;
  for (size_t i = 0; i < values.size(); i++) {
    if (f->sizes[i] < 0) {
      Address address = *(Address*) values[i].data();
      char* bytes = address ? real(address, 1) : nullptr;
      if (address && !bytes) {
        fail(ILLEGAL_ADDRESS, f->name + ": parameter " + std::to_string(i) + " is a device address outside any live block");
        return;
      }
      memcpy(values[i].data(), &bytes, 8);
    }
    pointers.push_back(values[i].data());
  }
  arguments = pointers.data();
  int count = launch.block[0] * launch.block[1] * launch.block[2];
  static std::vector<unsigned char>& done = *new std::vector<unsigned char>(1024);
  static std::vector<long long>& slots = *new std::vector<long long>(1024);
  threads.assign(count, Thread());
  // The content of shared memory is anything at first: NaN here.
  std::vector<char> shared(launch.shared + 64, (char) 0xFF);
  env->count = count;
  env->reverse = reverse;
  env->done = done.data();
  env->slots = slots.data();
  env->shared = (char*) (((uintptr_t) shared.data() + 63) & ~(uintptr_t) 63);
  env->wait = wait;
  env->pointer = pointer;
  memcpy(env->threads, launch.block, sizeof env->threads);
  memcpy(env->blocks, launch.grid, sizeof env->blocks);
  unsigned long long all = (unsigned long long) launch.grid[0] * launch.grid[1] * launch.grid[2];
  for (unsigned long long b = 0; b < all; b++) {
    unsigned long long i = reverse ? all - 1 - b : b;
    env->block[0] = i % launch.grid[0];
    env->block[1] = i / launch.grid[0] % launch.grid[1];
    env->block[2] = i / launch.grid[0] / launch.grid[1];
    if (!runBlock()) {
      fail(error.find("address") != std::string::npos ? ILLEGAL_ADDRESS : LAUNCH_FAILED, f->name + ": " + error);
      return;
    }
  }
}
}  // namespace fake
