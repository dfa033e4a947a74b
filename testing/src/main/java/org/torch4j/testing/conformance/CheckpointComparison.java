package org.torch4j.testing.conformance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.io.OrderedDict;
import org.torch4j.io.PickledObject;
import org.torch4j.io.QuantizedTensor;
import org.torch4j.io.Tuple;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Compares what a checkpoint held with the tagged JSON that describes it. */
final class CheckpointComparison {
  private final Map<Object, Storage> storages = new HashMap<>();
  private final Map<Storage, Object> indices = new IdentityHashMap<>();

  /** Throws the first difference. */
  void check(@Nullable Object want, @Nullable Object got, String at) {
    switch (want) {
      case null -> same(null, got, at);
      case List<?> l -> list(l, as(ArrayList.class, got, at), at);
      case Map<?, ?> m -> tagged(m, got, at);
      default -> same(want, got, at);
    }
  }

  private static void same(@Nullable Object want, @Nullable Object got, String at) {
    if (!Objects.equals(want, got)) {
      throw new CaseFailure(at + ": expected " + want + ", got " + got);
    }
  }

  private static <T> T as(Class<T> type, @Nullable Object got, String at) {
    if (!type.isInstance(got)) {
      String kind = got == null ? "None" : got.getClass().getSimpleName();
      throw new CaseFailure(at + ": expected a " + type.getSimpleName() + ", got a " + kind);
    }
    return type.cast(got);
  }

  /** An entry of the description, which must be there. */
  private static Object need(Map<?, ?> description, String key) {
    Object value = description.get(key);
    if (value == null) {
      throw new CaseFailure("the description has no " + key);
    }
    return value;
  }

  private void list(List<?> want, List<?> got, String at) {
    same(want.size(), got.size(), at + " size");
    for (int i = 0; i < want.size(); i++) {
      check(want.get(i), got.get(i), at + "[" + i + "]");
    }
  }

  private void map(List<?> pairs, Map<?, ?> got, String at) {
    same(pairs.size(), got.size(), at + " size");
    Iterator<? extends Map.Entry<?, ?>> entries = got.entrySet().iterator();
    for (Object pair : pairs) {
      Map.Entry<?, ?> e = entries.next();
      check(((List<?>) pair).get(0), e.getKey(), at + ".key");
      check(((List<?>) pair).get(1), e.getValue(), at + "." + e.getKey());
    }
  }

  private static long[] longs(@Nullable Object list) {
    List<?> values = as(List.class, list, "description");
    return values.stream().mapToLong(v -> (Long) v).toArray();
  }

  private void tagged(Map<?, ?> want, @Nullable Object got, String at) {
    String tag = (String) want.keySet().iterator().next();
    Object v = need(want, tag);
    switch (tag) {
      case "tensor" -> {
        Map<?, ?> t = (Map<?, ?>) v;
        if (t.containsKey("quantized")) {
          quantized(t, as(QuantizedTensor.class, got, at), at);
        } else {
          tensor(t, as(Tensor.class, got, at), at);
        }
      }
      case "dict" -> map((List<?>) v, as(Map.class, got, at), at);
      case "ordered_dict" -> map((List<?>) v, as(OrderedDict.class, got, at), at);
      case "tuple" -> list((List<?>) v, as(Tuple.class, got, at), at);
      case "numpy_array" -> numpy((Map<?, ?>) v, as(Tensor.class, got, at), at);
      case "sparse_coo", "sparse_csr" -> sparse(tag, (Map<?, ?>) v, as(Tensor.class, got, at), at);
      case "module" -> module((Map<?, ?>) v, as(PickledObject.class, got, at), at);
      case "set" -> same(new LinkedHashSet<>((List<?>) v), as(Set.class, got, at), at);
      case "bytes_hex" -> same(v, HexFormat.of().formatHex(as(byte[].class, got, at)), at);
      default -> same(plain(tag, v, at), got, at);
    }
  }

