package org.torch4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.torch4j.nn.F;

/**
 * Every public name of PyTorch has its Java name or stands in {@code docs/differences.md}: the page
 * is read, so it cannot rot.
 */
class SurfaceTest {
  private static final Map<String, Class<?>> HOMES =
      Map.of(
          "torch", Torch.class,
          "Tensor", Tensor.class,
          "nn.functional", F.class,
          "linalg", Linalg.class,
          "fft", Fft.class,
          "special", Special.class);

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** PyTorch's names by room. */
  private final Map<String, Set<String>> wanted = names();

  /** Java names that stand for names which cannot be made mechanically, by room and name. */
  private final Map<String, String> renamed = new LinkedHashMap<>();

  /** Patterns of names that are not here, with their reasons, by room. */
  private final Map<String, Map<String, String>> absent = new LinkedHashMap<>();

  SurfaceTest() {
    HOMES.keySet().forEach(room -> absent.put(room, new LinkedHashMap<>()));
    readDifferences();
  }

  private static Map<String, Set<String>> names() {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    Set<String> room = new LinkedHashSet<>();
    for (String line : resource("/surface/pytorch-1.13.txt").lines().toList()) {
      if (line.startsWith("[")) {
        String name = line.substring(1, line.length() - 1).replace(".later", "");
        room = all.computeIfAbsent(name, _ -> new TreeSet<>());
      } else if (!line.startsWith("#")) {
        for (String name : line.split(",")) {
          if (!name.isBlank()) {
            room.add(name.strip());
          }
        }
      }
    }
    return all;
  }

  private static String resource(String name) {
    try (InputStream in = SurfaceTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readDifferences() {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("..", "docs", "differences.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> rooms = List.of();
    for (String line : lines) {
      if (line.startsWith("#")) {
        String title = line.replaceFirst("#+ ", "");
        rooms = Arrays.stream(title.split(", ")).filter(HOMES::containsKey).toList();
      } else if (line.startsWith("| `")) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|");
        assertTrue(!cells[cells.length - 1].isBlank(), "no reason: " + line);
        List<String> quoted = quoted(cells[0]);
        if (rooms.isEmpty()) {
          renamed.put(quoted.get(0), quoted(cells[1]).get(0));
        } else {
          for (String room : rooms) {
            quoted.forEach(q -> absent.get(room).put(q, cells[1].strip()));
          }
        }
      }
    }
  }

  private static List<String> quoted(String text) {
    Matcher m = QUOTED.matcher(text);
    List<String> all = new ArrayList<>();
    while (m.find()) {
      all.add(m.group(1));
    }
    return all;
  }

  /** {@code index_add_} is {@code indexAdd_}. */
  private static String camel(String name) {
    String tail = name.endsWith("_") ? "_" : "";
    String[] words = name.substring(0, name.length() - tail.length()).split("_");
    StringBuilder text = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      text.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return text + tail;
  }

  private static Set<String> methods(String room) {
    return Arrays.stream(HOMES.get(room).getMethods())
        .filter(m -> m.getDeclaringClass() != Object.class)
        .map(Method::getName)
        .collect(Collectors.toSet());
  }

  private static boolean matches(String pattern, String name) {
    return name.matches(pattern.replace("*", ".*"));
  }

  private boolean exists(String room, String name) {
    return methods(room).contains(renamed.getOrDefault(room + "." + name, camel(name)));
  }

  @Test
  void everyNameIsHereOrExplained() {
    int count = 0;
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Set<String>> room : wanted.entrySet()) {
      for (String name : room.getValue()) {
        count++;
        boolean explained =
            absent.get(room.getKey()).keySet().stream().anyMatch(p -> matches(p, name));
        if (!exists(room.getKey(), name) && !explained) {
          missing.add(room.getKey() + "." + name);
        }
      }
    }
    assertTrue(count > 1500, "names read: " + count);
    assertEquals(List.of(), missing, "neither a method nor in docs/differences.md");
  }

  @Test
  void noExplanationIsStale() {
    List<String> stale = new ArrayList<>();
    absent.forEach(
        (room, patterns) ->
            patterns
                .keySet()
                .forEach(
                    p -> {
                      List<String> meant =
                          wanted.get(room).stream().filter(n -> matches(p, n)).toList();
                      if (meant.isEmpty() && !sharedRow(p)) {
                        stale.add(room + "." + p + " is no name of PyTorch");
                      }
                      meant.stream()
                          .filter(n -> exists(room, n))
                          .forEach(n -> stale.add(room + "." + n + " is here by now"));
                    }));
    assertEquals(List.of(), stale, "lines of docs/differences.md");
  }

  /** A row for several rooms need not fit each. */
  private boolean sharedRow(String pattern) {
    return absent.values().stream().filter(p -> p.containsKey(pattern)).count() > 1;
  }

  @Test
  void otherNamesAreThere() {
    assertTrue(renamed.size() > 10, renamed.toString());
    renamed.forEach(
        (name, java) -> {
          String room = name.substring(0, name.lastIndexOf('.'));
          String bare = name.substring(name.lastIndexOf('.') + 1);
          assertTrue(wanted.get(room).contains(bare), name + " is no name of PyTorch");
          assertTrue(methods(room).contains(java), room + " has no method " + java);
        });
  }
}
