package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.storage.Storage;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;

/** The allocator: reuse in a stream's order, other streams, statistics, and running out. */
@OnFakes
final class AllocatorTest {
  private final CudaDevice device = Buffers.DEVICE;

  // Memory of its own: tensors of other tests may still be alive in the default stream's.
  private final CudaStream stream = CudaStream.of(device);
  private final CachingAllocator allocator = device.allocator();

  @BeforeEach
  @AfterEach
  void empty() {
    device.synchronize();
    allocator.collect();
    allocator.emptyCache();
    allocator.resetPeaks();
  }

  @Test
  void closedMemoryIsReusedAtOnceInItsStream() {
    long address;
    try (DeviceMemory memory = allocator.allocate(1000, stream)) {
      address = memory.address();
      assertEquals(1000, memory.bytes());
      assertEquals(0, address % 512);
    }
    long mallocs = allocator.statistics().mallocs();
    try (DeviceMemory again = allocator.allocate(700, stream)) {
      assertEquals(address, again.address());
    }
    assertEquals(mallocs, allocator.statistics().mallocs());
  }

  @Test
  void closingTwiceFreesOnce() {
    DeviceMemory memory = allocator.allocate(1000, stream);
    memory.close();
    DeviceMemory next = allocator.allocate(1000, stream);
    memory.close();
    try (DeviceMemory other = allocator.allocate(1000, stream)) {
      assertNotEquals(next.address(), other.address());
    }
    next.close();
  }

  @Test
  void memoryUsedOnAnotherStreamWaitsForIt() {
    FakeGpu.delay(20_000);
    try (CudaStream other = CudaStream.of(device)) {
      DeviceMemory memory = allocator.allocate(4096, stream);
      memory.usedOn(other);
      device.transfers().fill(memory.address(), 1, 0, 4096, other);
      memory.close();
      try (DeviceMemory early = allocator.allocate(4096, stream)) {
        assertNotEquals(memory.address(), early.address());
        other.synchronize();
        // One more look lets the allocator see that the event has passed.
        allocator.statistics();
        try (DeviceMemory late = allocator.allocate(4096, stream)) {
          assertEquals(memory.address(), late.address());
        }
      }
    }
  }

  @Test
  void streamsHaveMemoryOfTheirOwnUntilTheyEnd() {
    long address;
    CudaStream other = CudaStream.of(device);
    try (DeviceMemory memory = allocator.allocate(4096, other)) {
      address = memory.address();
    }
    try (DeviceMemory here = allocator.allocate(4096, stream)) {
      assertNotEquals(address, here.address());
    }
    DeviceMemory outliving = allocator.allocate(30 << 20, other);
    other.close();
    outliving.close();
    try (DeviceMemory heir = allocator.allocate(30 << 20, device.defaultStream())) {
      assertEquals(outliving.address(), heir.address());
    }
    assertThrows(DeviceException.class, other::synchronize);
    assertThrows(DeviceException.class, () -> device.defaultStream().close());
  }

  @Test
  void statisticsCountAsTorchDoes() {
    MemoryStatistics before = allocator.statistics();
    DeviceMemory small = allocator.allocate(1, stream);
    DeviceMemory large = allocator.allocate(3 << 20, stream);
    MemoryStatistics during = allocator.statistics();
    assertEquals(512 + (3 << 20), during.allocated() - before.allocated());
    assertEquals((2 << 20) + (20 << 20), during.reserved() - before.reserved());
    assertEquals(2, during.mallocs() - before.mallocs());
    assertEquals(2, during.allocations() - before.allocations());
    small.close();
    large.close();
    MemoryStatistics after = allocator.statistics();
    assertEquals(before.allocated(), after.allocated());
    assertEquals(during.allocated(), after.peakAllocated());
    assertEquals(during.reserved(), after.reserved());
    allocator.emptyCache();
    assertEquals(before.reserved(), allocator.statistics().reserved());
    allocator.resetPeaks();
    assertEquals(before.reserved(), allocator.statistics().peakReserved());
  }

