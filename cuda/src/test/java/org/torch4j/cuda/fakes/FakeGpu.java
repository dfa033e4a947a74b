package org.torch4j.cuda.fakes;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What tests may set and read of the fake driver. */
public final class FakeGpu {
  private static final SymbolLookup SYMBOLS =
      SymbolLookup.libraryLookup(Path.of(System.getProperty("torch4j.libcuda")), Arena.global());
  private static final MethodHandle LIMIT = bind("fakecuda_limit", null, JAVA_LONG);
  private static final MethodHandle USED = bind("fakecuda_used", JAVA_LONG);
  private static final MethodHandle BLOCKS = bind("fakecuda_blocks", JAVA_LONG);
  private static final MethodHandle FENCES = bind("fakecuda_fences_broken", JAVA_INT);
  private static final MethodHandle INJECT =
      bind("fakecuda_inject", null, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle RESET = bind("fakecuda_reset", null);
  private static final MethodHandle MESSAGE = bind("fakecuda_message", ADDRESS);
  private static final MethodHandle DELAY = bind("fakecuda_delay", null, JAVA_INT);
  private static final MethodHandle REVERSE = bind("fakecuda_reverse", null, JAVA_INT);
  private static final MethodHandle NOTHING = bind("fakecuda_nothing", null, JAVA_INT);
  private static final MethodHandle CALLS = bind("fakecuda_calls", JAVA_LONG, ADDRESS);

  private FakeGpu() {}

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(
            SYMBOLS.find(name).orElseThrow(),
            result == null
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(result, parameters));
  }

  private static Object call(MethodHandle handle, Object... arguments) {
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes that the device has; 1 GiB at first. */
  public static void limit(long bytes) {
    call(LIMIT, bytes);
  }

  /** Bytes that the program holds. */
  public static long used() {
    return (long) call(USED);
  }

  /** Pieces of memory that the program holds. */
  public static long blocks() {
    return (long) call(BLOCKS);
  }

  /** Whether something was written beside a piece of memory; the error stays then. */
  public static boolean fencesBroken() {
    return (int) call(FENCES) != 0;
  }

  /** Lets a function fail once, after this many good calls. */
  public static void inject(String function, int after, int code) {
    try (Arena arena = Arena.ofConfined()) {
      call(INJECT, arena.allocateFrom(function), after, code);
    }
  }

  /** Forgets sticky errors and injections. */
  public static void reset() {
    call(RESET);
  }

  /** What the fake knows about the last error of a kernel. */
  public static String message() {
    return ((MemorySegment) call(MESSAGE)).reinterpret(4096).getString(0);
  }

  /** Lets each piece of a stream's work start this much later. */
  public static void delay(int micros) {
    call(DELAY, micros);
  }

  /** Runs blocks and lanes in reverse order. */
  public static void reverse(boolean on) {
    call(REVERSE, on ? 1 : 0);
  }

  /** Lets launches do nothing, to time their callers. */
  public static void nothing(boolean on) {
    call(NOTHING, on ? 1 : 0);
  }

  /** How often a function was called. */
  public static long calls(String function) {
    try (Arena arena = Arena.ofConfined()) {
      return (long) call(CALLS, arena.allocateFrom(function));
    }
  }
}
