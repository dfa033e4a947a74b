package org.torch4j.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * A step of the recorded graph, {@code grad_fn}: turns the gradients of an operation's outputs into
 * those of its inputs.
 */
public abstract class Node {
  private static final AtomicLong NEXT_SEQUENCE = new AtomicLong();

  /**
   * Where a gradient goes next.
   *
   * @param node the node that made the input, or the accumulator of a leaf
   * @param output which of the node's outputs the input was
   */
  public record Edge(Node node, int output) {}

  private final @Nullable Edge[] next;
  private final int outputs;
  private final long sequence;
  private final @Nullable Throwable origin;
  private @Nullable List<@Nullable List<UnaryOperator<@Nullable Tensor>>> hooks;

  /** A node with edges for its inputs, null where no gradient is wanted. */
  protected Node(@Nullable Edge[] next, int outputs) {
    this(next, outputs, NEXT_SEQUENCE.getAndIncrement());
  }

  Node(@Nullable Edge[] next, int outputs, long sequence) {
    this.next = next;
    this.outputs = outputs;
    this.sequence = sequence;
    this.origin = GradMode.isAnomaly() ? new Throwable("forward was called here") : null;
  }

  /** The name PyTorch shows, such as {@code AddmmBackward0}. */
  public abstract String name();

  /**
   * The gradients of the inputs, one per edge, null for none.
   *
   * @param gradients those of the outputs, null where nothing arrived
   */
  public abstract @Nullable Tensor[] apply(@Nullable Tensor[] gradients);

  /** Drops what forward saved; a later {@link #apply} raises. */
  public abstract void release();

  /** Whether it runs code of the user, whose tensors the engine must not recycle. */
  public boolean runsUserCode() {
    return hooks != null;
  }

  /** The edges to the nodes of the inputs, {@code next_functions}. */
  public final @Nullable Edge[] next() {
    return next;
  }

  /** Number of outputs of the recorded operation. */
  public final int outputs() {
    return outputs;
  }

  /** Nodes count up as forward makes them; backward runs the latest first. */
  public final long sequence() {
    return sequence;
  }

  /** Where forward made it, if anomaly detection was on. */
  public final @Nullable Throwable origin() {
    return origin;
  }

  /** Adds a function over the gradient of output {@code output}, run before {@link #apply}. */
  public final synchronized Runnable addHook(int output, UnaryOperator<@Nullable Tensor> hook) {
    List<@Nullable List<UnaryOperator<@Nullable Tensor>>> all = hooks;
    if (all == null) {
      all = new ArrayList<>();
      hooks = all;
    }
    while (all.size() <= output) {
      all.add(null);
    }
    List<UnaryOperator<@Nullable Tensor>> list = all.get(output);
    if (list == null) {
      list = new ArrayList<>();
      all.set(output, list);
    }
    List<UnaryOperator<@Nullable Tensor>> mine = list;
    mine.add(hook);
    return () -> mine.remove(hook);
  }

  /** Runs the hooks over the arrived gradients, in place of the array. */
  final void runHooks(@Nullable Tensor[] gradients) {
    List<@Nullable List<UnaryOperator<@Nullable Tensor>>> all = hooks;
    if (all == null) {
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      List<UnaryOperator<@Nullable Tensor>> list = all.get(i);
      if (list != null && gradients[i] != null) {
        for (UnaryOperator<@Nullable Tensor> hook : List.copyOf(list)) {
          Tensor changed = hook.apply(gradients[i]);
          if (changed != null) {
            gradients[i] = changed;
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return "<" + name() + ">";
  }
}
