// Inside the fake libcuda: memory that the host cannot read, streams that run on threads of their own.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace fake {
typedef uint64_t Address;
enum Result {
  OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_DEVICE = 101,
  INVALID_IMAGE = 200, INVALID_CONTEXT = 201, INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600,
  ILLEGAL_ADDRESS = 700, LAUNCH_FAILED = 719, NOT_SUPPORTED = 801
};

// ---- state: what tests may set or read
extern std::recursive_mutex lock;  // guards everything but a stream's queue
extern std::atomic<int> sticky;    // an error of a kernel stays until fakecuda_reset
extern std::atomic<int> delayMicros;
extern std::atomic<int> reverse;
void fail(int code, const std::string& message);

// ---- memory (memory.cpp)
int allocate(int device, Address* address, size_t bytes);
int release(Address address);
// The bytes behind a device address, or null if [address, address + bytes) is not inside a live block.
char* real(Address address, size_t bytes);
int deviceOf(Address address);
size_t freeBytes(int device);
size_t totalBytes();
// Whether anything wrote beside a live block; tells where and makes the error sticky.
bool fencesBroken();

// ---- streams (stream.cpp)
struct Event {
  std::mutex mutex;
  std::condition_variable changed;
  long wanted = 0, reached = 0;
  bool timed = false;
  std::chrono::steady_clock::time_point time;
};
class Stream {
 public:
  explicit Stream(int device);
  ~Stream();
  // always: runs also after a sticky error, as marks for those who wait must.
  void put(std::function<void()> work, bool always = false);
  void synchronize();
  bool idle();
  const int device;

 private:
  struct Work { std::function<void()> run; bool always; };
  void loop();
  std::deque<Work> queue;
  std::mutex mutex;
  std::condition_variable arrived, emptied;
  bool busy = false, ended = false;
  std::thread thread;
};
Stream* stream(void* handle, int device);  // null if it is none
std::vector<Stream*> streams(int device);
std::set<Stream*>& liveStreams();
void reached(Event* event, long mark);
void record(Event* event, Stream* stream);
void wait(Event* event, Stream* stream);

// ---- kernels (block.cpp)
struct Function {
  std::string name;
  std::vector<int> sizes;  // of the parameters, negative for pointers
  void (*run)(void**);
  void* env;
  int sharedLimit = 48 << 10;
};
struct Launch {
  Function* function;
  unsigned grid[3], block[3], shared;
  std::vector<std::vector<char>> parameters;  // copied at the call, as the driver does
};
void execute(const Launch& launch);
}  // namespace fake
