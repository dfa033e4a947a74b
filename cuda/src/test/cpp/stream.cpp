// Streams: a thread each, so that nothing is there before it was waited for.
#include "fake.h"
#include <unistd.h>

namespace fake {
Stream::Stream(int device) : device(device), thread([this] { loop(); }) {}

void Stream::loop() {
  std::unique_lock<std::mutex> guard(mutex);
  for (;;) {
    arrived.wait(guard, [this] { return ended || !queue.empty(); });
    if (queue.empty()) return;
    Work work = std::move(queue.front());
    queue.pop_front();
    busy = true;
    guard.unlock();
    if (delayMicros) usleep(delayMicros);
    if (work.always || !sticky) work.run();
    work.run = nullptr;
    guard.lock();
    busy = false;
    if (queue.empty()) emptied.notify_all();
  }
}

void Stream::put(std::function<void()> work, bool always) {
  std::lock_guard<std::mutex> guard(mutex);
  queue.push_back({std::move(work), always});
  arrived.notify_one();
}

void Stream::synchronize() {
  std::unique_lock<std::mutex> guard(mutex);
  emptied.wait(guard, [this] { return queue.empty() && !busy; });
}

bool Stream::idle() {
  std::lock_guard<std::mutex> guard(mutex);
  return queue.empty() && !busy;
}

Stream::~Stream() {
  {
    std::lock_guard<std::mutex> guard(mutex);
    ended = true;
    arrived.notify_one();
  }
  thread.join();
}

// Never destroyed: threads of streams still run when the process ends.
std::set<Stream*>& liveStreams() {
  static std::set<Stream*>& live = *new std::set<Stream*>;
  return live;
}

Stream* stream(void* handle, int device) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (handle == nullptr || handle == (void*) 1 || handle == (void*) 2) {
    static std::map<int, Stream*>& defaults = *new std::map<int, Stream*>;
    Stream*& own = defaults[device];
    if (!own) {
      own = new Stream(device);
      liveStreams().insert(own);
    }
    return own;
  }
  auto found = liveStreams().find((Stream*) handle);
  return found == liveStreams().end() ? nullptr : *found;
}

std::vector<Stream*> streams(int device) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  std::vector<Stream*> own;
  for (Stream* s : liveStreams()) {
    if (device < 0 || s->device == device) own.push_back(s);
  }
  return own;
}

void reached(Event* event, long mark) {
  std::lock_guard<std::mutex> guard(event->mutex);
  if (mark > event->reached) event->reached = mark;
  event->time = std::chrono::steady_clock::now();
  event->changed.notify_all();
}

void record(Event* event, Stream* s) {
  long mark;
  {
    std::lock_guard<std::mutex> guard(event->mutex);
    mark = ++event->wanted;
  }
  s->put([=] { reached(event, mark); }, true);
}

void wait(Event* event, Stream* s) {
  long mark;
  {
    std::lock_guard<std::mutex> guard(event->mutex);
    mark = event->wanted;
  }
  s->put([=] {
    std::unique_lock<std::mutex> guard(event->mutex);
    event->changed.wait(guard, [=] { return event->reached >= mark; });
  });
}
}  // namespace fake

// For the other fakes.
EXPORT int fakecuda_enqueue(void* handle, void (*work)(void*), void* argument) {
  fake::Stream* s = fake::stream(handle, 0);
  if (!s) return fake::INVALID_HANDLE;
  s->put([=] { work(argument); });
  return fake::OK;
}
