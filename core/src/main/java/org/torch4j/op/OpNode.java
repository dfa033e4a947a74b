package org.torch4j.op;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Meta;
import org.torch4j.autograd.Node;
import org.torch4j.autograd.SavedTensor;
import org.torch4j.storage.Layout;
import org.torch4j.type.AutogradException;

/**
 * The node of an op: the bound arguments with its tensors saved, and the op's gradient rules.
 * Brings each gradient to the shape and dtype of its input.
 */
final class OpNode extends Node {
  /** Ops that stand for parts of a PyTorch function, and that function. */
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("square", "pow"),
          Map.entry("square_number", "pow"),
          Map.entry("cube", "pow"),
          Map.entry("pow_number", "pow"),
          Map.entry("div_trunc", "div"),
          Map.entry("clamp_both", "clamp"),
          Map.entry("nan_to_num_finite", "nan_to_num"),
          Map.entry("gelu_erf", "gelu"),
          Map.entry("gelu_tanh", "gelu"),
          Map.entry("norm2", "linalg_vector_norm"),
          Map.entry("logit_between", "logit"),
          Map.entry("roll_dims", "roll"),
          Map.entry("squared_error", "mse_loss"),
          Map.entry("nll_loss_forward", "nll_loss"));

  private final Op op;
  private final Args args;
  private final Meta[] inputs;
  private final Meta[] outputs;
  private final @Nullable Layout viewed;
  private @Nullable SavedTensor @Nullable [] saved;
  private @Nullable SavedTensor @Nullable [] results;

  /**
   * The tensors of a call as a node sees them.
   *
   * @param tensors those among the arguments, lists flattened
   * @param keep which of them gradients need
   */
  record Saving(@Nullable Tensor[] tensors, boolean[] keep) {}

  /**
   * A node for a call.
   *
   * @param tensors the tensors among the arguments, lists flattened, in order
   * @param keep which of them gradients need
   * @param keepResults whether gradients need the results
   */
  OpNode(
      Op op,
      Args args,
      @Nullable Tensor[] tensors,
      boolean[] keep,
      Tensor[] outputs,
      boolean keepResults) {
    super(TensorState.edges(tensors), outputs.length);
    this.op = op;
    this.args = args;
    this.inputs = new Meta[tensors.length];
    @Nullable SavedTensor[] kept = new SavedTensor[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      Tensor t = tensors[i];
      if (t != null) {
        inputs[i] = Meta.of(t);
        kept[i] = keep[i] ? new SavedTensor(t) : null;
      }
    }
    this.saved = kept;
    Tensor first = tensors.length == 0 ? null : tensors[0];
    this.viewed = op instanceof ViewOp && first != null ? TensorState.array(first).layout() : null;
    this.outputs = new Meta[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      this.outputs[i] = Meta.of(outputs[i]);
    }
    this.results = keepResults ? new SavedTensor[outputs.length] : null;
  }

  /** Saves the results once they point to this node. */
  void saveResults(Tensor[] tensors) {
    @Nullable SavedTensor[] r = results;
    if (r != null) {
      for (int i = 0; i < tensors.length; i++) {
        r[i] = new SavedTensor(tensors[i]);
      }
    }
  }

  @Override
  public String name() {
    String own = op.schema().name();
    StringBuilder name = new StringBuilder();
    for (String word : SHOWN.getOrDefault(own, own).split("_")) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.append("Backward").append(overload()).toString();
  }

  /** PyTorch numbers the overloads of a function. */
  private int overload() {
    return switch (op.schema().fullName()) {
      case "sum", "mean", "prod" -> args.isNull("dim") ? 0 : 1;
      case "pow.Tensor_Tensor", "squeeze.dim", "rsub.Scalar", "clamp_both" -> 1;
      default -> 0;
    };
  }

  Args args() {
    return args;
  }

  /** How the input of a view lay in memory. */
  Layout viewed() {
    return Objects.requireNonNull(viewed);
  }

  Meta input(int i) {
    return inputs[i];
  }

  Meta output(int i) {
    return outputs[i];
  }

  boolean needs(int i) {
    return next()[i] != null;
  }

  Tensor savedInput(int i, String what) {
    @Nullable SavedTensor[] s = saved;
    if (s == null) {
      throw new AutogradException(SavedTensor.SECOND_BACKWARD);
    }
    SavedTensor tensor = s[i];
    if (tensor == null) {
      throw new IllegalStateException(op.schema().name() + ": '" + what + "' was not saved");
    }
    return tensor.unpack(this::name);
  }

  Tensor savedResult(int i) {
    @Nullable SavedTensor[] r = results;
    if (r == null || r[i] == null) {
      throw new AutogradException(SavedTensor.SECOND_BACKWARD);
    }
    return r[i].unpack(this::name);
  }

  @Override
  public @Nullable Tensor[] apply(@Nullable Tensor[] gradients) {
    @Nullable Tensor[] grads = new Tensor[inputs.length];
    if (Placement.isUsed()) {
      Placement.beside(
          gradients,
          () -> {
            op.gradients(new GradContext(this, gradients), grads);
            return grads;
          });
    } else {
      op.gradients(new GradContext(this, gradients), grads);
    }
    for (int i = 0; i < grads.length; i++) {
      Tensor g = grads[i];
      grads[i] = g == null || next()[i] == null ? null : inputs[i].fit(g);
    }
    return grads;
  }

  @Override
  public void release() {
    saved = null;
    results = null;
  }
}