  private static Object plain(String tag, Object v, String at) {
    return switch (tag) {
      case "size" -> Shape.of(longs(v));
      case "float" -> Double.valueOf(((String) v).replace("inf", "Infinity").replace("nan", "NaN"));
      case "complex" -> {
        List<?> parts = (List<?>) v;
        yield new Complex(
            ((Number) parts.get(0)).doubleValue(), ((Number) parts.get(1)).doubleValue());
      }
      case "int" -> new BigInteger((String) v);
      case "dtype" -> DType.of((String) v);
      case "device" -> Device.of((String) v);
      default -> throw new CaseFailure(at + ": unknown tag " + tag);
    };
  }

  private void module(Map<?, ?> want, PickledObject got, String at) {
    same(want.get("class"), got.className(), at + " class");
    same(want.get("training"), got.attribute("training"), at + " training");
    check(want.get("state_dict"), got.stateDict(), at);
  }

  private void tensor(Map<?, ?> want, Tensor got, String at) {
    StridedArray a = TensorState.array(got);
    same(DType.of((String) need(want, "dtype")), a.dtype(), at + " dtype");
    same(Shape.of(longs(want.get("shape"))), a.shape(), at + " shape");
    same(
        Arrays.toString(longs(want.get("strides"))),
        Arrays.toString(a.layout().strides()),
        at + " strides");
    same(want.get("storage_offset"), a.layout().offset(), at + " offset");
    same(
        (Long) need(want, "storage_numel") * a.dtype().byteSize(),
        a.storage().byteSize(),
        at + " storage bytes");
    same(want.get("hex"), hex(got), at + " bytes");
    same(
        Boolean.TRUE.equals(want.get("requires_grad")),
        TensorState.requiresGrad(got),
        at + " requires_grad");
    if (a.numel() != 0 && want.get("storage") != null && !at.endsWith(" part")) {
      Object index = want.get("storage");
      Storage before = storages.putIfAbsent(index, a.storage());
      Object other = indices.putIfAbsent(a.storage(), index);
      if (before != null && before != a.storage() || other != null && !other.equals(index)) {
        throw new CaseFailure(at + ": storages are shared otherwise");
      }
    }
  }

  private static String hex(Tensor t) {
    return HexFormat.of().formatHex(TensorBytes.read(t).toByteArray());
  }

  private static void numpy(Map<?, ?> want, Tensor got, String at) {
    same(DType.of((String) need(want, "dtype")), got.dtype(), at + " dtype");
    same(Shape.of(longs(want.get("shape"))), got.shape(), at + " shape");
    double[] values = TensorBytes.read(got).toDoubleArray();
    List<?> wanted = (List<?>) need(want, "values");
    for (int i = 0; i < values.length; i++) {
      same(((Number) wanted.get(i)).doubleValue(), values[i], at + " value " + i);
    }
  }

  private void sparse(String tag, Map<?, ?> want, Tensor got, String at) {
    same(tag, got.layout().torchName(), at + " layout");
    same(Shape.of(longs(want.get("size"))), got.shape(), at + " size");
    check(want.get("values"), got._values(), at + " values part");
    if (tag.equals("sparse_coo")) {
      check(want.get("indices"), got._indices(), at + " indices part");
    } else {
      check(want.get("crow_indices"), got.crowIndices(), at + " rows part");
      check(want.get("col_indices"), got.colIndices(), at + " columns part");
    }
  }

  private void quantized(Map<?, ?> want, QuantizedTensor got, String at) {
    Map<?, ?> q = (Map<?, ?>) need(want, "quantized");
    same(want.get("dtype"), got.dtype(), at + " dtype");
    same(q.get("scheme"), got.scheme(), at + " scheme");
    check(q.get("int_repr"), got.values(), at + " values part");
    if (q.containsKey("scale")) {
      same(((Number) need(q, "scale")).doubleValue(), got.scale(0), at + " scale");
      same(((Number) need(q, "zero_point")).doubleValue(), got.zeroPoint(0), at + " zero point");
    } else {
      check(q.get("scales"), got.scales(), at + " scales part");
      check(q.get("zero_points"), got.zeroPoints(), at + " zero points part");
      same(q.get("axis"), (long) got.axis(), at + " axis");
    }
    Map<?, ?> real = (Map<?, ?>) need((Map<?, ?>) need(want, "dequantized"), "tensor");
    same(real.get("hex"), hex(got.dequantize()), at + " dequantized");
  }
}
