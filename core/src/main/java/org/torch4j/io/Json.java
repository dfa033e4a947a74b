package org.torch4j.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of file headers (RFC 8259), read strictly: every key once, depth bounded. Objects become
 * LinkedHashMap, arrays ArrayList, whole numbers Long, other numbers Double.
 */
final class Json {
  private static final int MAX_DEPTH = 32;

  private final String text;
  private final ByteSource file;
  private int at;

  private Json(String text, ByteSource file) {
    this.text = text;
    this.file = file;
  }

  /** The value that {@code text} is; {@code file} is named where it is none. */
  static @Nullable Object parse(String text, ByteSource file) {
    Json json = new Json(text, file);
    Object value = json.value(0);
    json.space();
    if (json.at < text.length()) {
      throw json.damaged("text after its end");
    }
    return value;
  }

  private CheckpointException damaged(String what) {
    return file.fail("is damaged: JSON with " + what + " at character " + at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean take(char c) {
    space();
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw damaged("no '" + c + "'");
    }
  }

  private @Nullable Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw damaged("more than " + MAX_DEPTH + " levels");
    }
    space();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    expect('{');
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (take('}')) {
      return map;
    }
    do {
      space();
      String key = string();
      expect(':');
      if (map.containsKey(key)) {
        throw damaged("the key " + PickleText.shown(key) + " twice");
      }
      map.put(key, value(depth + 1));
    } while (take(','));
    expect('}');
    return map;
  }

  private List<@Nullable Object> array(int depth) {
    expect('[');
    List<@Nullable Object> list = new ArrayList<>(4);
    if (take(']')) {
      return list;
    }
    do {
      list.add(value(depth + 1));
    } while (take(','));
    expect(']');
    return list;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw damaged("an unknown word");
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (!digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      throw damaged("no value");
    }
    try {
      return digits.matches("-?[0-9]{1,19}") ? (Object) Long.valueOf(digits) : real(digits);
    } catch (NumberFormatException e) {
      return real(digits);
    }
  }

  private Object real(String digits) {
    if (digits.length() > 400) {
      throw damaged("a number of " + digits.length() + " digits");
    }
    return Double.valueOf(digits);
  }

  private String string() {
    if (peek() != '"') {
      throw damaged("no text where one should be");
    }
    at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw damaged("a control character in a text");
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw damaged("a text without end");
  }

  private char escape() {
    char kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
          at += 4;
          yield (char) Integer.parseInt(text, at - 4, at, 16);
        }
        throw damaged("a wrong escape");
      }
      default -> throw damaged("a wrong escape");
    };
  }

  /** {@code value}, made of maps, lists, text, numbers, booleans and null, as JSON. */
  static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> {
        String before = "{";
        for (Map.Entry<?, ?> e : map.entrySet()) {
          out.append(before);
          quote(String.valueOf(e.getKey()), out);
          out.append(':');
          write(e.getValue(), out);
          before = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case Iterable<?> list -> {
        out.append('[');
        String before = "";
        for (Object e : list) {
          out.append(before);
          write(e, out);
          before = ",";
        }
        out.append(']');
      }
      case Number n -> out.append(n);
      case Boolean b -> out.append(b);
      default -> quote(value.toString(), out);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
