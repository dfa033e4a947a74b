package org.torch4j.testing.conformance;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.torch4j.io.CheckpointException;
import org.torch4j.io.Checkpoints;
import org.torch4j.testing.GoldenSource;

/** Checkpoints that must load as they are described, and such that must be refused. */
final class CheckpointCases {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private final Cases cases;

  CheckpointCases(Cases cases) {
    this.cases = cases;
  }

  void run(GoldenSource source, Path folder, String file) {
    Map<?, ?> root;
    try {
      root = JSON.readValue(source.read(file + ".json"), Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!(root.get("files") instanceof List<?> files)) {
      throw new CaseFailure("there is no list of files");
    }
    for (Object o : files) {
      Map<?, ?> f = (Map<?, ?>) o;
      String name = String.valueOf(f.get("file"));
      if (cases.takes("pth", name)) {
        cases.add(
            "pth",
            "pth",
            name,
            Outcome.Check.VALUES,
            Cases.reason(() -> check(f, folder.resolve(name))));
      }
    }
  }

  private static void check(Map<?, ?> file, Path path) {
    String expect = String.valueOf(file.get("expect"));
    Object loaded;
    try {
      loaded = Checkpoints.load(path);
    } catch (CheckpointException e) {
      String message = String.valueOf(e.getMessage());
      if (expect.equals("load")) {
        throw new CaseFailure("does not load: " + message);
      }
      if (message.contains("\n") || !message.contains(String.valueOf(path.getFileName()))) {
        throw new CaseFailure("is refused without one sentence that names the file: " + message);
      }
      return;
    }
    if (expect.equals("reject")) {
      throw new CaseFailure("loads, but must be refused");
    }
    if (file.containsKey("value")) {
      new CheckpointComparison().check(file.get("value"), loaded, "value");
    }
  }
}
