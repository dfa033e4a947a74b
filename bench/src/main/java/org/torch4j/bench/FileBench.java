package org.torch4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.io.Checkpoints;
import org.torch4j.io.LoadOptions;
import org.torch4j.io.Safetensors;
import org.torch4j.type.Shape;

/**
 * Compares saving and loading of a large state dict with {@code cat}, {@code dd conv=fsync} and
 * Python's torch.save and torch.load, in turns: {@code FileBench FOLDER [MEGABYTES] [ROUNDS]}.
 * Loads find the file in the system's cache, so that they measure programs and not the disk.
 */
public final class FileBench {
  private static final int TENSORS = 20;

  private final int megabytes;
  private final Path ours;
  private final Path safetensors;
  private final Path theirs;
  private final Path scratch;
  private final Map<String, double[]> times = new LinkedHashMap<>();
  private final int rounds;

  private FileBench(Path folder, int megabytes, int rounds) {
    this.megabytes = megabytes;
    this.rounds = rounds;
    this.ours = folder.resolve("filebench-ours.pth");
    this.safetensors = folder.resolve("filebench-ours.safetensors");
    this.theirs = folder.resolve("filebench-python.pth");
    this.scratch = folder.resolve("filebench-scratch.bin");
  }

  /** Prints medians in milliseconds and the ratios that count. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    new FileBench(folder, megabytes, rounds).run();
  }

  private interface Timed {
    void run() throws IOException, InterruptedException;
  }

  private void time(String name, int round, Timed work) throws IOException, InterruptedException {
    long start = System.nanoTime();
    work.run();
    put(name, round, (System.nanoTime() - start) / 1e6);
  }

  private void put(String name, int round, double millis) {
    times.computeIfAbsent(name, key -> new double[rounds])[round] = millis;
  }

  private void run() throws IOException, InterruptedException {
    long numel = megabytes * 1_000_000L / 4 / TENSORS;
    try (Peer peer = Peer.python("file_peer.py", Long.toString(numel))) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      for (int i = 0; i < TENSORS; i++) {
        state.put("layer" + i + ".weight", Torch.full(Shape.of(numel), (double) i));
      }
      Checkpoints.save(state, ours);
      Safetensors.saveFile(state, safetensors);
      if (peer != null) {
        peer.ask("save " + theirs);
      }
      for (int round = 0; round < rounds; round++) {
        saves(state, peer, round);
        loads(peer, round);
      }
    } finally {
      Files.deleteIfExists(ours);
      Files.deleteIfExists(safetensors);
      Files.deleteIfExists(theirs);
      Files.deleteIfExists(scratch);
    }
    print();
  }

  private void saves(Map<String, Tensor> state, @Nullable Peer peer, int round)
      throws IOException, InterruptedException {
    warmUp();
    time("save", round, () -> Checkpoints.save(state, scratch));
    warmUp();
    time("dd conv=fsync", round, () -> dd(" conv=fsync"));
    if (peer != null) {
      warmUp();
      put("torch.save", round, 1000 * peer.ask("save " + scratch));
    }
  }

  private void loads(@Nullable Peer peer, int round) throws IOException, InterruptedException {
    warmUp();
    time("cat", round, () -> shell("cat '" + ours + "' > /dev/null"));
    time("load", round, this::load);
    time("load safetensors", round, this::loadSafetensors);
    time("mapped, first tensor", round, this::firstTensor);
    time("mapped, all content", round, this::allContent);
    if (peer != null) {
      put("torch.load", round, 1000 * peer.ask("load " + theirs));
    }
  }

  private void load() {
    Map<String, Tensor> loaded = Checkpoints.loadStateDict(ours);
    check(loaded, Objects.requireNonNull(loaded.get("layer3.weight")).select(0, 7).item());
  }

  private void loadSafetensors() {
    Map<String, Tensor> loaded = Safetensors.loadFile(safetensors);
    check(loaded, Objects.requireNonNull(loaded.get("layer3.weight")).select(0, 7).item());
  }

  private void firstTensor() {
    Map<String, Tensor> mapped = Checkpoints.loadStateDict(ours, LoadOptions.mmap(true));
    check(mapped, Objects.requireNonNull(mapped.get("layer3.weight")).select(0, 7).item());
  }

  private void allContent() {
    Map<String, Tensor> mapped = Checkpoints.loadStateDict(ours, LoadOptions.mmap(true));
    double sum = 0;
    for (Tensor t : mapped.values()) {
      sum += t.sum().item() / t.numel();
    }
    check(mapped, Math.abs(sum - TENSORS * (TENSORS - 1) / 2.0) < 1 ? 3 : 0);
  }

  private static void check(Map<String, Tensor> loaded, double three) {
    if (loaded.size() != TENSORS || three != 3) {
      throw new IllegalStateException("wrong content: " + three);
    }
  }

  private void dd(String how) throws IOException, InterruptedException {
    String of = "dd if=/dev/zero of='" + scratch + "' bs=2M iflag=count_bytes status=none count=";
    shell(of + megabytes + "000000" + how);
  }

  /**
   * Takes memory for the file's size and frees it, so that what is timed next finds some: on a
   * virtual machine the first use of memory takes longer than all the rest.
   */
  private void warmUp() throws IOException, InterruptedException {
    dd("");
    Files.delete(scratch);
  }

  private static void shell(String command) throws IOException, InterruptedException {
    int code = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("exit code " + code + " of " + command);
    }
  }

  private void print() {
    System.out.printf(
        "%d MB, %d rounds in turns, milliseconds: median, least, first%n", megabytes, rounds);
    times.forEach(
        (name, all) ->
            System.out.printf(
                "%-22s %9.1f %9.1f %9.1f%n",
                name, median(all), Arrays.stream(all).min().orElse(0), all[0]));
    ratio("load against cat", "cat", "load");
    ratio("mapped content against cat", "cat", "mapped, all content");
    ratio("safetensors against cat", "cat", "load safetensors");
    ratio("save against dd", "dd conv=fsync", "save");
    if (times.containsKey("torch.load")) {
      ratio("load against Python", "torch.load", "load");
      ratio("save against Python", "torch.save", "save");
    }
  }

  /** The rate of {@code of} as a part of the rate of {@code reference}. */
  private void ratio(String name, String reference, String of) {
    System.out.printf("%-28s %.2f of its rate%n", name, median(time(reference)) / median(time(of)));
  }

  private double[] time(String name) {
    return times.getOrDefault(name, new double[] {Double.NaN});
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
