package org.torch4j.nn;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.autograd.GradMode;

/** The hooks of one module and how a call runs through them. */
final class ModuleHooks {
  final HookList<Module.ForwardPreHook> before = new HookList<>();
  final HookList<Module.ForwardHook> after = new HookList<>();
  final HookList<Module.BackwardHook> backward = new HookList<>();
  final HookList<BiConsumer<Module, String>> saving = new HookList<>();
  final HookList<StateDictHook> saved = new HookList<>();
  final HookList<StateDictHook> loading = new HookList<>();
  final HookList<BiConsumer<Module, IncompatibleKeys>> loaded = new HookList<>();

  /** The same hooks in lists of their own. */
  ModuleHooks copy() {
    ModuleHooks copy = new ModuleHooks();
    before.forEach(copy.before::add);
    after.forEach(copy.after::add);
    backward.forEach(copy.backward::add);
    saving.forEach(copy.saving::add);
    saved.forEach(copy.saved::add);
    loading.forEach(copy.loading::add);
    loaded.forEach(copy.loaded::add);
    return copy;
  }

  /** Runs the hooks around {@code forward}. */
  Tensor around(Module module, Tensor[] given, Function<Tensor[], Tensor> forward) {
    Tensor[] inputs = given;
    for (Module.ForwardPreHook hook : before) {
      Tensor @Nullable [] changed = hook.beforeForward(module, inputs.clone());
      inputs = changed == null ? inputs : changed;
    }
    Watch watch = backward.isEmpty() || !GradMode.isEnabled() ? null : new Watch(module);
    if (watch != null) {
      inputs = watch.inputs(inputs);
    }
    Tensor output = forward.apply(inputs);
    for (Module.ForwardHook hook : after) {
      Tensor changed = hook.afterForward(module, inputs.clone(), output);
      output = changed == null ? output : changed;
    }
    return watch == null ? output : watch.output(output);
  }

  /** Sees the gradients of one call go by: first that of the output, then those of the inputs. */
  private final class Watch {
    private final Module module;
    private int count;
    private int[] watched = {};
    private Tensor[] gradOutput = {};

    Watch(Module module) {
      this.module = module;
    }

    Tensor[] inputs(Tensor[] inputs) {
      count = inputs.length;
      watched = new int[count];
      int n = 0;
      for (int i = 0; i < count; i++) {
        if (inputs[i].requiresGrad()) {
          watched[n++] = i;
        }
      }
      watched = Arrays.copyOf(watched, n);
      if (n == 0) {
        return inputs;
      }
      Tensor[] some = new Tensor[n];
      for (int i = 0; i < n; i++) {
        some[i] = inputs[watched[i]];
      }
      Tensor[] passed = new Gate(this::onInputs).applyAll(some);
      Tensor[] all = inputs.clone();
      for (int i = 0; i < n; i++) {
        all[watched[i]] = passed[i];
      }
      return all;
    }

    Tensor output(Tensor output) {
      return output.requiresGrad() ? new Gate(this::onOutput).apply(output) : output;
    }

    private Tensor[] onOutput(Tensor[] gradients) {
      gradOutput = gradients.clone();
      if (watched.length == 0) {
        run(new Tensor[count]);
      }
      return gradients;
    }

    private Tensor[] onInputs(Tensor[] gradients) {
      @Nullable Tensor[] full = new Tensor[count];
      for (int i = 0; i < watched.length; i++) {
        full[watched[i]] = gradients[i];
      }
      full = run(full);
      Tensor[] result = gradients.clone();
      for (int i = 0; i < watched.length; i++) {
        Tensor g = full[watched[i]];
        if (g == null) {
          throw new IllegalStateException(
              module.moduleName()
                  + ": a full backward hook returned no gradient for input "
                  + watched[i]
                  + ", which requires one");
        }
        result[i] = g;
      }
      return result;
    }

    private @Nullable Tensor[] run(@Nullable Tensor[] gradInput) {
      @Nullable Tensor[] current = gradInput;
      for (Module.BackwardHook hook : backward) {
        @Nullable Tensor @Nullable [] changed =
            hook.afterBackward(module, current.clone(), gradOutput.clone());
        if (changed != null) {
          if (changed.length != count) {
            throw new IllegalStateException(
                module.moduleName()
                    + ": a full backward hook returned "
                    + changed.length
                    + " gradients, expected "
                    + count
                    + ", one per input");
          }
          current = changed;
        }
      }
      return current;
    }
  }

  /** The identity, whose gradient goes through a function. */
  private static final class Gate extends org.torch4j.autograd.Function {
    private final UnaryOperator<Tensor[]> onGradients;

    Gate(UnaryOperator<Tensor[]> onGradients) {
      this.onGradients = onGradients;
    }

    @Override
    protected Tensor[] forward(Context context, Tensor... inputs) {
      return inputs.clone();
    }

    @Override
    protected @Nullable Tensor[] backward(Context context, Tensor... gradients) {
      return onGradients.apply(gradients);
    }
  }
}
