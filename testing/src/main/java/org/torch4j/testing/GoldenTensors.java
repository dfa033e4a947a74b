package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of one golden file by name, from a file in the format safetensors. */
public final class GoldenTensors {
  private final Map<String, GoldenTensor> tensors;

  private GoldenTensors(Map<String, GoldenTensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if its header contradicts its length
   */
  public static GoldenTensors parse(byte[] file) {
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 8 || b.getLong(0) < 0 || b.getLong(0) > file.length - 8) {
      throw new IllegalArgumentException("safetensors: the header does not fit into the file");
    }
    int header = (int) b.getLong(0);
    int data = 8 + header;
    Map<String, GoldenTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e :
        GoldenJson.parse(Arrays.copyOfRange(file, 8, data)).properties()) {
      if (!e.getKey().equals("__metadata__")) {
        tensors.put(e.getKey(), tensor(e.getKey(), e.getValue(), file, data));
      }
    }
    return new GoldenTensors(tensors);
  }

  private static GoldenTensor tensor(String name, JsonNode entry, byte[] file, int data) {
    List<Long> shape = new ArrayList<>();
    entry.required("shape").forEach(s -> shape.add(s.longValue()));
    long begin = entry.required("data_offsets").get(0).longValue();
    long end = entry.required("data_offsets").get(1).longValue();
    if (begin < 0 || begin > end || end > file.length - data) {
      throw new IllegalArgumentException(
          "safetensors: tensor " + name + " from " + begin + " to " + end + " is outside the file");
    }
    byte[] bytes = Arrays.copyOfRange(file, data + (int) begin, data + (int) end);
    return new GoldenTensor(dtype(entry.required("dtype").textValue()), shape, bytes);
  }

  private static String dtype(String name) {
    return switch (name) {
      case "F64" -> "float64";
      case "F32" -> "float32";
      case "F16" -> "float16";
      case "BF16" -> "bfloat16";
      case "I64" -> "int64";
      case "I32" -> "int32";
      case "I16" -> "int16";
      case "I8" -> "int8";
      case "U8" -> "uint8";
      case "BOOL" -> "bool";
      case "C64" -> "complex64";
      default -> throw new IllegalArgumentException("safetensors: unknown dtype " + name);
    };
  }

  /** The tensor of that name as it is stored. */
  public GoldenTensor get(String name) {
    GoldenTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("golden file has no tensor " + name);
    }
    return tensor;
  }

  /**
   * The tensor as a case describes it: complex128 and complex32, which the format lacks, are put
   * together from the pairs that are stored.
   */
  public GoldenTensor get(String name, TensorInfo info) {
    GoldenTensor stored = get(name);
    return info.storedAs() == null
        ? stored
        : new GoldenTensor(info.dtype(), info.shape(), stored.toByteArray());
  }

  /** The names, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }
}
