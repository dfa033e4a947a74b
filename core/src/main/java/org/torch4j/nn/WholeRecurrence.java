package org.torch4j.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Meta;
import org.torch4j.backend.RecurrentNetwork;
import org.torch4j.backend.RecurrentSpace;
import org.torch4j.op.Backends;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.op.Op;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.DeviceException;
import org.torch4j.type.Shape;

/**
 * All layers, directions and steps of a recurrent network as one op, by a library that the device's
 * backend has. The weights are joined into one array as the library wants them and their gradients
 * taken apart again. Gradients of gradients come from single ops.
 */
final class WholeRecurrence {
  private static final String[] INPUTS = {"input", "weights", "h0", "c0"};

  private static final KernelOp JOINED =
      Op.kernel(
              "recurrent_weights(Tensor[] weights, int[] offsets, int length) -> Tensor",
              a ->
                  new KernelOp.Spec(a.tensors("weights")[0].dtype(), Shape.of(a.integer("length"))))
          .gradList("weights", WholeRecurrence::apart)
          .without("weights")
          .build();

  private static final KernelOp APART =
      Op.kernelAll(
              "recurrent_weights_backward(Tensor grad, int[] offsets, int[] lengths) -> Tensor[]",
              WholeRecurrence::pieces)
          .notDifferentiable();

  private static final KernelOp NETWORK =
      Op.kernelAll(
              "recurrent_network(Tensor input, Tensor weights, Tensor? h0, Tensor? c0, int[]"
                  + " batch_sizes, int[] numbers, bool training, int reserve, int[] offsets) ->"
                  + " (Tensor output, Tensor h_n, Tensor c_n, Tensor reserve)",
              WholeRecurrence::results)
          .gradTogether(WholeRecurrence::gradients, INPUTS)
          .savesResults()
          .build();

  private static final KernelOp BACKWARD =
      Op.kernelAll(
              "recurrent_network_backward(Tensor? grad_output, Tensor? grad_h, Tensor? grad_c,"
                  + " Tensor input, Tensor weights, Tensor? h0, Tensor? c0, Tensor output, Tensor"
                  + " reserve, int[] batch_sizes, int[] numbers, bool of_weights, bool again) ->"
                  + " (Tensor grad_input, Tensor grad_weights, Tensor grad_h0, Tensor grad_c0)",
              WholeRecurrence::backwardResults)
          .notDifferentiable();

  private WholeRecurrence() {}

  /** The results of a stack; null if the device cannot run it as a whole. */
  static RecurrentStack.@Nullable Result run(
      RecurrentStack stack,
      Tensor data,
      long[] batchSizes,
      @Nullable Tensor h0,
      @Nullable Tensor c0) {
    if (!NETWORK.runsOn(data.device()) || data.numel() == 0) {
      return null;
    }
    List<Tensor> weights = parameters(stack);
    if (!alike(weights, data, h0, c0)) {
      return null;
    }
    long[] numbers = numbers(stack, data.size(1));
    RecurrentNetwork network =
        new RecurrentNetwork(data.dtype(), numbers, batchSizes, learns(weights, data, h0, c0));
    RecurrentSpace space = space(data.device(), network);
    while (space != null) {
      try {
        Tensor joined =
            JOINED.call(weights.toArray(Tensor[]::new), space.offsets(), space.weights());
        Tensor[] all =
            NETWORK.callAll(
                data,
                joined,
                h0,
                c0,
                batchSizes,
                numbers,
                network.training(),
                space.reserve(),
                space.offsets());
        return new RecurrentStack.Result(
            all[0], all[1], stack.step() == RecurrentStep.LSTM ? all[2] : null);
      } catch (DeviceException e) {
        RecurrentSpace now = space(data.device(), network);
        if (now == space) {
          throw e;
        }
        space = now;
      }
    }
    return null;
  }

  private static @Nullable RecurrentSpace space(Device device, RecurrentNetwork network) {
    return Backends.of(device).recurrentSpace(device, network);
  }

