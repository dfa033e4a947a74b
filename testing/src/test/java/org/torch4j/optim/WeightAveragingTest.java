package org.torch4j.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.BatchNorm1d;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.nn.Sequential;

/** Against {@code src/test/python/weight_averaging.py}. */
class WeightAveragingTest {
  private static final JsonNode SEEN = OptimizerCases.read("/optim/weight_averaging.json");

  private static Module model() {
    return new Sequential(new Linear(3, 2), new BatchNorm1d(2));
  }

  private static void fill(Module model, int step) {
    try (var _ = Torch.noGrad()) {
      int k = 0;
      for (Tensor p : model.parameters()) {
        p.copy_(
            Torch.arange(p.numel())
                .add(step * 3 + k++)
                .remainder(7)
                .sub(3)
                .div(4)
                .view(p.shape().toArray()));
      }
    }
  }

  private static List<Tensor> data() {
    List<Tensor> all = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      all.add(Torch.arange(12).toFloat().add(s).remainder(5).view(4, 3));
    }
    return all;
  }

  private static void compare(JsonNode want, Map<String, Tensor> got) {
    List<String> keys = new ArrayList<>();
    want.fieldNames().forEachRemaining(keys::add);
    assertEquals(keys, List.copyOf(got.keySet()));
    for (String key : keys) {
      double[] wanted = new double[want.get(key).size()];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = want.get(key).get(i).asDouble();
      }
      assertArrayEquals(wanted, got.get(key).toDouble().reshape(-1).toDoubleArray(), 1e-6, key);
    }
  }

  @Test
  void averagesAndStatisticsEqualPyTorchs() {
    Map<String, AveragedModel.Options> options =
        Map.of(
            "swa", AveragedModel.options(),
            "swa_buffers", AveragedModel.options().useBuffers(true),
            "ema", AveragedModel.options().avgFn(AveragedModel.ema(0.9)));
    options.forEach(
        (name, chosen) -> {
          Module model = model();
          AveragedModel averaged = new AveragedModel(model, WeightAveragingTest::model, chosen);
          for (int step = 0; step < 4; step++) {
            fill(model, step);
            model.apply(data().get(step));
            averaged.updateParameters(model);
          }
          compare(SEEN.get(name).get("averaged"), averaged.stateDict());
          SwaUtils.updateBn(data(), averaged);
          compare(SEEN.get(name).get("after_bn"), averaged.stateDict());
        });
  }

  @Test
  void aFunctionOfOnesOwn() {
    Module model = model();
    AveragedModel averaged =
        new AveragedModel(
            model,
            WeightAveragingTest::model,
            AveragedModel.options().avgFn((old, now, n) -> Torch.maximum(old, now).add(n)));
    fill(model, 0);
    averaged.updateParameters(model);
    averaged.updateParameters(model);
    float[] now = model.parameters().get(0).detach().reshape(-1).toFloatArray();
    float[] kept = averaged.module.parameters().get(0).detach().reshape(-1).toFloatArray();
    for (int i = 0; i < now.length; i++) {
      assertEquals(now[i] + 1, kept[i]);
    }
  }

  @Test
  void updateBnLeavesTheModelAsItWas() {
    BatchNorm1d norm = new BatchNorm1d(3);
    Module model = new Sequential(norm).eval();
    SwaUtils.updateBn(List.of(List.of(data().get(0), 7)), model);
    assertEquals(0.1, norm.momentum());
    assertTrue(!model.isTraining());
    assertEquals(1, norm.numBatchesTracked.item());
    var e =
        assertThrows(IllegalArgumentException.class, () -> SwaUtils.updateBn(List.of(3), model));
    assertTrue(e.getMessage().startsWith("updateBn: expected batches of tensors"), e::getMessage);
    assertEquals(0.1, norm.momentum());
  }
}
