package org.torch4j.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.Engine;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Meta;
import org.torch4j.storage.Layout;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * What a gradient rule sees: the gradients that arrived, the arguments of the forward call, and the
 * tensors that were saved. Rules are written in tensor operations, so that they differentiate
 * again.
 */
public final class GradContext extends Args {
  private final OpNode node;
  private final @Nullable Tensor[] gradients;

  GradContext(OpNode node, @Nullable Tensor[] gradients) {
    super(node.args().schema, node.args().values);
    this.node = node;
    this.gradients = gradients;
  }

  /** The gradient of the only or first output. */
  public Tensor grad() {
    return grad(0);
  }

  /** The gradient of output {@code i}; zeros if nothing arrived. */
  public Tensor grad(int i) {
    Tensor g = gradients[i];
    return g == null ? node.output(i).zeros() : g;
  }

  /** Whether a gradient of output {@code i} arrived. */
  public boolean hasGrad(int i) {
    return gradients[i] != null;
  }

  /** A tensor argument as it was at the call. */
  public Tensor saved(String name) {
    return node.savedInput(place(name), name);
  }

  /** A tensor argument as it was at the call, or null for None. */
  public @Nullable Tensor savedOrNull(String name) {
    return wasNull(name) ? null : saved(name);
  }

  /** Tensor {@code i} of a list argument. */
  public Tensor saved(String name, int i) {
    return node.savedInput(place(name) + i, name);
  }

  /** Whether a tensor argument was None. */
  public boolean wasNull(String name) {
    return node.input(place(name)) == null;
  }

  /** Output {@code i} of the call; the op must say {@code savesResults()}. */
  public Tensor result(int i) {
    return node.savedResult(i);
  }

  /** The only or first output of the call. */
  public Tensor result() {
    return result(0);
  }

  /** How the input of a view lay in memory. */
  public Layout viewedLayout() {
    return node.viewed();
  }

  /** The shape of a tensor argument. */
  public Shape shape(String name) {
    return meta(name).shape();
  }

  /** The dtype of a tensor argument. */
  public DType dtypeOf(String name) {
    return meta(name).dtype();
  }

  /** What is known of a tensor argument, saved or not. */
  public Meta meta(String name) {
    return node.input(place(name));
  }

  /** What is known of tensor {@code i} of a list argument. */
  public Meta meta(String name, int i) {
    return node.input(place(name) + i);
  }

  /** Whether the gradient of a tensor argument is wanted. */
  public boolean needs(String name) {
    return node.needs(place(name));
  }

  /** Whether a tensor argument was given and its gradient is wanted. */
  public boolean wants(String name) {
    return !wasNull(name) && needs(name);
  }

  /**
   * The gradients of the wanted ones of {@code inputs} through results that were computed again
   * from the saved tensors in single ops: where the graph is recorded, they have gradients again.
   *
   * @param results in the order of the outputs; those that no gradient arrived for are not looked
   *     at
   */
  public Map<String, Tensor> gradientsThrough(@Nullable Tensor[] results, String... inputs) {
    boolean recording = GradMode.isEnabled();
    List<Tensor> roots = new ArrayList<>();
    List<Tensor> arrived = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      if (hasGrad(i)) {
        roots.add(Objects.requireNonNull(results[i]));
        arrived.add(grad(i));
      }
    }
    List<String> names = new ArrayList<>();
    List<Tensor> leaves = new ArrayList<>();
    for (String name : inputs) {
      if (wants(name)) {
        names.add(name);
        leaves.add(saved(name));
      }
    }
    @Nullable Tensor[] all =
        Engine.grad(
            roots.toArray(Tensor[]::new),
            arrived.toArray(Tensor[]::new),
            leaves.toArray(Tensor[]::new),
            recording,
            recording);
    Map<String, Tensor> found = new HashMap<>();
    for (int i = 0; i < all.length; i++) {
      Tensor g = all[i];
      if (g != null) {
        found.put(names.get(i), g);
      }
    }
    return found;
  }

  /** Whether the gradient of tensor {@code i} of a list argument is wanted. */
  public boolean needs(String name, int i) {
    return node.needs(place(name) + i);
  }

  /** Whether the gradient of flattened tensor {@code i} is wanted. */
  boolean needsInput(int i) {
    return node.needs(i);
  }

  /** What is known of flattened tensor {@code i}. */
  Meta metaOfInput(int i) {
    return node.input(i);
  }

  /** Flattened tensor {@code i} as it was at the call. */
  Tensor savedInput(int i) {
    return node.savedInput(i, "input " + i);
  }

  /** The length of a list-of-tensors argument. */
  public int count(String name) {
    return Op.tensorCount(schema.argument(schema.indexOf(name)), values[schema.indexOf(name)]);
  }

  private int place(String name) {
    return Op.tensorPlace(this, schema.indexOf(name));
  }
}
