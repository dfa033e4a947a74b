package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** What is read and written in several blocks, and by several threads. */
class LargeFilesTest {
  @TempDir Path folder;

  private static int crc(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  @Test
  void checksumsAreJoined() {
    byte[] bytes = new byte[5000];
    new Random(1).nextBytes(bytes);
    for (int cut : new int[] {0, 1, 2, 255, 256, 4095, 4999, 5000}) {
      int joined = Crc32.joined(crc(bytes, 0, cut), crc(bytes, cut, 5000), 5000 - cut);
      assertEquals(crc(bytes, 0, 5000), joined, "cut at " + cut);
    }
    // 600 MB of zeros, block by block and by doubling.
    int block = crc(new byte[1 << 20], 0, 1 << 20);
    int all = 0;
    for (int i = 0; i < 600; i++) {
      all = Crc32.joined(all, block, 1 << 20);
    }
    int half = 0;
    for (int i = 0; i < 300; i++) {
      half = Crc32.joined(block, half, i * (1L << 20));
    }
    ByteSource large = FileContent.of(new byte[9 << 20], "zeros").source();
    var _ = large.u8();
    assertEquals(crc(new byte[9 << 20], 1, 9 << 20), large.checksum());
    assertEquals(0, large.remaining());
    assertEquals(all, Crc32.joined(half, half, 300L << 20));
  }

  @Test
  void theFirstFailureCountsAndAllRunsOnce() {
    AtomicInteger[] runs = new AtomicInteger[100];
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      AtomicInteger count = new AtomicInteger();
      runs[i] = count;
      pieces.add(count::incrementAndGet);
    }
    SharedWork.run(pieces, 4);
    assertTrue(Arrays.stream(runs).allMatch(count -> count.get() == 1));
    for (int i : new int[] {90, 31, 30}) {
      pieces.set(
          i,
          () -> {
            throw new CheckpointException("piece " + i);
          });
    }
    for (int threads : new int[] {1, 2, 5}) {
      String said =
          assertThrows(CheckpointException.class, () -> SharedWork.run(pieces, threads))
              .getMessage();
      assertEquals("piece 30", said);
    }
    SharedWork.run(List.of(), 4);
  }

