package org.torch4j.testing.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills options records by their withers. */
final class OptionsRecord {
  private OptionsRecord() {}

  static boolean isOptions(Class<?> type) {
    return type.isRecord() && type.getSimpleName().endsWith("Options");
  }

  /** The defaults, changed by all arguments that a wither takes, which are taken. */
  static Object fill(Class<?> type, Class<?> owner, String method, ArgumentSupply supply) {
    Object options = defaults(type, owner, method);
    for (RecordComponent c : type.getRecordComponents()) {
      if (!supply.hasNext()) {
        break;
      }
      Object changed = with(options, c.getName(), supply.next());
      if (changed == null) {
        throw CallMismatch.unfit("option " + c.getName() + " takes another kind of value", false);
      }
      options = changed;
    }
    Iterator<Map.Entry<String, @Nullable Object>> left = supply.named().entrySet().iterator();
    while (left.hasNext()) {
      Map.Entry<String, @Nullable Object> e = left.next();
      if (!supply.isDefault(e.getKey())) {
        Object changed =
            with(options, Names.camel(e.getKey().replaceFirst("^_", "")), e.getValue());
        if (changed != null) {
          options = changed;
          left.remove();
        }
      }
    }
    return options;
  }

  private static Object defaults(Class<?> type, Class<?> owner, String method) {
    List<Class<?>> places = new ArrayList<>();
    places.add(type);
    places.add(owner);
    if (type.getEnclosingClass() != null) {
      places.add(type.getEnclosingClass());
    }
    String base = owner.getPackageName() + "." + Names.capitalized(method.replaceAll("With.*", ""));
    for (String name : new String[] {base, base + "Loss"}) {
      Class<?> found = Functions.find(name);
      if (found != null) {
        places.add(found);
      }
    }
    for (Class<?> place : places) {
      for (Method m : place.getMethods()) {
        if (Modifier.isStatic(m.getModifiers())
            && m.getParameterCount() == 0
            && m.getReturnType() == type) {
          return invoke(m, null);
        }
      }
    }
    throw CallMismatch.unfit("no defaults of " + type.getSimpleName() + " were found", false);
  }

  private static @Nullable Object with(Object options, String name, @Nullable Object value) {
    Method best = null;
    Conversion chosen = null;
    for (Method m : options.getClass().getMethods()) {
      if (m.getName().equals(name) && m.getParameterCount() == 1) {
        Conversion c =
            Conversion.of(value, m.getParameterTypes()[0], m.getGenericParameterTypes()[0]);
        if (c != null && (chosen == null || c.cost() < chosen.cost())) {
          best = m;
          chosen = c;
        }
      }
    }
    return best == null || chosen == null ? null : invoke(best, options, chosen.value());
  }

  private static Object invoke(Method m, @Nullable Object self, @Nullable Object... values) {
    try {
      return m.invoke(self, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException r) {
        throw r;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
