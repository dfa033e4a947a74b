package org.torch4j.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Cuda;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.cuda.fakes.OnFakes;
import org.torch4j.nn.GRU;
import org.torch4j.nn.HiddenRecurrence;
import org.torch4j.nn.LSTM;
import org.torch4j.nn.PackedSequence;
import org.torch4j.nn.RNN;
import org.torch4j.nn.Recurrence;
import org.torch4j.nn.RecurrentOptions;
import org.torch4j.nn.RnnUtils;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Recurrent networks by cuDNN give what the CPU gives, values and gradients. */
@OnFakes
class CudaRecurrentTest {
  private static final Device CUDA = Device.of("cuda");
  private static final long INPUT = 3;

  /** So wide an input the fake library refuses when it is run. */
  private static final long WIDE = 1001;

  private static final long HIDDEN = 4;

  @BeforeEach
  void whole() {
    Cuda.allowCudnnTf32(false);
  }

  @AfterEach
  void asBefore() {
    Cuda.allowCudnnTf32(true);
  }

  /** What a network is run on. */
  private record Case(
      String kind,
      RecurrentOptions options,
      DType dtype,
      boolean given,
      long @Nullable [] lengths,
      long input) {
    Case(
        String kind,
        RecurrentOptions options,
        DType dtype,
        boolean given,
        long @Nullable [] lengths) {
      this(kind, options, dtype, given, lengths, INPUT);
    }

    Case refused() {
      return new Case(kind, options, dtype, given, lengths, WIDE);
    }

    Recurrence module(Device device) {
      Torch.manualSeed(5);
      Recurrence module =
          switch (kind) {
            case "LSTM" -> new LSTM(input, HIDDEN, options);
            case "GRU" -> new GRU(input, HIDDEN, options);
            default -> new RNN(input, HIDDEN, options);
          };
      module.to(dtype);
      module.to(device);
      return module;
    }

    long places() {
      return (long) options.numLayers() * (options.bidirectional() ? 2 : 1);
    }

    @Override
    public String toString() {
      return kind
          + " "
          + dtype
          + (given ? " from states" : "")
          + (lengths == null ? " " : " packed ")
          + (input == WIDE ? "refused " : "")
          + options;
    }
  }

  private static Tensor drawn(Generator g, DType dtype, Device device, long... sizes) {
    return Torch.empty(Shape.of(sizes), DType.FLOAT32)
        .normal_(0, 1, g)
        .to(dtype)
        .to(device)
        .requiresGrad_(true);
  }

  /** The results, the input, the states and the parameters with their gradients. */
  private static List<Tensor> run(Case c, Device device) {
    return run(c, c.module(device), device);
  }

  private static List<Tensor> run(Case c, Recurrence module, Device device) {
    Generator g = new Generator().manualSeed(11);
    Tensor x =
        c.options.batchFirst()
            ? drawn(g, c.dtype, device, 3, 5, c.input)
            : drawn(g, c.dtype, device, 5, 3, c.input);
    List<Tensor> states = new ArrayList<>();
    if (c.given) {
      long out = c.options.projSize() > 0 ? c.options.projSize() : HIDDEN;
      states.add(drawn(g, c.dtype, device, c.places(), 3, out));
      if (module instanceof LSTM) {
        states.add(drawn(g, c.dtype, device, c.places(), 3, HIDDEN));
      }
    }
    List<Tensor> results = results(c, module, x, states);
    Tensor loss = Torch.zeros(Shape.of(), DType.FLOAT32, device);
    for (Tensor r : results) {
      Tensor flat = r.to(DType.FLOAT32).flatten();
      Tensor weights = Torch.arange(flat.numel()).toFloat().mul(0.4).add(0.3).cos().to(device);
      loss = loss.add(flat.mul(weights).sum());
    }
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(states);
    inputs.addAll(module.parameters());
    List<Tensor> all = new ArrayList<>(results);
    all.addAll(Torch.grad(loss, inputs));
    return all;
  }

