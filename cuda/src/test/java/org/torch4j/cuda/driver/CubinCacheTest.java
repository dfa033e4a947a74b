package org.torch4j.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.cuda.fakes.FakeGpu;
import org.torch4j.cuda.fakes.OnFakes;

/** Machine code on disk: found again, never trusted when damaged. */
@OnFakes
final class CubinCacheTest {
  @TempDir private Path folder;

  @Test
  void keysTellEverythingThatMatters() {
    String key = CubinCache.key("text", List.of("-a", "-b"), "13.1");
    assertEquals(key, CubinCache.key("text", List.of("-a", "-b"), "13.1"));
    assertNotEquals(key, CubinCache.key("texT", List.of("-a", "-b"), "13.1"));
    assertNotEquals(key, CubinCache.key("text", List.of("-a"), "13.1"));
    assertNotEquals(key, CubinCache.key("text", List.of("-a", "-b"), "13.2"));
  }

  @Test
  void damagedEntriesAreAbsent() throws IOException {
    var cache = new CubinCache(folder.resolve("made"));
    byte[] image = {1, 2, 3};
    assertNull(cache.read("k"));
    cache.write("k", image);
    assertArrayEquals(image, cache.read("k"));
    Path file = folder.resolve("made/k");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    assertNull(cache.read("k"));
    Files.write(file, new byte[] {1});
    assertNull(cache.read("k"));
    try (var files = Files.list(folder.resolve("made"))) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNoError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    var cache = new CubinCache(file.resolve("below"));
    cache.write("k", new byte[] {1});
    assertNull(cache.read("k"));
  }

  private static KernelCompiler fresh() {
    return new KernelCompiler(Buffers.DEVICE);
  }

  @Test
  void aCompilerFindsWhatAnotherLeft() throws IOException {
    // A source that no run before this one had.
    String source =
        "// " + UUID.randomUUID() + "\nextern \"C\" __global__ void nothing(int* x) { x[0] = 7; }";
    KernelCompiler first = fresh();
    first.kernel("nothing", source);
    first.kernel("nothing", source);
    assertEquals(1, first.compiled());
    KernelCompiler second = fresh();
    run(second.kernel("nothing", source));
    assertEquals(0, second.compiled());
    assertEquals(1, second.fromDisk());
    // What the driver refuses is compiled again: here, code that is no code.
    String key =
        CubinCache.key(
            KernelCompiler.withPrelude("nothing", source),
            List.of("--std=c++17", "--gpu-architecture=sm_90"),
            KernelCompiler.version());
    new CubinCache(second.folder()).write(key, "of another maker".getBytes(StandardCharsets.UTF_8));
    KernelCompiler third = fresh();
    run(third.kernel("nothing", source));
    assertEquals(1, third.compiled());
    Files.delete(third.folder().resolve(key));
  }

  private static void run(Kernel kernel) {
    try (DeviceMemory x = Buffers.empty(4)) {
      kernel.launch(Buffers.stream(), 1, 1, LaunchArguments.begin().pointer(x.address()));
      assertEquals(7, Buffers.DEVICE.transfers().bits(x.address(), 4, Buffers.stream()));
    }
    assertEquals(0, FakeGpu.message().length());
  }
}
