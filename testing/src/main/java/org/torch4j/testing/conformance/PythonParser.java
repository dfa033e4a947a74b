package org.torch4j.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.io.Tuple;

/**
 * Reads the Python of golden files: expressions with lambdas, calls, attributes, indices and
 * arithmetic, and functions of a few plain statements.
 */
final class PythonParser {
  private final Tokens tokens;

  private PythonParser(String source) {
    this.tokens = new Tokens(source);
  }

  /** Reads an expression, or the definition of a function, which is its value. */
  static PythonNode parse(String source) {
    if (source.strip().startsWith("def ")) {
      return function(source);
    }
    PythonParser parser = new PythonParser(source);
    PythonNode node = parser.expression();
    if (!parser.tokens.isEnd()) {
      throw parser.tokens.error("the end");
    }
    return node;
  }

  /** Reads the parameters of {@code name(a, b=1, *, c)}. */
  static Signature signature(String parenthesized) {
    PythonParser parser = new PythonParser(parenthesized);
    parser.tokens.expect("(");
    return parser.parameters(")");
  }

  private static PythonNode function(String source) {
    List<String> lines = source.strip().lines().filter(l -> !l.isBlank()).toList();
    PythonParser head = new PythonParser(lines.get(0));
    head.tokens.expect("def");
    head.tokens.next();
    head.tokens.expect("(");
    Signature parameters = head.parameters(")");
    List<PythonNode> body = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      statement(line.strip(), body);
    }
    return new PythonNode.Lambda(parameters, new PythonNode.Block(body));
  }

  /**
   * Gradients are off or on for a whole call, so what a {@code with} holds is read in its place.
   */
  private static void statement(String line, List<PythonNode> body) {
    if (line.startsWith("with ")) {
      return;
    }
    PythonParser p = new PythonParser(line);
    if (p.tokens.take("return")) {
      body.add(p.expression());
    } else if (p.tokens.nextIsName() && p.tokens.peekSecond().equals("=")) {
      String name = p.tokens.next();
      p.tokens.expect("=");
      body.add(new PythonNode.Assign(name, p.expression()));
    } else {
      body.add(p.expression());
    }
    if (!p.tokens.isEnd()) {
      throw p.tokens.error("the end of the line");
    }
  }

  private PythonNode expression() {
    if (tokens.take("lambda")) {
      Signature parameters = parameters(":");
      return new PythonNode.Lambda(parameters, expression());
    }
    PythonNode left = term();
    while (tokens.peek().equals("+") || tokens.peek().equals("-")) {
      left = new PythonNode.Binary(tokens.next(), left, term());
    }
    return left;
  }

  private PythonNode term() {
    PythonNode left = factor();
    while (List.of("*", "/", "//", "%", "@").contains(tokens.peek())) {
      left = new PythonNode.Binary(tokens.next(), left, factor());
    }
    return left;
  }

  private PythonNode factor() {
    if (tokens.take("-")) {
      return new PythonNode.Negative(factor());
    }
    PythonNode base = postfix();
    return tokens.take("**") ? new PythonNode.Binary("**", base, factor()) : base;
  }

  private PythonNode postfix() {
    PythonNode node = atom();
    while (true) {
      if (tokens.take(".")) {
        node = new PythonNode.Attribute(node, tokens.next());
      } else if (tokens.take("(")) {
        node = call(node);
      } else if (tokens.take("[")) {
        PythonNode index = expression();
        tokens.expect("]");
        node = new PythonNode.Subscript(node, index);
      } else {
        return node;
      }
    }
  }

  private PythonNode call(PythonNode callee) {
    List<PythonNode.Argument> arguments = new ArrayList<>();
    while (!tokens.take(")")) {
      String stars = tokens.take("**") ? "**" : tokens.take("*") ? "*" : "";
      String name = null;
      if (stars.isEmpty() && tokens.nextIsName() && tokens.peekSecond().equals("=")) {
        name = tokens.next();
        tokens.expect("=");
      }
      arguments.add(new PythonNode.Argument(stars, name, expression()));
      if (!tokens.peek().equals(")")) {
        tokens.expect(",");
      }
    }
    return new PythonNode.Call(callee, arguments);
  }

  private PythonNode atom() {
    if (tokens.take("(")) {
      List<PythonNode> items = new ArrayList<>();
      boolean comma = items(items, ")");
      return items.size() == 1 && !comma ? items.get(0) : new PythonNode.Items(items, true);
    }
    if (tokens.take("[")) {
      List<PythonNode> items = new ArrayList<>();
      items(items, "]");
      return new PythonNode.Items(items, false);
    }
    String word = tokens.next();
    char first = word.charAt(0);
    if (first == '\'' || first == '"') {
      return new PythonNode.Literal(word.substring(1, word.length() - 1));
    }
    if (Character.isDigit(first) || first == '.') {
      return new PythonNode.Literal(number(word));
    }
    if (!Character.isJavaIdentifierStart(first)) {
      throw tokens.error("a value instead of '" + word + "'");
    }
    return switch (word) {
      case "None" -> new PythonNode.Literal(null);
      case "True" -> new PythonNode.Literal(true);
      case "False" -> new PythonNode.Literal(false);
      default -> new PythonNode.Name(word);
    };
  }

  private boolean items(List<PythonNode> into, String close) {
    boolean comma = false;
    while (!tokens.take(close)) {
      into.add(expression());
      if (!tokens.peek().equals(close)) {
        tokens.expect(",");
        comma = true;
      }
    }
    return comma;
  }

  private static Object number(String word) {
    return word.matches("\\d+") ? (Object) Long.parseLong(word) : Double.parseDouble(word);
  }

  private Signature parameters(String close) {
    List<Signature.Parameter> all = new ArrayList<>();
    Signature.Kind kind = Signature.Kind.POSITIONAL;
    while (!tokens.take(close)) {
      if (tokens.take("**")) {
        all.add(parameter(tokens.next(), Signature.Kind.KEYWORDS));
      } else if (tokens.take("*")) {
        kind = Signature.Kind.KEYWORD_ONLY;
        if (tokens.nextIsName()) {
          all.add(parameter(tokens.next(), Signature.Kind.REST));
        }
      } else {
        all.add(parameter(tokens.next(), kind));
      }
      if (!tokens.peek().equals(close)) {
        tokens.expect(",");
      }
    }
    return new Signature(List.copyOf(all));
  }

  private Signature.Parameter parameter(String name, Signature.Kind kind) {
    boolean hasDefault = tokens.take("=");
    return new Signature.Parameter(name, kind, hasDefault, hasDefault ? constant() : null);
  }

  private @Nullable Object constant() {
    return constant(expression());
  }

  private @Nullable Object constant(PythonNode node) {
    return switch (node) {
      case PythonNode.Literal l -> l.value();
      case PythonNode.Negative(PythonNode.Literal(Long n)) -> -n;
      case PythonNode.Negative(PythonNode.Literal(Double n)) -> -n;
      case PythonNode.Items items -> {
        Object[] values = items.items().stream().map(this::constant).toArray();
        yield items.tuple() ? Tuple.of(values) : List.of(values);
      }
      default -> throw tokens.error("a constant");
    };
  }

  /** Reads lines of {@code path(parameters)}; those that start with {@code #} are remarks. */
  static Map<String, Signature> signatures(List<String> lines) {
    Map<String, Signature> all = new LinkedHashMap<>();
    for (String line : lines) {
      int open = line.indexOf('(');
      if (!line.startsWith("#") && open > 0) {
        all.put(line.substring(0, open), signature(line.substring(open)));
      }
    }
    return all;
  }
}