  private static List<Tensor> results(Case c, Recurrence module, Tensor x, List<Tensor> states) {
    if (module instanceof LSTM lstm) {
      LSTM.State s = states.isEmpty() ? null : new LSTM.State(states.get(0), states.get(1));
      if (c.lengths != null) {
        LSTM.PackedOutput o = lstm.applyWithState(packed(c, x), s);
        return List.of(o.output().data(), o.hidden(), o.cell());
      }
      LSTM.Output o = lstm.applyWithState(x, s);
      return List.of(o.output(), o.hidden(), o.cell());
    }
    HiddenRecurrence r = (HiddenRecurrence) module;
    Tensor s = states.isEmpty() ? null : states.get(0);
    if (c.lengths != null) {
      HiddenRecurrence.PackedOutput o = r.applyWithState(packed(c, x), s);
      return List.of(o.output().data(), o.hidden());
    }
    HiddenRecurrence.Output o = r.applyWithState(x, s);
    return List.of(o.output(), o.hidden());
  }

  private static PackedSequence packed(Case c, Tensor x) {
    return RnnUtils.packPaddedSequence(
        x, Torch.tensor(Objects.requireNonNull(c.lengths)), c.options.batchFirst(), false);
  }

  private static void check(Case c) {
    List<Tensor> wanted = run(c, Device.CPU);
    List<Tensor> got = run(c, CUDA);
    same(wanted, got, c);
    assertEquals(c.input == INPUT, byLibrary(got.get(0)), () -> c + " as " + got.get(0).gradFn());
  }

  private static void same(List<Tensor> wanted, List<Tensor> got, Case c) {
    double tolerance =
        switch (c.dtype) {
          case FLOAT64 -> 1e-10;
          case FLOAT32 -> 2e-5;
          case FLOAT16 -> 2e-2;
          default -> 1e-1;
        };
    assertEquals(wanted.size(), got.size());
    for (int i = 0; i < wanted.size(); i++) {
      int at = i;
      assertEquals(wanted.get(i).shape(), got.get(i).shape());
      assertTrue(
          got.get(i).cpu().allclose(wanted.get(i), tolerance, tolerance),
          () -> c + ", tensor " + at + "\n" + wanted.get(at) + "\n" + got.get(at));
    }
  }

  /** Whether a result came from the library and from nothing else. */
  private static boolean byLibrary(Tensor t) {
    Set<Node> seen = new HashSet<>();
    List<Node> todo = new ArrayList<>(List.of(Objects.requireNonNull(t.gradFn())));
    boolean found = false;
    while (!todo.isEmpty()) {
      Node node = todo.removeLast();
      if (!seen.add(node)) {
        continue;
      }
      found |= node.name().startsWith("RecurrentNetwork");
      if (node.name().startsWith("RecurrentSteps") || node.name().startsWith("Linear")) {
        return false;
      }
      for (Node.Edge edge : node.next()) {
        if (edge != null) {
          todo.add(edge.node());
        }
      }
    }
    return found;
  }

