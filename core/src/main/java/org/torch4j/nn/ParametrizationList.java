package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.DTypeException;
import org.torch4j.type.ShapeException;

/**
 * What one tensor of a module is computed by: the original, a parameter that optimizers change, and
 * the modules it runs through, {@code torch.nn.utils.parametrize.ParametrizationList}.
 */
public final class ParametrizationList extends ModuleList {
  private final boolean unsafe;
  private final int originals;

  ParametrizationList(Module parametrization, Tensor original, boolean unsafe) {
    super(parametrization);
    this.unsafe = unsafe;
    Tensor[] parts = GradMode.with(false, () -> inverse(original));
    originals = parts.length;
    if (originals == 1) {
      if (parts[0].dtype() != original.dtype()) {
        throw new DTypeException(
            "parametrize: right_inverse must keep the dtype "
                + original.dtype()
                + ", got "
                + parts[0].dtype());
      }
      original.setData(parts[0]); // optimizers hold this very tensor
      put("original", original);
    } else {
      for (int i = 0; i < originals; i++) {
        put("original" + i, original instanceof Parameter ? new Parameter(parts[i]) : parts[i]);
      }
    }
  }

  private void put(String name, Tensor tensor) {
    if (tensor instanceof Parameter p) {
      registerParameter(name, p);
    } else {
      registerBuffer(name, tensor);
    }
  }

  /** What all parametrizations together make {@code value} of, as far as they can say. */
  private Tensor[] inverse(Tensor value) {
    Tensor[] parts = {value};
    for (int i = size() - 1; i >= 0; i--) {
      if (get(i) instanceof RightInverse r) {
        if (parts.length != 1) {
          throw new IllegalArgumentException(
              "parametrize: only the first parametrization may have several originals");
        }
        parts = r.rightInverse(parts[0]);
        if (parts.length == 0) {
          throw new IllegalArgumentException("parametrize: right_inverse gave no tensor");
        }
      }
    }
    return parts;
  }

  /** Whether a change of shape or dtype is allowed. */
  boolean isUnsafe() {
    return unsafe;
  }

  /** The original, if there is one. */
  public Tensor original() {
    if (originals != 1) {
      throw new IllegalStateException(
          "parametrize: there are " + originals + " originals, not one; see originals()");
    }
    return originals().get(0);
  }

  /** All originals. */
  public List<Tensor> originals() {
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < originals; i++) {
      Tensor part = registry().tensor(originals == 1 ? "original" : "original" + i);
      if (part == null) {
        throw new IllegalStateException("parametrize: an original was taken out");
      }
      all.add(part);
    }
    return all;
  }

  /** Makes the originals those that give {@code value}. */
  void assign(Tensor value) {
    Tensor[] parts = GradMode.with(false, () -> inverse(value));
    List<Tensor> own = originals();
    if (parts.length != own.size()) {
      throw new IllegalArgumentException(
          "parametrize: right_inverse gave " + parts.length + " tensors, expected " + own.size());
    }
    for (int i = 0; i < parts.length; i++) {
      own.get(i).setData(parts[i].detach());
    }
  }

  /** The tensor: the originals run through all parametrizations. */
  Tensor compute() {
    Tensor value = null;
    for (Module parametrization : this) {
      value =
          value == null
              ? parametrization.apply(originals().toArray(Tensor[]::new))
              : parametrization.apply(value);
    }
    if (value == null) {
      throw new IllegalStateException("parametrize: the list of parametrizations is empty");
    }
    return value;
  }

  /** Checks that {@code made} may stand for {@code wanted}. */
  static void check(Tensor made, Tensor wanted, String what) {
    if (!made.shape().equals(wanted.shape())) {
      throw new ShapeException(
          "parametrize: "
              + what
              + " must keep the shape "
              + wanted.shape()
              + ", got "
              + made.shape()
              + "; say unsafe to allow it");
    }
    if (made.dtype() != wanted.dtype()) {
      throw new DTypeException(
          "parametrize: "
              + what
              + " must keep the dtype "
              + wanted.dtype()
              + ", got "
              + made.dtype()
              + "; say unsafe to allow it");
    }
  }
}
