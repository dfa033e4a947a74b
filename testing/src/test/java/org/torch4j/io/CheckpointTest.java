package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Generator;
import org.torch4j.Stateful;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.data.DataLoader;
import org.torch4j.data.TensorDataset;
import org.torch4j.nn.BatchNorm1d;
import org.torch4j.nn.Dropout;
import org.torch4j.nn.F;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.nn.Parameter;
import org.torch4j.nn.ReLU;
import org.torch4j.nn.Sequential;
import org.torch4j.optim.Adam;
import org.torch4j.optim.AdamW;
import org.torch4j.optim.Optimizer;
import org.torch4j.optim.SGD;

class CheckpointTest {
  @TempDir Path folder;

  /** Halves the rate every second epoch; its count is its state. */
  private static final class Halving implements Stateful {
    private final Optimizer optimizer;
    private long epochs;

    Halving(Optimizer optimizer) {
      this.optimizer = optimizer;
    }

    void step() {
      if (++epochs % 2 == 0) {
        optimizer.paramGroups().forEach(g -> g.set("lr", (Double) g.options().get("lr") / 2));
      }
    }

    @Override
    public Map<String, Object> stateDict() {
      return Map.of("epochs", epochs);
    }

    @Override
    public void loadStateDict(Map<String, ?> state) {
      epochs = (Long) state.get("epochs");
    }
  }

  /** A small run in which everything draws random numbers. */
  private static final class Run {
    final Module model =
        new Sequential(
            new Linear(6, 16),
            new BatchNorm1d(16),
            new ReLU(),
            new Dropout(0.3),
            new Linear(16, 3));
    final Optimizer optimizer;
    final Halving scheduler;
    final Generator noise = new Generator().manualSeed(5);
    final Checkpoint checkpoint;
    final DataLoader<List<Tensor>> loader;

    Run(Function<List<Parameter>, Optimizer> optimizer) {
      Generator own = new Generator().manualSeed(1);
      Tensor x = Torch.empty(40, 6).normal_(0, 1, own);
      Tensor y = x.sum(new long[] {1}, false).gt(0).toLong();
      loader =
          new DataLoader<>(
              new TensorDataset(x, y), DataLoader.options().batchSize(8).shuffle(true));
      this.optimizer = optimizer.apply(model.parameters());
      scheduler = new Halving(this.optimizer);
      checkpoint =
          Checkpoint.of(model, this.optimizer)
              .with("scheduler_state_dict", scheduler)
              .with("noise", noise);
    }

    void epoch() {
      for (List<Tensor> batch : loader) {
        optimizer.zeroGrad();
        Tensor x = batch.get(0).add(Torch.empty(8, 6).normal_(0, 0.1, noise));
        F.crossEntropy(model.apply(x), batch.get(1)).backward();
        optimizer.step();
      }
      scheduler.step();
    }

    Map<String, String> bits() {
      Map<String, String> bits = new LinkedHashMap<>();
      model.stateDict().forEach((name, t) -> bits.put(name, Tensors.hex(t)));
      bits.put("next", Tensors.hex(Torch.rand(3)));
      return bits;
    }
  }

  private static Optimizer optimizer(String name, List<Parameter> p) {
    return switch (name) {
      case "SGD" -> new SGD(p, SGD.options().lr(0.1).momentum(0.9));
      case "AdamW" -> new AdamW(p, AdamW.options().lr(0.01).amsgrad(true));
      default -> new Adam(p, Adam.options().lr(0.01));
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"SGD", "Adam", "AdamW"})
  void aResumedRunGivesTheBitsOfAnUninterruptedOne(String name) {
    Path file = folder.resolve("run.pth");
    Torch.manualSeed(0);
    Run whole = new Run(p -> optimizer(name, p));
    whole.epoch();
    whole.epoch();
    whole.epoch();
    whole.checkpoint.put("best", 0.75).save(file, 3);
    whole.epoch();
    whole.epoch();
    Map<String, String> expected = whole.bits();

    Torch.manualSeed(99);
    Run resumed = new Run(p -> optimizer(name, p));
    Torch.rand(7);
    assertEquals(3, resumed.checkpoint.load(file));
    assertEquals(0.75, resumed.checkpoint.get("best"));
    resumed.epoch();
    resumed.epoch();
    assertEquals(expected, resumed.bits());
  }

  @Test
  void foreignAndIncompleteFilesChangeNothing() {
    Path file = folder.resolve("other.pth");
    Run run = new Run(p -> optimizer("Adam", p));
    Checkpoints.save(Map.of("epoch", 1L, "model_state_dict", run.model.stateDict()), file);
    Torch.manualSeed(3);
    Map<String, String> before = run.bits();
    String said =
        assertThrows(CheckpointException.class, () -> run.checkpoint.load(file)).getMessage();
    assertTrue(
        said.startsWith(
            file + " is not the checkpoint of this run: it has no optimizer_state_dict, only ["),
        said);
    Torch.manualSeed(3);
    assertEquals(before, run.bits());
    Checkpoints.save(List.of(1L), file);
    assertEquals(
        file + " is not the checkpoint of a training run: no map",
        assertThrows(CheckpointException.class, () -> run.checkpoint.load(file)).getMessage());
  }

  @Test
  void keysAreTakenOnce() {
    Run run = new Run(p -> optimizer("Adam", p));
    for (String key : List.of("epoch", "rng_state", "model_state_dict", "noise")) {
      assertEquals(
          "Checkpoint: the key " + key + " is taken",
          assertThrows(IllegalArgumentException.class, () -> run.checkpoint.put(key, 1))
              .getMessage());
    }
  }

  @Test
  void pythonContinuesFromIt() {
    Python.assumeTorch();
    Path file = folder.resolve("run.pth");
    Torch.manualSeed(0);
    Run run = new Run(p -> optimizer("Adam", p));
    run.epoch();
    run.checkpoint.save(file, 1);
    List<String> expected = new ArrayList<>();
    for (double x : Torch.rand(3).to(org.torch4j.type.DType.FLOAT64).toDoubleArray()) {
      expected.add(Double.toString(x));
    }
    String said =
        Python.run(
            """
            import torch, torch.nn as nn
            v = torch.load('%s')
            m = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 3))
            m.load_state_dict(v['model_state_dict'], strict=True)
            o = torch.optim.Adam(m.parameters(), lr=1)
            o.load_state_dict(v['optimizer_state_dict'])
            assert o.param_groups[0]['lr'] == 0.01 and o.state[m[0].weight]['step'] == 5
            torch.set_rng_state(v['rng_state'])
            print(v['epoch'], v['scheduler_state_dict']['epochs'], torch.rand(3).tolist())
            m(torch.randn(4, 6)).sum().backward()
            o.step()
            """
                .formatted(file));
    assertEquals("1 1 " + expected + "\n", said);
  }
}
