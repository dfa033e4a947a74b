package org.torch4j.io;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pickle machine for data: it builds numbers, texts and containers, and hands every name that a
 * pickle would call to {@link PickleCalls}, which knows a closed list of them by their meaning. No
 * code that a file names is ever found or run.
 *
 * <p>It reads protocols 0 to 5. What it may allocate is bounded by the size of the file, since all
 * that copies (unlike references to the memo) is charged against a budget.
 */
final class PickleReader {
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_DIGITS = 4300;

  /** What a pickle's persistent ids refer to: in checkpoints, the storages. */
  interface Persistent {
    /** The value for {@code id}. */
    Object resolve(List<?> id);

    /** Runs {@code action} once the content of all storages is there, which may be now. */
    void whenFilled(Runnable action);
  }

  private final ByteSource in;
  private final Persistent persistent;
  private final PickleCalls calls;
  private final Map<Long, @Nullable Object> memo = new HashMap<>();
  private @Nullable Object[] stack = new Object[64];
  private int top;
  private int[] marks = new int[16];
  private int markCount;

  PickleReader(ByteSource in, Persistent persistent) {
    this.in = in;
    this.persistent = persistent;
    this.calls = new PickleCalls(in, persistent);
  }

  /** Reads one pickle up to its STOP. */
  @Nullable Object read() {
    while (true) {
      int op = in.u8();
      if (op == '.') {
        Object root = pop();
        return new PickleFinish(in, MAX_DEPTH).finish(root);
      }
      if (!scalar(op) && !container(op) && !memory(op) && !object(op)) {
        throw in.fail(
            "is damaged: byte "
                + (in.position() - 1)
                + " is "
                + op
                + ", which no data of a pickle begins with");
      }
    }
  }

  private boolean scalar(int op) {
    switch (op) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.i32());
      case 'K' -> push((long) in.u8());
      case 'M' -> push((long) in.u16());
      case 0x8a -> push(integer(in.bytes(in.u8())));
      case 0x8b -> push(integer(in.bytes(in.i32())));
      case 'I' -> push(decimal(in.line(), true));
      case 'L' -> push(decimal(in.line(), false));
      case 'G' -> push(in.bigEndianDouble());
      case 'F' -> push(real(in.line()));
      case 'X' -> push(text(in.bytes(in.u32())));
      case 0x8c -> push(text(in.bytes(in.u8())));
      case 0x8d -> push(text(in.bytes(in.i64())));
      case 'V' -> push(PickleText.rawUnicode(in.line(), in));
      case 'U' -> push(PickleText.textOrBytes(in.bytes(in.u8())));
      case 'T' -> push(PickleText.textOrBytes(in.bytes(in.i32())));
      case 'S' -> push(PickleText.quoted(in.line(), in));
      case 'B' -> push(in.bytes(in.u32()));
      case 'C' -> push(in.bytes(in.u8()));
      case 0x8e, 0x96 -> push(in.bytes(in.i64()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int op) {
    switch (op) {
      case '(' -> mark();
      case ')' -> push(new Tuple(new Object[0]));
      case 0x85 -> push(tuple(popMany(1)));
      case 0x86 -> push(tuple(popMany(2)));
      case 0x87 -> push(tuple(popMany(3)));
      case 't' -> push(tuple(popToMark()));
      case ']' -> push(new ArrayList<@Nullable Object>(0));
      case 'l' -> push(new ArrayList<>(Arrays.asList(popToMark())));
      case '}' -> push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
      case 'd' -> {
        @Nullable Object[] items = popToMark();
        push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
        putAll(items);
      }
      case 0x8f -> push(new LinkedHashSet<@Nullable Object>());
      case 0x91 -> {
        @Nullable Object[] items = popToMark();
        push(calls.frozen(new Tuple(new Object[] {Arrays.asList(items)})));
      }
      case 'a' -> addAll(popMany(1));
      case 'e' -> addAll(popToMark());
      case 's' -> putAll(popMany(2));
      case 'u' -> putAll(popToMark());
      case 0x90 -> addToSet(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int op) {
    switch (op) {
      case '0' -> {
        if (markCount > 0 && marks[markCount - 1] == top) {
          markCount--;
        } else {
          pop();
        }
      }
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'q' -> memo.put((long) in.u8(), peek());
      case 'r' -> memo.put(in.u32(), peek());
      case 'p' -> memo.put(index(in.line()), peek());
      case 0x94 -> memo.put((long) memo.size(), peek());
      case 'h' -> push(remembered(in.u8()));
      case 'j' -> push(remembered(in.u32()));
      case 'g' -> push(remembered(index(in.line())));
      case 0x80 -> {
        int protocol = in.u8();
        if (protocol > 5) {
          throw in.fail("uses pickle protocol " + protocol + ", expected 0 to 5");
        }
      }
      case 0x95 -> in.require(in.i64());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int op) {
    switch (op) {
      case 'c' -> {
        String module = in.line();
        push(calls.name(module, in.line()));
      }
      case 0x93 -> {
        @Nullable Object[] name = popMany(2);
        if (!(name[0] instanceof String module) || !(name[1] instanceof String member)) {
          throw damaged("a name that is not text");
        }
        push(calls.name(module, member));
      }
      case 'R' -> {
        Object args = pop();
        push(calls.call(pop(), arguments(args)));
      }
      case 0x81 -> {
        Object args = pop();
        push(calls.create(pop(), arguments(args)));
      }
      case 0x92 -> {
        Object named = pop();
        Object args = pop();
        if (!(named instanceof Map<?, ?> m) || !m.isEmpty()) {
          throw damaged("an object made with named arguments");
        }
        push(calls.create(pop(), arguments(args)));
      }
      case 'i' -> {
        String module = in.line();
        Object callee = calls.name(module, in.line());
        push(calls.call(callee, tuple(popToMark())));
      }
      case 'o' -> {
        @Nullable Object[] items = popToMark();
        if (items.length == 0) {
          throw damaged("an object without a class");
        }
        push(calls.call(items[0], tuple(Arrays.copyOfRange(items, 1, items.length))));
      }
      case 'b' -> {
        Object state = pop();
        calls.build(peek(), state);
      }
      case 'Q' -> {
        if (!(pop() instanceof Tuple id)) {
          throw damaged("a reference to a storage that is not a tuple");
        }
        push(persistent.resolve(id));
      }
      case 'P' -> throw damaged("a reference to a storage that is a line of text");
      case 0x82, 0x83, 0x84 ->
          throw in.fail(
              "refers to Python's extension registry, which is not data; the file was not"
                  + " executed");
      case 0x97, 0x98 -> throw in.fail("refers to buffers outside the file");
      default -> {
        return false;
      }
    }
    return true;
  }

  private CheckpointException damaged(String what) {
    return in.fail("is damaged: " + what + " before byte " + in.position());
  }

  // The stack. Marks are kept apart, so that no value can be taken for one.

  private void push(@Nullable Object value) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, 2 * top);
    }
    stack[top++] = value;
  }

  private int floor() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  private @Nullable Object peek() {
    if (top <= floor()) {
      throw damaged("a value is missing");
    }
    return stack[top - 1];
  }

  private @Nullable Object pop() {
    Object value = peek();
    stack[--top] = null;
    return value;
  }

  private @Nullable Object[] popMany(int n) {
    if (top - n < floor()) {
      throw damaged("a value is missing");
    }
    @Nullable Object[] out = Arrays.copyOfRange(stack, top - n, top);
    Arrays.fill(stack, top - n, top, null);
    top -= n;
    return out;
  }

  private void mark() {
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount++] = top;
  }

