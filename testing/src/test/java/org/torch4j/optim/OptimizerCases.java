package org.torch4j.optim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

/** The cases of {@code src/test/python/optim_trajectories.py} on this side. */
final class OptimizerCases {
  private static final double[] W = {0.5, -1.25, 2.0, 0.0, 3.5, -0.75};
  private static final double[] B = {0.1, -0.2};

  private OptimizerCases() {}

  static JsonNode read(String resource) {
    try (InputStream in = OptimizerCases.class.getResourceAsStream(resource)) {
      return JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build()
          .readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Tensor> start(DType dtype) {
    Tensor w = Torch.tensor(W).view(2, 3).to(dtype).requiresGrad_(true);
    Tensor b = Torch.tensor(B).to(dtype).requiresGrad_(true);
    return List.of(w, b);
  }

  /** The optimizer {@code kind}; options find their withers by their names. */
  static Optimizer make(String kind, JsonNode options, List<Tensor> params) {
    try {
      Class<?> type = Class.forName("org.torch4j.optim." + kind);
      Object chosen = type.getMethod("options").invoke(null);
      for (var e : options.properties()) {
        chosen = set(chosen, camel(e.getKey()), e.getValue());
      }
      return (Optimizer)
          type.getConstructor(Iterable.class, chosen.getClass()).newInstance(params, chosen);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(kind + " " + options, e);
    }
  }

  private static Object set(Object options, String name, JsonNode value)
      throws ReflectiveOperationException {
    List<JsonNode> values = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(values::add);
    } else {
      values.add(value);
    }
    for (Method m : options.getClass().getMethods()) {
      if (m.getName().equals(name) && m.getParameterCount() == values.size()) {
        Object[] args = new Object[values.size()];
        for (int i = 0; i < args.length; i++) {
          args[i] = convert(values.get(i), m.getParameterTypes()[i]);
        }
        return m.invoke(options, args);
      }
    }
    throw new NoSuchMethodException(options.getClass() + "." + name);
  }

  private static Object convert(JsonNode value, Class<?> type) {
    if (value.isNull()) {
      return null;
    }
    if (value.isTextual()) {
      return value.asText();
    }
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    return type == int.class || type == Integer.class
        ? (Object) value.asInt()
        : (Object) value.asDouble();
  }

  private static String camel(String snake) {
    StringBuilder s = new StringBuilder();
    for (String part : snake.split("_", -1)) {
      s.append(s.isEmpty() ? part : part.substring(0, 1).toUpperCase() + part.substring(1));
    }
    return s.toString();
  }

  /** One update at step {@code step}; gives the loss before it. */
  static double update(Optimizer optimizer, List<Tensor> params, int step) {
    if (optimizer instanceof LBFGS) {
      return optimizer.step(() -> backward(optimizer, params, step)).item();
    }
    double loss = backward(optimizer, params, step).item();
    optimizer.step();
    return loss;
  }

  private static Tensor backward(Optimizer optimizer, List<Tensor> params, int step) {
    optimizer.zeroGrad();
    boolean flat = !(optimizer instanceof LBFGS);
    Tensor loss = flat ? part(params.get(0).reshape(-1), step) : valley(params);
    if (flat && step != 2 && step != 30) {
      loss = loss.add(part(params.get(1), step));
    }
    loss.backward();
    return loss.detach();
  }

  private static Tensor part(Tensor x, int step) {
    Tensor c = coefficient((int) x.numel(), step).to(x.dtype());
    return x.mul(c).sum().add(x.sub(1).pow(2).sum().mul(0.5));
  }

  static Tensor coefficient(int n, int step) {
    double[] coefficient = new double[n];
    for (int i = 0; i < n; i++) {
      coefficient[i] = ((step * 7 + i * 3) % 11 - 5) / 4.0;
    }
    return Torch.tensor(coefficient);
  }

  private static Tensor valley(List<Tensor> params) {
    Tensor all = Torch.cat(List.of(params.get(0).reshape(-1), params.get(1)), 0);
    Tensor x = all.narrow(0, 0, 7);
    Tensor next = all.narrow(0, 1, 7);
    Tensor bend = next.sub(x.pow(2)).pow(2).mul(5);
    return bend.add(x.rsub(1).pow(2)).sum();
  }
}