  @Test
  void anInterruptedCallerStillWaitsForItsHelpers() {
    AtomicInteger done = new AtomicInteger();
    List<Runnable> pieces = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pieces.add(
          () -> {
            Thread.onSpinWait();
            done.incrementAndGet();
          });
    }
    Thread.currentThread().interrupt();
    SharedWork.run(pieces, 3);
    assertTrue(Thread.interrupted(), "the thread still knows that it was interrupted");
    assertEquals(50, done.get());
  }

  @Test
  void outputIsWhatWasWritten() throws IOException {
    Random random = new Random(3);
    byte[] expected = new byte[9_000_000];
    random.nextBytes(expected);
    Path file = folder.resolve("out");
    List<Long> told = new ArrayList<>();
    try (Arena arena = Arena.ofShared();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileOutput out = new FileOutput(channel, told::add)) {
      int[] lengths = {1, 64, 2_097_087, 2_097_152, 10, 4_500_000, 3, 100_000};
      int at = 0;
      for (int length : lengths) {
        MemorySegment heap = MemorySegment.ofArray(expected).asSlice(at, length);
        MemorySegment part = length % 2 == 0 ? arena.allocate(length, 1).copyFrom(heap) : heap;
        out.write(part);
        Checksum checksum = Checksum.of(part, part.asSlice(0, 1));
        CRC32 both = new CRC32();
        both.update(expected, at, length);
        both.update(expected, at, 1);
        assertEquals((int) both.getValue(), checksum.value());
        at += length;
        assertEquals(at, out.position());
      }
      out.write(ByteBuffer.wrap(expected, at, expected.length - at));
      // Before, at, and across the end of what has left the buffer; and in it.
      for (int place : new int[] {5, 2_097_150, 4_194_304, 8_388_606, 8_388_608, 8_999_996}) {
        byte[] change = {1, 2, 3, 4};
        System.arraycopy(change, 0, expected, place, 4);
        out.overwrite(place, ByteBuffer.wrap(change));
      }
      out.flush();
    }
    assertArrayEquals(expected, Files.readAllBytes(file));
    assertEquals(9_000_000, told.getLast());
    assertEquals(told.stream().sorted().toList(), told);
  }

  private static Map<String, Tensor> state() {
    Torch.manualSeed(5);
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("a", Torch.randn(1_200_000));
    state.put("flags", Torch.rand(4_300_001).lt(0.5));
    state.put("small", Torch.randn(7));
    state.put("wide", Torch.arange(0, 600_000, 1, DType.INT64));
    state.put("none", Torch.zeros(0));
    state.put("half", Torch.randn(50_000).to(DType.FLOAT16));
    return state;
  }

  private Path write(Map<String, Tensor> state, String format) {
    Path file = folder.resolve("a." + format);
    switch (format) {
      case "pth" -> Checkpoints.save(state, file);
      case "safetensors" -> Safetensors.saveFile(state, file);
      default -> Numpy.savez(state, file, Numpy.options().compressed(format.equals("z.npz")));
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pth", "safetensors", "npz", "z.npz"})
  void severalThreadsReadWhatWasWritten(String format) throws IOException {
    Map<String, Tensor> state = state();
    Path file = write(state, format);
    for (LoadOptions options : List.of(LoadOptions.DEFAULTS, LoadOptions.mmap(true))) {
      Map<String, Tensor> loaded = Checkpoints.loadStateDict(file, options);
      assertEquals(new ArrayList<>(state.keySet()), new ArrayList<>(loaded.keySet()));
      state.forEach(
          (name, t) -> {
            assertEquals(t.dtype(), loaded.get(name).dtype());
            assertTrue(t.equal(loaded.get(name)), name + " of " + format);
          });
    }
    if (!format.equals("safetensors")) {
      // Another reader of zip archives, which checks them, too.
      try (ZipFile zip = new ZipFile(file.toFile())) {
        for (var entry : zip.stream().toList()) {
          byte[] content = zip.getInputStream(entry).readAllBytes();
          assertEquals((int) entry.getCrc(), crc(content, 0, content.length), entry.getName());
        }
      }
    }
  }

  @Test
  void foreignByteOrderIsTurnedInEveryBlock() {
    long n = 1_200_000;
    byte[] bytes = new byte[(int) n * 8];
    ByteBuffer big = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    for (long i = 0; i < n; i++) {
      big.putLong(i * 0x0102_0304_0506L);
    }
    var storage = org.torch4j.storage.Storage.allocate(DType.INT64, n);
    StorageFill fill = new StorageFill();
    ByteSource in = FileContent.of(bytes, "bytes").source();
    List<Integer> crcs = new ArrayList<>();
    fill.add(storage, DType.INT64, in, ByteOrder.BIG_ENDIAN, crcs::add);
    assertEquals(0, in.remaining(), "the bytes are passed over");
    fill.whenFilled(() -> crcs.add(0));
    fill.run();
    for (long i = 0; i < n; i++) {
      assertEquals(i * 0x0102_0304_0506L, storage.segment().getAtIndex(ValueLayout.JAVA_LONG, i));
    }
    storage.fence();
    assertEquals(List.of(crc(bytes, 0, bytes.length), 0), crcs);
  }

  @Test
  void everyByteButZeroIsTrue() {
    byte[] bytes = new byte[4_300_003];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 1000 < 700 ? i % 2 : i);
    }
    var storage = org.torch4j.storage.Storage.allocate(DType.BOOL, bytes.length);
    StorageFill fill = new StorageFill();
    fill.add(
        storage,
        DType.BOOL,
        FileContent.of(bytes, "bytes").source(),
        ByteOrder.LITTLE_ENDIAN,
        crc -> assertEquals(crc(bytes, 0, bytes.length), crc));
    fill.run();
    for (int i = 0; i < bytes.length; i++) {
      int truth = storage.segment().get(ValueLayout.JAVA_BYTE, i);
      if (truth != (bytes[i] == 0 ? 0 : 1)) {
        assertEquals(bytes[i] == 0 ? 0 : 1, truth, "byte " + i);
      }
    }
    storage.fence();
  }

  @Test
  void damageInAnyBlockIsFound() throws IOException {
    Path file = write(state(), "pth");
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at :
          new long[] {20_000, 4_500_000, 6_000_000, 9_500_000, bytes.length() - 50_000}) {
        bytes.seek(at);
        int b = bytes.read();
        bytes.seek(at);
        bytes.write(b ^ 16);
        String said =
            assertThrows(CheckpointException.class, () -> Checkpoints.load(file)).getMessage();
        assertTrue(said.matches(".*is damaged: the content of '?a/data/\\d.*checksum"), said);
        bytes.seek(at);
        bytes.write(b);
      }
      assertTrue(Checkpoints.loadStateDict(file).containsKey("half"), "whole again");
      bytes.setLength(11_000_000);
    }
    String said =
        assertThrows(CheckpointException.class, () -> Checkpoints.load(file)).getMessage();
    assertTrue(said.contains("is truncated"), said);
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsTruncated() {
    byte[] bytes = new byte[12_000_000];
    Positioned shrunk =
        (target, position) ->
            position >= 9_000_000 ? -1 : Positioned.of(bytes).read(target, position);
    var storage = org.torch4j.storage.Storage.allocate(DType.UINT8, bytes.length);
    StorageFill fill = new StorageFill();
    fill.add(
        storage,
        DType.UINT8,
        new ByteSource(shrunk, "model.pth", 0, bytes.length),
        ByteOrder.LITTLE_ENDIAN);
    String said = assertThrows(CheckpointException.class, fill::run).getMessage();
    assertTrue(said.startsWith("model.pth is truncated: it ends at byte "), said);
  }
}
