package org.torch4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.type.ShapeException;

/**
 * Sets parts of parameters to zero and keeps them there, {@code torch.nn.utils.prune}. A pruned
 * parameter {@code weight} becomes the parameter {@code weight_orig} and the buffer {@code
 * weight_mask}; their product stands for it in each call. Pruning again prunes of what is left.
 *
 * <p>An amount is a share as a {@code double} and a number as a {@code long}, as Python tells them
 * apart: {@code l1Unstructured(layer, "weight", 0.3)}, {@code l1Unstructured(layer, "weight", 3)}.
 */
public final class Prune {
  private static final String KIND = "pruning";

  private Prune() {}

  /**
   * A parameter among those that are pruned together.
   *
   * @param module which has it
   * @param name its name in the module
   */
  public record Target(Module module, String name) {}

  /** Prunes nothing, but prepares for it. */
  public static <M extends Module> M identity(M module, String name) {
    return apply(module, name, (scores, mask) -> mask);
  }

  /** Zeroes a share of the elements at random. */
  public static <M extends Module> M randomUnstructured(M module, String name, double amount) {
    return apply(module, name, PruningMethods.random(PruningAmount.share(amount)));
  }

  /** Zeroes a number of elements at random. */
  public static <M extends Module> M randomUnstructured(M module, String name, long amount) {
    return apply(module, name, PruningMethods.random(PruningAmount.number(amount)));
  }

  /** Zeroes a share of the elements, those with the least absolute values. */
  public static <M extends Module> M l1Unstructured(M module, String name, double amount) {
    return apply(module, name, PruningMethods.l1(PruningAmount.share(amount)));
  }

  /** Zeroes a number of elements, those with the least absolute values. */
  public static <M extends Module> M l1Unstructured(M module, String name, long amount) {
    return apply(module, name, PruningMethods.l1(PruningAmount.number(amount)));
  }

  /** Zeroes a share of the elements, those with the least absolute scores. */
  public static <M extends Module> M l1Unstructured(
      M module, String name, double amount, Tensor importanceScores) {
    return apply(module, name, PruningMethods.l1(PruningAmount.share(amount)), importanceScores);
  }

  /** Zeroes a share of the channels along {@code dim} at random. */
  public static <M extends Module> M randomStructured(
      M module, String name, double amount, int dim) {
    return apply(module, name, PruningMethods.randomStructured(PruningAmount.share(amount), dim));
  }

  /** Zeroes a number of channels along {@code dim} at random. */
  public static <M extends Module> M randomStructured(M module, String name, long amount, int dim) {
    return apply(module, name, PruningMethods.randomStructured(PruningAmount.number(amount), dim));
  }

  /** Zeroes a share of the channels along {@code dim}, those with the least n-norms. */
  public static <M extends Module> M lnStructured(
      M module, String name, double amount, double n, int dim) {
    return apply(module, name, PruningMethods.lnStructured(PruningAmount.share(amount), n, dim));
  }

  /** Zeroes a number of channels along {@code dim}, those with the least n-norms. */
  public static <M extends Module> M lnStructured(
      M module, String name, long amount, double n, int dim) {
    return apply(module, name, PruningMethods.lnStructured(PruningAmount.number(amount), n, dim));
  }

  /** Zeroes the elements where {@code mask} is 0. */
  public static <M extends Module> M customFromMask(M module, String name, Tensor mask) {
    return apply(module, name, PruningMethods.given(mask));
  }

  /** Zeroes a share of all elements of several parameters, those with the least absolute values. */
  public static void globalL1Unstructured(List<Target> parameters, double amount) {
    globalUnstructured(parameters, PruningMethods.l1(PruningAmount.share(amount)), Map.of());
  }

  /** Zeroes a number of all elements of several parameters, those with the least values. */
  public static void globalL1Unstructured(List<Target> parameters, long amount) {
    globalUnstructured(parameters, PruningMethods.l1(PruningAmount.number(amount)), Map.of());
  }

  /** Zeroes a share of all elements of several parameters at random. */
  public static void globalRandomUnstructured(List<Target> parameters, double amount) {
    globalUnstructured(parameters, PruningMethods.random(PruningAmount.share(amount)), Map.of());
  }