  @TestFactory
  Stream<DynamicTest> networks() {
    List<Case> cases = new ArrayList<>();
    long[] lengths = {2, 5, 3};
    for (String kind : new String[] {"LSTM", "GRU", "RNN"}) {
      RecurrentOptions o = LSTM.options();
      cases.add(new Case(kind, o, DType.FLOAT32, false, null));
      cases.add(new Case(kind, o.numLayers(2).bidirectional(true), DType.FLOAT32, true, null));
      cases.add(new Case(kind, o.numLayers(2), DType.FLOAT32, true, lengths));
      cases.add(new Case(kind, o.bidirectional(true), DType.FLOAT32, false, lengths));
      cases.add(new Case(kind, o.bias(false).batchFirst(true), DType.FLOAT64, true, null));
      cases.add(new Case(kind, o.batchFirst(true), DType.FLOAT32, true, lengths));
      cases.add(new Case(kind, o.numLayers(4), DType.FLOAT32, false, null));
      cases.add(new Case(kind, o.numLayers(2).dropout(1), DType.FLOAT32, true, null));
      cases.add(new Case(kind, o.numLayers(2), DType.FLOAT16, false, null));
      cases.add(new Case(kind, o.numLayers(2), DType.BFLOAT16, false, null));
    }
    for (String kind : new String[] {"LSTM", "GRU", "RNN"}) {
      RecurrentOptions o = LSTM.options();
      cases.add(new Case(kind, o, DType.FLOAT32, false, null).refused());
      cases.add(
          new Case(kind, o.numLayers(2).bidirectional(true), DType.FLOAT32, true, lengths)
              .refused());
      cases.add(new Case(kind, o.bias(false), DType.FLOAT64, true, lengths).refused());
    }
    cases.add(
        new Case("RNN", RNN.options().nonlinearity("relu"), DType.FLOAT32, true, null).refused());
    RecurrentOptions o = LSTM.options().projSize(2);
    cases.add(new Case("LSTM", o, DType.FLOAT32, true, null));
    cases.add(new Case("LSTM", o.numLayers(2).bidirectional(true), DType.FLOAT32, true, lengths));
    cases.add(new Case("LSTM", o.bias(false).numLayers(2), DType.FLOAT64, false, null));
    cases.add(new Case("RNN", RNN.options().nonlinearity("relu"), DType.FLOAT32, true, lengths));
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> check(c)));
  }

  private static final Case PLAIN =
      new Case("LSTM", LSTM.options().numLayers(2), DType.FLOAT64, false, null);

  @Test
  void gradientsHaveGradients() {
    for (String kind : new String[] {"LSTM", "GRU", "RNN"}) {
      List<Tensor> each = new ArrayList<>();
      for (Device device : new Device[] {Device.CPU, CUDA}) {
        Case c =
            new Case(
                kind, LSTM.options().numLayers(2).bidirectional(true), DType.FLOAT64, false, null);
        Recurrence module = c.module(device);
        Tensor x = drawn(new Generator().manualSeed(2), DType.FLOAT64, device, 3, 2, INPUT);
        Tensor y = module.apply(x);
        List<Tensor> all = new ArrayList<>(List.of(x));
        all.addAll(module.parameters());
        Tensor penalty = Torch.zeros(Shape.of(), DType.FLOAT64, device);
        for (Tensor g : Torch.grad(List.of(y.square().sum()), all, null, true, true)) {
          penalty = penalty.add(g.square().sum());
        }
        penalty.backward();
        each.add(x.grad().cpu());
        each.add(module.parameters().get(1).grad().cpu());
      }
      assertTrue(each.get(0).allclose(each.get(2), 1e-9, 1e-9));
      assertTrue(each.get(1).allclose(each.get(3), 1e-9, 1e-9));
    }
  }

  @Test
  void theGraphMayBeUsedTwiceIfItIsKept() {
    Recurrence module = PLAIN.module(CUDA);
    Tensor x = drawn(new Generator().manualSeed(2), DType.FLOAT64, CUDA, 3, 2, INPUT);
    Tensor loss = module.apply(x).square().sum();
    loss.backward(null, true, false);
    Tensor first = x.grad().clone();
    loss.backward();
    assertTrue(x.grad().cpu().allclose(first.mul(2).cpu(), 1e-12, 1e-12));
    assertThrows(AutogradException.class, loss::backward);
  }

  @Test
  void withoutGradientsNothingIsKept() {
    Recurrence module = PLAIN.module(CUDA);
    Tensor x = drawn(new Generator().manualSeed(2), DType.FLOAT64, CUDA, 3, 2, INPUT);
    Tensor recorded = module.apply(x);
    Tensor same = GradMode.with(false, () -> module.apply(x));
    assertFalse(same.requiresGrad());
    assertTrue(same.cpu().allclose(recorded.detach().cpu(), 1e-12, 1e-12));
    module.requiresGrad_(false);
    Tensor frozen = module.apply(x);
    frozen.sum().backward();
    assertEquals(x.shape(), x.grad().shape());
    module.parameters().forEach(p -> assertEquals(null, p.grad()));
  }

  @Test
  void anOutputChangedInPlaceIsTold() {
    Tensor y = PLAIN.module(CUDA).apply(Torch.ones(3, 2, INPUT).toDouble().to(CUDA));
    y.mul_(2);
    AutogradException e = assertThrows(AutogradException.class, () -> y.sum().backward());
    assertTrue(String.valueOf(e.getMessage()).contains("in-place"), e.getMessage());
  }

  @Test
  void gradientsOfParametersAreTheirOwn() {
    Recurrence module = PLAIN.module(CUDA);
    module.apply(Torch.ones(3, 2, INPUT).toDouble().to(CUDA)).sum().backward();
    List<Tensor> before = module.parameters().stream().map(p -> p.grad().cpu()).toList();
    module.parameters().get(0).grad().zero_();
    for (int i = 1; i < before.size(); i++) {
      assertTrue(module.parameters().get(i).grad().cpu().equal(before.get(i)));
    }
  }

  @Test
  void aBackwardPassThatTheLibraryRefusesIsDoneInSteps() {
    List<Tensor> each = new ArrayList<>();
    for (Device device : new Device[] {Device.CPU, CUDA}) {
      Torch.manualSeed(1);
      LSTM slow = new LSTM(2, 2);
      slow.to(device);
      Tensor long1 = drawn(new Generator().manualSeed(2), DType.FLOAT32, device, 151, 1, 2);
      slow.apply(long1).sum().backward();
      each.add(long1.grad().cpu());
      each.add(slow.getParameter("weight_hh_l0").grad().cpu());
    }
    for (int i = 0; i < 2; i++) {
      assertTrue(each.get(i).allclose(each.get(i + 2), 1e-5, 1e-5));
    }
  }

  @Test
  void tf32RoundsOnlyWhereItIsAllowed() {
    RNN rnn = new RNN(1, 1, RNN.options().bias(false).nonlinearity("relu"));
    float fine = 1 + 1f / (1 << 20);
    GradMode.with(
        false,
        () -> {
          rnn.getParameter("weight_ih_l0").fill_(fine);
          return rnn.getParameter("weight_hh_l0").fill_(0);
        });
    rnn.to(CUDA);
    Tensor one = Torch.ones(1, 1, 1).to(CUDA);
    assertEquals(fine, rnn.apply(one).item());
    Cuda.allowCudnnTf32(true);
    assertEquals(1, rnn.apply(one).item());
  }

  @Test
  void manyBatchesOfDifferentLengths() {
    LSTM lstm = new LSTM(1, 1);
    LSTM there = new LSTM(1, 1);
    there.loadStateDict(lstm.stateDict());
    there.to(CUDA);
    GradMode.with(
        false,
        () -> {
          for (int n = 0; n < 300; n++) {
            long[] lengths = {20, 1 + n % 20, 1 + n / 20};
            Tensor x = Torch.ones(20, 3, 1);
            PackedSequence p =
                RnnUtils.packPaddedSequence(x.to(CUDA), Torch.tensor(lengths), false, false);
            if (n % 60 == 0) {
              PackedSequence q =
                  RnnUtils.packPaddedSequence(x, Torch.tensor(lengths), false, false);
              assertTrue(
                  there
                      .applyWithState(p)
                      .hidden()
                      .cpu()
                      .allclose(lstm.applyWithState(q).hidden(), 1e-5, 1e-6));
            } else {
              there.applyWithState(p);
            }
          }
          return lstm;
        });
  }
}
