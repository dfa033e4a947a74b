package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

class StateDictTest {
  static class Net extends Module {
    final Linear fc1 = new Linear(3, 2);
    final BatchNorm1d bn = new BatchNorm1d(2);
    final Linear fc2 = new Linear(2, 1);

    @Override
    public Tensor forward(Tensor x) {
      return fc2.apply(bn.apply(fc1.apply(x)));
    }
  }

  @Test
  void aStateGoesFromOneModelToAnother() {
    Net a = new Net();
    Net b = new Net();
    a.apply(Torch.rand(8, 3)); // running statistics that are not the initial ones
    IncompatibleKeys keys = b.loadStateDict(a.stateDict());
    assertEquals("<All keys matched successfully>", keys.toString());
    assertTrue(keys.isEmpty());
    a.eval();
    b.eval();
    Tensor x = Torch.rand(5, 3);
    assertArrayEquals(a.apply(x).toFloatArray(), b.apply(x).toFloatArray());
    assertEquals(1, b.bn.numBatchesTracked.itemLong());
  }

  @Test
  void aStateSharesMemoryAndIsDetached() {
    Net net = new Net();
    Tensor saved = net.stateDict().get("fc1.weight");
    assertFalse(saved.requiresGrad());
    saved.fill_(7);
    assertEquals(7, net.fc1.weight.detach().get(1, 2).item());
    assertTrue(net.stateDict("model.").containsKey("model.fc1.weight"));
  }

  @Test
  void valuesAreConvertedToTheModulesDtype() {
    Linear from = new Linear(3, 2);
    Linear to = new Linear(3, 2);
    from.toDouble();
    Parameter weight = to.weight;
    to.loadStateDict(from.stateDict());
    assertEquals(DType.FLOAT32, weight.dtype());
    assertTrue(weight.requiresGrad());
    assertArrayEquals(from.weight.toFloatArray(), weight.toFloatArray());
  }

  @Test
  void oneErrorListsAllThatDiffers() {
    Net net = new Net();
    float[] before = net.fc1.weight.toFloatArray();
    Map<String, Tensor> state = new LinkedHashMap<>(new Net().stateDict());
    state.remove("fc1.bias");
    state.remove("bn.running_var");
    state.put("fc2.extra", Torch.ones(1));
    state.put("head.weight", Torch.ones(1));
    state.put("fc2.weight", Torch.ones(4, 2));
    state.put("bn.weight", Torch.ones(3));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> net.loadStateDict(state));
    assertEquals(
        "Error(s) in loading state_dict for Net:\n"
            + "\tMissing key(s) in state_dict: \"fc1.bias\", \"bn.running_var\". \n"
            + "\tUnexpected key(s) in state_dict: \"head.weight\", \"fc2.extra\". \n"
            + "\tsize mismatch for bn.weight: copying a param with shape torch.Size([3]) from"
            + " checkpoint, the shape in current model is torch.Size([2]).\n"
            + "\tsize mismatch for fc2.weight: copying a param with shape torch.Size([4, 2]) from"
            + " checkpoint, the shape in current model is torch.Size([1, 2]).",
        e.getMessage());
    assertArrayEquals(before, net.fc1.weight.toFloatArray());
  }

  @Test
  void withoutStrictnessOnlySizesMustFit() {
    Net net = new Net();
    Map<String, Tensor> state = new LinkedHashMap<>(new Net().stateDict());
    state.remove("fc1.bias");
    state.put("head.weight", Torch.ones(1));
    IncompatibleKeys keys = net.loadStateDict(state, false);
    assertEquals(List.of("fc1.bias"), keys.missingKeys());
    assertEquals(List.of("head.weight"), keys.unexpectedKeys());
    assertEquals(
        "IncompatibleKeys(missing_keys=['fc1.bias'], unexpected_keys=['head.weight'])",
        keys.toString());
    assertArrayEquals(state.get("fc1.weight").toFloatArray(), net.fc1.weight.toFloatArray());
    state.put("fc1.weight", Torch.ones(1));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> net.loadStateDict(state, false));
    assertEquals(
        "Error(s) in loading state_dict for Net:\n"
            + "\tsize mismatch for fc1.weight: copying a param with shape torch.Size([1]) from"
            + " checkpoint, the shape in current model is torch.Size([2, 3]).",
        e.getMessage());
  }

  @Test
  void statesOfOldBatchNormsLackTheCounter() {
    Net net = new Net();
    Map<String, Tensor> state = new LinkedHashMap<>(new Net().stateDict());
    state.remove("bn.num_batches_tracked");
    net.apply(Torch.rand(8, 3));
    assertTrue(net.loadStateDict(state).isEmpty());
    assertEquals(0, net.bn.numBatchesTracked.itemLong());
    assertFalse(state.containsKey("bn.num_batches_tracked"));
  }

  @Test
  void aLossWeightIsPartOfTheState() {
    var loss = new CrossEntropyLoss(CrossEntropyLoss.options().weight(Torch.ones(3)));
    assertEquals(List.of("weight"), List.copyOf(loss.stateDict().keySet()));
    var logits =
        new BCEWithLogitsLoss(
            BCEWithLogitsLoss.options().posWeight(Torch.ones(3)).weight(Torch.ones(3)));
    assertEquals(List.of("weight", "pos_weight"), List.copyOf(logits.stateDict().keySet()));
  }
}
