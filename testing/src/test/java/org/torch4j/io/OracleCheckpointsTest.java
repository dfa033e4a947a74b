package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Files made by real PyTorch: the good ones load as they are described, the bad ones do not. */
class OracleCheckpointsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  static Path folder() {
    try {
      return Path.of(OracleCheckpointsTest.class.getResource("/oracle/pth/expected.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> files() throws IOException {
    Map<String, Object> root =
        JSON.readValue(folder().resolve("expected.json").toFile(), Map.class);
    return (List<Map<String, Object>>) root.get("files");
  }

  static List<String> names(String expect) throws IOException {
    return files().stream()
        .filter(f -> f.get("expect").equals(expect))
        .map(f -> (String) f.get("file"))
        .toList();
  }

  static List<String> good() throws IOException {
    return names("load");
  }

  static List<String> bad() throws IOException {
    List<String> all = new ArrayList<>(names("reject"));
    all.addAll(names("reject or load"));
    return all;
  }

  @Test
  void theOracleHasBothKinds() throws IOException {
    assertTrue(good().size() >= 40, "good files: " + good().size());
    assertTrue(bad().size() >= 15, "bad files: " + bad().size());
  }

  @ParameterizedTest
  @MethodSource("good")
  void loadsAsDescribed(String name) throws IOException {
    Map<String, Object> file =
        files().stream().filter(f -> f.get("file").equals(name)).findFirst().orElseThrow();
    new Comparison().check(file.get("value"), Checkpoints.load(folder().resolve(name)), name);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesWithOneSentence(String name) {
    Path path = folder().resolve(name);
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoints.load(path));
    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    if (name.startsWith("malicious")) {
      assertTrue(
          e.getMessage().endsWith(", which is not data; the file was not executed"),
          e.getMessage());
    }
  }

  @Test
  void namesWhatAHostileFileWouldRun() {
    Path path = folder().resolve("malicious_os_system.pth");
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoints.load(path));
    assertEquals(
        path + " refers to posix.system, which is not data; the file was not executed",
        e.getMessage());
  }

  @Test
  void stateDictsAreFoundInModulesAndTrainingCheckpoints() {
    Map<String, Tensor> module =
        Checkpoints.loadStateDict(folder().resolve("module_sequential.pth"));
    assertTrue(module.containsKey("0.weight"), module.keySet().toString());
    Map<String, Tensor> nested = Checkpoints.loadStateDict(folder().resolve("checkpoint.pth"));
    assertEquals(List.of("weight", "bias"), List.copyOf(nested.keySet()));
    Path adam = folder().resolve("adam_state_dict.pth");
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoints.loadStateDict(adam));
    assertTrue(e.getMessage().contains("is not a state dict"), e.getMessage());
  }

  @Test
  void metadataOfStateDictsIsKept() {
    OrderedDict<?, ?> state =
        assertInstanceOf(
            OrderedDict.class,
            Checkpoints.load(folder().resolve("sequential_batchnorm_state_dict.pth")));
    assertInstanceOf(Map.class, state.attributes().get("_metadata"));
  }

  /** Compares a loaded value with the tagged JSON that describes it. */
  private static final class Comparison {
    private final Map<Long, Storage> storages = new HashMap<>();
    private final Map<Storage, Long> indices = new IdentityHashMap<>();

    void check(Object want, Object got, String at) {
      switch (want) {
        case null -> assertEquals(null, got, at);
        case List<?> l -> list(l, assertInstanceOf(ArrayList.class, got, at), at);
        case Map<?, ?> m -> tagged(m, got, at);
        default -> assertEquals(want, got, at);
      }
    }

    private void list(List<?> want, List<?> got, String at) {
      assertEquals(want.size(), got.size(), at);
      for (int i = 0; i < want.size(); i++) {
        check(want.get(i), got.get(i), at + "[" + i + "]");
      }
    }

    private void map(Object want, Map<?, ?> got, String at) {
      List<?> pairs = (List<?>) want;
      assertEquals(pairs.size(), got.size(), at);
      var entries = got.entrySet().iterator();
      for (Object pair : pairs) {
        Map.Entry<?, ?> e = entries.next();
        check(((List<?>) pair).get(0), e.getKey(), at + ".key");
        check(((List<?>) pair).get(1), e.getValue(), at + "." + e.getKey());
      }
    }

    private static long[] longs(Object list) {
      return ((List<?>) list).stream().mapToLong(v -> (Long) v).toArray();
    }

