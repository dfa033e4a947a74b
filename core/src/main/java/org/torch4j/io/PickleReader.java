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
    /** The value for {@code id}, a tuple or a name. */
    Object resolve(Object id);

    /** Runs {@code action} once the content of all storages is there, which may be now. */
    void whenFilled(Runnable action);
  }

  private final ByteSource in;
  private final Persistent persistent;
  private final PickleCalls calls;
  private final Map<Long, @Nullable Object> memo = new HashMap<>();
  private final PickleStack stack;

  PickleReader(ByteSource in, Persistent persistent, Refusals refusals) {
    this.in = in;
    this.stack = new PickleStack(in);
    this.persistent = persistent;
    this.calls = new PickleCalls(in, persistent, refusals);
  }

  /** Reads one pickle up to its STOP. */
  @Nullable Object read() {
    while (true) {
      int op = in.u8();
      if (op == '.') {
        Object root = stack.pop();
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
      case 'N' -> stack.push(null);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.i32());
      case 'K' -> stack.push((long) in.u8());
      case 'M' -> stack.push((long) in.u16());
      case 0x8a -> stack.push(integer(in.bytes(in.u8())));
      case 0x8b -> stack.push(integer(in.bytes(in.i32())));
      case 'I' -> stack.push(decimal(in.line(), true));
      case 'L' -> stack.push(decimal(in.line(), false));
      case 'G' -> stack.push(in.bigEndianDouble());
      case 'F' -> stack.push(real(in.line()));
      case 'X' -> stack.push(text(in.bytes(in.u32())));
      case 0x8c -> stack.push(text(in.bytes(in.u8())));
      case 0x8d -> stack.push(text(in.bytes(in.i64())));
      case 'V' -> stack.push(PickleText.rawUnicode(in.line(), in));
      case 'U' -> stack.push(PickleText.textOrBytes(in.bytes(in.u8())));
      case 'T' -> stack.push(PickleText.textOrBytes(in.bytes(in.i32())));
      case 'S' -> stack.push(PickleText.quoted(in.line(), in));
      case 'B' -> stack.push(in.bytes(in.u32()));
      case 'C' -> stack.push(in.bytes(in.u8()));
      case 0x8e, 0x96 -> stack.push(in.bytes(in.i64()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int op) {
    switch (op) {
      case '(' -> stack.mark();
      case ')' -> stack.push(new Tuple(new Object[0]));
      case 0x85 -> stack.push(tuple(stack.popMany(1)));
      case 0x86 -> stack.push(tuple(stack.popMany(2)));
      case 0x87 -> stack.push(tuple(stack.popMany(3)));
      case 't' -> stack.push(tuple(stack.popToMark()));
      case ']' -> stack.push(new ArrayList<@Nullable Object>(0));
      case 'l' -> stack.push(new ArrayList<>(Arrays.asList(stack.popToMark())));
      case '}' -> stack.push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
      case 'd' -> {
        @Nullable Object[] items = stack.popToMark();
        stack.push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
        putAll(items);
      }
      case 0x8f -> stack.push(new LinkedHashSet<@Nullable Object>());
      case 0x91 -> {
        @Nullable Object[] items = stack.popToMark();
        stack.push(calls.frozen(new Tuple(new Object[] {Arrays.asList(items)})));
      }
      case 'a' -> addAll(stack.popMany(1));
      case 'e' -> addAll(stack.popToMark());
      case 's' -> putAll(stack.popMany(2));
      case 'u' -> putAll(stack.popToMark());
      case 0x90 -> addToSet(stack.popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int op) {
    switch (op) {
      case '0' -> stack.drop();
      case '1' -> stack.popToMark();
      case '2' -> stack.push(stack.peek());
      case 'q' -> memo.put((long) in.u8(), stack.peek());
      case 'r' -> memo.put(in.u32(), stack.peek());
      case 'p' -> memo.put(index(in.line()), stack.peek());
      case 0x94 -> memo.put((long) memo.size(), stack.peek());
      case 'h' -> stack.push(remembered(in.u8()));
      case 'j' -> stack.push(remembered(in.u32()));
      case 'g' -> stack.push(remembered(index(in.line())));
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
        stack.push(calls.name(module, in.line()));
      }
      case 0x93 -> {
        @Nullable Object[] name = stack.popMany(2);
        if (!(name[0] instanceof String module) || !(name[1] instanceof String member)) {
          throw damaged("a name that is not text");
        }
        stack.push(calls.name(module, member));
      }
      case 'R' -> {
        Object args = stack.pop();
        stack.push(calls.call(stack.pop(), arguments(args)));
      }
      case 0x81 -> {
        Object args = stack.pop();
        stack.push(calls.create(stack.pop(), arguments(args)));
      }
      case 0x92 -> {
        Object named = stack.pop();
        Object args = stack.pop();
        if (!(named instanceof Map<?, ?> m) || !m.isEmpty()) {
          throw damaged("an object made with named arguments");
        }
        stack.push(calls.create(stack.pop(), arguments(args)));
      }
      case 'i' -> {
        String module = in.line();
        Object callee = calls.name(module, in.line());
        stack.push(calls.call(callee, tuple(stack.popToMark())));
      }
      case 'o' -> {
        @Nullable Object[] items = stack.popToMark();
        if (items.length == 0) {
          throw damaged("an object without a class");
        }
        stack.push(calls.call(items[0], tuple(Arrays.copyOfRange(items, 1, items.length))));
      }
      case 'b' -> {
        Object state = stack.pop();
        calls.build(stack.peek(), state);
      }
      case 'Q' -> {
        Object id = stack.pop();
        if (id == null) {
          throw damaged("a reference to no storage");
        }
        stack.push(persistent.resolve(id));
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
    Object target = stack.peek();
    List<Object> list = PickleCalls.elementsOf(target);
    if (list != null) {
      list.addAll(Arrays.asList(items));
    } else if (target instanceof LinkedHashSet) {
      addToSet(items);
    } else {
      throw damaged("elements for a " + PickleText.typeName(target));
    }
  }

  private void addToSet(@Nullable Object[] items) {
    if (!(stack.peek() instanceof LinkedHashSet<?>)) {
      throw damaged("elements for a " + PickleText.typeName(stack.peek()));
    }
    @SuppressWarnings("unchecked")
    Collection<@Nullable Object> set = (Collection<@Nullable Object>) stack.peek();
    for (Object item : items) {
      set.add(calls.key(item));
    }
  }

  private void putAll(@Nullable Object[] items) {
    Map<Object, Object> map = PickleCalls.entriesOf(stack.peek());
    if (map == null) {
      throw damaged("entries for a " + PickleText.typeName(stack.peek()));
    }
    if (items.length % 2 != 0) {
      throw damaged("a key without a value");
    }
    for (int i = 0; i < items.length; i += 2) {
      map.put(calls.key(items[i]), items[i + 1]);
    }
  }
}
