package org.torch4j.cuda.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.torch4j.type.DeviceException;

/**
 * The parameters of one launch, in the order of the kernel's. One block a thread, filled anew for
 * each launch: {@code LaunchArguments.begin().pointer(x).pointer(y).i64(n).f32(2f)}. A device
 * pointer is always a parameter of its own, never part of {@link #ints} or {@link #longs}.
 */
public final class LaunchArguments {
  /** Parameters that a launch may have. */
  static final int MOST = 512;

  private static final int BYTES = 16 * MOST + 4096;

  private final MemorySegment values;
  private final MemorySegment pointers;
  private final long base;
  private final int[] sizes = new int[MOST];
  private final ThreadState owner;
  private int count;
  private int end;

  LaunchArguments(ThreadState owner) {
    this.owner = owner;
    Arena arena = Arena.ofAuto();
    values = arena.allocate(BYTES, 16);
    pointers = arena.allocate(8L * MOST, 8);
    base = values.address();
  }

  /** This thread's block, empty. */
  public static LaunchArguments begin() {
    LaunchArguments arguments = ThreadState.current().arguments;
    arguments.count = 0;
    arguments.end = 0;
    return arguments;
  }

  /** A device address. */
  public LaunchArguments pointer(long address) {
    return i64(address);
  }

  /** {@code long long}. */
  public LaunchArguments i64(long value) {
    values.set(JAVA_LONG, slot(8), value);
    return this;
  }

  /** {@code int}. */
  public LaunchArguments i32(int value) {
    values.set(JAVA_INT, slot(4), value);
    return this;
  }

  /** {@code char} or {@code bool}. */
  public LaunchArguments i8(byte value) {
    values.set(JAVA_BYTE, slot(1), value);
    return this;
  }

  /** {@code short}, or the bits of {@code f16} and {@code bf16}. */
  public LaunchArguments i16(short value) {
    values.set(JAVA_SHORT, slot(2), value);
    return this;
  }

  /** {@code float}. */
  public LaunchArguments f32(float value) {
    values.set(JAVA_FLOAT, slot(4), value);
    return this;
  }

  /** {@code double}. */
  public LaunchArguments f64(double value) {
    values.set(JAVA_DOUBLE, slot(8), value);
    return this;
  }

  /** A struct by value of this many ints: {@code struct Sizes { int v[N]; }}. */
  public LaunchArguments ints(int... members) {
    MemorySegment.copy(members, 0, values, JAVA_INT, slot(4 * members.length), members.length);
    return this;
  }

  /** A struct by value of this many 64-bit integers. */
  public LaunchArguments longs(long... members) {
    MemorySegment.copy(members, 0, values, JAVA_LONG, slot(8 * members.length), members.length);
    return this;
  }

  private int slot(int bytes) {
    int at = end;
    int next = at + ((bytes + 15) & ~15);
    if (count == MOST || next > BYTES) {
      throw new DeviceException(
          "launch: at most "
              + MOST
              + " parameters and "
              + BYTES
              + " bytes of them, received parameter "
              + count
              + " of "
              + bytes
              + " bytes at "
              + at);
    }
    pointers.setAtIndex(JAVA_LONG, count, base + at);
    sizes[count++] = bytes;
    end = next;
    return at;
  }

  ThreadState owner() {
    return owner;
  }

  int count() {
    return count;
  }

  int size(int index) {
    return sizes[index];
  }

  /** The {@code void**} that the driver reads. */
  long address() {
    return pointers.address();
  }
}
