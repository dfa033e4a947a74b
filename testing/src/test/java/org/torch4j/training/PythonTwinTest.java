package org.torch4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.torch4j.Torch.manualSeed;
import static org.torch4j.Torch.noGrad;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.F;
import org.torch4j.optim.Adam;
import org.torch4j.vision.MNIST;

/** A trained network goes to Python and comes back with the same accuracy on the same digits. */
class PythonTwinTest {
  private static final String PROGRAM =
      """
      import gzip, sys
      import numpy as np, torch, torch.nn as nn
      ours, theirs, images, labels = sys.argv[1:]
      def idx(path, offset):
          return np.frombuffer(gzip.open(path).read(), np.uint8, offset=offset)
      x = torch.tensor(idx(images, 16).reshape(-1, 1, 28, 28)).float() / 255
      y = torch.tensor(idx(labels, 8).astype(np.int64))
      class Quiz(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc1, self.fc2 = nn.Linear(784, 64), nn.Linear(64, 10)
          def forward(self, x):
              return self.fc2(torch.relu(self.fc1(x.flatten(1))))
      def accuracy(model):
          with torch.no_grad():
              return (model(x).argmax(1) == y).float().mean().item()
      model = Quiz()
      state = torch.load(ours)
      model.load_state_dict(state, strict=True)
      print(','.join(state), accuracy(model))
      torch.manual_seed(3)
      model = Quiz()
      opt = torch.optim.Adam(model.parameters(), 1e-3)
      for i in range(0, 3200, 64):
          opt.zero_grad()
          nn.functional.cross_entropy(model(x[i:i + 64]), y[i:i + 64]).backward()
          opt.step()
      torch.save(model.state_dict(), theirs)
      print(accuracy(model))
      """;

  @TempDir Path folder;

  @Test
  void checkpointsGoBothWays() throws Exception {
    MNIST digits = Digits.first6400();
    Tensor x = digits.images().unsqueeze(1).toFloat().div(255);
    Tensor y = digits.labels();
    manualSeed(0);
    var model = new Digits.Quiz();
    var opt = new Adam(model.parameters(), Adam.options().lr(1e-3));
    for (int i = 0; i < 3200; i += 64) {
      opt.zeroGrad();
      F.crossEntropy(model.apply(x.narrow(0, i, 64)), y.narrow(0, i, 64)).backward();
      opt.step();
    }
    Path ours = folder.resolve("ours.pth");
    Path theirs = folder.resolve("theirs.pth");
    Torch.save(model.stateDict(), ours);

    List<String> said = python(ours, theirs);

    String[] first = said.get(0).split(" ");
    assertEquals("fc1.weight,fc1.bias,fc2.weight,fc2.bias", first[0]);
    assertEquals(accuracy(model, x, y), Double.parseDouble(first[1]), 2.0 / 6400);
    model.loadStateDict(Torch.loadStateDict(theirs));
    assertEquals(accuracy(model, x, y), Double.parseDouble(said.get(1)), 2.0 / 6400);
  }

  private static double accuracy(Digits.Quiz model, Tensor x, Tensor y) {
    try (var off = noGrad()) {
      return model.apply(x).argmax(1).eq(y).toFloat().mean().item();
    }
  }

  private static List<String> python(Path ours, Path theirs) throws Exception {
    for (String command : List.of("/usr/bin/python3", "python3")) {
      try {
        Process process =
            new ProcessBuilder(
                    command,
                    "-W",
                    "ignore",
                    "-c",
                    PROGRAM,
                    ours.toString(),
                    theirs.toString(),
                    Digits.resource("/mnist/train6400-images-idx3-ubyte.gz").toString(),
                    Digits.resource("/mnist/train6400-labels-idx1-ubyte.gz").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(2, TimeUnit.MINUTES);
        if (!output.contains("No module named 'torch'")) {
          assertEquals(0, process.exitValue(), output);
          return output.lines().toList();
        }
      } catch (IOException absent) {
        // the next name may exist
      }
    }
    assumeTrue(false, "skipped: no Python with PyTorch is here");
    return List.of();
  }
}
