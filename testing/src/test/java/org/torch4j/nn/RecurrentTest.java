package org.torch4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.torch4j.testing.TensorAssertions.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.testing.GradCheck;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** What {@code src/test/python/recurrent_cases.py} computed with real PyTorch; both our ways. */
class RecurrentTest {
  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = RecurrentTest.class.getResourceAsStream("/nn/recurrent_cases.json")) {
      int place = 0;
      for (JsonNode c : new ObjectMapper().readTree(in)) {
        String name = place++ + " " + c.get("kind").asText() + " " + c.get("options");
        if (c.get("kind").asText().endsWith("Cell")) {
          tests.add(DynamicTest.dynamicTest(name, () -> cell(c)));
        } else {
          tests.add(DynamicTest.dynamicTest(name, () -> sequence(c, DType.FLOAT64, false, 1e-9)));
          tests.add(
              DynamicTest.dynamicTest(
                  name + " stepwise", () -> sequence(c, DType.FLOAT64, true, 1e-9)));
          if (c.get("options").get("dropout") == null) {
            tests.add(
                DynamicTest.dynamicTest(
                    name + " float32", () -> sequence(c, DType.FLOAT32, false, 1e-3)));
          }
        }
      }
    }
    assertTrue(tests.size() > 100);
    return tests.stream();
  }

  /** The sum with the script's weights. */
  private static Tensor number(Tensor t, double factor) {
    Tensor flat = t.toDouble().flatten();
    return flat.mul(Torch.arange(flat.numel()).toDouble().mul(factor).add(0.3).cos()).sum();
  }

  private static RecurrentOptions options(JsonNode o) {
    return RecurrentOptions.DEFAULT
        .numLayers(o.path("num_layers").asInt(1))
        .bias(o.path("bias").asBoolean(true))
        .batchFirst(o.path("batch_first").asBoolean(false))
        .dropout(o.path("dropout").asDouble(0))
        .bidirectional(o.path("bidirectional").asBoolean(false))
        .projSize(o.path("proj_size").asLong(0))
        .nonlinearity(o.path("nonlinearity").asText("tanh"));
  }

  private static Tensor drawn(DType dtype, long... sizes) {
    // the script's numbers are float64; float32 rounds them
    return Torch.randn(Shape.of(sizes), DType.FLOAT64).to(dtype).requiresGrad_(true);
  }

  private static void sequence(JsonNode c, DType dtype, boolean stepwise, double tolerance) {
    RecurrentOptions options = options(c.get("options"));
    long in = c.get("input").asLong();
    long h = c.get("hidden").asLong();
    Torch.manualSeed(c.get("seed").asLong());
    Recurrence module =
        switch (c.get("kind").asText()) {
          case "LSTM" -> new LSTM(in, h, options);
          case "GRU" -> new GRU(in, h, options);
          default -> new RNN(in, h, options);
        };
    module.to(dtype);
    module.stepwise(stepwise);
    long length = c.get("length").asLong();
    boolean single = c.get("batch").isNull();
    long n = c.get("batch").asLong();
    Tensor x =
        single
            ? drawn(dtype, length, in)
            : options.batchFirst() ? drawn(dtype, n, length, in) : drawn(dtype, length, n, in);
    List<Tensor> states = new ArrayList<>();
    if (c.get("given").asBoolean()) {
      long places = (long) options.numLayers() * (options.bidirectional() ? 2 : 1);
      long out = options.projSize() > 0 ? options.projSize() : h;
      states.add(single ? drawn(dtype, places, out) : drawn(dtype, places, n, out));
      if (module instanceof LSTM) {
        states.add(single ? drawn(dtype, places, h) : drawn(dtype, places, n, h));
      }
    }
    List<Tensor> results = run(module, x, states, c, options);
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(states);
    inputs.addAll(module.parameters());
    check(c, results, inputs, tolerance);
  }

  private static List<Tensor> run(
      Recurrence module, Tensor x, List<Tensor> states, JsonNode c, RecurrentOptions options) {
    PackedSequence packed = null;
    if (!c.get("lengths").isNull()) {
      long[] lengths = new long[c.get("lengths").size()];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = c.get("lengths").get(i).asLong();
      }
      packed =
          RnnUtils.packPaddedSequence(
              x, Torch.tensor(lengths), options.batchFirst(), c.get("sorted").asBoolean());
    }
    if (module instanceof LSTM lstm) {
      LSTM.State hx = states.isEmpty() ? null : new LSTM.State(states.get(0), states.get(1));
      if (packed != null) {
        LSTM.PackedOutput o = lstm.applyWithState(packed, hx);
        return List.of(padded(o.output(), options), o.hidden(), o.cell());
      }
      LSTM.Output o = lstm.applyWithState(x, hx);
      return List.of(o.output(), o.hidden(), o.cell());
    }
    HiddenRecurrence r = (HiddenRecurrence) module;
    @Nullable Tensor h0 = states.isEmpty() ? null : states.get(0);
    if (packed != null) {
      HiddenRecurrence.PackedOutput o = r.applyWithState(packed, h0);
      return List.of(padded(o.output(), options), o.hidden());
    }
    HiddenRecurrence.Output o = r.applyWithState(x, h0);
    return List.of(o.output(), o.hidden());
  }

  private static Tensor padded(PackedSequence output, RecurrentOptions options) {
    return RnnUtils.padPackedSequence(output, options.batchFirst()).sequences();
  }

  private static void check(
      JsonNode c, List<Tensor> results, List<Tensor> inputs, double tolerance) {
    Tensor loss = Torch.zeros(Shape.of(), DType.FLOAT64);
    for (int i = 0; i < results.size(); i++) {
      close(c.get("results").get(i), number(results.get(i), 0.7), tolerance, "result " + i);
      loss = loss.add(number(results.get(i), 0.4));
    }
    assertEquals(results.size(), c.get("results").size());
    assertEquals(inputs.size(), c.get("gradients").size());
    List<Tensor> gradients = Torch.grad(loss, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      close(c.get("gradients").get(i), number(gradients.get(i), 0.7), tolerance, "gradient " + i);
    }
  }

  private static void close(JsonNode expected, Tensor actual, double tolerance, String what) {
    double e = expected.asDouble();
    assertEquals(e, actual.item(), tolerance * Math.max(1, Math.abs(e)), what);
  }

  private static void cell(JsonNode c) {
    long in = c.get("input").asLong();
    long h = c.get("hidden").asLong();
    boolean bias = c.get("options").path("bias").asBoolean(true);
    Torch.manualSeed(5);
    Module module =
        switch (c.get("kind").asText()) {
          case "LSTMCell" -> new LSTMCell(in, h, bias);
          case "GRUCell" -> new GRUCell(in, h, bias);
          default ->
              new RNNCell(
                  in,
                  h,
                  RNNCell.options()
                      .bias(bias)
                      .nonlinearity(c.get("options").path("nonlinearity").asText("tanh")));
        };
    module.toDouble();
    boolean single = c.get("batch").isNull();
    long n = c.get("batch").asLong();
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(single ? drawn(DType.FLOAT64, in) : drawn(DType.FLOAT64, n, in));
    for (int i = 0; i < (module instanceof LSTMCell ? 2 : 1); i++) {
      inputs.add(single ? drawn(DType.FLOAT64, h) : drawn(DType.FLOAT64, n, h));
    }
    List<Tensor> results;
    if (module instanceof LSTMCell lstm) {
      LSTM.State s =
          lstm.applyWithState(inputs.get(0), new LSTM.State(inputs.get(1), inputs.get(2)));
      results = List.of(s.hidden(), s.cell());
    } else {
      results = List.of(module.apply(inputs.get(0), inputs.get(1)));
    }
    inputs.addAll(module.parameters());
    check(c, results, inputs, 1e-9);
  }

  @Test
  void gradientsHaveGradients() {
    Torch.manualSeed(1);
    for (Recurrence module :
        new Recurrence[] {
          new LSTM(2, 3, LSTM.options().bidirectional(true)),
          new GRU(2, 3, GRU.options().bidirectional(true)),
          new RNN(2, 3)
        }) {
      module.toDouble();
      Tensor x = drawn(DType.FLOAT64, 3, 2, 2);
      GradCheck.gradcheck(in -> module.apply(in[0]), x);
      GradCheck.gradgradcheck(in -> module.apply(in[0]), x);
    }
  }

  @Test
  void onlyLastStateMayBeUsed() {
    Torch.manualSeed(2);
    LSTM lstm = new LSTM(3, 4);
    Tensor x = drawn(DType.FLOAT32, 5, 2, 3);
    List<Tensor> all = List.of(x, lstm.getParameter("weight_hh_l0"));
    List<Tensor> fused = Torch.grad(lstm.applyWithState(x).cell().sum(), all);
    lstm.stepwise(true);
    List<Tensor> single = Torch.grad(lstm.applyWithState(x).cell().sum(), all);
    for (int i = 0; i < 2; i++) {
      assertClose(fused.get(i), single.get(i), 1e-5, 1e-6);
    }
  }

  @Test
  void frozenWeightsGetNoGradients() {
    LSTM lstm = new LSTM(3, 4);
    lstm.requiresGrad_(false);
    Tensor x = drawn(DType.FLOAT32, 5, 2, 3);
    lstm.apply(x).sum().backward();
    assertEquals(x.shape(), x.grad().shape());
    lstm.parameters().forEach(p -> assertEquals(null, p.grad()));
  }

  @Test
  void outputsMayBeChangedInPlace() {
    GRU gru = new GRU(3, 4);
    Tensor x = drawn(DType.FLOAT32, 5, 2, 3);
    Tensor out = gru.apply(x);
    out.mul_(2).sum().backward();
    Tensor doubled = x.grad().clone();
    x.setGrad(null);
    gru.apply(x).sum().backward();
    assertClose(doubled, x.grad().mul(2), 1e-5, 1e-6);
  }

  @Test
  void paddedStepsOfPackedSequencesDoNotMatter() {
    Torch.manualSeed(4);
    LSTM lstm = new LSTM(3, 20);
    Tensor x = Torch.randn(6, 3, 3);
    Tensor spoilt = x.clone();
    spoilt.narrow(0, 2, 4).select(1, 2).fill_(Double.NaN);
    long[] lengths = {6, 4, 2};
    Tensor clean = lstm.applyWithState(RnnUtils.packPaddedSequence(x, lengths)).hidden();
    Tensor same = lstm.applyWithState(RnnUtils.packPaddedSequence(spoilt, lengths)).hidden();
    assertClose(same.detach(), clean.detach(), 0, 0);
  }
}
