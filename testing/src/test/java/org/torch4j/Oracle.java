package org.torch4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** Reads what {@code src/test/python/engine_oracle.py} wrote with real PyTorch. */
public final class Oracle {
  private Oracle() {}

  public static JsonNode read(String name) {
    try (InputStream in = Oracle.class.getResourceAsStream("/torch4j/" + name + ".json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static double number(JsonNode n) {
    return n.isTextual()
        ? Double.parseDouble(n.textValue().replace("nan", "NaN").replace("inf", "Infinity"))
        : n.doubleValue();
  }

  public static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(array.get(i));
    }
    return values;
  }

  public static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).longValue();
    }
    return values;
  }

  public static Shape shape(JsonNode array) {
    return Shape.of(longs(array));
  }

  /** A tensor written as dtype, shape and row-major values. */
  public static Tensor tensor(JsonNode n) {
    DType dtype = DType.of(n.get("dtype").textValue());
    JsonNode values = n.get("values");
    Tensor flat = dtype.isIntegral() ? Torch.tensor(longs(values)) : Torch.tensor(numbers(values));
    return flat.to(dtype).reshape(longs(n.get("shape")));
  }
}
