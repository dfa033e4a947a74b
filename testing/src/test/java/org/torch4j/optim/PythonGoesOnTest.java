package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** Real PyTorch loads the states of all optimizers and goes on. Needs a Python with torch. */
class PythonGoesOnTest {
  private static final JsonNode CASES = OptimizerCases.read("/optim/optim_trajectories.json");

  private static String python(String program) throws Exception {
    try {
      Process process =
          new ProcessBuilder("/usr/bin/python3", "-W", "ignore", "-c", program)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "python does not end");
      return output;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void fromOurStates(@TempDir Path folder) throws Exception {
    assumeTrue(
        python("import torch; print('here')").equals("here\n"),
        "skipped: /usr/bin/python3 cannot import torch");
    Map<String, Object> halves = new LinkedHashMap<>();
    for (var e : CASES.properties()) {
      List<Tensor> params = OptimizerCases.start(DType.FLOAT64);
      Optimizer optimizer =
          OptimizerCases.make(
              e.getValue().get("kind").asText(), e.getValue().get("options"), params);
      for (int step = 0; step < 25; step++) {
        OptimizerCases.update(optimizer, params, step);
      }
      halves.put(
          e.getKey(),
          Map.of(
              "w",
              params.get(0).detach(),
              "b",
              params.get(1).detach(),
              "optimizer",
              optimizer.stateDict()));
    }
    Path file = folder.resolve("halves.pth");
    Torch.save(halves, file);
    String output =
        python(
            """
            import json, sys
            sys.path.insert(0, 'src/test/python')
            sys.dont_write_bytecode = True
            import optim_trajectories
            optim_trajectories.go_on('%s', json.load(open('src/test/resources/optim/optim_trajectories.json')))
            """
                .formatted(file));
    assertEquals("good\n", output);
  }
}
