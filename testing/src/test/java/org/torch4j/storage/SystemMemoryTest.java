package org.torch4j.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.torch4j.type.DType;

/** Memory in huge pages, and Java's own where they are not to be had. */
class SystemMemoryTest {
  private static final Path MAPS = Path.of("/proc/self/smaps");
  private static final long MIB = 1L << 20;

  /** The lines of {@code smaps} about the mapping that holds {@code address}. */
  private static List<String> mapping(long address) throws IOException {
    List<String> found = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(MAPS)) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-");
        inside =
            Long.parseUnsignedLong(range[0], 16) <= address
                && address < Long.parseUnsignedLong(range[1], 16);
      }
      if (inside) {
        found.add(line);
      }
    }
    return found;
  }

  @Test
  void largeMemoryIsAlignedZeroAndGivenBack() throws IOException {
    MemorySegment memory;
    try (Arena arena = Arena.ofShared()) {
      memory = SystemMemory.map(6 * MIB, arena);
      assertEquals(6 * MIB, memory.byteSize());
      for (long at = 0; at < 6 * MIB; at += 8) {
        assertEquals(0, memory.get(ValueLayout.JAVA_LONG, at));
        memory.set(ValueLayout.JAVA_LONG, at, at);
      }
      assertEquals(6 * MIB - 8, memory.get(ValueLayout.JAVA_LONG, 6 * MIB - 8));
    }
    assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_BYTE, 0));
    if (Files.isReadable(MAPS)) {
      assertEquals(List.of(), mapping(memory.address()), "the system has it back");
    }
  }

  @Test
  void anySizeIsGivenBackWhole() throws IOException {
    for (long bytes : new long[] {1, 4097, 2 * MIB - 1, 2 * MIB + 1, 5 * MIB - 7}) {
      MemorySegment memory;
      try (Arena arena = Arena.ofShared()) {
        memory = SystemMemory.map(bytes, arena);
        assertEquals(bytes, memory.byteSize());
        assertEquals(0, memory.address() % 64);
        memory.fill((byte) 1);
      }
      if (bytes > 2 * MIB && Files.isReadable(MAPS) && SystemMemory.isAllowed()) {
        long last = SystemMemory.wholePages(bytes) - 1;
        assertEquals(List.of(), mapping(memory.address() + last), "to its last page");
      }
    }
  }

  @Test
  void hugePagesAreAskedFor() throws IOException {
    assumeTrue(Files.isReadable(MAPS), "skipped: no smaps");
    assumeTrue(SystemMemory.isAllowed(), "skipped: native calls are not allowed");
    Storage storage = Storage.allocate(DType.FLOAT32, 3_000_000);
    String flags =
        mapping(storage.address()).stream()
            .filter(line -> line.startsWith("VmFlags:"))
            .findAny()
            .orElse("VmFlags: none");
    assertTrue(flags.contains(" hg"), flags);
    assertEquals(0, storage.address() % SystemMemory.HUGE_PAGE);
    storage.fence();
  }

  @Test
  void blocksTakeWholeHugePages() {
    Storage owner = Storage.ofArray(new byte[0], 0);
    NativeMemory.Block block = NativeMemory.allocate(owner, 5 * MIB);
    assertEquals(6 * MIB, block.segment().byteSize());
    block.free();
    assertEquals(MIB, NativeMemory.allocate(owner, MIB).segment().byteSize());
    owner.fence();
  }

  @Test
  void moreThanThereIsIsAnErrorOfJava() {
    for (long bytes : new long[] {1L << 45, 1L << 55, Long.MAX_VALUE / 4}) {
      String said =
          assertThrows(OutOfMemoryError.class, () -> Storage.allocate(DType.UINT8, bytes))
              .getMessage();
      assertTrue(
          said.startsWith("out of native memory: requested " + bytes + " bytes, in use "), said);
    }
  }

  @Test
  void withoutNativeCallsAndUnderALimitItIsJavasMemory() throws Exception {
    String limit = "-Dtorch4j.memory.limit=30000000";
    assertEquals("false 0 full", child(limit));
    assertEquals("true 0 full", child(limit, "--enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void whatIsExpectedNeedsNoCollection() throws Exception {
    assertEquals("0 collections", child("--enable-native-access=ALL-UNNAMED", "-Dexpect=800"));
    assertTrue(
        Integer.parseInt(child("--enable-native-access=ALL-UNNAMED", "-Dexpect=0").split(" ")[0])
            >= 3);
  }

  private static String child(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertFalse(said.contains("WARNING"), said);
    return said.strip();
  }

  /** Takes memory up to the limit of its process, or as much as it was told to expect. */
  static final class Child {
    private Child() {}

    /** Prints whether native calls are allowed, the first bytes' sum, and what the limit does. */
    public static void main(String[] args) {
      Long expected = Long.getLong("expect");
      if (expected != null) {
        expect(expected * MIB);
        return;
      }
      Storage small = Storage.allocate(DType.UINT8, 100_000);
      Storage large = Storage.allocate(DType.UINT8, 10_000_000);
      long sum = 0;
      for (long at = 0; at < 100_000; at++) {
        sum += small.segment().get(ValueLayout.JAVA_BYTE, at);
        sum += large.segment().get(ValueLayout.JAVA_BYTE, at);
      }
      large.segment().fill((byte) 1);
      String end = "unlimited";
      try {
        Storage more = Storage.allocate(DType.UINT8, 20_000_000);
        more.fence();
      } catch (OutOfMemoryError e) {
        end = String.valueOf(e.getMessage()).startsWith("out of native memory") ? "full" : "" + e;
      }
      large.fence();
      System.out.println(SystemMemory.isAllowed() + " " + sum + " " + end);
    }

    private static void expect(long bytes) {
      NativeMemory.expect(bytes);
      List<Storage> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(Storage.allocate(DType.UINT8, 50 * MIB));
      }
      all.forEach(Storage::fence);
      System.out.println(NativeMemory.statistics().collections() + " collections");
    }
  }
}
