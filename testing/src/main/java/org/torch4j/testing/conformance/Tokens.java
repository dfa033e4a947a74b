package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.List;

/** The words of a line of Python, and a place among them. */
final class Tokens {
  private static final String[] LONG_OPERATORS = {"**", "//", "->"};

  private final String source;
  private final List<String> words;
  private int at;

  Tokens(String source) {
    this.source = source;
    this.words = split(source);
  }

  private static List<String> split(String source) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      int end = i + 1;
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      if (Character.isJavaIdentifierStart(c)) {
        while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
          end++;
        }
      } else if (startsNumber(source, i)) {
        end = numberEnd(source, i);
      } else if (c == '\'' || c == '"') {
        end = source.indexOf(c, i + 1) + 1;
        if (end == 0) {
          throw new CaseFailure("cannot read the Python source: text without end in " + source);
        }
      } else {
        for (String operator : LONG_OPERATORS) {
          if (source.startsWith(operator, i)) {
            end = i + operator.length();
          }
        }
      }
      words.add(source.substring(i, end));
      i = end;
    }
    return words;
  }

  private static boolean startsNumber(String source, int i) {
    return Character.isDigit(source.charAt(i))
        || source.charAt(i) == '.'
            && i + 1 < source.length()
            && Character.isDigit(source.charAt(i + 1));
  }

  private static int numberEnd(String source, int start) {
    int i = start;
    while (i < source.length()) {
      char c = source.charAt(i);
      boolean exponentSign = (c == '-' || c == '+') && "eE".indexOf(source.charAt(i - 1)) >= 0;
      if (!Character.isDigit(c) && c != '.' && c != 'e' && c != 'E' && !exponentSign) {
        break;
      }
      i++;
    }
    return i;
  }

  /** The next word, empty at the end. */
  String peek() {
    return at < words.size() ? words.get(at) : "";
  }

  /** The word after the next one. */
  String peekSecond() {
    return at + 1 < words.size() ? words.get(at + 1) : "";
  }

  boolean isEnd() {
    return at == words.size();
  }

  String next() {
    if (isEnd()) {
      throw error("more");
    }
    return words.get(at++);
  }

  /** Whether the next word is this one, which is then taken. */
  boolean take(String word) {
    if (peek().equals(word)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!take(word)) {
      throw error("'" + word + "'");
    }
  }

  boolean nextIsName() {
    return !peek().isEmpty() && Character.isJavaIdentifierStart(peek().charAt(0));
  }

  CaseFailure error(String wanted) {
    return new CaseFailure(
        "cannot read the Python source: expected "
            + wanted
            + ", got '"
            + peek()
            + "' in "
            + source.replaceAll("\\s+", " "));
  }
}
