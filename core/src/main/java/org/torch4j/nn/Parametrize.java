package org.torch4j.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;

/**
 * Tensors of a module that are computed from others by modules, {@code torch.nn.utils.parametrize}:
 * for weights that are symmetric, orthogonal, positive ...
 *
 * <pre>{@code
 * class Symmetric extends Module {
 *   @Override public Tensor forward(Tensor x) { return x.triu().add(x.triu(1).t()); }
 * }
 * var layer = new Linear(5, 5);
 * Parametrize.registerParametrization(layer, "weight", new Symmetric());
 * // the state has "parametrizations.weight.original" in place of "weight"
 * }</pre>
 *
 * <p>The tensor is computed before each call of the module, so in between its field shows what the
 * last call used; {@link #renew} computes it at once. A parameter that is put into the field goes
 * through {@link RightInverse} and becomes the original.
 */
public final class Parametrize {
  private static final String KIND = "parametrization";
  private static final String CHILD = "parametrizations";

  /** The tensors that were computed in the current scope, null outside. */
  private static final ThreadLocal<@Nullable Map<ParametrizationList, Tensor>> CACHE =
      new ThreadLocal<>();

  private Parametrize() {}

  /** Ends the scope of {@link #cached()}. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Adds a parametrization, which must keep shape and dtype. */
  public static <M extends Module> M registerParametrization(
      M module, String tensorName, Module parametrization) {
    return registerParametrization(module, tensorName, parametrization, false);
  }

  /**
   * Makes a parameter or buffer the output of {@code parametrization}; several are applied in the
   * order of registration.
   *
   * @param unsafe whether shape and dtype may change; nothing is tried then
   * @return the module
   */
  public static <M extends Module> M registerParametrization(
      M module, String tensorName, Module parametrization, boolean unsafe) {
    parametrization.train(module.isTraining());
    ParametrizationList list = find(module, tensorName);
    if (list == null) {
      Tensor original = ComputedTensor.original(module, KIND, tensorName);
      Tensor before = original.detach();
      list = tried(parametrization, original, before, unsafe);
      module.registry().remove(tensorName);
      ModuleDict dict = lists(module);
      if (dict == null) {
        dict = new ModuleDict();
        module.registerModule(CHILD, dict);
      }
      dict.put(tensorName, list);
      module.registry().assign(tensorName, Derived.of(original, before));
      attach(module, tensorName);
    } else {
      append(list, parametrization, unsafe);
      renew(module, tensorName);
    }
    return module;
  }

  /** The list; if it does not fit, the original keeps its values. */
  private static ParametrizationList tried(
      Module parametrization, Tensor original, Tensor before, boolean unsafe) {
    try {
      ParametrizationList list = new ParametrizationList(parametrization, original, unsafe);
      if (!unsafe) {
        ParametrizationList.check(GradMode.with(false, list::compute), before, "forward");
      }
      return list;
    } catch (RuntimeException e) {
      original.setData(before);
      throw e;
    }
  }

  private static void append(ParametrizationList list, Module parametrization, boolean unsafe) {
    if (!unsafe && !list.isUnsafe()) {
      GradMode.with(
          false,
          () -> {
            Tensor before = list.compute();
            ParametrizationList.check(parametrization.apply(before), before, "forward");
            if (parametrization instanceof RightInverse r) {
              Tensor[] parts = r.rightInverse(before);
              if (parts.length != 1) {
                throw new IllegalArgumentException(
                    "parametrize: right_inverse of a further parametrization must give one tensor,"
                        + " got "
                        + parts.length);
              }
              ParametrizationList.check(parts[0], before, "right_inverse");
            }
            return before;
          });
    }
    list.append(parametrization);
  }

  private static void attach(Module module, String name) {
    ComputedTensor.attach(module, KIND, name, m -> current(m, name));
  }

