// Over 400 lines because it is the whole face of a module; the work is in Registry, ModuleTree,
// ModuleHooks, StateLoading and CallPath.
package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.Cuda;
import org.torch4j.Tensor;
import org.torch4j.autograd.RemovableHandle;
import org.torch4j.op.TensorState;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Device;

/**
 * A part of a neural network: parameters, buffers, submodules and a {@link #forward(Tensor)
 * forward} that uses them, {@code torch.nn.Module}.
 *
 * <p>Fields register themselves: every {@link Parameter}, {@link Buffer} and {@code Module} that a
 * field holds when it is asked for is part of the module, under the field's name in snake_case
 * ({@code runningMean} is {@code running_mean}), in the order of declaration, superclass first. A
 * field that is not final may be replaced at any time. Null is PyTorch's None. Fields marked {@code
 * transient}, static fields and elements of arrays and collections are not registered; use {@link
 * ModuleList}, {@link ModuleDict} or {@link #registerModule}.
 *
 * <pre>{@code
 * class Net extends Module {
 *   final Linear fc1 = new Linear(784, 64);
 *   final Linear fc2 = new Linear(64, 10);
 *
 *   @Override public Tensor forward(Tensor x) {
 *     return fc2.apply(F.relu(fc1.apply(x.flatten(1))));
 *   }
 * }
 * Net net = new Net();
 * Tensor scores = net.apply(Torch.rand(64, 1, 28, 28)); // [64, 10]
 * }</pre>
 *
 * <p>Call {@code apply}, which runs hooks and tells errors where in the model they happened; write
 * {@code forward}. A class in a named module lets torch4j see its fields by {@code opens PACKAGE to
 * org.torch4j;}.
 *
 * <p>The file is longer than others because PyTorch's methods of a module are all here; what they
 * do is done by classes beside it.
 */
@SuppressWarnings("TypeParameterUnusedInFormals") // to(..), train() give back the caller's own type
public abstract class Module implements UnaryOperator<Tensor>, Cloneable {
  private Registry registry = new Registry(this);
  private boolean training = true;
  private @Nullable ModuleHooks hooks;

  /** Runs before forward, {@code register_forward_pre_hook}. */
  @FunctionalInterface
  public interface ForwardPreHook {
    /** The inputs to use instead, or null to leave them. */
    Tensor @Nullable [] beforeForward(Module module, Tensor[] inputs);
  }

  /** Runs after forward, {@code register_forward_hook}. */
  @FunctionalInterface
  public interface ForwardHook {
    /** The output to use instead, or null to leave it. */
    @Nullable Tensor afterForward(Module module, Tensor[] inputs, Tensor output);
  }

  /** Runs when the gradients of a call have been computed, {@code register_full_backward_hook}. */
  @FunctionalInterface
  public interface BackwardHook {
    /**
     * The gradients of the inputs to use instead, or null to leave them.
     *
     * @param gradInput one per input, null where none is wanted
     * @param gradOutput that of the output
     */
    @Nullable Tensor @Nullable [] afterBackward(
        Module module, @Nullable Tensor[] gradInput, Tensor[] gradOutput);
  }

  /** Made by subclasses, in training mode. */
  protected Module() {}

  // ---- calling

  /** The output for one input; to be overridden, and called through {@link #apply(Tensor)}. */
  public Tensor forward(Tensor input) {
    return forward(new Tensor[] {input});
  }

  /** The output for two inputs; to be overridden, and called through {@code apply}. */
  public Tensor forward(Tensor first, Tensor second) {
    return forward(new Tensor[] {first, second});
  }

  /** The output for three inputs; to be overridden, and called through {@code apply}. */
  public Tensor forward(Tensor first, Tensor second, Tensor third) {
    return forward(new Tensor[] {first, second, third});
  }

  /** The output for any number of inputs; to be overridden, and called through {@code apply}. */
  public Tensor forward(Tensor... inputs) {
    throw new IllegalStateException(
        moduleName()
            + " has no forward("
            + String.join(", ", Collections.nCopies(inputs.length, "Tensor"))
            + "); "
            + forwards());
  }

