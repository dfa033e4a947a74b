package org.torch4j.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.type.AutogradException;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * An operation with a forward and a backward of the user's own, {@code torch.autograd.Function}.
 *
 * <p>Arguments that are not tensors go to the constructor. Forward runs without recording; backward
 * is written in tensor operations, and is recorded when a graph of it is asked for.
 *
 * <pre>{@code
 * class Cube extends Function {
 *   @Override protected Tensor[] forward(Context context, Tensor... inputs) {
 *     context.saveForBackward(inputs[0]);
 *     return new Tensor[] {inputs[0].pow(3)};
 *   }
 *   @Override protected Tensor[] backward(Context context, Tensor... gradients) {
 *     return new Tensor[] {gradients[0].mul(context.savedTensor(0).pow(2)).mul(3)};
 *   }
 * }
 * Tensor y = new Cube().apply(x);
 * }</pre>
 */
public abstract class Function {
  /** What forward hands to backward. */
  public static final class Context {
    private List<SavedTensor> saved = new ArrayList<>();
    private List<Tensor> nonDifferentiable = List.of();
    private boolean[] needsInputGrad = {};
    private boolean released;

    private Context() {}

    /** Keeps inputs or outputs for backward; changing them in place afterwards is detected. */
    public void saveForBackward(Tensor... tensors) {
      saved = new ArrayList<>();
      for (Tensor t : tensors) {
        saved.add(new SavedTensor(t));
      }
    }

    /** Saved tensor {@code i}, in the order of {@link #saveForBackward}. */
    public Tensor savedTensor(int i) {
      if (released) {
        throw new AutogradException(SavedTensor.SECOND_BACKWARD);
      }
      return saved.get(i).unpack(() -> "Function");
    }

    /** Says that these outputs have no gradient. */
    public void markNonDifferentiable(Tensor... outputs) {
      nonDifferentiable = List.of(outputs);
    }

    /** Whether the gradient of input {@code i} is wanted. */
    public boolean needsInputGrad(int i) {
      return needsInputGrad[i];
    }
  }

  /** Made by subclasses. */
  protected Function() {}

  /** Computes the outputs; nothing is recorded inside. */
  protected abstract Tensor[] forward(Context context, Tensor... inputs);

  /**
   * The gradients of the inputs in order, null for none.
   *
   * @param gradients those of the outputs; zeros where nothing arrived
   */
  protected abstract @Nullable Tensor[] backward(Context context, Tensor... gradients);

  /** Runs it and returns its only or first output. */
  public final Tensor apply(Tensor... inputs) {
    return applyAll(inputs)[0];
  }

  /** Runs it and returns all its outputs. */
  public final Tensor[] applyAll(Tensor... inputs) {
    Context context = new Context();
    boolean record = GradMode.isEnabled() && Arrays.stream(inputs).anyMatch(t -> t.requiresGrad());
    context.needsInputGrad = new boolean[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      context.needsInputGrad[i] = record && inputs[i].requiresGrad();
    }
    Tensor[] outputs = GradMode.with(false, () -> forward(context, inputs));
    if (record) {
      FunctionNode node = new FunctionNode(this, context, inputs, outputs);
      for (int i = 0; i < outputs.length; i++) {
        Tensor output = outputs[i];
        if (Arrays.stream(inputs).anyMatch(in -> in == output)) {
          outputs[i] = output.detach();
        }
        if (outputs[i].dtype().isDifferentiable()
            && context.nonDifferentiable.stream().noneMatch(t -> t == output)) {
          TensorState.setGradFn(outputs[i], node, i);
        }
      }
    }
    return outputs;
  }

  private static final class FunctionNode extends Node {
    private final Function function;
    private final Context context;
    private final Meta[] inputs;
    private final Meta[] meta;

    FunctionNode(Function function, Context context, Tensor[] inputs, Tensor[] outputs) {
      super(TensorState.edges(inputs), outputs.length);
      this.function = function;
      this.context = context;
      this.inputs = Arrays.stream(inputs).map(Meta::of).toArray(Meta[]::new);
      this.meta = Arrays.stream(outputs).map(Meta::of).toArray(Meta[]::new);
    }

    @Override
    public String name() {
      String name = function.getClass().getSimpleName();
      return (name.isEmpty() ? "Function" : name) + "Backward";
    }

    @Override
    public boolean runsUserCode() {
      return true;
    }

    @Override
    public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
      Tensor[] full = new Tensor[gradients.length];
      for (int i = 0; i < full.length; i++) {
        Tensor g = gradients[i];
        full[i] = g == null ? meta[i].zeros() : g;
      }
      @Nullable Tensor[] result = function.backward(context, full);
      if (result.length != next().length) {
        throw new AutogradException(
            name()
                + ": backward returned "
                + result.length
                + " gradients, expected "
                + next().length
                + ", one per input");
      }
      @Nullable Tensor[] fitted = new Tensor[result.length];
      for (int i = 0; i < result.length; i++) {
        Tensor g = result[i];
        fitted[i] = g == null || next()[i] == null ? null : fit(g, i);
      }
      return fitted;
    }

    private static boolean stretches(Shape from, Shape to) {
      try {
        return Shape.broadcast(from, to, "").equals(to);
      } catch (ShapeException e) {
        return false;
      }
    }

    private Tensor fit(Tensor gradient, int i) {
      Shape shape = inputs[i].shape();
      if (!stretches(shape, gradient.shape())) {
        throw new AutogradException(
            name()
                + ": gradient "
                + i
                + " has shape "
                + gradient.shape()
                + ", expected the shape of input "
                + i
                + ", "
                + shape);
      }
      return inputs[i].fit(gradient);
    }

    @Override
    public void release() {
      context.released = true;
      context.saved = List.of();
    }
  }
}
