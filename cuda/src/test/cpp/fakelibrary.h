// What the fakes of libraries share: the way to the fake driver beside them, and 16-bit floats.
#pragma once
#include <dlfcn.h>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>
#define EXPORT extern "C" __attribute__((visibility("default")))

namespace fake {
static char* (*realAddress)(uint64_t, size_t);
static int (*enqueueWork)(void*, void (*)(void*), void*);
static void (*failure)(const char*);

// The driver that the program has loaded already, from the same folder.
static bool connect() {
  Dl_info info;
  dladdr((void*) connect, &info);
  std::string path = info.dli_fname;
  void* driver = dlopen((path.substr(0, path.rfind('/')) + "/libcuda.so.1").c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!driver) return false;
  *(void**) &realAddress = dlsym(driver, "fakecuda_real");
  *(void**) &enqueueWork = dlsym(driver, "fakecuda_enqueue");
  *(void**) &failure = dlsym(driver, "fakecuda_fail");
  return realAddress && enqueueWork && failure;
}
static inline char* real(uint64_t address, size_t bytes) { return address ? realAddress(address, bytes) : nullptr; }
static inline int enqueue(void* stream, void (*work)(void*), void* argument) { return enqueueWork(stream, work, argument); }
static inline void fail(const char* message) { failure(message); }

static inline float fromBfloat(uint16_t v) {
  uint32_t b = (uint32_t) v << 16;
  float f;
  memcpy(&f, &b, 4);
  return f;
}
static inline uint16_t toBfloat(float f) {
  uint32_t b;
  memcpy(&b, &f, 4);
  return f != f ? 0x7fc0 : (b + 0x7fff + ((b >> 16) & 1)) >> 16;
}
// Elements by cudnnDataType_t: 0 float, 1 double, 2 half, 9 bfloat16.
static inline double load(const char* p, int type, int64_t i) {
  return type == 0 ? ((const float*) p)[i] : type == 1 ? ((const double*) p)[i] : type == 2 ? (double) ((const _Float16*) p)[i] : fromBfloat(((const uint16_t*) p)[i]);
}
static inline void store(char* p, int type, int64_t i, double v) {
  if (type == 0) ((float*) p)[i] = v;
  else if (type == 1) ((double*) p)[i] = v;
  else if (type == 2) ((_Float16*) p)[i] = (_Float16) (float) v;
  else ((uint16_t*) p)[i] = toBfloat(v);
}
// A float as tensor cores of TF32 see it.
static inline float rounded(float f) {
  uint32_t b;
  memcpy(&b, &f, 4);
  b = (b + 0xfff + ((b >> 13) & 1)) & ~0x1fffu;
  memcpy(&f, &b, 4);
  return f;
}
}  // namespace fake
