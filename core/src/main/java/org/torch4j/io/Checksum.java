package org.torch4j.io;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;

/** The CRC-32 of memory, computed beside the work of the thread that wants it. */
final class Checksum {
  /** Less is done sooner than a thread starts. */
  private static final long WORTH_A_THREAD = 1L << 20;

  private static final long BLOCK = 1L << 20;

  private final FutureTask<Integer> task;

  private Checksum(FutureTask<Integer> task) {
    this.task = task;
  }

  /** Begins with the checksum of {@code parts}, one after the other; they must stay as they are. */
  static Checksum of(MemorySegment... parts) {
    FutureTask<Integer> task = new FutureTask<>(() -> compute(parts));
    long size = 0;
    for (MemorySegment part : parts) {
      size += part.byteSize();
    }
    if (size < WORTH_A_THREAD) {
      task.run();
    } else {
      Thread.ofPlatform().daemon().name("torch4j-io-checksum").start(task);
    }
    return new Checksum(task);
  }

  private static int compute(MemorySegment... parts) {
    CRC32 crc = new CRC32();
    for (MemorySegment part : parts) {
      for (long at = 0; at < part.byteSize(); at += BLOCK) {
        crc.update(FileOutput.bytes(part.asSlice(at, Math.min(BLOCK, part.byteSize() - at))));
      }
    }
    return (int) crc.getValue();
  }

  /** The value, for which it waits even when it is interrupted. */
  int value() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a checksum failed", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
