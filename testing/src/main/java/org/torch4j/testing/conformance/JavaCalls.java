package org.torch4j.testing.conformance;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls public methods and constructors by name. The overload that is nearest to what was written
 * is taken; arguments find their parameters by name, in the order of the parameters where none is
 * known, and what is left goes to an options record.
 */
final class JavaCalls {
  private static final Map<Class<?>, Map<String, List<Method>>> METHODS = new ConcurrentHashMap<>();

  private JavaCalls() {}

  private record Bound(Executable executable, @Nullable Object[] values, int cost) {}

  private static List<Method> methods(Class<?> owner, String name, boolean isStatic) {
    return METHODS
        .computeIfAbsent(
            owner,
            c -> {
              Map<String, List<Method>> all = new ConcurrentHashMap<>();
              for (Method m : c.getMethods()) {
                if (!m.isBridge() && m.getDeclaringClass() != Object.class) {
                  all.computeIfAbsent(m.getName(), _ -> new ArrayList<>()).add(m);
                }
              }
              return all;
            })
        .getOrDefault(name, List.of())
        .stream()
        .filter(m -> Modifier.isStatic(m.getModifiers()) == isStatic)
        .toList();
  }

  static boolean exists(Class<?> owner, String name, boolean isStatic) {
    return !methods(owner, name, isStatic).isEmpty();
  }

  /** Calls a static method. */
  static @Nullable Object callStatic(Class<?> owner, String name, Arguments arguments) {
    Bound best = best(owner, name, methods(owner, name, true), arguments);
    Method m = (Method) best.executable;
    MethodType type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
    try {
      return invoke(
          MethodHandles.publicLookup().findStatic(owner, m.getName(), type),
          Arrays.asList(best.values));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls a method of an object. */
  static @Nullable Object callMethod(Object self, String name, Arguments arguments) {
    Class<?> owner = self.getClass();
    Bound best = best(owner, name, methods(owner, name, false), arguments);
    Method m = (Method) best.executable;
    MethodType type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
    List<@Nullable Object> all = new ArrayList<>();
    all.add(self);
    all.addAll(Arrays.asList(best.values));
    try {
      return invoke(MethodHandles.publicLookup().findVirtual(owner, m.getName(), type), all);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes an object. */
  static Object construct(Class<?> type, Arguments arguments) {
    Bound best = best(type, type.getSimpleName(), Arrays.asList(type.getConstructors()), arguments);
    try {
      return java.util.Objects.requireNonNull(
          invoke(
              MethodHandles.publicLookup().unreflectConstructor((Constructor<?>) best.executable),
              Arrays.asList(best.values)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static @Nullable Object invoke(MethodHandle handle, List<@Nullable Object> values) {
    try {
      return handle.asFixedArity().invokeWithArguments(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bound best(
      Class<?> owner, String name, List<? extends Executable> candidates, Arguments arguments) {
    Bound best = null;
    List<String> reasons = new ArrayList<>();
    for (Executable candidate : candidates) {
      try {
        Bound bound = bind(owner, candidate, arguments);
        if (best == null
            || bound.cost < best.cost
            || bound.cost == best.cost && bound.values.length < best.values.length) {
          best = bound;
        }
      } catch (CallMismatch e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    if (best == null) {
      throw CallMismatch.unfit(
          owner.getSimpleName()
              + "."
              + name
              + ": the arguments fit no method: "
              + String.join("; ", reasons.stream().distinct().toList()),
          false);
    }
    return best;
  }

  private static Bound bind(Class<?> owner, Executable target, Arguments arguments) {
    Parameter[] parameters = target.getParameters();
    ArgumentSupply supply = new ArgumentSupply(arguments, parameters);
    @Nullable Object[] values = new Object[parameters.length];
    int cost = 0;
    int options = -1;
    for (int i = 0; i < parameters.length; i++) {
      Parameter p = parameters[i];
      if (OptionsRecord.isOptions(p.getType())) {
        options = i;
        continue;
      }
      boolean rest = target.isVarArgs() && i == parameters.length - 1;
      Conversion c = supply.take(p, i, rest);
      values[i] = c.value();
      // a forward that names its inputs is nearer than one for any number of them
      cost += c.cost() + (rest && arguments.function().equals("forward") ? 2 : 0);
    }
    if (options >= 0) {
      values[options] =
          OptionsRecord.fill(parameters[options].getType(), owner, target.getName(), supply);
      cost += 1;
    }
    supply.requireEmpty();
    return new Bound(target, values, cost);
  }
}
