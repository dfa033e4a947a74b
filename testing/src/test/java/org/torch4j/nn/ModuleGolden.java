package org.torch4j.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/** The cases of one module class that real PyTorch recorded, with their tensors. */
final class ModuleGolden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Tensor> tensors = new HashMap<>();
  private final JsonNode root;

  private ModuleGolden(JsonNode root) {
    this.root = root;
  }

  static ModuleGolden read(String module) {
    String base = "/oracle/modules/nn_" + module;
    try {
      ModuleGolden golden = new ModuleGolden(JSON.readTree(bytes(base + ".json")));
      golden.readTensors(bytes(base + ".safetensors"));
      return golden;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = ModuleGolden.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return in.readAllBytes();
    }
  }

  List<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    root.get("cases").forEach(cases::add);
    return cases;
  }

  /** A fresh copy of a tensor; integer arrays by their dtype. */
  Tensor tensor(String name) {
    Tensor t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return t.clone();
  }

  private void readTensors(byte[] file) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) buffer.getLong();
    String header = new String(file, 8, headerLength, StandardCharsets.UTF_8);
    JsonNode entries = JSON.readTree(header);
    for (var names = entries.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode entry = entries.get(name);
      long[] shape = new long[entry.get("shape").size()];
      Arrays.setAll(shape, i -> entry.get("shape").get(i).asLong());
      int begin = 8 + headerLength + entry.get("data_offsets").get(0).asInt();
      int end = 8 + headerLength + entry.get("data_offsets").get(1).asInt();
      ByteBuffer data =
          ByteBuffer.wrap(file, begin, end - begin).slice().order(ByteOrder.LITTLE_ENDIAN);
      tensors.put(name, values(entry.get("dtype").asText(), data).reshape(shape));
    }
  }

  private static Tensor values(String dtype, ByteBuffer data) {
    int n = data.remaining() / (dtype.equals("F32") ? 4 : 8);
    return switch (dtype) {
      case "F32" -> {
        float[] a = new float[n];
        data.asFloatBuffer().get(a);
        yield Torch.fromArray(a, Shape.of(n));
      }
      case "F64" -> {
        double[] a = new double[n];
        data.asDoubleBuffer().get(a);
        yield Torch.fromArray(a, Shape.of(n));
      }
      case "I64" -> {
        long[] a = new long[n];
        data.asLongBuffer().get(a);
        yield Torch.fromArray(a, Shape.of(n));
      }
      default -> throw new IllegalArgumentException("dtype " + dtype);
    };
  }
}
