package org.torch4j.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.torch4j.Ops;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** One call of an op, with float64 tensors that require gradients, for gradient checks. */
record OpSample(String op, List<Object> args, Map<String, ?> kwargs) {

  static OpSample of(String op, Object... args) {
    return new OpSample(op, Collections.unmodifiableList(Arrays.asList(args)), Map.of());
  }

  OpSample with(Map<String, ?> more) {
    return new OpSample(op, args, more);
  }

  /** Values whose fractions lie between 0.15 and 0.35, away from the kinks at halves and wholes. */
  static Tensor random(Random random, double low, double high, long... sizes) {
    double[] values = new double[(int) Shape.of(sizes).numel()];
    for (int i = 0; i < values.length; i++) {
      double whole = Math.floor(low + random.nextDouble() * (high - low));
      values[i] = whole + 0.15 + 0.2 * random.nextDouble();
    }
    return Torch.tensor(values).reshape(sizes).clone().requiresGrad_(true);
  }

  /** The tensors among the arguments, lists flattened. */
  Tensor[] tensors() {
    List<Tensor> all = new ArrayList<>();
    everyTensor(
        args,
        t -> {
          all.add(t);
          return t;
        });
    return all.toArray(new Tensor[0]);
  }

  /** The result of the op on other tensors; ops that write their first argument get a copy. */
  Object call(Tensor[] tensors) {
    int[] next = {0};
    List<Object> bound = everyTensor(args, t -> tensors[next[0]++]);
    String base = op.contains(".") ? op.substring(0, op.indexOf('.')) : op;
    if (base.endsWith("_")) {
      bound.set(0, ((Tensor) bound.get(0)).clone());
    }
    if (base.equals("copy") || base.equals("fill")) {
      Tensor copy = ((Tensor) bound.get(0)).clone();
      bound.set(0, copy);
      return Ops.call(base + "_" + op.substring(base.length()), bound, kwargs);
    }
    return Ops.call(op, bound, kwargs);
  }

  private static List<Object> everyTensor(List<Object> values, UnaryOperator<Tensor> change) {
    List<Object> out = new ArrayList<>();
    for (Object v : values) {
      out.add(
          switch (v) {
            case null -> null;
            case Tensor t -> change.apply(t);
            case List<?> list -> {
              List<Object> inner = new ArrayList<>();
              list.forEach(x -> inner.add(x instanceof Tensor t ? change.apply(t) : x));
              yield inner;
            }
            default -> v;
          });
    }
    return out;
  }

  /** The same with other tensors in the places of its own. */
  OpSample with(UnaryOperator<Tensor> change) {
    return new OpSample(op, everyTensor(args, change), kwargs);
  }

  /** The same with every floating tensor stored in reverse order with gaps. */
  OpSample strided() {
    return new OpSample(
        op,
        everyTensor(args, t -> t.dtype() == DType.FLOAT64 && t.dim() > 0 ? strided(t) : t),
        kwargs);
  }

  private static Tensor strided(Tensor t) {
    int n = t.dim();
    long[] reversed = new long[n + 1];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      reversed[i] = t.size(n - 1 - i);
      order[i] = n - 1 - i;
    }
    reversed[n] = 2;
    Tensor room = Torch.zeros(Shape.of(reversed), DType.FLOAT64).select(n, 1).permute(order);
    return room.copy_(t.detach()).detach().requiresGrad_(t.requiresGrad());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(op).append('(');
    String between = "";
    for (Object a : args) {
      text.append(between).append(text(a));
      between = ", ";
    }
    kwargs.forEach((k, v) -> text.append(", ").append(k).append('=').append(text(v)));
    return text.append(')').toString();
  }

  private static String text(Object a) {
    return switch (a) {
      case null -> "None";
      case Tensor t ->
          t.dtype() == DType.FLOAT64 ? t.shape().toString() : t.dtype() + t.shape().toString();
      case long[] l -> Arrays.toString(l);
      case List<?> l -> l.stream().map(OpSample::text).toList().toString();
      default -> a.toString();
    };
  }
}