  private static long[] numbers(RecurrentStack stack, long input) {
    RecurrentStep.Weights w = stack.weights().get(0);
    return RecurrentNetwork.numbers(
        RecurrentNetwork.Cell.valueOf(stack.step().name()),
        input,
        stack.hiddenSize(),
        w.hr() == null ? 0 : stack.outputSize(),
        stack.weights().size() / stack.directions(),
        stack.directions() == 2,
        w.biasIh() != null);
  }

  /** All weights in the order in which modules register them. */
  private static List<Tensor> parameters(RecurrentStack stack) {
    List<Tensor> all = new ArrayList<>();
    for (RecurrentStep.Weights w : stack.weights()) {
      for (Tensor t : new @Nullable Tensor[] {w.ih(), w.hh(), w.biasIh(), w.biasHh(), w.hr()}) {
        if (t != null) {
          all.add(t);
        }
      }
    }
    return all;
  }

  private static boolean alike(
      List<Tensor> weights, Tensor data, @Nullable Tensor h0, @Nullable Tensor c0) {
    boolean same = weights.stream().allMatch(w -> fits(w, data));
    return same && (h0 == null || fits(h0, data)) && (c0 == null || fits(c0, data));
  }

  private static boolean fits(Tensor t, Tensor data) {
    return t.dtype() == data.dtype() && t.device().equals(data.device()) && t.numel() > 0;
  }

  private static boolean learns(
      List<Tensor> weights, Tensor data, @Nullable Tensor h0, @Nullable Tensor c0) {
    boolean any = TensorState.requiresGrad(data);
    any |= h0 != null && TensorState.requiresGrad(h0);
    any |= c0 != null && TensorState.requiresGrad(c0);
    return GradMode.isEnabled() && (any || weights.stream().anyMatch(TensorState::requiresGrad));
  }

  // ---- shapes

  private static RecurrentNetwork network(DType dtype, long[] numbers, long[] batchSizes) {
    return new RecurrentNetwork(dtype, numbers, batchSizes, true);
  }

  private static Shape state(RecurrentNetwork n, int features) {
    return Shape.of((long) n.layers() * n.directions(), n.sequences(), features);
  }

  private static KernelOp.Spec[] results(KernelOp.Call a) {
    Tensor input = a.tensor("input");
    DType dtype = input.dtype();
    RecurrentNetwork n = network(dtype, a.integers("numbers"), a.integers("batch_sizes"));
    boolean lstm = n.cell() == RecurrentNetwork.Cell.LSTM;
    return new KernelOp.Spec[] {
      new KernelOp.Spec(dtype, Shape.of(input.size(0), (long) n.output() * n.directions())),
      new KernelOp.Spec(dtype, state(n, n.output())),
      new KernelOp.Spec(dtype, lstm ? state(n, n.hidden()) : Shape.of(0)),
      new KernelOp.Spec(DType.UINT8, Shape.of(a.integer("reserve")))
    };
  }

  private static KernelOp.Spec[] backwardResults(KernelOp.Call a) {
    Tensor input = a.tensor("input");
    DType dtype = input.dtype();
    RecurrentNetwork n = network(dtype, a.integers("numbers"), a.integers("batch_sizes"));
    boolean lstm = n.cell() == RecurrentNetwork.Cell.LSTM;
    return new KernelOp.Spec[] {
      KernelOp.Spec.like(input),
      a.flag("of_weights")
          ? KernelOp.Spec.like(a.tensor("weights"))
          : new KernelOp.Spec(dtype, Shape.of(0)),
      new KernelOp.Spec(dtype, state(n, n.output())),
      new KernelOp.Spec(dtype, lstm ? state(n, n.hidden()) : Shape.of(0))
    };
  }

  // ---- gradients

  private static KernelOp.Spec[] pieces(KernelOp.Call a) {
    DType dtype = a.tensor("grad").dtype();
    long[] lengths = a.integers("lengths");
    KernelOp.Spec[] specs = new KernelOp.Spec[lengths.length];
    for (int i = 0; i < specs.length; i++) {
      specs[i] = new KernelOp.Spec(dtype, Shape.of(lengths[i]));
    }
    return specs;
  }