  /** The tensor: as it was put into the field, from the scope's cache, or computed. */
  private static Tensor current(Module module, String name) {
    ParametrizationList list = require(module, name);
    Tensor shown = module.registry().tensor(name);
    Map<ParametrizationList, Tensor> cache = CACHE.get();
    if (shown != null && !(shown instanceof Derived)) {
      list.assign(shown);
      if (cache != null) {
        cache.remove(list);
      }
    }
    return cache == null
        ? list.compute()
        : cache.computeIfAbsent(list, ParametrizationList::compute);
  }

  /** Whether any tensor of the module has parametrizations. */
  public static boolean isParametrized(Module module) {
    return lists(module) != null;
  }

  /** Whether this tensor of the module has parametrizations. */
  public static boolean isParametrized(Module module, String tensorName) {
    return find(module, tensorName) != null;
  }

  /** The parametrizations of a tensor, {@code module.parametrizations[name]}. */
  public static ParametrizationList parametrizations(Module module, String tensorName) {
    return require(module, tensorName);
  }

  /** Computes a tensor now, with its history, and shows it in the module. */
  public static Tensor renew(Module module, String tensorName) {
    require(module, tensorName);
    ComputedTensor.require(module, KIND, tensorName).renew(module);
    Tensor shown = module.registry().tensor(tensorName);
    if (shown == null) {
      throw new IllegalStateException("parametrize: '" + tensorName + "' was taken out");
    }
    return shown;
  }

  /**
   * Computes each tensor at most once until it is closed, {@code parametrize.cached}: worth it
   * where modules are called several times between steps, as recurrent ones.
   *
   * <pre>{@code
   * try (var scope = Parametrize.cached()) { loss = model.apply(x) ... }
   * }</pre>
   */
  public static Scope cached() {
    Map<ParametrizationList, Tensor> outer = CACHE.get();
    CACHE.set(outer == null ? new IdentityHashMap<>() : outer);
    return () -> {
      if (outer == null) {
        CACHE.remove();
      }
    };
  }

  /** Takes the parametrizations off a tensor, which keeps the value they gave. */
  public static <M extends Module> M removeParametrizations(M module, String tensorName) {
    return removeParametrizations(module, tensorName, true);
  }

  /**
   * Takes the parametrizations off a tensor.
   *
   * @param leaveParametrized whether it keeps the value they gave, or becomes the original again
   * @return the module
   */
  public static <M extends Module> M removeParametrizations(
      M module, String tensorName, boolean leaveParametrized) {
    ParametrizationList list = require(module, tensorName);
    boolean single = list.originals().size() == 1;
    if (!leaveParametrized && !single) {
      throw new IllegalArgumentException(
          "parametrize: cannot leave '"
              + tensorName
              + "' as it was before: it has "
              + list.originals().size()
              + " originals");
    }
    Tensor original = list.originals().get(0);
    if (leaveParametrized) {
      Tensor value = GradMode.with(false, list::compute);
      if (single) {
        original.setData(value.clone());
      } else {
        original = original instanceof Parameter ? new Parameter(value) : new Buffer(value);
      }
    }
    ComputedTensor.require(module, KIND, tensorName).detach(module, original);
    ModuleDict dict = lists(module);
    if (dict != null) {
      dict.pop(tensorName);
      if (dict.size() == 0) {
        module.registry().remove(CHILD);
      }
    }
    return module;
  }

  private static ParametrizationList require(Module module, String name) {
    ParametrizationList list = find(module, name);
    if (list == null) {
      throw new IllegalArgumentException(
          "parametrize: " + module.moduleName() + " has no parametrization on '" + name + "'");
    }
    return list;
  }

  private static @Nullable ParametrizationList find(Module module, String name) {
    ModuleDict dict = lists(module);
    return dict == null ? null : (ParametrizationList) dict.registry().modules().get(name);
  }

  private static @Nullable ModuleDict lists(Module module) {
    return module.registry().registeredModule(CHILD) instanceof ModuleDict dict
            && dict.registry().modules().values().stream()
                .allMatch(ParametrizationList.class::isInstance)
        ? dict
        : null;
  }
}