    private void tagged(Map<?, ?> want, Object got, String at) {
      String tag = (String) want.keySet().iterator().next();
      Object v = want.get(tag);
      switch (tag) {
        case "tensor" -> {
          Map<?, ?> t = (Map<?, ?>) v;
          if (t.containsKey("quantized")) {
            quantized(t, assertInstanceOf(QuantizedTensor.class, got, at), at);
          } else {
            tensor(t, assertInstanceOf(Tensor.class, got, at), at);
          }
        }
        case "dict" -> map(v, assertInstanceOf(Map.class, got, at), at);
        case "ordered_dict" -> map(v, assertInstanceOf(OrderedDict.class, got, at), at);
        case "tuple" -> list((List<?>) v, assertInstanceOf(Tuple.class, got, at), at);
        case "size" -> assertEquals(Shape.of(longs(v)), got, at);
        case "float" ->
            assertEquals(
                Double.valueOf(((String) v).replace("inf", "Infinity").replace("nan", "NaN")),
                got,
                at);
        case "complex" ->
            assertEquals(
                new Complex(
                    ((Number) ((List<?>) v).get(0)).doubleValue(),
                    ((Number) ((List<?>) v).get(1)).doubleValue()),
                got,
                at);
        case "int" -> assertEquals(new BigInteger((String) v), got, at);
        case "bytes_hex" ->
            assertArrayEquals(HexFormat.of().parseHex((String) v), (byte[]) got, at);
        case "set" ->
            assertEquals(new LinkedHashSet<>((List<?>) v), assertInstanceOf(Set.class, got), at);
        case "dtype" -> assertEquals(DType.of((String) v), got, at);
        case "device" -> assertEquals(Device.of((String) v), got, at);
        case "numpy_array" -> numpy((Map<?, ?>) v, assertInstanceOf(Tensor.class, got, at), at);
        case "sparse_coo", "sparse_csr" ->
            sparse(tag, (Map<?, ?>) v, assertInstanceOf(SparseTensor.class, got, at), at);
        case "module" -> {
          PickledObject module = assertInstanceOf(PickledObject.class, got, at);
          assertEquals(((Map<?, ?>) v).get("class"), module.className(), at);
          assertEquals(((Map<?, ?>) v).get("training"), module.attribute("training"), at);
          check(((Map<?, ?>) v).get("state_dict"), module.stateDict(), at);
        }
        default -> throw new AssertionError("unknown tag " + tag + " at " + at);
      }
    }

    private void tensor(Map<?, ?> want, Tensor got, String at) {
      StridedArray a = TensorState.array(got);
      assertEquals(DType.of((String) want.get("dtype")), a.dtype(), at);
      assertEquals(Shape.of(longs(want.get("shape"))), a.shape(), at);
      assertArrayEquals(longs(want.get("strides")), a.layout().strides(), at);
      assertEquals(want.get("storage_offset"), a.layout().offset(), at);
      assertEquals(
          (Long) want.get("storage_numel") * a.dtype().byteSize(), a.storage().byteSize(), at);
      assertEquals(want.get("hex"), Tensors.hex(got), at);
      boolean grad = Boolean.TRUE.equals(want.get("requires_grad"));
      assertEquals(grad, TensorState.requiresGrad(got), at + " requires_grad");
      if (a.numel() != 0 && !at.contains("sparse") && !at.contains("quantized")) {
        Long index = (Long) want.get("storage");
        Storage before = storages.putIfAbsent(index, a.storage());
        assertTrue(before == null || before == a.storage(), at + ": storage is not shared");
        Long other = indices.putIfAbsent(a.storage(), index);
        assertTrue(other == null || other.equals(index), at + ": storage is shared wrongly");
      }
    }

    private void numpy(Map<?, ?> want, Tensor got, String at) {
      StridedArray a = TensorState.array(got);
      assertEquals(DType.of((String) want.get("dtype")), a.dtype(), at);
      assertEquals(Shape.of(longs(want.get("shape"))), a.shape(), at);
      StringBuilder hex = new StringBuilder();
      for (long value : longs(want.get("values"))) {
        hex.append(HexFormat.of().toHexDigits(Long.reverseBytes(value)));
      }
      assertEquals(hex.toString(), Tensors.hex(got), at);
    }

    private void sparse(String tag, Map<?, ?> want, SparseTensor got, String at) {
      assertEquals(tag, got.layout(), at);
      assertEquals(Shape.of(longs(want.get("size"))), got.shape(), at);
      check(want.get("values"), got.values(), at + ".values");
      if (tag.equals("sparse_coo")) {
        check(want.get("indices"), got.indices().get(0), at + ".indices");
      } else {
        check(want.get("crow_indices"), got.indices().get(0), at + ".crow");
        check(want.get("col_indices"), got.indices().get(1), at + ".col");
      }
    }

    private void quantized(Map<?, ?> want, QuantizedTensor got, String at) {
      Map<?, ?> q = (Map<?, ?>) want.get("quantized");
      assertEquals(want.get("dtype"), got.dtype(), at);
      assertEquals(q.get("scheme"), got.scheme(), at);
      check(q.get("int_repr"), got.values(), at + ".quantized");
      if (q.containsKey("scale")) {
        assertEquals(((Number) q.get("scale")).doubleValue(), got.scale(0), at);
        assertEquals(((Number) q.get("zero_point")).doubleValue(), got.zeroPoint(0), at);
      } else {
        check(q.get("scales"), got.scales(), at + ".quantized scales");
        check(q.get("zero_points"), got.zeroPoints(), at + ".quantized zeros");
        assertEquals(q.get("axis"), (long) got.axis(), at);
      }
      Object dequantized = want.get("dequantized");
      Map<?, ?> real = (Map<?, ?>) ((Map<?, ?>) dequantized).get("tensor");
      assertEquals(real.get("hex"), Tensors.hex(got.dequantize()), at);
    }
  }
}
