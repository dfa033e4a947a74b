package org.torch4j.op;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;

/** The calls of the gradient samples, with fresh tensors each time, for other tests. */
public final class SampleCalls {
  private static final List<OpSample> ALL = OpGradTest.samples();

  private SampleCalls() {}

  /**
   * One call.
   *
   * @param op the op's full name
   * @param args by position
   * @param kwargs by name
   */
  public record Call(String op, List<@Nullable Object> args, Map<String, ?> kwargs) {}

  /** How many there are. */
  public static int size() {
    return ALL.size();
  }

  /** Call {@code i} on what {@code change} makes of copies of its tensors. */
  public static Call get(int i, UnaryOperator<Tensor> change) {
    OpSample s = ALL.get(i).with(t -> change.apply(copy(t)));
    return new Call(s.op(), s.args(), s.kwargs());
  }

  private static Tensor copy(Tensor t) {
    Tensor fresh = t.detach().clone();
    return t.requiresGrad() ? fresh.requiresGrad_().mul(1) : fresh;
  }
}
