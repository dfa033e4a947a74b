package org.torch4j.nn;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * The fields of a module class that may hold parameters, buffers or modules, in the order in which
 * they are declared, superclass first. Found once per class; the values are read anew each time,
 * since a field may be replaced.
 */
final class FieldSlots {
  private static final ClassValue<FieldSlots> OF =
      new ClassValue<>() {
        @Override
        protected FieldSlots computeValue(Class<?> type) {
          return new FieldSlots(type);
        }
      };

  /** One field and the key under which its value is registered. */
  record Slot(Field field, String key) {
    @Nullable Object value(Module module) {
      try {
        return field.get(module);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("field " + field + " cannot be read", e);
      }
    }

    /** Sets the field of a copy, final or not. */
    void set(Module module, Object value) {
      try {
        field.set(module, value);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("field " + field + " cannot be set", e);
      }
    }
  }

  private final List<Slot> slots;

  private FieldSlots(Class<?> type) {
    List<Class<?>> lineage = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Module.class; c = c.getSuperclass()) {
      lineage.addFirst(c);
    }
    List<Slot> found = new ArrayList<>();
    for (Class<?> c : lineage) {
      for (Field field : c.getDeclaredFields()) {
        if (isCandidate(field) && makeAccessible(field)) {
          found.add(new Slot(field, key(field.getName())));
        }
      }
    }
    slots = List.copyOf(found);
  }

  /** Those of the class of {@code module}. */
  static List<Slot> of(Module module) {
    return OF.get(module.getClass()).slots;
  }

  /**
   * Synthetic fields are what the compiler captured, such as the enclosing module; transient is the
   * way to keep a reference out of the state.
   */
  private static boolean isCandidate(Field field) {
    int modifiers = field.getModifiers();
    Class<?> type = field.getType();
    return !Modifier.isStatic(modifiers)
        && !Modifier.isTransient(modifiers)
        && !field.isSynthetic()
        && (isState(type) || type == Object.class || type.isInterface());
  }

  private static boolean isState(Class<?> type) {
    return Tensor.class.isAssignableFrom(type) || Module.class.isAssignableFrom(type);
  }

  private static boolean makeAccessible(Field field) {
    try {
      field.setAccessible(true);
      return true;
    } catch (InaccessibleObjectException e) {
      if (!isState(field.getType())) {
        return false;
      }
      Class<?> owner = field.getDeclaringClass();
      throw new IllegalStateException(
          owner.getSimpleName()
              + ": field '"
              + field.getName()
              + "' cannot be registered because module "
              + owner.getModule().getName()
              + " is closed; add `opens "
              + owner.getPackageName()
              + " to org.torch4j;` to its module-info.java",
          e);
    }
  }

  /**
   * The key of a field: {@code runningMean} gives {@code running_mean}, {@code fc1} stays {@code
   * fc1}.
   */
  static String key(String field) {
    StringBuilder key = new StringBuilder(field.length() + 4);
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (Character.isUpperCase(c)) {
        char before = i == 0 ? '_' : field.charAt(i - 1);
        boolean startsWord =
            !Character.isUpperCase(before)
                || i + 1 < field.length() && Character.isLowerCase(field.charAt(i + 1));
        if (before != '_' && startsWord) {
          key.append('_');
        }
        key.append(Character.toLowerCase(c));
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }
}
