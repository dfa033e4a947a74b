// The fake libnvrtc: compiles CUDA C with g++ behind t4j_shim.h. What it gives as machine code is a
// head and the bytes of a shared library.
#include <dlfcn.h>
#include <unistd.h>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <regex>
#include <set>
#include <string>

#define EXPORT extern "C" __attribute__((visibility("default")))
struct Program { std::string source, file, log, image; };
static std::set<Program*>& live = *new std::set<Program*>;
static std::mutex& lock = *new std::mutex;
enum { OK = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };

static bool known(Program* p) {
  std::lock_guard<std::mutex> guard(lock);
  return live.count(p) > 0;
}
static std::string folder() {
  Dl_info info;
  dladdr((void*) folder, &info);
  std::string path = info.dli_fname;
  return path.substr(0, path.rfind('/'));
}
static std::string read(const std::string& path) {
  std::string text;
  if (FILE* f = fopen(path.c_str(), "r")) {
    char buffer[1 << 16];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;) text.append(buffer, n);
    fclose(f);
  }
  return text;
}

EXPORT int nvrtcVersion(int* major, int* minor) { *major = 13; *minor = 999; return OK; }
EXPORT const char* nvrtcGetErrorString(int code) {
  static const char* names[] = {"NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY", "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
      "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM", "NVRTC_ERROR_INVALID_OPTION", "NVRTC_ERROR_COMPILATION"};
  return code >= 0 && code <= 6 ? names[code] : "NVRTC_ERROR_INTERNAL_ERROR";
}
static const int archs[] = {75, 80, 86, 89, 90, 100, 120};
EXPORT int nvrtcGetNumSupportedArchs(int* n) { *n = sizeof archs / sizeof *archs; return OK; }
EXPORT int nvrtcGetSupportedArchs(int* list) { memcpy(list, archs, sizeof archs); return OK; }
EXPORT int nvrtcCreateProgram(Program** p, const char* source, const char* name, int headers, const char**, const char**) {
  if (!source || headers) return INVALID_INPUT;
  *p = new Program{source, name ? name : "default_program", "", ""};
  std::lock_guard<std::mutex> guard(lock);
  live.insert(*p);
  return OK;
}
EXPORT int nvrtcDestroyProgram(Program** p) {
  std::lock_guard<std::mutex> guard(lock);
  if (!live.erase(*p)) return INVALID_PROGRAM;
  delete *p;
  *p = nullptr;
  return OK;
}
// The names of kernels: what follows __global__ and void, past launch bounds.
static std::string stubs(const std::string& source) {
  static const std::regex kernel("__global__\\s+void\\s+(?:__launch_bounds__\\s*\\([^)]*\\)\\s*)?(\\w+)\\s*\\(|"
                                 "__global__\\s+__launch_bounds__\\s*\\([^)]*\\)\\s*void\\s+(\\w+)\\s*\\(");
  std::string text;
  for (std::sregex_iterator i(source.begin(), source.end(), kernel), end; i != end; ++i) {
    text += "T4J_STUB(" + ((*i)[1].matched ? (*i)[1] : (*i)[2]).str() + ")\n";
  }
  return text;
}
EXPORT int nvrtcCompileProgram(Program* p, int n, const char** options) {
  if (!known(p)) return INVALID_PROGRAM;
  for (int i = 0; i < n; i++) {
    if (strncmp(options[i], "--", 2)) return INVALID_OPTION;
  }
  static std::atomic<int> serial{0};
  std::string home = folder();
  std::string base = home + "/kernel" + std::to_string(getpid()) + "_" + std::to_string(serial++);
  FILE* f = fopen((base + ".cpp").c_str(), "w");
  if (!f) return INVALID_INPUT;
  std::string text = "#include \"t4j_shim.h\"\n#line 1 \"" + p->file + "\"\n" + p->source + "\n" + stubs(p->source);
  fwrite(text.data(), 1, text.size(), f);
  fclose(f);
  std::string command = "g++ -std=c++17 -w -O1 -fPIC -shared -fvisibility=hidden -ffp-contract=off -fno-exceptions -fno-rtti"
      " -fno-asynchronous-unwind-tables -I'" + home + "' -o '" + base + ".so' '" + base + ".cpp' >'" + base + ".log' 2>&1";
  int failed = system(command.c_str());
  p->log = read(base + ".log");
  std::string code = failed ? "" : read(base + ".so");
  for (const char* ending : {".cpp", ".so", ".log"}) unlink((base + ending).c_str());
  if (failed) return COMPILATION;
  uint64_t bytes = code.size();
  p->image = "T4JFAKE1" + std::string((char*) &bytes, 8) + code;
  return OK;
}
EXPORT int nvrtcGetProgramLogSize(Program* p, size_t* n) { if (!known(p)) return INVALID_PROGRAM; *n = p->log.size() + 1; return OK; }
EXPORT int nvrtcGetProgramLog(Program* p, char* b) { if (!known(p)) return INVALID_PROGRAM; memcpy(b, p->log.c_str(), p->log.size() + 1); return OK; }
EXPORT int nvrtcGetCUBINSize(Program* p, size_t* n) { if (!known(p)) return INVALID_PROGRAM; *n = p->image.size(); return OK; }
EXPORT int nvrtcGetCUBIN(Program* p, char* b) { if (!known(p)) return INVALID_PROGRAM; memcpy(b, p->image.data(), p->image.size()); return OK; }
EXPORT int nvrtcGetPTXSize(Program* p, size_t* n) { return nvrtcGetCUBINSize(p, n); }
EXPORT int nvrtcGetPTX(Program* p, char* b) { return nvrtcGetCUBIN(p, b); }
