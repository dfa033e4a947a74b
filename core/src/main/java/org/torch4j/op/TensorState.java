package org.torch4j.op;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.AccumulateGrad;
import org.torch4j.autograd.GradMode;
import org.torch4j.autograd.Node;
import org.torch4j.op.family.SparseGradients;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;
import org.torch4j.type.LayoutException;
import org.torch4j.type.Shape;

/**
 * What the engine and the ops know and change of a tensor beside its public face. It is longer than
 * other files because it is the one door to that state.
 */
public final class TensorState {
  private TensorState() {}

  /** What kernels see of {@code t}, which must not be sparse. */
  public static StridedArray array(Tensor t) {
    TensorBase s = t;
    if (s.components != null) {
      throw notStrided("a kernel", t);
    }
    return s.array;
  }

  /**
   * The shape, dtype and device of {@code t}, whatever its layout; nothing else of it may be used.
   */
  public static StridedArray header(Tensor t) {
    return ((TensorBase) t).array;
  }

  // ---- sparse tensors

  /** What a sparse tensor consists of, null if {@code t} is strided. */
  public static @Nullable Components components(Tensor t) {
    return ((TensorBase) t).components;
  }

  /** The components of a tensor that must be sparse. */
  public static Components components(Tensor t, String op) {
    Components c = ((TensorBase) t).components;
    if (c == null) {
      throw new LayoutException(op + ": expected a sparse tensor, got a strided one " + shown(t));
    }
    return c;
  }

  /** Whether {@code t} is sparse, in whatever format. */
  public static boolean isSparse(Tensor t) {
    return ((TensorBase) t).components != null;
  }

  /** What an operation says that is not defined for the layout of {@code t}. */
  public static LayoutException notStrided(String op, Tensor t) {
    return new LayoutException(
        op
            + ": not defined for "
            + t.layout()
            + " tensors, got "
            + shown(t)
            + "; toDense() gives a strided one");
  }

  private static String shown(Tensor t) {
    return t.layout() + " " + t.dtype() + " " + t.shape();
  }

  /**
   * A sparse tensor of these components, whose values must not be seen by anyone else: gradients,
   * history and hooks of the two are the same.
   */
  public static Tensor sparse(Components components, Shape shape) {
    Tensor t = new Tensor(header(components.values(), shape));
    TensorBase s = t;
    s.components = components;
    s.record = ((TensorBase) components.values()).record();
    return t;
  }

  /** An array of that shape that is never read; it keeps to the memory of the values if it can. */
  private static StridedArray header(Tensor values, Shape shape) {
    StridedArray v = array(values);
    long[] nowhere = new long[shape.dim()];
    Storage storage =
        v.storage().byteSize() >= v.dtype().byteSize()
            ? v.storage()
            : Placement.allocate(values.device(), v.dtype(), Shape.of(1)).storage();
    return new StridedArray(storage, v.dtype(), org.torch4j.storage.Layout.of(shape, nowhere, 0));
  }

  /**
   * Lets a sparse tensor show what {@code from} shows. Its history becomes that of {@code from} if
   * that is recorded, and stays else.
   */
  static void become(Tensor t, Tensor from, String op) {
    TensorBase s = t;
    Components c = components(from, op);
    boolean records = GradMode.isEnabled() && requiresGrad(from);
    if (GradMode.isEnabled() && s.record != null && s.record.requiresGrad) {
      throw new AutogradException(
          op
              + ": a leaf tensor that requires grad cannot be changed in place; do it under"
              + " Torch.noGrad()");
    }
    if (records) {
      s.record = ((TensorBase) c.values()).record();
      s.components = c;
    } else {
      showSparse(t, from);
      return;
    }
    s.array = ((TensorBase) from).array;
  }

  /** The components of {@code from} behind the history of {@code t}. */
  private static void showSparse(Tensor t, Tensor from) {
    TensorBase s = t;
    Components c = components(from, "set_data");
    Tensor values = new Tensor(array(c.values()));
    ((TensorBase) values).record = s.record();
    s.components = c.withValues(values);
    s.array = ((TensorBase) from).array;
  }