  @Test
  void neighboursAreJoined() {
    List<DeviceMemory> pieces = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pieces.add(allocator.allocate(512 << 10, stream));
    }
    long mallocs = allocator.statistics().mallocs();
    for (int i : new int[] {0, 2, 1, 3}) {
      pieces.get(i).close();
    }
    try (DeviceMemory whole = allocator.allocate(1 << 20, stream)) {
      assertEquals(pieces.get(0).address(), whole.address());
    }
    assertEquals(mallocs, allocator.statistics().mallocs());
  }

  @Test
  void randomUseNeverHandsOutTheSameBytesTwice() {
    var random = new Random(1);
    long before = allocator.statistics().allocated();
    var live = new ArrayList<DeviceMemory>();
    for (int step = 0; step < 2000; step++) {
      if (!live.isEmpty() && random.nextInt(100) < 48) {
        live.remove(random.nextInt(live.size())).close();
      } else {
        long bytes = random.nextInt(10) == 0 ? random.nextInt(4 << 20) : random.nextInt(9000);
        DeviceMemory fresh = allocator.allocate(bytes, stream);
        for (DeviceMemory other : live) {
          assertTrue(
              fresh.bytes() == 0
                  || other.bytes() == 0
                  || fresh.address() + fresh.bytes() <= other.address()
                  || other.address() + other.bytes() <= fresh.address());
        }
        live.add(fresh);
      }
    }
    live.forEach(DeviceMemory::close);
    assertEquals(before, allocator.statistics().allocated());
  }

  @Test
  void nothingIsNothing() {
    try (DeviceMemory none = allocator.allocate(0, stream)) {
      assertEquals(0, none.address());
    }
    assertThrows(DeviceException.class, () -> allocator.allocate(-1, stream));
  }

  @Test
  void cachedMemoryIsGivenBackBeforeRunningOut() {
    FakeGpu.limit(FakeGpu.used() + (64 << 20));
    allocator.allocate(40 << 20, stream).close();
    try (DeviceMemory other = allocator.allocate(50 << 20, stream)) {
      assertEquals(50 << 20, other.bytes());
    }
  }

  @Test
  void runningOutTellsTheFigures() {
    FakeGpu.limit(FakeGpu.used() + (64 << 20));
    long before = allocator.statistics().outOfMemory();
    try (DeviceMemory used = allocator.allocate(48 << 20, stream)) {
      OutOfMemoryError error =
          assertThrows(OutOfMemoryError.class, () -> allocator.allocate(32 << 20, stream));
      assertTrue(
          error.getMessage().startsWith("cuda:0: out of memory: tried to allocate 0.03 GiB; 0.0"),
          error.getMessage());
      assertEquals(48 << 20, used.bytes());
    }
    assertEquals(before + 1, allocator.statistics().outOfMemory());
    allocator.allocate(32 << 20, stream).close();
  }

  @Test
  void droppedMemoryComesBackByACollection() {
    FakeGpu.limit(FakeGpu.used() + (64 << 20));
    long collections = allocator.statistics().collections();
    for (int i = 0; i < 40; i++) {
      Storage storage =
          Storage.onDevice(Device.of("cuda:0"), 4 << 20, self -> allocator.allocate(self, 4 << 20));
      assertNotEquals(0, storage.address());
    }
    assertTrue(allocator.statistics().collections() > collections);
  }

  @Test
  void theBudgetCollectsLongBeforeMemoryRunsOut() {
    long before = allocator.statistics().allocated();
    for (int i = 0; i < 100; i++) {
      Storage storage =
          Storage.onDevice(
              Device.of("cuda:0"), 32 << 20, self -> allocator.allocate(self, 32 << 20));
      assertNotEquals(0, storage.address());
    }
    assertTrue(allocator.statistics().peakAllocated() < before + (640L << 20));
  }

  @Test
  void anInjectedFailureIsTriedAgain() {
    FakeGpu.inject("cuMemAlloc_v2", 0, CudaException.OUT_OF_MEMORY);
    try (DeviceMemory memory = allocator.allocate(100 << 20, stream)) {
      assertEquals(100 << 20, memory.bytes());
    }
    FakeGpu.inject("cuMemAlloc_v2", 0, 1);
    CudaException error =
        assertThrows(CudaException.class, () -> allocator.allocate(200 << 20, stream));
    assertEquals(
        "cuMemAlloc(bytes=209715200): CUDA_ERROR_INVALID_VALUE (1), invalid argument",
        error.getMessage());
  }
}
