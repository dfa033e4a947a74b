package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.autograd.SavedTensor;
import org.torch4j.op.TensorState;
import org.torch4j.type.AutogradException;

/**
 * The products of the hidden states of all steps with one weight, {@code h W^T + b}. Each step has
 * its own gradient of {@code h}; those of weight and bias are computed once over all steps, which
 * costs what the rows are and not what the steps are.
 */
final class RecurrentProducts {
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private final @Nullable Sum sum;

  /** Products of a run of this many steps. */
  RecurrentProducts(Tensor weight, @Nullable Tensor bias, int steps) {
    this.weight = weight;
    this.bias = bias;
    boolean learns =
        TensorState.requiresGrad(weight) || bias != null && TensorState.requiresGrad(bias);
    this.sum = GradMode.isEnabled() && learns ? new Sum(weight, bias, steps) : null;
  }

  /** The product of the next step in the order of the calls. */
  Tensor of(Tensor hidden) {
    Tensor product = GradMode.with(false, () -> F.linear(hidden, weight, bias));
    if (sum != null || GradMode.isEnabled() && TensorState.requiresGrad(hidden)) {
      Node.Edge collected = sum == null ? null : sum.next(hidden);
      TensorState.setGradFn(product, new Step(hidden, weight, collected), 0);
    }
    return product;
  }

  /** One product: a gradient of its hidden state, and its own handed to the sum. */
  private static final class Step extends Node {
    private @Nullable SavedTensor weight;

    Step(Tensor hidden, Tensor weight, @Nullable Edge collected) {
      super(new @Nullable Edge[] {TensorState.edge(hidden), collected}, 1);
      this.weight = new SavedTensor(weight);
    }

    @Override
    public String name() {
      return "LinearBackward0";
    }

    @Override
    public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
      Tensor g = gradients[0];
      SavedTensor saved = weight;
      if (saved == null) {
        throw new AutogradException(SavedTensor.SECOND_BACKWARD);
      }
      Tensor ofHidden = g == null || next()[0] == null ? null : g.mm(saved.unpack(this::name));
      return new @Nullable Tensor[] {ofHidden, g};
    }

    @Override
    public void release() {
      weight = null;
    }
  }

  /** The gradients of weight and bias. */
  private static final class Sum extends Node {
    private @Nullable List<SavedTensor> hidden = new ArrayList<>();

    Sum(Tensor weight, @Nullable Tensor bias, int steps) {
      super(TensorState.edges(new @Nullable Tensor[] {weight, bias}), steps);
    }

    Edge next(Tensor h) {
      List<SavedTensor> all = saved();
      all.add(new SavedTensor(h));
      return new Edge(this, all.size() - 1);
    }

    private List<SavedTensor> saved() {
      List<SavedTensor> all = hidden;
      if (all == null) {
        throw new AutogradException(SavedTensor.SECOND_BACKWARD);
      }
      return all;
    }

    @Override
    public String name() {
      return "LinearBackward0";
    }

    @Override
    public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
      List<SavedTensor> all = saved();
      List<Tensor> arrived = new ArrayList<>();
      List<Tensor> states = new ArrayList<>();
      for (int i = 0; i < gradients.length; i++) {
        Tensor g = gradients[i];
        if (g != null) {
          arrived.add(g);
          states.add(all.get(i).unpack(this::name));
        }
      }
      Tensor g = Torch.cat(arrived, 0);
      return new @Nullable Tensor[] {
        next()[0] == null ? null : g.t().mm(Torch.cat(states, 0)),
        next()[1] == null ? null : g.sum(0)
      };
    }

    @Override
    public void release() {
      hidden = null;
    }
  }
}