  /** What a caller or the author of this class can do instead. */
  private String forwards() {
    String own =
        Arrays.stream(getClass().getMethods())
            .filter(m -> m.getName().equals("forward") && m.getDeclaringClass() != Module.class)
            .filter(m -> !m.isBridge())
            .map(
                m ->
                    Arrays.stream(m.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")")))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return own.isEmpty() ? "override it" : "its forward takes " + own;
  }

  /** Runs the hooks and {@link #forward(Tensor)}. */
  @Override
  public final Tensor apply(Tensor input) {
    CallPath path = CallPath.enter(this);
    try {
      ModuleHooks h = hooks;
      return h == null
          ? forward(input)
          : h.around(this, new Tensor[] {input}, in -> forward(in[0]));
    } catch (RuntimeException e) {
      throw path.locate(e);
    } finally {
      path.leave();
    }
  }

  /** Runs the hooks and {@link #forward(Tensor, Tensor)}. */
  public final Tensor apply(Tensor first, Tensor second) {
    CallPath path = CallPath.enter(this);
    try {
      ModuleHooks h = hooks;
      return h == null
          ? forward(first, second)
          : h.around(this, new Tensor[] {first, second}, in -> forward(in[0], in[1]));
    } catch (RuntimeException e) {
      throw path.locate(e);
    } finally {
      path.leave();
    }
  }

  /** Runs the hooks and {@link #forward(Tensor...)}. */
  public final Tensor apply(Tensor... inputs) {
    if (inputs.length == 1) {
      return apply(inputs[0]);
    }
    if (inputs.length == 2) {
      return apply(inputs[0], inputs[1]);
    }
    CallPath path = CallPath.enter(this);
    try {
      ModuleHooks h = hooks;
      return h == null ? forwardAll(inputs) : h.around(this, inputs, this::forwardAll);
    } catch (RuntimeException e) {
      throw path.locate(e);
    } finally {
      path.leave();
    }
  }

  private Tensor forwardAll(Tensor[] inputs) {
    return inputs.length == 3 ? forward(inputs[0], inputs[1], inputs[2]) : forward(inputs);
  }

  // ---- registering by name

  /** Adds or replaces a parameter; null takes the name without a value. */
  public final void registerParameter(String name, @Nullable Parameter parameter) {
    registry.putParameter(name, parameter);
  }

  /** Adds or replaces a buffer that the state holds; null takes the name without a value. */
  public final void registerBuffer(String name, @Nullable Tensor buffer) {
    registerBuffer(name, buffer, true);
  }

  /** Adds or replaces a buffer, which the state holds if {@code persistent}. */
  public final void registerBuffer(String name, @Nullable Tensor buffer, boolean persistent) {
    registry.putBuffer(name, buffer, persistent);
  }

  /** Adds or replaces a submodule; null takes the name without a value. */
  public final void registerModule(String name, @Nullable Module module) {
    registry.putModule(name, module);
  }

  /** The same as {@link #registerModule}, {@code add_module}. */
  public final void addModule(String name, @Nullable Module module) {
    registerModule(name, module);
  }

  final Registry registry() {
    return registry;
  }

  // ---- members

  /** All parameters, also those of submodules, each once. */
  public final List<Parameter> parameters() {
    return parameters(true);
  }

  /** The parameters, each once; only its own unless {@code recurse}. */
  public final List<Parameter> parameters(boolean recurse) {
    return List.copyOf(namedParameters("", recurse).values());
  }

  /** All parameters by their keys in the state, each once under its first. */
  public final Map<String, Parameter> namedParameters() {
    return namedParameters("", true);
  }

  /** The parameters by their keys led by {@code prefix}; only its own unless {@code recurse}. */
  public final Map<String, Parameter> namedParameters(String prefix, boolean recurse) {
    return ModuleTree.members(this, prefix, recurse, Registry::parameters);
  }

  /** All buffers, also those of submodules, each once. */
  public final List<Tensor> buffers() {
    return List.copyOf(namedBuffers().values());
  }

  /** All buffers by their keys, each once under its first. */
  public final Map<String, Tensor> namedBuffers() {
    return namedBuffers("", true);
  }

  /** The buffers by their keys led by {@code prefix}; only its own unless {@code recurse}. */
  public final Map<String, Tensor> namedBuffers(String prefix, boolean recurse) {
    return ModuleTree.members(this, prefix, recurse, Registry::buffers);
  }

  /** The direct submodules, each once. */
  public final List<Module> children() {
    return List.copyOf(namedChildren().values());
  }

  /** The direct submodules by name, each once under its first. */
  public final Map<String, Module> namedChildren() {
    Map<String, Module> children = new LinkedHashMap<>();
    Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    registry
        .modules()
        .forEach(
            (name, module) -> {
              if (seen.add(module)) {
                children.put(name, module);
              }
            });
    return children;
  }

  /** This module and all below it, each once, parents first. */
  public final List<Module> modules() {
    return List.copyOf(namedModules().values());
  }

  /** This module under the empty name and all below it by their dotted paths, each once. */
  public final Map<String, Module> namedModules() {
    return ModuleTree.modules(this, "");
  }

  /** The module at a dotted path such as {@code layer1.0.conv1}; empty is this one. */
  public final Module getSubmodule(String target) {
    return ModuleTree.submodule(this, target);
  }

  /** The parameter at a dotted path such as {@code layer1.0.weight}. */
  public final Parameter getParameter(String target) {
    return ModuleTree.member(this, target, "parameter", Registry::parameters);
  }

  /** The buffer at a dotted path such as {@code bn1.running_mean}. */
  public final Tensor getBuffer(String target) {
    return ModuleTree.member(this, target, "buffer", Registry::buffers);
  }

  // ---- state

  /**
   * The parameters and persistent buffers by their keys, detached, sharing memory with the module;
   * a shared parameter appears under each of its keys.
   */
  public final Map<String, Tensor> stateDict() {
    return stateDict("");
  }

  /** The state with {@code prefix} before each key. */
  public final Map<String, Tensor> stateDict(String prefix) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    ModuleTree.save(this, prefix, state);
    return state;
  }

  /** Its own parameters, then its own persistent buffers. */
  final Map<String, Tensor> ownState() {
    Map<String, Tensor> own = new LinkedHashMap<>(registry.parameters());
    registry
        .buffers()
        .forEach(
            (name, buffer) -> {
              if (registry.isPersistent(name, buffer)) {
                own.put(name, buffer);
              }
            });
    return own;
  }

  /**
   * Copies a state into the parameters and buffers, whose dtype and device stay.
   *
   * @throws IllegalArgumentException naming all missing and unexpected keys and all sizes that
   *     differ; nothing was copied then
   */
  public final IncompatibleKeys loadStateDict(Map<String, ? extends Tensor> state) {
    return loadStateDict(state, true);
  }

  /** Copies what fits of a state; keys need to match only if {@code strict}, sizes always. */
  public final IncompatibleKeys loadStateDict(Map<String, ? extends Tensor> state, boolean strict) {
    return StateLoading.load(this, state, strict);
  }

  /** May change a state before this module's part of it is compared and copied. */
  protected void beforeLoad(Map<String, Tensor> state, String prefix) {}

  // ---- modes and moves; each returns this module, as the type that the caller names

  /** Sets training mode on this module and all below it. */
  public final <M extends Module> M train() {
    return train(true);
  }

  /** Sets training or evaluation mode on this module and all below it. */
  public <M extends Module> M train(boolean mode) {
    training = mode;
    registry.modules().values().forEach(child -> child.train(mode));
    return self();
  }

  /** Sets evaluation mode on this module and all below it. */
  public final <M extends Module> M eval() {
    return train(false);
  }

  /** Whether it is in training mode, {@code module.training}. */
  public final boolean isTraining() {
    return training;
  }

  /**
   * A module of the same class with copies of all parameters, buffers and submodules, {@code
   * copy.deepcopy}; hooks and what else its fields hold are shared. It starts where this one is and
   * goes its own way.
   */
  public final <M extends Module> M copy() {
    @SuppressWarnings("unchecked") // a copy has the class of what it copies
    M copy = (M) ModuleCopy.of(this);
    return copy;
  }

  /** The same fields with hooks and an empty registry of their own. */
  final Module shallow() {
    try {
      Module copy = (Module) clone();
      copy.registry = new Registry(copy);
      ModuleHooks h = hooks;
      copy.hooks = h == null ? null : h.copy();
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes all parameters collect gradients, or not. */
  public final <M extends Module> M requiresGrad_(boolean requiresGrad) {
    parameters().forEach(p -> p.requiresGrad_(requiresGrad));
    return self();
  }

  /** Drops the gradients of all parameters ({@code set_to_none=True}, PyTorch's default by now). */
  public final void zeroGrad() {
    parameters().forEach(TensorState::forgetGrad);
  }

  /** Converts the floating-point parameters and buffers, in place: they stay the same objects. */
  public final <M extends Module> M to(DType dtype) {
    if (!dtype.isFloatingPoint()) {
      throw new DTypeException("Module.to: only floating-point dtypes are possible, got " + dtype);
    }
    return convert(t -> t.dtype().isFloatingPoint() ? t.to(dtype) : t);
  }

  /** Moves the parameters and buffers, in place: they stay the same objects. */
  public final <M extends Module> M to(Device device) {
    return convert(t -> t.to(device));
  }

  /** Moves to the device of this name: {@code cpu}, {@code cuda}, {@code cuda:1}. */
  public final <M extends Module> M to(String device) {
    return to(Device.of(device));
  }

  /** Moves and converts. */
  public final <M extends Module> M to(Device device, DType dtype) {
    this.<Module>to(dtype);
    return to(device);
  }

  /** Converts floating-point parameters and buffers to float32, {@code float()}. */
  public final <M extends Module> M toFloat() {
    return to(DType.FLOAT32);
  }

  /** Converts floating-point parameters and buffers to float64, {@code double()}. */
  public final <M extends Module> M toDouble() {
    return to(DType.FLOAT64);
  }

  /** Converts floating-point parameters and buffers to float16, {@code half()}. */
  public final <M extends Module> M half() {
    return to(DType.FLOAT16);
  }

  /** Converts floating-point parameters and buffers to bfloat16, {@code bfloat16()}. */
  public final <M extends Module> M bfloat16() {
    return to(DType.BFLOAT16);
  }

  /** Moves to the current GPU. */
  public final <M extends Module> M cuda() {
    return to(new Device(Device.Type.CUDA, Cuda.currentDevice()));
  }

  /** Moves to the CPU. */
  public final <M extends Module> M cpu() {
    return to(Device.CPU);
  }

  private <M extends Module> M convert(UnaryOperator<Tensor> conversion) {
    for (Module module : modules()) {
      module.ownTensors().forEach(t -> ModuleTree.convert(t, conversion));
    }
    return self();
  }

  private List<Tensor> ownTensors() {
    List<Tensor> all = new ArrayList<>(registry.parameters().values());
    all.addAll(registry.buffers().values());
    return all;
  }

  @SuppressWarnings("unchecked")
  private <M extends Module> M self() {
    return (M) this;
  }

  /** Calls a function on every submodule, children first, and on this one last. */
  public final <M extends Module> M apply(Consumer<? super Module> function) {
    registry.modules().values().forEach(child -> child.apply(function));
    function.accept(this);
    return self();
  }

  // ---- hooks

  /** The hooks, null if there are none. */
  final @Nullable ModuleHooks hooksIfAny() {
    return hooks;
  }

  final ModuleHooks hooks() {
    ModuleHooks h = hooks;
    if (h == null) {
      h = new ModuleHooks();
      hooks = h;
    }
    return h;
  }

  /** Adds a hook that runs after each forward and may replace the output. */
  public final RemovableHandle registerForwardHook(ForwardHook hook) {
    return hooks().after.add(hook);
  }

  /** Adds a hook that runs before each forward and may replace the inputs. */
  public final RemovableHandle registerForwardPreHook(ForwardPreHook hook) {
    return hooks().before.add(hook);
  }

  /** Adds a hook over the gradients of inputs and output; it may replace those of the inputs. */
  public final RemovableHandle registerFullBackwardHook(BackwardHook hook) {
    return hooks().backward.add(hook);
  }

  /** Adds a hook over the state that {@link #stateDict()} has collected of this module. */
  public final RemovableHandle registerStateDictHook(StateDictHook hook) {
    return hooks().saved.add(hook);
  }

  /** Adds a hook that runs, with the prefix of the keys, before the state is collected. */
  public final RemovableHandle registerStateDictPreHook(BiConsumer<Module, String> hook) {
    return hooks().saving.add(hook);
  }

  /** Adds a hook over a state before this module's part of it is compared and copied. */
  public final RemovableHandle registerLoadStateDictPreHook(StateDictHook hook) {
    return hooks().loading.add(hook);
  }

  /** Adds a hook that runs when a state has been copied into this module and those below it. */
  public final RemovableHandle registerLoadStateDictPostHook(
      BiConsumer<Module, IncompatibleKeys> hook) {
    return hooks().loaded.add(hook);
  }

  // ---- text

  /**
   * What messages and {@link #toString()} call it: the simple name of its class; that of the class
   * above once a {@link LazyModule} has seen its input.
   */
  public String moduleName() {
    Class<?> c = getClass();
    boolean settled = this instanceof LazyModule lazy && !lazy.awaitsInput();
    while (c.getSimpleName().isEmpty() || settled && LazyModule.class.isAssignableFrom(c)) {
      c = c.getSuperclass();
    }
    return (Parametrize.isParametrized(this) ? "Parametrized" : "") + c.getSimpleName();
  }

  /** The settings between the parentheses of {@link #toString()}; lines become lines there. */
  public String extraRepr() {
    return "";
  }

  /** The module and those in it as PyTorch prints them. */
  @Override
  public String toString() {
    return ModuleTree.text(this);
  }
}
