package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;

/** The old file or the new one, always whole. */
class AtomicSavingTest {
  private static final long NUMEL = 500_000;

  /** How often a saving process is killed; more with {@code -Dtorch4j.kills=100}. */
  private static final int KILLS = Integer.getInteger("torch4j.kills", 3);

  @TempDir Path folder;

  private Process child(Path file, long numel, long times, String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(SavingChild.class.getName());
    command.addAll(List.of(file.toString(), Long.toString(numel), Long.toString(times)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private long checkWhole(Path file) {
    Map<?, ?> value = (Map<?, ?>) Checkpoints.load(file);
    long version = (Long) value.get("version");
    var tensor = TensorState.array((Tensor) value.get("tensor"));
    assertEquals(NUMEL, tensor.numel());
    for (long i = 0; i < NUMEL; i++) {
      if (Elements.real(tensor, i) != version) {
        assertEquals(version, Elements.real(tensor, i), "element " + i);
      }
    }
    return version;
  }

  private List<String> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void killedSavingLeavesAWholeFile() throws Exception {
    Path file = folder.resolve("model.pth");
    Random random = new Random(1);
    int between = 0;
    for (int i = 0; i < KILLS; i++) {
      Process process = child(file, NUMEL, 1_000_000);
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      for (int saved = 1; saved <= 1 + i % 3; saved++) {
        assertEquals(Integer.toString(saved), out.readLine(), "the child saves");
      }
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
      between += checkWhole(file) > 1 ? 1 : 0;
      long left = files().stream().filter(name -> name.endsWith(".tmp")).count();
      assertTrue(left <= 1, "what an earlier killed process left was removed: " + files());
    }
    assertTrue(between > 0, "no process came to its second save");
    Checkpoints.save(Map.of(), file);
    assertEquals(List.of("model.pth"), files());
  }

  @Test
  void aFullDiskLeavesTheOldFile() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no shell that limits file sizes");
    Path file = folder.resolve("model.pth");
    Checkpoints.save(SavingChild.value(7, NUMEL), file);
    // 500 blocks of 512 or 1024 bytes; the file would need 2 MB.
    Process process = child(file, NUMEL, 1, "/bin/sh", "-c", "ulimit -f 500; exec \"$0\" \"$@\"");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertTrue(said.contains("save: cannot write " + file + ": File too large"), said);
    assertEquals(7, checkWhole(file));
    assertEquals(List.of("model.pth"), files());
  }

  @Test
  void anInterruptInTheMiddleLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.pth");
    Checkpoints.save(SavingChild.value(7, NUMEL), file);
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () ->
                Checkpoints.save(
                    SavingChild.value(8, NUMEL),
                    file,
                    Checkpoints.options()
                        .progress(
                            bytes -> {
                              if (bytes > 1_000_000) {
                                Thread.currentThread().interrupt();
                              }
                            })));
    assertTrue(Thread.interrupted(), "the thread still knows that it was interrupted");
    assertEquals("save: interrupted; " + file + " is as it was before the call", e.getMessage());
    assertEquals(7, checkWhole(file));
    assertEquals(List.of("model.pth"), files());
  }

  @Test
  void aFailureOfTheCallerLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Tensor t = Tensors.filled(DType.FLOAT32, 1, 100_000);
    Safetensors.saveFile(Map.of("t", t), file);
    assertThrows(
        ArithmeticException.class,
        () ->
            Safetensors.saveFile(
                Map.of("u", t),
                file,
                Safetensors.options()
                    .progress(
                        bytes -> {
                          if (bytes > 200_000) {
                            throw new ArithmeticException("the bar broke");
                          }
                        })));
    assertEquals(Map.of("t", t).keySet(), Safetensors.loadFile(file).keySet());
    assertEquals(List.of("model.safetensors"), files());
  }

  @Test
  void filesOfOthersWithSimilarNamesStay() throws IOException {
    Path file = folder.resolve("model.pth");
    for (String name : List.of(".model.pth.Big.tmp", ".model.pth..tmp", ".model.pth2.abc.tmp")) {
      Files.writeString(folder.resolve(name), "mine");
    }
    Files.writeString(folder.resolve(".model.pth.0abc.tmp"), "left by a killed process");
    Checkpoints.save(1L, file);
    assertEquals(
        List.of(".model.pth..tmp", ".model.pth.Big.tmp", ".model.pth2.abc.tmp", "model.pth"),
        files());
  }
}
