// Device memory: an address is mapped to nothing, so that the host's touch raises SIGBUS (in a JVM a
// catchable InternalError); the bytes are elsewhere, and kernels and copies get there by translation.
#include "fake.h"
#include <sys/mman.h>
#include <unistd.h>
#include <cstdlib>

namespace fake {
static const size_t PAGE = 4096, FENCE = 256;
static const unsigned char FENCE_BYTE = 0xA5, FRESH_BYTE = 0xFF;  // fresh memory is NaN in every float type
struct Block { size_t bytes, mapped; char* bytesAt; int device; };
static std::map<Address, Block>& blocks = *new std::map<Address, Block>;
static std::map<int, size_t>& used = *new std::map<int, size_t>;
static size_t limit = (size_t) 1 << 30;

static size_t pages(size_t n) { return (n + PAGE - 1) / PAGE * PAGE; }

int allocate(int device, Address* address, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (bytes == 0) return INVALID_VALUE;
  size_t mapped = pages(bytes);
  if (used[device] + mapped > limit) return OUT_OF_MEMORY;
  static int empty = memfd_create("fakecuda", 0);
  void* seen = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, empty, 0);
  if (seen == MAP_FAILED) return OUT_OF_MEMORY;
  char* at = (char*) aligned_alloc(512, (bytes + 2 * FENCE + 511) / 512 * 512 + 512);
  if (!at) return OUT_OF_MEMORY;
  at += FENCE;
  memset(at - FENCE, FENCE_BYTE, FENCE);
  memset(at, FRESH_BYTE, bytes);
  memset(at + bytes, FENCE_BYTE, FENCE);
  used[device] += mapped;
  blocks[(Address) seen] = {bytes, mapped, at, device};
  *address = (Address) seen;
  return OK;
}

static bool whole(const Block& b) {
  for (size_t i = 0; i < FENCE; i++) {
    if ((unsigned char) b.bytesAt[-1 - (long) i] != FENCE_BYTE || (unsigned char) b.bytesAt[b.bytes + i] != FENCE_BYTE)
      return false;
  }
  return true;
}

static void broken(const Block& b) {
  fail(ILLEGAL_ADDRESS, "something wrote before or behind a block of " + std::to_string(b.bytes) + " bytes");
}

bool fencesBroken() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  for (auto& each : blocks) {
    if (!whole(each.second)) {
      broken(each.second);
      return true;
    }
  }
  return false;
}

int release(Address address) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!address) return OK;
  auto found = blocks.find(address);
  if (found == blocks.end()) return INVALID_VALUE;
  Block b = found->second;
  if (!whole(b)) broken(b);
  free(b.bytesAt - FENCE);
  munmap((void*) address, b.mapped);
  used[b.device] -= b.mapped;
  blocks.erase(found);
  return OK;
}

static const std::pair<const Address, Block>* find(Address address) {
  auto next = blocks.upper_bound(address);
  if (next == blocks.begin()) return nullptr;
  --next;
  return address < next->first + next->second.bytes ? &*next : nullptr;
}

char* real(Address address, size_t bytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  auto b = find(address);
  return b && address + bytes <= b->first + b->second.bytes ? b->second.bytesAt + (address - b->first) : nullptr;
}

int deviceOf(Address address) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  auto b = find(address);
  return b ? b->second.device : -1;
}

size_t freeBytes(int device) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return limit > used[device] ? limit - used[device] : 0;
}
size_t totalBytes() { return limit; }
}  // namespace fake

EXPORT void fakecuda_limit(size_t bytes) { fake::limit = bytes; }
EXPORT size_t fakecuda_used() {
  std::lock_guard<std::recursive_mutex> guard(fake::lock);
  size_t n = 0;
  for (auto& each : fake::used) n += each.second;
  return n;
}
EXPORT size_t fakecuda_blocks() {
  std::lock_guard<std::recursive_mutex> guard(fake::lock);
  return fake::blocks.size();
}
EXPORT int fakecuda_fences_broken() { return fake::fencesBroken(); }
// For the other fakes.
EXPORT void* fakecuda_real(uint64_t address, size_t bytes) { return fake::real(address, bytes); }
