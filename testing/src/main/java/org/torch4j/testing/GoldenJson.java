package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the JSON of golden files into values. */
final class GoldenJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> TAGS =
      Set.of(
          "tensor",
          "tuple",
          "size",
          "float",
          "complex",
          "dtype",
          "device",
          "memory_format",
          "layout",
          "slice",
          "ellipsis",
          "dict",
          "sparse_coo",
          "sparse_csr",
          "callable",
          "module",
          "shape_only");

  private GoldenJson() {}

  static JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("golden file is not JSON", e);
    }
  }

  /** A tagged or plain value. */
  static @Nullable Object value(JsonNode n) {
    if (n.isMissingNode() || n.isNull()) {
      return null;
    }
    if (n.isBoolean()) {
      return n.booleanValue();
    }
    if (n.isTextual()) {
      return n.textValue();
    }
    if (n.isIntegralNumber()) {
      return n.canConvertToLong() ? (Object) n.longValue() : n.bigIntegerValue();
    }
    if (n.isNumber()) {
      return n.doubleValue();
    }
    if (n.isArray()) {
      return values(n);
    }
    if (n.size() == 1) {
      Map.Entry<String, JsonNode> only = n.properties().iterator().next();
      if (TAGS.contains(only.getKey())) {
        return tagged(only.getKey(), only.getValue());
      }
    }
    throw new IllegalArgumentException("golden file: unknown value " + n);
  }

  private static Object tagged(String tag, JsonNode n) {
    return switch (tag) {
      case "tensor" -> new Golden.TensorName(n.textValue());
      case "tuple" -> new Golden.Tuple(values(n));
      case "size" -> new Golden.Size(TensorInfo.longs(n));
      case "float" -> nonFinite(n.textValue());
      case "complex" -> new Golden.Complex(real(n.get(0)), real(n.get(1)));
      case "dtype" -> new Golden.DTypeName(n.textValue());
      case "device" -> new Golden.DeviceName(n.textValue());
      case "memory_format" -> new Golden.MemoryFormat(n.textValue());
      case "layout" -> new Golden.LayoutName(n.textValue());
      case "slice" -> new Golden.Slice(bound(n.get(0)), bound(n.get(1)), bound(n.get(2)));
      case "ellipsis" -> new Golden.Ellipsis();
      case "dict" -> dict(n);
      case "sparse_coo" ->
          new Golden.SparseCoo(
              name(n, "indices"),
              name(n, "values"),
              TensorInfo.longs(n.required("size")),
              n.required("coalesced").booleanValue(),
              n.required("dtype").textValue());
      case "sparse_csr" ->
          new Golden.SparseCsr(
              name(n, "crow_indices"),
              name(n, "col_indices"),
              name(n, "values"),
              TensorInfo.longs(n.required("size")),
              n.required("dtype").textValue());
      case "callable" -> new Golden.Callable(n.textValue());
      case "module" ->
          new Golden.ModuleSpec(
              n.required("class").textValue(),
              values(n.required("args")),
              named(n.required("kwargs")));
      case "shape_only" ->
          new Golden.ShapeOnly(
              n.required("dtype").textValue(), TensorInfo.longs(n.required("shape")));
      default -> throw new IllegalArgumentException("golden file: unknown tag " + tag);
    };
  }

  private static Golden.TensorName name(JsonNode n, String key) {
    return new Golden.TensorName(n.required(key).required("tensor").textValue());
  }

  private static Golden.Dict dict(JsonNode n) {
    List<Golden.Entry> entries = new ArrayList<>();
    n.forEach(e -> entries.add(new Golden.Entry(value(e.get(0)), value(e.get(1)))));
    return new Golden.Dict(Collections.unmodifiableList(entries));
  }

  private static @Nullable Long bound(JsonNode n) {
    return n.isNull() ? null : (Long) n.longValue();
  }

  private static double real(JsonNode n) {
    return n.isNumber() ? n.doubleValue() : nonFinite(n.path("float").textValue());
  }

  private static double nonFinite(@Nullable String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case null, default -> throw new IllegalArgumentException("golden file: no float " + text);
    };
  }

  /** The values of an array; none for a missing one. */
  static List<@Nullable Object> values(JsonNode array) {
    List<@Nullable Object> out = new ArrayList<>();
    array.forEach(e -> out.add(value(e)));
    return Collections.unmodifiableList(out);
  }

  /** A plain object of values, in order; empty for a missing one. */
  static Map<String, @Nullable Object> named(JsonNode object) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    object.properties().forEach(e -> out.put(e.getKey(), value(e.getValue())));
    return Collections.unmodifiableMap(out);
  }

  /** A plain object of texts, in order. */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> out = new LinkedHashMap<>();
    object.properties().forEach(e -> out.put(e.getKey(), e.getValue().textValue()));
    return Collections.unmodifiableMap(out);
  }

  /** A plain object of tensors, sparse ones included; null where there is no tensor. */
  static Map<String, @Nullable Golden> tensorNames(JsonNode object) {
    Map<String, @Nullable Golden> out = new LinkedHashMap<>();
    object.properties().forEach(e -> out.put(e.getKey(), (Golden) value(e.getValue())));
    return Collections.unmodifiableMap(out);
  }

  /** The tensor table of a case. */
  static Map<String, TensorInfo> tensors(JsonNode object) {
    Map<String, TensorInfo> out = new LinkedHashMap<>();
    object.properties().forEach(e -> out.put(e.getKey(), TensorInfo.of(e.getValue())));
    return Collections.unmodifiableMap(out);
  }

  static List<String> strings(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(e -> out.add(e.textValue()));
    return List.copyOf(out);
  }

  static List<GoldenGrad> grads(JsonNode array) {
    List<GoldenGrad> out = new ArrayList<>();
    array.forEach(
        e ->
            out.add(new GoldenGrad(e.required("wrt").textValue(), (Golden) value(e.path("grad")))));
    return List.copyOf(out);
  }
}