  /** Calls {@code action} with each memory that {@code t} keeps. */
  public static void forStorages(Tensor t, Consumer<Storage> action) {
    Components c = ((TensorBase) t).components;
    if (c == null) {
      action.accept(((TensorBase) t).array.storage());
    } else {
      action.accept(((TensorBase) c.values()).array.storage());
      c.places().forEach(p -> action.accept(((TensorBase) p).array.storage()));
    }
  }

  /** Replaces what {@code t} shows, for {@code setData} and {@code Module.to}. */
  public static void setArray(Tensor t, StridedArray array) {
    if (((TensorBase) t).components != null) {
      throw notStrided("set_data", t);
    }
    ((TensorBase) t).array = array;
  }

  /** Lets {@code t} show what {@code data} shows, of the same layout; its history stays. */
  public static void setData(Tensor t, Tensor data) {
    if (isSparse(t) && isSparse(data)) {
      showSparse(t, data);
    } else {
      setArray(t, array(data));
    }
  }

  /** The memory behind {@code t}. */
  public static Storage storage(Tensor t) {
    return ((TensorBase) t).array.storage();
  }

  /** How often the memory of {@code t} was changed in place. */
  public static int version(Tensor t) {
    return ((TensorBase) t).array.storage().version();
  }

  /** Whether {@code t} is all that its memory holds. */
  public static boolean coversStorage(Tensor t) {
    StridedArray a = ((TensorBase) t).array;
    if (((TensorBase) t).components != null) {
      return true;
    }
    return a.isContiguous() && a.numel() * a.dtype().byteSize() == a.storage().byteSize();
  }

  /** Whether {@code t} was made in inference mode. */
  public static boolean isInference(Tensor t) {
    return ((TensorBase) t).inference;
  }

  /** Whether gradients flow to or through {@code t}. */
  public static boolean requiresGrad(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r != null && (r.requiresGrad || r.node != null || r.base != null && gradFn(t) != null);
  }

  /** Makes the leaf {@code t} collect gradients, or not. */
  public static void setRequiresGrad(Tensor t, boolean on) {
    TensorBase s = t;
    if (on || s.record != null) {
      s.record().requiresGrad = on;
    }
  }

