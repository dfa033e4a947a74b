package org.torch4j.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The CUDA C of the module's resources, definition by definition. A kernel is compiled with what it
 * needs and no more, so that compiling stays short and one text has one cubin.
 */
final class SourceLibrary {
  /** Kernels that are written, by family. */
  static final List<String> KERNEL_FILES =
      List.of(
          "move.cu",
          "create.cu",
          "index.cu",
          "meet.cu",
          "sort.cu",
          "select.cu",
          "order.cu",
          "nn.cu",
          "softmax.cu",
          "norm.cu",
          "embedding.cu",
          "pool.cu",
          "recurrent.cu",
          "attention.cu",
          "matmul.cu",
          "conv.cu",
          "random.cu",
          "more.cu",
          "linalg.cu");

  private static final List<String> FUNCTION_FILES =
      List.of("math.cu", "special.cu", "reduce.cu", "mma.cu");

  /** Kernels that only some element types have. */
  static final String HALVES_FILE = "flash.cu";

  private static final Pattern WORD = Pattern.compile("\\b(?:t4j|T4J)_\\w+");
  private static final Pattern DEFINED =
      Pattern.compile(
          "(?m)^(?:template.*\\n?)?(?:extern \"C\" |static |__device__ |struct ).*?"
              + "\\b((?:t4j|T4J)_\\w+)\\s*(?:\\(|\\[|=|\\{)");

  private static final SourceLibrary INSTANCE = new SourceLibrary();

  private final String types;
  private final Map<String, String> parts = new LinkedHashMap<>();

  private SourceLibrary() {
    types = resource("types.cu");
    List<String> files = new ArrayList<>(FUNCTION_FILES);
    files.addAll(KERNEL_FILES);
    files.add(HALVES_FILE);
    Map<String, String> homes = new HashMap<>();
    for (String file : files) {
      for (String part : resource(file).split("\n\n(?=\\S)")) {
        Matcher m = DEFINED.matcher(part);
        while (m.find()) {
          String home = homes.putIfAbsent(m.group(1), file);
          if (home != null && !home.equals(file)) {
            // Kernels that mean one would bring the other along.
            throw new IllegalStateException(m.group(1) + " is in " + home + " and in " + file);
          }
          parts.merge(m.group(1), part, (a, b) -> a.contains(b) ? a : a + "\n" + b);
        }
      }
    }
  }

  static SourceLibrary instance() {
    return INSTANCE;
  }

  private static String resource(String name) {
    try (InputStream in = SourceLibrary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All kernels of a file and what they use, for these meanings of the names of types. */
  String family(String file, String names) {
    Set<String> texts = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String part : resource(file).split("\n\n(?=\\S)")) {
      Matcher m = DEFINED.matcher(part);
      while (m.find()) {
        String whole = parts.getOrDefault(m.group(1), part);
        collect(whole, seen, texts);
        texts.add(whole);
      }
    }
    return types + "\n" + names + String.join("\n", texts) + "\n";
  }

  /** {@code text} behind the definitions that it uses. */
  String complete(String text) {
    return complete(text, "");
  }

  private String complete(String text, String names) {
    Set<String> texts = new LinkedHashSet<>();
    collect(text, new LinkedHashSet<>(), texts);
    return types + "\n" + names + String.join("\n", texts) + "\n" + text;
  }

  /** The kernel of this name and what it uses, for these meanings of the names of types. */
  String kernel(String name, String names) {
    @Nullable String part = parts.get(name);
    if (part == null) {
      throw new IllegalStateException("no kernel " + name);
    }
    return complete(part, names);
  }

  /**
   * The kernel of this name, called {@code title}, which uses {@code hooks}: definitions of the
   * caller's own.
   */
  String kernel(String name, String title, String names, String hooks) {
    String text = hooks + "\n" + parts.get(name);
    Set<String> texts = new LinkedHashSet<>();
    collect(text, new LinkedHashSet<>(Set.of(name)), texts);
    String whole = types + "\n" + names + String.join("\n", texts) + "\n" + text;
    return whole.replaceAll("\\b" + name + "\\b", title);
  }

  private void collect(String text, Set<String> seen, Set<String> into) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String part = parts.get(words.group());
      if (part != null && !part.equals(text) && seen.add(words.group())) {
        collect(part, seen, into);
        into.add(part);
      }
    }
  }
}
