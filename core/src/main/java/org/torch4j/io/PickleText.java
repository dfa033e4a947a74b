package org.torch4j.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The ways in which pickles write text. */
final class PickleText {
  private PickleText() {}

  /** Python 2 text: UTF-8 where it is that, else the bytes. */
  static Object textOrBytes(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  /** UTF-8 in which lone surrogates stand as three bytes, as Python's "surrogatepass" writes. */
  static String withSurrogates(byte[] utf8, ByteSource in) {
    StringBuilder out = new StringBuilder(utf8.length);
    int i = 0;
    while (i < utf8.length) {
      int b = utf8[i] & 0xff;
      int length = b < 0x80 ? 1 : b < 0xc0 ? 0 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf8 ? 4 : 0;
      if (length == 0 || i + length > utf8.length) {
        throw in.fail("is damaged: a text before byte " + in.position() + " is not UTF-8");
      }
      int code = length == 1 ? b : b & (0xff >> (length + 1));
      for (int k = 1; k < length; k++) {
        int c = utf8[i + k] & 0xff;
        if (c >> 6 != 2) {
          throw in.fail("is damaged: a text before byte " + in.position() + " is not UTF-8");
        }
        code = code << 6 | c & 0x3f;
      }
      if (code > Character.MAX_CODE_POINT) {
        throw in.fail("is damaged: a text before byte " + in.position() + " is not UTF-8");
      }
      out.appendCodePoint(code);
      i += length;
    }
    return out.toString();
  }

  /** UTF-8 with lone surrogates as three bytes, the reverse of {@link #withSurrogates}. */
  static byte[] utf8(String text) {
    try {
      ByteBuffer b = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] out = new byte[b.remaining()];
      b.get(out);
      return out;
    } catch (CharacterCodingException e) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
      text.codePoints()
          .forEach(
              c -> {
                if (c >= 0xd800 && c < 0xe000) {
                  out.write(0xe0 | c >> 12);
                  out.write(0x80 | c >> 6 & 0x3f);
                  out.write(0x80 | c & 0x3f);
                } else {
                  out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                }
              });
      return out.toByteArray();
    }
  }

  /** A line with backslash-u escapes, protocol 0. */
  static String rawUnicode(String line, ByteSource in) {
    StringBuilder out = new StringBuilder(line.length());
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      char kind = i + 1 < line.length() ? line.charAt(i + 1) : 0;
      int digits = c != '\\' ? 0 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
      if (digits == 0) {
        out.append(c);
        i++;
      } else {
        out.appendCodePoint(hex(line, i + 2, digits, in));
        i += 2 + digits;
      }
    }
    return out.toString();
  }

  /** A Python string literal in quotes, protocol 0 of Python 2. */
  static Object quoted(String line, ByteSource in) {
    String s = line.strip();
    char quote = s.isEmpty() ? 0 : s.charAt(0);
    if (s.length() < 2 || quote != '\'' && quote != '"' || s.charAt(s.length() - 1) != quote) {
      throw in.fail("is damaged: text without quotes before byte " + in.position());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int end = s.length() - 1;
    int i = 1;
    while (i < end) {
      char c = s.charAt(i++);
      if (c != '\\' || i == end) {
        out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      char kind = s.charAt(i++);
      switch (kind) {
        case 'n' -> out.write('\n');
        case 't' -> out.write('\t');
        case 'r' -> out.write('\r');
        case 'x' -> {
          out.write(hex(s, i, 2, in));
          i += 2;
        }
        default -> out.write(kind);
      }
    }
    return textOrBytes(out.toByteArray());
  }

  private static int hex(String s, int from, int digits, ByteSource in) {
    int code = -1;
    if (from + digits <= s.length()) {
      try {
        code = Integer.parseUnsignedInt(s, from, from + digits, 16);
      } catch (NumberFormatException e) {
        code = -1;
      }
    }
    if (code < 0 || code > Character.MAX_CODE_POINT) {
      throw in.fail("is damaged: an escape in a text before byte " + in.position());
    }
    return code;
  }

  /** Text of a file as a message may show it: short and printable. */
  static String shown(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(80)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) || c > 0xffff ? '?' : c));
    return text.length() > 80 ? out + "..." : out.toString();
  }

  /** What kind of value it is, for messages. */
  static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case PickledName n -> shown(n.name());
      case PickledObject o -> shown(o.className());
      default -> value.getClass().getSimpleName();
    };
  }
}