  /**
   * Prunes several parameters as if they were one vector, {@code global_unstructured}.
   *
   * @param importanceScores for some of them other scores than their values
   */
  public static void globalUnstructured(
      List<Target> parameters, PruningMethod method, Map<Target, Tensor> importanceScores) {
    if (method.kind() != PruningMethod.Kind.UNSTRUCTURED) {
      throw new IllegalArgumentException(
          "prune: only unstructured methods can prune globally, got " + method.kind());
    }
    List<Tensor> scores = new ArrayList<>();
    List<Tensor> masks = new ArrayList<>();
    for (Target target : parameters) {
      Tensor value = value(target.module, target.name);
      Tensor given = importanceScores.getOrDefault(target, value);
      scores.add(scores(target.name, value, given).reshape(-1));
      Tensor mask = target.module.registry().tensor(target.name + "_mask");
      masks.add(mask == null ? Torch.onesLike(value).reshape(-1) : mask.reshape(-1));
    }
    Tensor all =
        GradMode.with(
            false,
            () -> PruningMethods.combined(method, Torch.cat(scores, 0), Torch.cat(masks, 0)));
    long at = 0;
    for (Target target : parameters) {
      Tensor value = value(target.module, target.name);
      Tensor mask = all.narrow(0, at, value.numel()).view(value.shape().toArray());
      customFromMask(target.module, target.name, mask);
      at += value.numel();
    }
  }

  /** Prunes by a method of one's own. */
  public static <M extends Module> M apply(M module, String name, PruningMethod method) {
    return apply(module, name, method, value(module, name));
  }

  /** Prunes by a method of one's own, which looks at these scores and not at the values. */
  public static <M extends Module> M apply(
      M module, String name, PruningMethod method, Tensor importanceScores) {
    Tensor value = value(module, name);
    Tensor scores = scores(name, value, importanceScores);
    Tensor before = module.registry().tensor(name + "_mask");
    boolean again = ComputedTensor.find(module, KIND, name) != null && before != null;
    if (!again) {
      ComputedTensor.original(module, "prune", name);
    }
    Tensor mask =
        GradMode.with(
            false,
            () ->
                again && before != null
                    ? PruningMethods.combined(method, scores, before)
                    : method.computeMask(scores, Torch.onesLike(value.detach())));
    if (!mask.shape().equals(value.shape())) {
      throw new ShapeException(
          "prune: the mask must have the shape " + value.shape() + ", got " + mask.shape());
    }
    if (!again) {
      module.registry().remove(name);
      module.registerParameter(
          name + "_orig", value instanceof Parameter p ? p : new Parameter(value, false));
    }
    module.registerBuffer(name + "_mask", mask.detach().clone());
    if (again) {
      ComputedTensor.require(module, KIND, name).renew(module);
    } else {
      module.registry().assign(name, Derived.of(value, value.detach()));
      ComputedTensor.attach(module, KIND, name, m -> masked(m, name));
    }
    return module;
  }

  private static Tensor masked(Module module, String name) {
    Tensor original = part(module, name + "_orig");
    return part(module, name + "_mask").to(original.dtype()).mul(original);
  }

  private static Tensor part(Module module, String name) {
    return Objects.requireNonNull(module.registry().tensor(name), name);
  }

  private static Tensor value(Module module, String name) {
    Tensor value = module.registry().tensor(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "prune: " + module.moduleName() + " has no parameter '" + name + "'");
    }
    return value;
  }

  private static Tensor scores(String name, Tensor value, @Nullable Tensor given) {
    if (given != null && !given.shape().equals(value.shape())) {
      throw new ShapeException(
          "prune: importance_scores of '"
              + name
              + "' must have its shape "
              + value.shape()
              + ", got "
              + given.shape());
    }
    return (given == null ? value : given).detach();
  }

  /** Makes the pruning of a parameter permanent: it is a plain parameter again, zeros in it. */
  public static <M extends Module> M remove(M module, String name) {
    ComputedTensor computed = ComputedTensor.require(module, KIND, name);
    Tensor pruned = GradMode.with(false, () -> masked(module, name));
    Tensor original = part(module, name + "_orig");
    original.setData(pruned);
    module.registry().remove(name + "_orig");
    module.registry().remove(name + "_mask");
    computed.detach(module, original);
    return module;
  }

  /** Whether anything in a module or below it is pruned. */
  public static boolean isPruned(Module module) {
    for (Module m : module.modules()) {
      ModuleHooks hooks = m.hooksIfAny();
      if (hooks != null) {
        for (Module.ForwardPreHook hook : hooks.before) {
          if (hook instanceof ComputedTensor c && c.kind().equals(KIND)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
