package org.torch4j.nn;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.AutogradException;
import org.torch4j.type.DTypeException;
import org.torch4j.type.DeviceException;
import org.torch4j.type.ShapeException;

/**
 * The modules that are being applied on the current thread, outermost first. A failure is told
 * where in the model it happened; names are looked up only then.
 */
final class CallPath {
  private static final ThreadLocal<CallPath> CURRENT = ThreadLocal.withInitial(CallPath::new);

  private @Nullable Module[] modules = new Module[16];
  private int depth;
  private @Nullable RuntimeException located;

  private CallPath() {}

  static CallPath enter(Module module) {
    CallPath path = CURRENT.get();
    if (path.depth == path.modules.length) {
      path.modules = Arrays.copyOf(path.modules, 2 * path.depth);
    }
    path.modules[path.depth++] = module;
    return path;
  }

  void leave() {
    modules[--depth] = null;
    if (depth == 0) {
      located = null;
    }
  }

  /**
   * The error to throw in place of {@code e}: of the same type, its message led by the path of the
   * innermost module. Already led messages, other types, and errors of the root itself stay.
   */
  @SuppressWarnings("ReferenceEquality") // is it the very error that was thrown further in?
  RuntimeException locate(RuntimeException e) {
    if (e == located) {
      return e;
    }
    RuntimeException result = e;
    String place = place();
    if (!place.isEmpty()) {
      String message = place + ": " + e.getMessage();
      Class<?> type = e.getClass();
      if (type == ShapeException.class) {
        result = new ShapeException(message, e);
      } else if (type == DTypeException.class) {
        result = new DTypeException(message, e);
      } else if (type == DeviceException.class) {
        result = new DeviceException(message, e);
      } else if (type == AutogradException.class) {
        result = new AutogradException(message, e);
      } else if (type == IllegalArgumentException.class) {
        result = new IllegalArgumentException(message, e);
      } else if (type == IllegalStateException.class) {
        result = new IllegalStateException(message, e);
      } else if (type == IndexOutOfBoundsException.class) {
        result = new IndexOutOfBoundsException(message);
        result.initCause(e);
      }
    }
    located = result;
    return result;
  }

  /** Such as {@code layer1.0.conv1 (Conv2d)}; empty in the root. */
  private String place() {
    StringBuilder path = new StringBuilder();
    for (int i = 1; i < depth; i++) {
      String step = name(modules[i - 1], modules[i]);
      if (!step.isEmpty()) {
        path.append(path.isEmpty() ? "" : ".").append(step);
      }
    }
    Module innermost = modules[depth - 1];
    return path.isEmpty() || innermost == null
        ? ""
        : path.append(" (").append(innermost.moduleName()).append(')').toString();
  }

  @SuppressWarnings("ReferenceEquality") // modules are what they are, not what they hold
  private static String name(@Nullable Module parent, @Nullable Module child) {
    if (parent != null) {
      for (Map.Entry<String, Module> e : parent.namedModules().entrySet()) {
        if (e.getValue() == child) {
          return e.getKey();
        }
      }
    }
    return "";
  }
}
