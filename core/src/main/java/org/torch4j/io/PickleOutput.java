package org.torch4j.io;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The opcodes of a pickle under way: numbers, text, names, and the memo of what was written. */
final class PickleOutput {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final IdentityHashMap<Object, Integer> memo = new IdentityHashMap<>();
  private final Map<String, Integer> texts = new HashMap<>();
  private int memoized;

  byte[] toByteArray() {
    return out.toByteArray();
  }

  void op(int code) {
    out.write(code);
  }

  private void little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> 8 * i));
    }
  }

  void integer(long n) {
    if (n >= 0 && n < 256) {
      op('K');
      op((int) n);
    } else if (n >= 0 && n < 65536) {
      op('M');
      little(n, 2);
    } else if (n == (int) n) {
      op('J');
      little(n, 4);
    } else {
      big(BigInteger.valueOf(n));
    }
  }

  void big(BigInteger n) {
    byte[] bigEndian = n.toByteArray();
    if (bigEndian.length < 256) {
      op(0x8a);
      op(bigEndian.length);
    } else {
      op(0x8b);
      little(bigEndian.length, 4);
    }
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      op(bigEndian[i]);
    }
  }

  void real(double x) {
    op('G');
    little(Long.reverseBytes(Double.doubleToRawLongBits(x)), 8);
  }

  void text(String s) {
    Integer known = texts.get(s);
    if (known != null) {
      recall(known);
      return;
    }
    byte[] utf8 = PickleText.utf8(s);
    op('X');
    little(utf8.length, 4);
    out.writeBytes(utf8);
    texts.put(s, put());
  }

  void bytes(byte[] b) {
    name("_codecs", "encode");
    byte[] utf8 = PickleText.utf8(new String(b, StandardCharsets.ISO_8859_1));
    op('X');
    little(utf8.length, 4);
    out.writeBytes(utf8);
    text("latin1");
    op(0x86);
    op('R');
    remember(b);
  }

  void name(String module, String name) {
    String key = module + "\n" + name + "\n";
    Integer known = texts.get(key);
    if (known != null) {
      recall(known);
      return;
    }
    op('c');
    out.writeBytes(key.getBytes(StandardCharsets.UTF_8));
    texts.put(key, put());
  }

  /** Writes a reference to {@code value} if it was remembered; tells whether it was. */
  boolean recalled(Object value) {
    Integer known = memo.get(value);
    if (known != null) {
      recall(known);
    }
    return known != null;
  }

  /** Stores the value just written, so that {@code identity} is written once. */
  void remember(Object identity) {
    memo.put(identity, put());
  }

  private int put() {
    int index = memoized++;
    if (index < 256) {
      op('q');
      op(index);
    } else {
      op('r');
      little(index, 4);
    }
    return index;
  }

  private void recall(int index) {
    if (index < 256) {
      op('h');
      op(index);
    } else {
      op('j');
      little(index, 4);
    }
  }
}
