package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.ValuesIndices;

/**
 * What goes into and comes out of one call of a module beside the tensors that {@code apply} takes
 * and gives: so a call with several results runs through the same hooks and the same error path.
 *
 * @param <R> what forward leaves
 */
final class Aside<R> {
  private static final ScopedValue<Aside<?>> CALL = ScopedValue.newInstance();

  private final Module module;
  private final @Nullable Object given;
  private @Nullable R left;

  /**
   * A call's tensor, as the hooks left it, and the rest.
   *
   * @param tensor what apply gave
   * @param rest what forward left
   */
  record Result<R>(Tensor tensor, R rest) {}

  private Aside(Module module, @Nullable Object given) {
    this.module = module;
    this.given = given;
  }

  /** Applies a module whose forward looks at {@code given} and leaves an {@code R}. */
  static <R> Result<R> call(Module module, @Nullable Object given, Tensor... inputs) {
    Aside<R> aside = new Aside<>(module, given);
    Tensor tensor = ScopedValue.where(CALL, aside).call(() -> module.apply(inputs));
    R rest = aside.left;
    if (rest == null) {
      throw new IllegalStateException(
          module.moduleName() + ": its forward left nothing but a tensor; was it overridden?");
    }
    return new Result<>(tensor, rest);
  }

  /** Applies a module whose forward looks at {@code given} and gives a tensor alone. */
  static Tensor tensor(Module module, @Nullable Object given, Tensor... inputs) {
    Aside<Object> aside = new Aside<>(module, given);
    return ScopedValue.where(CALL, aside).call(() -> module.apply(inputs));
  }

  /** What the caller of this module gave, null if nothing. */
  static @Nullable Object given(Module module) {
    Aside<?> call = current(module);
    return call == null ? null : call.given;
  }

  /** Leaves {@code rest} to the caller of this module, if it asked. */
  @SuppressWarnings("unchecked") // a module leaves what it asks for
  static <R> void leave(Module module, R rest) {
    Aside<R> call = (Aside<R>) current(module);
    if (call != null) {
      call.left = rest;
    }
  }

  /** Leaves the indices of a pooling, whose result the values are. */
  static Tensor values(Module module, ValuesIndices both) {
    leave(module, both.indices());
    return both.values();
  }

  /** Applies a pooling whose forward leaves its indices. */
  static ValuesIndices withIndices(Module module, Tensor input) {
    Result<Tensor> both = call(module, null, input);
    return new ValuesIndices(both.tensor(), both.rest());
  }

  @SuppressWarnings("ReferenceEquality") // modules are what they are, not what they hold
  private static @Nullable Aside<?> current(Module module) {
    Aside<?> call = CALL.isBound() ? CALL.get() : null;
    return call != null && call.module == module ? call : null;
  }
}
