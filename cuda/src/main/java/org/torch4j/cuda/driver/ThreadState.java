package org.torch4j.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What each Java thread has of its own, so that no call into the driver allocates. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  /** Results of calls; 64 bytes. */
  final MemorySegment out = Arena.ofAuto().allocate(64, 16);

  final LaunchArguments arguments = new LaunchArguments(this);

  /** The device whose context the driver has for this thread. */
  @Nullable CudaDevice context;

  /** The stream set for each device by index; null where the device's default is used. */
  @Nullable CudaStream[] streams = new @Nullable CudaStream[0];

  private ThreadState() {}

  static ThreadState current() {
    return CURRENT.get();
  }

  static MemorySegment out() {
    return CURRENT.get().out;
  }
}