  /**
   * The node that made {@code t}, or null for a leaf; a view of a base changed in place asks anew.
   */
  public static @Nullable Node gradFn(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null) {
      return null;
    }
    Tensor base = baseOf(r);
    TensorBase.Replay replay = r.replay;
    if (base != null && replay != null && r.seenChanges != changes(base)) {
      r.seenChanges = changes(base);
      if (requiresGrad(base)) {
        Tensor again = GradMode.with(true, () -> replay.apply(base));
        TensorBase.Record fresh = ((TensorBase) again).record;
        if (fresh != null) {
          r.node = fresh.node;
          r.output = fresh.output;
        }
      }
    }
    return r.node;
  }

  /** Makes {@code t} output {@code output} of {@code node}. */
  public static void setGradFn(Tensor t, @Nullable Node node, int output) {
    TensorBase.Record r = ((TensorBase) t).record();
    r.node = node;
    r.output = output;
    r.requiresGrad = false;
    r.changes++;
    Tensor base = baseOf(r);
    if (base != null) {
      r.seenChanges = changes(base);
    }
  }

  private static int changes(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r == null ? 0 : r.changes;
  }

  /** Where a gradient of {@code t} goes, or null if none is wanted. */
  public static Node.@Nullable Edge edge(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null) {
      return null;
    }
    Node node = gradFn(t);
    if (node != null) {
      return new Node.Edge(node, r.output);
    }
    if (!r.requiresGrad) {
      return null;
    }
    synchronized (r) {
      AccumulateGrad a = r.accumulator;
      if (a == null) {
        a = new AccumulateGrad(t);
        r.accumulator = a;
      }
      return new Node.Edge(a, 0);
    }
  }

  /** The edges of several tensors, null where none is wanted or the tensor is absent. */
  public static Node.@Nullable Edge[] edges(@Nullable Tensor[] tensors) {
    Node.@Nullable Edge[] edges = new Node.Edge[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      Tensor t = tensors[i];
      edges[i] = t == null ? null : edge(t);
    }
    return edges;
  }

  /** The collected gradient as the library's own code sees it. */
  public static @Nullable Tensor gradOrNull(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r == null || r.grad == null ? null : SparseGradients.gradientOf(t, r.grad);
  }

  /** The collected gradient; of a sparse tensor that of its values. */
  public static @Nullable Tensor collectedGrad(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r == null ? null : r.grad;
  }

  /** The collected gradient for the user, who may keep it from now on. */
  public static @Nullable Tensor gradForUser(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null) {
      return null;
    }
    r.gradIsPrivate = false;
    return gradOrNull(t);
  }

  /** Replaces the collected gradient. */
  public static void setGrad(Tensor t, @Nullable Tensor grad) {
    TensorBase s = t;
    if (grad != null || s.record != null) {
      s.record().grad = grad;
      s.record().gradIsPrivate = false;
    }
  }

  /** Makes a tensor of the engine's own, which no user has seen, the collected gradient. */
  public static void setPrivateGrad(Tensor t, Tensor grad) {
    TensorBase s = t;
    s.record().grad = grad;
    s.record().gradIsPrivate = true;
  }

  /** Forgets the collected gradient; its memory is free at once if no user has seen it. */
  public static void forgetGrad(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r != null && r.grad != null) {
      if (r.gradIsPrivate) {
        forStorages(r.grad, Storage::release);
      }
      r.grad = null;
    }
  }

  /** Whether {@code retainGrad} was asked of {@code t}; tells and sets. */
  public static boolean markRetainsGrad(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record();
    boolean before = r.retainsGrad;
    r.retainsGrad = true;
    return before;
  }

  /** Whether a non-leaf keeps its gradient. */
  public static boolean retainsGrad(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r != null && r.retainsGrad;
  }

  /** Which output of its node {@code t} is. */
  public static int outputNumber(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r == null || gradFn(t) == null ? 0 : r.output;
  }

  /** The tensor that {@code t} is a view of, or null. */
  public static @Nullable Tensor base(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    return r == null ? null : baseOf(r);
  }

  /**
   * The base of a view. A base that became a view itself, by a view op in place, stands for its own
   * base, which has the layout that it had.
   */
  private static @Nullable Tensor baseOf(TensorBase.Record r) {
    Tensor base = r.base;
    while (base != null) {
      TensorBase.Record b = ((TensorBase) base).record;
      if (b == null || b.base == null) {
        return base;
      }
      base = b.base;
    }
    return null;
  }

  /** How {@code t} is made from its base. */
  public static UnaryOperator<Tensor> replay(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null || r.replay == null) {
      throw new IllegalStateException("not a view");
    }
    return r.replay;
  }

  /** Makes {@code view} a view of {@code source}, or of what that is a view of. */
  public static void setView(Tensor view, Tensor source, UnaryOperator<Tensor> step) {
    TensorBase.Record r = ((TensorBase) view).record();
    TensorBase.Record from = ((TensorBase) source).record;
    Tensor base = from == null ? null : baseOf(from);
    if (from != null && base != null) {
      r.base = base;
      r.replay = new TensorBase.Replay(from.replay, step);
    } else {
      r.base = source;
      r.replay = new TensorBase.Replay(null, step);
    }
    r.seenChanges = changes(r.base);
  }

  /**
   * A view op in place: {@code t} shows its memory through the layout of its view from now on. Its
   * old layout lives on as the base that it and its earlier views are views of.
   */
  static Tensor move(Tensor t, String op, UnaryOperator<Tensor> step) {
    checkHistory(t, op, requiresGrad(t) && GradMode.isEnabled());
    Tensor before = GradMode.isEnabled() ? standIn(t) : t;
    Tensor view = step.apply(before);
    if (view.dtype() != t.dtype() || storage(view) != storage(t)) {
      throw new IllegalArgumentException(
          op
              + ": the result, "
              + view.dtype()
              + " "
              + view.shape()
              + ", is no view of "
              + t.dtype()
              + " "
              + t.shape()
              + " to become in place");
    }
    if (view != before) {
      if (GradMode.isEnabled()) {
        become(t, view);
      } else {
        setArray(t, array(view));
      }
      storage(t).bumpVersion();
    }
    return t;
  }

  private static Tensor standIn(Tensor t) {
    Tensor before = new Tensor(array(t));
    TensorBase.Record r = ((TensorBase) t).record;
    if (r != null) {
      Node node = gradFn(t);
      TensorBase.Record copy = ((TensorBase) before).record();
      copy.base = baseOf(r);
      copy.replay = r.replay;
      if (node != null) {
        setGradFn(before, node, r.output);
      } else if (copy.base != null) {
        copy.seenChanges = changes(copy.base);
      }
    }
    return before;
  }

  private static void become(Tensor t, Tensor view) {
    TensorBase.Record from = ((TensorBase) view).record();
    TensorBase.Record r = ((TensorBase) t).record();
    ((TensorBase) t).array = array(view);
    r.base = from.base;
    r.replay = from.replay;
    r.seenChanges = from.seenChanges;
    if (from.node != null) {
      setGradFn(t, from.node, from.output);
    }
  }

  /** Forgets the history of {@code t}, {@code detach_}. */
  public static void detach(Tensor t) {
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null) {
      return;
    }
    if (r.base != null) {
      throw new AutogradException("detach_: a view cannot be detached in place; use detach()");
    }
    setGradFn(t, null, 0);
  }

  /** Notes that {@code view} shows a tensor with a history, but was made without recording. */
  static void markUnrecordedView(Tensor view) {
    ((TensorBase) view).record().unrecordedView = true;
  }

  /**
   * Checks that {@code t} may be changed in place: PyTorch's rules for leaves, views of leaves,
   * expanded memory and inference tensors.
   *
   * @param records whether the change will be recorded
   */
  static void checkInPlace(Tensor t, String op, boolean records) {
    if (((TensorBase) t).components != null) {
      throw notStrided(op, t);
    }
    if (((TensorBase) t).array.layout().mayOverlap()) {
      throw new AutogradException(
          op
              + ": more than one element of the written-to tensor refers to a single memory"
              + " location; clone() the tensor before the operation (it has shape "
              + t.shape()
              + " and strides "
              + java.util.Arrays.toString(t.strides())
              + ")");
    }
    checkHistory(t, op, records);
  }

  private static void checkHistory(Tensor t, String op, boolean records) {
    if (((TensorBase) t).inference && !GradMode.isInference() && records) {
      throw new AutogradException(
          op
              + ": an inference tensor cannot be changed in place where a graph is recorded;"
              + " clone() it first");
    }
    if (!GradMode.isEnabled()) {
      return;
    }
    TensorBase.Record r = ((TensorBase) t).record;
    if (r == null) {
      return;
    }
    if (r.unrecordedView && records) {
      throw new AutogradException(
          op
              + ": a view that was made under noGrad of a tensor that requires grad cannot be"
              + " changed in place where a graph is recorded; make it outside, or detach() it");
    }
    if (r.requiresGrad && r.node == null) {
      throw new AutogradException(
          op
              + ": a leaf tensor that requires grad cannot be changed in place; do it under"
              + " Torch.noGrad()");
    }
    Tensor base = baseOf(r);
    if (base != null) {
      TensorBase.Record b = ((TensorBase) base).record;
      if (b != null && b.requiresGrad && b.node == null) {
        throw new AutogradException(
            op
                + ": a view of a leaf tensor that requires grad cannot be changed in place; do it"
                + " under Torch.noGrad()");
      }
    }
  }
}
