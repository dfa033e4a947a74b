package org.torch4j.io;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The stack of a pickle machine. Marks are kept apart, so that no value can be taken for one. */
final class PickleStack {
  private final ByteSource in;
  private @Nullable Object[] values = new Object[64];
  private int top;
  private int[] marks = new int[16];
  private int markCount;

  PickleStack(ByteSource in) {
    this.in = in;
  }

  void push(@Nullable Object value) {
    if (top == values.length) {
      values = Arrays.copyOf(values, 2 * top);
    }
    values[top++] = value;
  }

  private int floor() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  @Nullable Object peek() {
    if (top <= floor()) {
      throw missing("value");
    }
    return values[top - 1];
  }

  @Nullable Object pop() {
    Object value = peek();
    values[--top] = null;
    return value;
  }

  @Nullable Object[] popMany(int n) {
    if (top - n < floor()) {
      throw missing("value");
    }
    @Nullable Object[] out = Arrays.copyOfRange(values, top - n, top);
    Arrays.fill(values, top - n, top, null);
    top -= n;
    return out;
  }

  void mark() {
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount++] = top;
  }

  @Nullable Object[] popToMark() {
    if (markCount == 0) {
      throw missing("mark");
    }
    @Nullable Object[] out = popMany(top - floor());
    markCount--;
    return out;
  }

  /** Takes the latest mark away if nothing stands above it, else the topmost value. */
  void drop() {
    if (markCount > 0 && marks[markCount - 1] == top) {
      markCount--;
    } else {
      pop();
    }
  }

  private CheckpointException missing(String what) {
    return in.fail("is damaged: a " + what + " is missing before byte " + in.position());
  }
}
