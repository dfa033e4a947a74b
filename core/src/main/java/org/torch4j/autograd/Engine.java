package org.torch4j.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Region;
import org.torch4j.storage.Storage;
import org.torch4j.type.AutogradException;

/**
 * Runs the recorded graph backward, {@code torch.autograd.backward} and {@code grad}.
 *
 * <p>Nodes run when all gradients of their outputs have arrived, the latest of forward first, so
 * the order of summation never varies. Gradients on their way are the engine's own: their memory
 * goes back to the pool as soon as the last node has used it, unless code of the user has seen it
 * or a graph of the gradients is being recorded.
 */
public final class Engine {
  private final boolean retainGraph;
  private final boolean createGraph;
  private final Map<Node, Pending> pending = new IdentityHashMap<>();
  private final Map<Node, List<Capture>> captures = new IdentityHashMap<>();
  private final PriorityQueue<Node> ready =
      new PriorityQueue<>((a, b) -> Long.compare(b.sequence(), a.sequence()));

  private Engine(boolean retainGraph, boolean createGraph) {
    this.retainGraph = retainGraph;
    this.createGraph = createGraph;
  }

  /** The gradients that have arrived at a node and how many edges are still to come. */
  private static final class Pending {
    final @Nullable Tensor[] gradients;
    int missing;
    boolean needed;

    Pending(int outputs) {
      gradients = new Tensor[outputs];
    }
  }

  private record Capture(int output, int place) {}

  /** Accumulates into the leaves' {@code grad} what the roots' gradients say. */
  public static void backward(
      Tensor[] roots, Tensor[] gradients, boolean retainGraph, boolean createGraph) {
    new Engine(retainGraph, createGraph).run(roots, gradients, new Tensor[0]);
  }

  /** The gradients of {@code inputs}, null where the roots do not depend on them. */
  public static @Nullable Tensor[] grad(
      Tensor[] roots,
      Tensor[] gradients,
      Tensor[] inputs,
      boolean retainGraph,
      boolean createGraph) {
    return new Engine(retainGraph, createGraph).run(roots, gradients, inputs);
  }

