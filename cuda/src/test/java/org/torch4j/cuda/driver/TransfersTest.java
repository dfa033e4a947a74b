package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.type.DeviceException;

/** Copies and fills, and what streams and events order. */
@OnFakes
final class TransfersTest {
  private final CudaDevice device = Buffers.DEVICE;
  private final CudaStream stream = Buffers.stream();
  private final Transfers transfers = device.transfers();

  private static byte[] bytes(int n) {
    byte[] values = new byte[n];
    new Random(n).nextBytes(values);
    return values;
  }

  private static byte[] content(DeviceMemory memory) {
    return Buffers.download(memory).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void freshMemoryIsNaN() {
    device.allocator().emptyCache();
    try (DeviceMemory memory = Buffers.empty(64 << 20)) {
      assertTrue(Float.isNaN(Buffers.floats(memory)[0]));
    }
  }

  @Test
  void roundTripsOfAllSizes() {
    for (int n : new int[] {0, 1, 3, 4096, 4097, 100_000, (9 << 20) + 5}) {
      byte[] values = bytes(n);
      try (DeviceMemory memory = Buffers.upload(MemorySegment.ofArray(values))) {
        assertArrayEquals(values, content(memory));
      }
    }
  }

  @Test
  void theSourceMayChangeAtOnce() {
    FakeGpu.delay(5000);
    byte[] values = bytes(1 << 16);
    byte[] kept = values.clone();
    try (DeviceMemory memory = Buffers.upload(MemorySegment.ofArray(values))) {
      Arrays.fill(values, (byte) 0);
      assertArrayEquals(kept, content(memory));
    }
  }

  @Test
  void aRingOfSmallSlotsWaitsForItsReaders() {
    var ring = new Transfers(device, 2, 1024);
    FakeGpu.delay(300);
    byte[] values = bytes(20_000);
    try (DeviceMemory memory = Buffers.empty(values.length);
        CudaStream other = CudaStream.of(device)) {
      MemorySegment source = MemorySegment.ofArray(values);
      ring.toDevice(source, 0, memory.address(), 10_000, stream);
      ring.toDevice(source, 10_000, memory.address() + 10_000, 10_000, other);
      other.synchronize();
      assertArrayEquals(values, content(memory));
    }
  }

  @Test
  void withinTheDevice() {
    byte[] values = bytes(3000);
    try (DeviceMemory from = Buffers.upload(MemorySegment.ofArray(values));
        DeviceMemory to = Buffers.empty(3000)) {
      transfers.copy(to.address(), from.address(), 3000, stream);
      assertArrayEquals(values, content(to));
      transfers.fill(to.address(), 1, 0, 3000, stream);
      transfers.copyRows(to.address() + 5, 50, from.address() + 7, 30, 20, 10, stream);
      byte[] got = content(to);
      for (int row = 0; row < 10; row++) {
        for (int i = 0; i < 50; i++) {
          int column = i - 5;
          byte expected = column >= 0 && column < 20 ? values[7 + 30 * row + column] : 0;
          assertEquals(expected, got[50 * row + i]);
        }
      }
    }
  }

  @Test
  void fills() {
    try (DeviceMemory memory = Buffers.empty(12)) {
      transfers.fill(memory.address(), 4, Float.floatToRawIntBits(1.5f), 3, stream);
      assertArrayEquals(new float[] {1.5f, 1.5f, 1.5f}, Buffers.floats(memory));
      transfers.fill(memory.address() + 2, 2, 0xABCD, 2, stream);
      assertEquals(0xABCDL, transfers.bits(memory.address() + 4, 2, stream));
      assertThrows(DeviceException.class, () -> transfers.fill(memory.address(), 8, 0, 1, stream));
      assertThrows(
          CudaException.class, () -> transfers.fill(memory.address(), 1, 0, 1 << 30, stream));
    }
  }

  @Test
  void singleElements() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, -1L, 0x1234_5678_9ABC_DEF0L);
      try (DeviceMemory memory = Buffers.upload(values)) {
        assertEquals(-1L, transfers.bits(memory.address(), 8, stream));
        assertEquals(0xFFFF_FFFFL, transfers.bits(memory.address(), 4, stream));
        assertEquals(0xDEF0L, transfers.bits(memory.address() + 8, 2, stream));
        assertEquals(0xF0L, transfers.bits(memory.address() + 8, 1, stream));
      }
    }
  }

  @Test
  void boundsOfTheHostAreChecked() {
    try (DeviceMemory memory = Buffers.empty(16)) {
      assertEquals(
          "toDevice: bytes 4 to 12 of host memory that has 8",
          assertThrows(
                  DeviceException.class,
                  () ->
                      transfers.toDevice(
                          MemorySegment.ofArray(new byte[8]), 4, memory.address(), 8, stream))
              .getMessage());
    }
  }

  @Test
  void eventsOrderStreams() {
    FakeGpu.delay(3000);
    byte[] values = bytes(100);
    try (CudaStream other = CudaStream.of(device, -1);
        DeviceMemory first = Buffers.upload(MemorySegment.ofArray(values));
        DeviceMemory second = Buffers.empty(100)) {
      for (int i = 0; i < 5; i++) {
        transfers.copy(second.address(), first.address(), 50, stream);
      }
      transfers.copy(second.address(), first.address(), 100, stream);
      assertFalse(stream.query());
      other.waitStream(stream);
      MemorySegment got = MemorySegment.ofArray(new byte[100]);
      transfers.toHost(second.address(), got, 0, 100, other);
      assertArrayEquals(values, got.toArray(ValueLayout.JAVA_BYTE));
      device.synchronize();
      assertTrue(stream.query());
    }
  }

  @Test
  void eventsTellTimes() {
    FakeGpu.delay(2000);
    try (CudaEvent start = CudaEvent.timed(device);
        CudaEvent end = CudaEvent.timed(device);
        CudaEvent plain = CudaEvent.of(device);
        DeviceMemory memory = Buffers.empty(16)) {
      start.record(stream);
      transfers.fill(memory.address(), 1, 0, 16, stream);
      end.record(stream);
      end.synchronize();
      double millis = start.elapsedTime(end);
      assertTrue(millis > 0 && millis < 60_000, () -> "" + millis);
      assertThrows(DeviceException.class, () -> start.elapsedTime(plain));
      assertThrows(
          DeviceException.class,
          () -> {
            CudaEvent closed = CudaEvent.of(device);
            closed.close();
            closed.record(stream);
          });
    }
  }

  @Test
  void eachThreadHasItsStreamAndContext() throws Exception {
    try (CudaStream mine = CudaStream.of(device)) {
      CudaStream before = device.setCurrentStream(mine);
      assertEquals(device.defaultStream(), before);
      Object[] seen = new Object[3];
      Thread platform =
          new Thread(
              () -> {
                seen[0] = device.currentStream();
                try (DeviceMemory memory = device.allocator().allocate(16)) {
                  seen[1] = memory.address();
                }
              });
      platform.start();
      platform.join();
      Thread virtual =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (DeviceMemory memory = device.allocator().allocate(16)) {
                      device.transfers().fill(memory.address(), 1, 0, 16, stream);
                      seen[2] = device.transfers().bits(memory.address(), 4, stream);
                    }
                  });
      virtual.join();
      assertEquals(device.defaultStream(), seen[0]);
      assertTrue((long) seen[1] != 0);
      assertEquals(0L, seen[2]);
      assertEquals(mine, device.setCurrentStream(before));
    }
  }
}
