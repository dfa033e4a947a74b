package org.torch4j.testing.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The list of files at the root of a folder of goldens, which may be missing. */
final class GoldenIndex {
  private GoldenIndex() {}

  /** The names, without ending, that {@code index.json} has for a section. */
  static List<String> files(Path root, String section) {
    Path index = root.resolve("index.json");
    List<String> names = new ArrayList<>();
    if (Files.exists(index)) {
      try {
        JsonNode rows = new ObjectMapper().readTree(index.toFile()).path(section);
        if (rows.isArray()) {
          rows.forEach(r -> names.add(r.required("file").textValue()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }
}