  private @Nullable Tensor[] run(Tensor[] roots, Tensor[] gradients, Tensor[] inputs) {
    @Nullable Tensor[] captured = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      Node.Edge edge = TensorState.edge(inputs[i]);
      if (edge == null) {
        throw new AutogradException("grad: input " + i + " does not require grad");
      }
      captures
          .computeIfAbsent(edge.node(), n -> new ArrayList<>())
          .add(new Capture(edge.output(), i));
    }
    List<Node.Edge> starts = new ArrayList<>();
    for (Tensor root : roots) {
      Node.Edge edge = TensorState.edge(root);
      if (edge == null) {
        throw new AutogradException(
            "backward: the tensor does not require grad and has no grad_fn");
      }
      starts.add(edge);
    }
    countDependencies(starts);
    if (inputs.length > 0) {
      markNeeded();
    }
    for (int i = 0; i < roots.length; i++) {
      deliver(starts.get(i), gradients[i]);
    }
    try (GradMode.Guard mode = GradMode.enable(createGraph);
        GradMode.Guard retaining = GradMode.retaining(retainGraph)) {
      for (Node node = ready.poll(); node != null; node = ready.poll()) {
        execute(node, captured, inputs.length > 0);
      }
    }
    return captured;
  }

  private void countDependencies(List<Node.Edge> starts) {
    ArrayDeque<Node> todo = new ArrayDeque<>();
    for (Node.Edge start : starts) {
      Pending p = pending.get(start.node());
      if (p == null) {
        p = new Pending(start.node().outputs());
        pending.put(start.node(), p);
        todo.add(start.node());
      }
      p.missing++;
    }
    while (!todo.isEmpty()) {
      Node node = todo.poll();
      for (Node.Edge edge : node.next()) {
        if (edge != null) {
          Pending p = pending.get(edge.node());
          if (p == null) {
            p = new Pending(edge.node().outputs());
            pending.put(edge.node(), p);
            todo.add(edge.node());
          }
          p.missing++;
        }
      }
    }
  }

  /** Marks the nodes from which a captured input can be reached; the others are not run. */
  private void markNeeded() {
    List<Node> order = new ArrayList<>(pending.keySet());
    order.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : order) {
        Pending p = pendingOf(node);
        if (!p.needed && (captures.containsKey(node) || leadsToNeeded(node))) {
          p.needed = true;
          changed = true;
        }
      }
    }
  }

  private boolean leadsToNeeded(Node node) {
    for (Node.Edge edge : node.next()) {
      if (edge != null && pendingOf(edge.node()).needed) {
        return true;
      }
    }
    return false;
  }

  private Pending pendingOf(Node node) {
    Pending p = pending.get(node);
    if (p == null) {
      throw new IllegalStateException("node " + node + " was not counted");
    }
    return p;
  }

  /** Adds a gradient to those that wait at an edge; {@code null} only counts the arrival. */
  private void deliver(Node.Edge edge, @Nullable Tensor gradient) {
    Pending p = pendingOf(edge.node());
    if (gradient != null) {
      Tensor before = p.gradients[edge.output()];
      Tensor sum = before == null ? gradient : before.add(gradient);
      hold(sum);
      if (before != null) {
        drop(before);
      }
      p.gradients[edge.output()] = sum;
    }
    if (--p.missing == 0) {
      ready.add(edge.node());
    }
  }

  private void execute(Node node, @Nullable Tensor[] captured, boolean capturing) {
    Pending p = pendingOf(node);
    pending.remove(node);
    @Nullable Tensor[] gradients = p.gradients;
    @Nullable Tensor[] arrived = gradients.clone();
    boolean wanted = !capturing || p.needed;
    if (wanted) {
      if (node.runsUserCode()) {
        keep(gradients); // hooks may store what they see
      }
      node.runHooks(gradients);
    }
    for (Capture capture : captures.getOrDefault(node, List.of())) {
      Tensor g = gradients[capture.output()];
      if (g != null) {
        keep(g);
      }
      captured[capture.place()] = g;
    }
    if (node instanceof AccumulateGrad leaf) {
      if (!capturing && gradients[0] != null) {
        accumulate(leaf.leaf(), gradients[0]);
      }
    } else if (!capturing || p.needed && leadsFurther(node)) {
      runNode(node, gradients);
    } else {
      for (Node.Edge edge : node.next()) {
        if (edge != null) {
          deliver(edge, null);
        }
      }
    }
    for (Tensor g : arrived) {
      if (g != null) {
        drop(g);
      }
    }
  }

  private static void keep(@Nullable Tensor[] tensors) {
    for (Tensor t : tensors) {
      if (t != null) {
        keep(t);
      }
    }
  }

  private static void keep(Tensor t) {
    TensorState.forStorages(t, Storage::keep);
  }

  private boolean leadsFurther(Node node) {
    for (Node.Edge edge : node.next()) {
      if (edge != null) {
        Pending p = pending.get(edge.node());
        if (p != null && p.needed) {
          return true;
        }
      }
    }
    return false;
  }

  private void runNode(Node node, @Nullable Tensor[] gradients) {
    boolean any = false;
    for (Tensor g : gradients) {
      any |= g != null;
    }
    boolean recycle = !createGraph && !node.runsUserCode();
    Region region = recycle ? Region.open() : null;
    try {
      @Nullable Tensor[] results =
          any ? applyNode(node, gradients) : new Tensor[node.next().length];
      if (!retainGraph) {
        node.release();
      }
      for (int i = 0; i < results.length; i++) {
        Node.Edge edge = node.next()[i];
        if (edge != null) {
          deliver(edge, results[i]);
        }
      }
    } finally {
      if (region != null) {
        region.close(Engine::unheld);
      }
    }
  }

  private @Nullable Tensor[] applyNode(Node node, @Nullable Tensor[] gradients) {
    @Nullable Tensor[] results;
    try {
      results = node.apply(gradients);
    } catch (RuntimeException e) {
      Throwable origin = node.origin();
      if (origin != null) {
        e.addSuppressed(origin);
      }
      throw e;
    }
    if (GradMode.isAnomaly()) {
      for (int i = 0; i < results.length; i++) {
        Tensor r = results[i];
        if (r != null && r.dtype().isDifferentiable() && r.isnan().any().itemBoolean()) {
          throw new AutogradException(
              "backward: "
                  + node.name()
                  + " returned NaN in gradient "
                  + i
                  + (node.origin() == null
                      ? "; switch anomaly mode on before forward to see where it was made"
                      : "; the cause shows where forward made it"),
              node.origin());
        }
      }
    }
    return results;
  }

  /** Adds to a leaf's gradient, or takes the engine's tensor over where that is possible. */
  private void accumulate(Tensor leaf, Tensor gradient) {
    Tensor present = TensorState.collectedGrad(leaf);
    if (present == null) {
      boolean mine = !createGraph && isMine(gradient);
      Tensor taken = mine || createGraph ? gradient : gradient.detach().clone();
      keep(taken);
      if (createGraph) {
        TensorState.setGrad(leaf, taken);
      } else {
        TensorState.setPrivateGrad(leaf, taken);
      }
    } else if (createGraph || TensorState.isSparse(present)) {
      Tensor sum = present.add(gradient);
      keep(sum);
      TensorState.setGrad(leaf, sum);
    } else {
      present.add_(gradient);
    }
  }

  /** Whether nobody but the engine, which holds it once, knows the memory of a gradient. */
  private static boolean isMine(Tensor gradient) {
    boolean[] mine = {TensorState.coversStorage(gradient)};
    TensorState.forStorages(gradient, s -> mine[0] &= s.isRecyclable() && s.holders() == 1);
    return mine[0];
  }

  private static boolean unheld(Storage storage) {
    storage.markRecyclable();
    return storage.holders() == 0;
  }

  private static void hold(Tensor t) {
    TensorState.forStorages(t, Storage::addHolder);
  }

  /** Forgets a gradient; its memory goes back when nobody else holds it and no user saw it. */
  private void drop(Tensor t) {
    TensorState.forStorages(
        t,
        storage -> {
          if (storage.dropHolder() == 0 && !createGraph && storage.isRecyclable()) {
            storage.release();
          }
        });
  }
}