  private static @Nullable Tensor[] apart(GradContext c) {
    int count = c.count("weights");
    long[] lengths = new long[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = c.meta("weights", i).shape().numel();
    }
    long[] offsets = c.integers("offsets");
    Tensor[] pieces =
        GradMode.isEnabled()
            ? views(c.grad(), offsets, lengths)
            : APART.callAll(c.grad(), offsets, lengths);
    @Nullable Tensor[] all = new Tensor[count];
    for (int i = 0; i < count; i++) {
      Meta meta = c.meta("weights", i);
      all[i] = c.needs("weights", i) ? pieces[i].view(meta.shape().toArray()) : null;
    }
    return all;
  }

  private static Tensor[] views(Tensor joined, long[] offsets, long[] lengths) {
    Tensor[] views = new Tensor[offsets.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = joined.narrow(0, offsets[i], lengths[i]);
    }
    return views;
  }

  private static Map<String, Tensor> gradients(GradContext c) {
    Map<String, Tensor> found = GradMode.isEnabled() ? null : ofLibrary(c);
    return found != null ? found : ofSteps(c);
  }

  /** From the library; null if that has learnt that it cannot do it. */
  private static @Nullable Map<String, Tensor> ofLibrary(GradContext c) {
    Tensor input = c.saved("input");
    RecurrentNetwork network =
        network(input.dtype(), c.integers("numbers"), c.integers("batch_sizes"));
    RecurrentSpace before = space(input.device(), network);
    @Nullable Object[] args = {
      c.hasGrad(0) ? c.grad(0) : null,
      c.hasGrad(1) ? c.grad(1) : null,
      c.hasGrad(2) ? c.grad(2) : null,
      input,
      c.saved("weights"),
      c.savedOrNull("h0"),
      c.savedOrNull("c0"),
      c.result(0),
      c.result(3),
      c.integers("batch_sizes"),
      c.integers("numbers"),
      c.needs("weights"),
      GradMode.isRetaining()
    };
    Tensor[] all;
    try {
      all = BACKWARD.callAll(args);
    } catch (DeviceException e) {
      if (space(input.device(), network) == before) {
        throw e;
      }
      return null;
    }
    Map<String, Tensor> found = new HashMap<>();
    for (int i = 0; i < INPUTS.length; i++) {
      if (c.wants(INPUTS[i])) {
        found.put(INPUTS[i], all[i]);
      }
    }
    return found;
  }

  /** The same from single ops; with the graph's recording on they have gradients again. */
  private static Map<String, Tensor> ofSteps(GradContext c) {
    RecurrentStack.Result again = GradMode.with(true, () -> stepwise(c));
    return c.gradientsThrough(
        new @Nullable Tensor[] {again.output(), again.hidden(), again.cell()}, INPUTS);
  }

  private static RecurrentStack.Result stepwise(GradContext c) {
    Tensor input = c.saved("input");
    RecurrentNetwork n = network(input.dtype(), c.integers("numbers"), c.integers("batch_sizes"));
    RecurrentStep step = RecurrentStep.valueOf(n.cell().name());
    Parts parts = new Parts(c.saved("weights"), c.integers("offsets"));
    long gates = (long) n.cell().gates() * n.hidden();
    List<RecurrentStep.Weights> weights = new ArrayList<>();
    for (int place = 0; place < n.layers() * n.directions(); place++) {
      long in = place < n.directions() ? n.input() : (long) n.output() * n.directions();
      weights.add(
          new RecurrentStep.Weights(
              parts.next(gates, in),
              parts.next(gates, n.output()),
              n.bias() ? parts.next(gates) : null,
              n.bias() ? parts.next(gates) : null,
              n.projection() > 0 ? parts.next(n.projection(), n.hidden()) : null));
    }
    return new RecurrentStack(step, weights, n.directions())
        .run(
            input,
            c.integers("batch_sizes"),
            c.savedOrNull("h0"),
            c.savedOrNull("c0"),
            RecurrentStack.Fusion.NONE);
  }

  /** The weights in the joined array, one after the other. */
  private static final class Parts {
    private final Tensor joined;
    private final long[] offsets;
    private int at;

    Parts(Tensor joined, long[] offsets) {
      this.joined = joined;
      this.offsets = offsets;
    }

    Tensor next(long... sizes) {
      return joined.narrow(0, offsets[at++], Shape.of(sizes).numel()).view(sizes);
    }
  }
}
