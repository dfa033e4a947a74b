package org.torch4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.storage.NativeMemory;
import org.torch4j.type.AutogradException;

/**
 * Every public function, method and op with arguments of all kinds, from several threads: only
 * documented exceptions, no call that hangs, no memory left behind.
 *
 * <p>{@code -Dtorch4j.fuzz.calls=100000} makes more calls, {@code -Dtorch4j.fuzz.seed=N} starts
 * elsewhere; the failure's text has the seed of each call, so that {@code seed=N, calls=1} repeats
 * one. {@code -Dtorch4j.fuzz.trace=FILE} keeps the running calls in a file that outlives a crash.
 */
class FuzzTest {
  private static final int THREADS = 3;
  private static final long CALLS = Long.getLong("torch4j.fuzz.calls", 6000);
  private static final long SEED = Long.getLong("torch4j.fuzz.seed", 1);
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final int SLOT = 4096;

  private final FuzzTargets targets = new FuzzTargets();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong raised = new AtomicLong();
  private final AtomicLongArray started = new AtomicLongArray(THREADS);
  private final AtomicReferenceArray<@Nullable String> running =
      new AtomicReferenceArray<>(THREADS);
  private final Map<String, String> findings = new ConcurrentHashMap<>();
  private final @Nullable MappedByteBuffer trace = trace();

  private static @Nullable MappedByteBuffer trace() {
    String file = System.getProperty("torch4j.fuzz.trace");
    if (file == null) {
      return null;
    }
    try (FileChannel channel =
        FileChannel.open(
            Path.of(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) THREADS * SLOT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyDocumentedExceptionsNoHangNoLeak() throws InterruptedException {
    assertTrue(targets.size() > 1900, "targets: " + targets.size());
    long before = used(Long.MAX_VALUE);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int slot = i;
      threads.add(Thread.ofPlatform().daemon().start(() -> work(slot)));
    }
    for (Thread t : threads) {
      while (!t.join(java.time.Duration.ofMillis(500))) {
        watch(threads);
      }
    }
    assertEquals("", text());
    assertTrue(raised.get() > CALLS / 20, "calls that raised: " + raised);
    assertTrue(raised.get() < CALLS - CALLS / 10 || CALLS < 100, "calls that raised: " + raised);
    long after = used(before + (1L << 20));
    assertTrue(after <= before + (1L << 20), "native bytes: " + before + " before, " + after);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(findings).forEach((k, v) -> text.append(v).append('\n'));
    return text.toString();
  }

  /** Fails, with the call and where it is, if one takes too long. */
  private void watch(List<Thread> threads) {
    for (int i = 0; i < THREADS; i++) {
      long since = started.get(i);
      if (since != 0 && System.nanoTime() - since > PATIENCE_NANOS) {
        StringBuilder where = new StringBuilder();
        for (StackTraceElement e : threads.get(i).getStackTrace()) {
          where.append("\n    ").append(e);
        }
        throw new AssertionError("hangs: " + running.get(i) + where + "\n" + text());
      }
    }
  }

  /** Native bytes in use when no more come back, or once they are few enough. */
  @SuppressWarnings("GCForce") // memory returns when the collector finds tensors dead
  private static long used(long enough) throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(50);
      long now = NativeMemory.statistics().used();
      if (now <= enough && (enough != Long.MAX_VALUE || now == least)) {
        return now;
      }
      least = Math.min(least, now);
    }
    return least;
  }

  private void work(int slot) {
    for (long i = next.getAndIncrement(); i < CALLS; i = next.getAndIncrement()) {
      long seed = SEED + i;
      FuzzCall call;
      String text;
      try {
        call = targets.call(seed);
        text = call.toString();
      } catch (FuzzTargets.Refused e) {
        judge(seed, "options", e.getCause());
        continue;
      } catch (RuntimeException | AssertionError e) {
        findings.put(seed + " is no call", seed + " is no call: " + stack(e));
        continue;
      }
      running.set(slot, text);
      note(slot, seed + ": " + text);
      started.set(slot, System.nanoTime());
      try {
        Object result = call.body().call();
        backward(result, seed);
      } catch (Throwable e) {
        raised.incrementAndGet();
        judge(seed, text, e);
      } finally {
        started.set(slot, 0);
      }
    }
  }

  private void note(int slot, String text) {
    if (trace != null) {
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] line = java.util.Arrays.copyOf(bytes, SLOT);
      trace.put(slot * SLOT, line);
    }
  }

  private static void backward(@Nullable Object result, long seed) {
    Tensor t = null;
    if (result instanceof Tensor one) {
      t = one;
    } else if (result instanceof List<?> l && !l.isEmpty() && l.get(0) instanceof Tensor first) {
      t = first;
    }
    if (t != null && t.requiresGrad() && seed % 2 == 0) {
      t.sum().abs().backward();
    }
  }

  /** Keeps what is no documented exception; one example for each place. */
  private void judge(long seed, String call, Throwable e) {
    if (documented(e)) {
      return;
    }
    String where = e.getClass().getSimpleName();
    StringBuilder shown = new StringBuilder();
    int n = 0;
    for (StackTraceElement s : e.getStackTrace()) {
      if (s.getClassName().startsWith("org.torch4j") && n++ < 6) {
        shown.append("\n    ").append(s);
        if (n == 1) {
          where += s.getClassName() + s.getLineNumber();
        }
      }
    }
    String text = "seed " + seed + ", " + call + "\n  raised " + e + shown;
    findings.putIfAbsent(where, text);
  }

  private static String stack(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static boolean documented(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case AutogradException _ -> true;
      case ArrayIndexOutOfBoundsException _ -> false;
      case StringIndexOutOfBoundsException _ -> false;
      case IndexOutOfBoundsException _ -> !message.matches("Index .*out of bounds for length.*");
      case NumberFormatException _ -> false;
      case IllegalArgumentException _ -> e.getMessage() != null;
      case ArithmeticException _ -> message.endsWith(": integer division by zero");
      case IllegalStateException _ -> message.contains("its Scope was closed");
      case NullPointerException _ ->
          message.matches("(.* because )?\"?[\\w.\\[\\]]+\"?( is null)?");
      case OutOfMemoryError _ -> message.startsWith("out of native memory");
      default -> false;
    };
  }
}
