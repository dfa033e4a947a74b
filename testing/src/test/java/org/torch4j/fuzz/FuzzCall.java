package org.torch4j.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/**
 * One call, made from a seed, and how it reads.
 *
 * @param target what is called
 * @param args the arguments, of which some may be wrong
 * @param body makes the call
 */
record FuzzCall(String target, List<? extends @Nullable Object> args, Callable<?> body) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(target).append('(');
    String between = "";
    for (Object a : args) {
      text.append(between).append(text(a));
      between = ", ";
    }
    return text.append(')').toString();
  }

  private static String text(@Nullable Object a) {
    return switch (a) {
      case null -> "null";
      case Tensor t -> tensor(t);
      case List<?> list -> list.stream().map(FuzzCall::text).toList().toString();
      case Map<?, ?> map -> {
        StringBuilder all = new StringBuilder("{");
        map.forEach((k, v) -> all.append(k).append('=').append(text(v)).append(' '));
        yield all.append('}').toString();
      }
      case Record r -> record(r);
      case Object[] all -> Arrays.stream(all).map(FuzzCall::text).toList().toString();
      default -> a.getClass().isArray() ? array(a) : a.toString();
    };
  }

  private static String record(Record r) {
    StringBuilder text = new StringBuilder(r.getClass().getSimpleName());
    for (RecordComponent c : r.getClass().getRecordComponents()) {
      try {
        c.getAccessor().setAccessible(true);
        text.append(' ').append(c.getName()).append('=').append(text(c.getAccessor().invoke(r)));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return text.toString();
  }

  private static String array(Object a) {
    StringBuilder text = new StringBuilder(a.getClass().getSimpleName());
    for (int i = 0; i < Array.getLength(a); i++) {
      text.append(' ').append(Array.get(a, i));
    }
    return text.toString();
  }

  private static String tensor(Tensor t) {
    String text = t.dtype() + "" + t.shape();
    if (!t.isContiguous()) {
      text += "/" + Arrays.toString(t.strides());
    }
    if (t.requiresGrad()) {
      text += "!";
    }
    if (!t.dtype().isDifferentiable() && t.numel() < 10) {
      try {
        text += "=" + Arrays.toString(t.toLongArray());
      } catch (IllegalStateException e) {
        text += "=gone";
      }
    }
    return text;
  }
}
