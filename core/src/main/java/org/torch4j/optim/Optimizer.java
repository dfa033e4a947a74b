package org.torch4j.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.torch4j.Stateful;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.nn.PythonText;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * Changes parameters by their gradients, {@code torch.optim.Optimizer}.
 *
 * <pre>{@code
 * optimizer.zeroGrad();
 * loss.backward();
 * optimizer.step();
 * }</pre>
 *
 * <p>A subclass gives its default options to the constructor and writes {@link #update}; what it
 * remembers of a parameter it keeps in {@link #state}.
 */
public abstract class Optimizer implements Stateful {
  /** Options that are tuples in Python. */
  private static final Set<String> TUPLES = Set.of("betas", "etas", "step_sizes", "eps");

  /** The state that counts updates. */
  static final String STEP = "step";

  private final Map<String, @Nullable Object> defaults;
  private final List<ParamGroup> groups = new ArrayList<>();
  private final IdentityHashMap<Tensor, Map<String, @Nullable Object>> state =
      new IdentityHashMap<>();
  private long steps;

  /** An optimizer of these groups, whose missing options are {@code defaults}. */
  protected Optimizer(List<ParamGroup> groups, Map<String, @Nullable Object> defaults) {
    this.defaults = new LinkedHashMap<>(defaults);
    if (groups.isEmpty() || groups.size() == 1 && groups.get(0).params().isEmpty()) {
      throw new IllegalArgumentException("optimizer got an empty parameter list");
    }
    groups.forEach(this::add);
  }

  /** One group of these parameters. */
  protected static List<ParamGroup> single(Iterable<? extends Tensor> params) {
    return List.of(ParamGroup.of(params));
  }

  /** Changes the parameters of one group that have gradients; runs without recording. */
  protected abstract void update(ParamGroup group);

  /** One update of all parameters that have a gradient. */
  public void step() {
    steps++;
    GradMode.with(
        false,
        () -> {
          groups.forEach(this::update);
          return this;
        });
  }

  /**
   * Runs {@code closure}, which computes the loss anew and its gradients, then updates; returns the
   * loss.
   */
  public Tensor step(Supplier<Tensor> closure) {
    Tensor loss = GradMode.with(true, closure);
    step();
    return loss;
  }

  /** How often this object has updated the parameters, whatever states it has loaded. */
  final long steps() {
    return steps;
  }

  /** Counts an update that does not go through {@link #step()}. */
  final void countStep() {
    steps++;
  }

  /** Drops the gradients of all parameters, as {@code set_to_none=True}. */
  public final void zeroGrad() {
    zeroGrad(true);
  }

  /**
   * Drops the gradients of all parameters or, without {@code setToNone}, fills them with zeros, so
   * that optimizers still see them.
   */
  public final void zeroGrad(boolean setToNone) {
    for (ParamGroup group : groups) {
      for (Tensor p : group.params()) {
        Tensor gradient = setToNone ? null : gradient(p);
        if (gradient == null) {
          TensorState.forgetGrad(p);
        } else {
          TensorState.setGrad(p, gradient.detach().zero_());
        }
      }
    }
  }

  /** The groups; their options may be changed. */
  public final List<ParamGroup> paramGroups() {
    return Collections.unmodifiableList(groups);
  }

  /** The options that groups get where they say nothing. */
  public final Map<String, @Nullable Object> defaults() {
    return Collections.unmodifiableMap(defaults);
  }

  /** Adds parameters with options of their own, {@code add_param_group}. */
  public final void addParamGroup(ParamGroup group) {
    add(group);
  }

  private void add(ParamGroup group) {
    Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    groups.forEach(g -> known.addAll(g.params()));
    Set<Tensor> own = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor p : group.params()) {
      if (!p.isLeaf() && !TensorState.retainsGrad(p)) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
      if (known.contains(p)) {
        throw new IllegalArgumentException(
            "some parameters appear in more than one parameter group");
      }
      if (!own.add(p)) {
        throw new IllegalArgumentException("a parameter group contains the same parameter twice");
      }
    }
    defaults.forEach(
        (name, value) -> {
          if (!group.options().containsKey(name)) {
            group.set(name, value);
          }
        });
    groups.add(group);
  }

  /** What the optimizer remembers of a parameter, by PyTorch's names; empty at first. */
  public final Map<String, @Nullable Object> state(Tensor parameter) {
    return state.computeIfAbsent(parameter, p -> new LinkedHashMap<>());
  }

  /** The gradient of a parameter, or null; the parameter is skipped then. */
  protected static @Nullable Tensor gradient(Tensor parameter) {
    return TensorState.gradOrNull(parameter);
  }

  // ---- state

  /** The tensor {@code name} of a parameter's state, made when it is first asked for. */
  final Tensor stateTensor(Tensor parameter, String name, Supplier<Tensor> first) {
    Map<String, @Nullable Object> own = state(parameter);
    if (own.get(name) instanceof Tensor t) {
      return t;
    }
    Tensor made = first.get();
    own.put(name, made);
    return made;
  }

  /** The tensor {@code name} of a parameter's state, zeros at first. */
  final Tensor zeros(Tensor parameter, String name) {
    return stateTensor(parameter, name, () -> Torch.zerosLike(parameter).detach());
  }

  /** Counts an update of a parameter in a state that is saved as an integer. */
  final void count(Tensor parameter) {
    Map<String, @Nullable Object> own = state(parameter);
    own.put(STEP, (own.get(STEP) instanceof Number n ? n.longValue() : 0) + 1);
  }

  /** Counts an update of a parameter in a state that is saved as a tensor; gives the count. */
  final double countReal(Tensor parameter) {
    Map<String, @Nullable Object> own = state(parameter);
    double step = (own.get(STEP) instanceof Number n ? n.doubleValue() : 0) + 1;
    own.put(STEP, step);
    return step;
  }

  /** The numbers of a parameter's state that PyTorch keeps as float32 tensors of one element. */
  protected Set<String> savedAsTensors() {
    return Set.of();
  }

  /**
   * The state in PyTorch's structure: {@code state}, by the places of the parameters, and {@code
   * param_groups}, the options of each group with {@code params}, the places. Tensors are shared.
   */
  @Override
  public final Map<String, Object> stateDict() {
    Map<Object, Object> packed = new LinkedHashMap<>();
    List<Object> packedGroups = new ArrayList<>();
    long place = 0;
    for (ParamGroup group : groups) {
      List<Object> places = new ArrayList<>();
      for (Tensor p : group.params()) {
        Map<String, @Nullable Object> own = state.get(p);
        if (own != null && !own.isEmpty()) {
          packed.put(place, packState(own));
        }
        places.add(place++);
      }
      Map<String, @Nullable Object> options = new LinkedHashMap<>(group.options());
      options.put("params", places);
      packedGroups.add(options);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("state", packed);
    all.put("param_groups", packedGroups);
    return all;
  }

  /** The tensors of a parameter's state that do not have its shape; others are checked. */
  protected Set<String> notShapedAsParameters() {
    return Set.of();
  }

  /** The form in which a parameter's state is saved. */
  protected Map<String, @Nullable Object> packState(Map<String, @Nullable Object> own) {
    Map<String, @Nullable Object> packed = new LinkedHashMap<>(own);
    for (String name : savedAsTensors()) {
      if (own.get(name) instanceof Double d) {
        packed.put(name, Torch.full(Shape.SCALAR, d, DType.FLOAT32));
      }
    }
    return packed;
  }

  /** The form in which a parameter's state is kept, from the saved one, already a copy. */
  protected Map<String, @Nullable Object> unpackState(Map<String, @Nullable Object> saved) {
    for (String name : savedAsTensors()) {
      if (saved.get(name) instanceof Tensor t) {
        saved.put(name, t.item());
      } else if (saved.get(name) instanceof Number n) {
        saved.put(name, n.doubleValue());
      }
    }
    return saved;
  }

  /**
   * Takes over a state of {@link #stateDict()} or of PyTorch; tensors are copied to the parameters'
   * dtypes and devices.
   *
   * @throws IllegalArgumentException if the groups differ in number or size
   */
  @Override
  public final void loadStateDict(Map<String, ?> saved) {
    List<Map<?, ?>> savedGroups = OptimizerState.groups(saved);
    OptimizerState.check(groups, savedGroups);
    Map<?, ?> savedState = OptimizerState.state(saved);
    IdentityHashMap<Tensor, Map<String, @Nullable Object>> fresh = new IdentityHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      List<Tensor> params = groups.get(g).params();
      List<?> places = (List<?>) savedGroups.get(g).get("params");
      for (int i = 0; i < params.size(); i++) {
        Map<String, @Nullable Object> own =
            OptimizerState.find(
                savedState,
                places == null ? i : places.get(i),
                params.get(i),
                notShapedAsParameters());
        if (!own.isEmpty()) {
          fresh.put(params.get(i), unpackState(own));
        }
      }
    }
    state.clear();
    state.putAll(fresh);
    for (int g = 0; g < groups.size(); g++) {
      ParamGroup group = groups.get(g);
      savedGroups
          .get(g)
          .forEach(
              (name, value) -> {
                if (!"params".equals(name)) {
                  group.set(String.valueOf(name), value);
                }
              });
    }
  }

  /** The class and the options of each group as PyTorch prints them. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(getClass().getSimpleName()).append(" (");
    for (int i = 0; i < groups.size(); i++) {
      s.append("\nParameter Group ").append(i).append('\n');
      new TreeMap<>(groups.get(i).options())
          .forEach(
              (name, value) ->
                  s.append("    ")
                      .append(name)
                      .append(": ")
                      .append(
                          TUPLES.contains(name) && value instanceof List<?> l
                              ? PythonText.tuple(l)
                              : PythonText.of(value))
                      .append('\n'));
    }
    return s.append(')').toString();
  }
}