  private @Nullable Object[] popToMark() {
    if (markCount == 0) {
      throw damaged("a mark is missing");
    }
    @Nullable Object[] out = popMany(top - floor());
    markCount--;
    return out;
  }

  private @Nullable Object remembered(long index) {
    Object value = memo.get(index);
    if (value == null && !memo.containsKey(index)) {
      throw damaged("value " + index + " is used before it is stored");
    }
    return value;
  }

  private long index(String line) {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw damaged("a number '" + PickleText.shown(line) + "'");
    }
  }

  // Values.

  private Tuple arguments(@Nullable Object args) {
    if (args instanceof Tuple t) {
      return t;
    }
    throw damaged("arguments that are not a tuple");
  }

  private Tuple tuple(@Nullable Object[] items) {
    Tuple t = new Tuple(items);
    if (t.depth() > MAX_DEPTH) {
      throw in.fail("nests tuples more than " + MAX_DEPTH + " deep");
    }
    return t;
  }

  private static Object integer(byte[] littleEndian) {
    if (littleEndian.length == 0) {
      return 0L;
    }
    byte[] bytes = littleEndian.clone();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = littleEndian[bytes.length - 1 - i];
    }
    return narrow(new BigInteger(bytes));
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private Object decimal(String line, boolean mayBeBoolean) {
    if (mayBeBoolean && (line.equals("00") || line.equals("01"))) {
      return line.equals("01");
    }
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (digits.length() <= MAX_DIGITS) {
      try {
        return narrow(new BigInteger(digits));
      } catch (NumberFormatException e) {
        throw damaged("a number '" + PickleText.shown(line) + "'");
      }
    }
    throw damaged("a number of more than " + MAX_DIGITS + " digits");
  }

  private Object real(String line) {
    return switch (line) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(line);
        } catch (NumberFormatException e) {
          throw damaged("a number '" + PickleText.shown(line) + "'");
        }
      }
    };
  }

  private String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      return PickleText.withSurrogates(utf8, in);
    }
  }

  // Containers.

  private void addAll(@Nullable Object[] items) {
    Object target = peek();
    List<Object> list = PickleCalls.elementsOf(target);
    if (list != null) {
      list.addAll(Arrays.asList(items));
    } else if (target instanceof Set) {
      addToSet(items);
    } else {
      throw damaged("elements for a " + PickleText.typeName(target));
    }
  }

  private void addToSet(@Nullable Object[] items) {
    if (!(peek() instanceof Set<?>)) {
      throw damaged("elements for a " + PickleText.typeName(peek()));
    }
    @SuppressWarnings("unchecked")
    Collection<@Nullable Object> set = (Collection<@Nullable Object>) peek();
    for (Object item : items) {
      set.add(calls.key(item));
    }
  }

  private void putAll(@Nullable Object[] items) {
    Map<Object, Object> map = PickleCalls.entriesOf(peek());
    if (map == null) {
      throw damaged("entries for a " + PickleText.typeName(peek()));
    }
    if (items.length % 2 != 0) {
      throw damaged("a key without a value");
    }
    for (int i = 0; i < items.length; i += 2) {
      map.put(calls.key(items[i]), items[i + 1]);
    }
  }
}
