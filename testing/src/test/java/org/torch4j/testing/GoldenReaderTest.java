package org.torch4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Golden files are read as their format says. */
class GoldenReaderTest {
  private static Object value(String json) {
    return GoldenJson.value(GoldenJson.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void plainValues() {
    assertEquals(3L, value("3"));
    assertEquals(3.0, value("3.0"));
    assertEquals(0.1, value("0.1"));
    assertEquals(1e-5, value("1e-05"));
    assertEquals(new BigInteger("18446744073709551615"), value("18446744073709551615"));
    assertEquals(true, value("true"));
    assertEquals("mean", value("\"mean\""));
    assertNull(value("null"));
    assertEquals(Arrays.asList(1L, null, List.of()), value("[1, null, []]"));
  }

  @Test
  void tags() {
    assertEquals(new Golden.TensorName("a.in0"), value("{\"tensor\": \"a.in0\"}"));
    assertEquals(new Golden.Tuple(List.of(1L, 2.5)), value("{\"tuple\": [1, 2.5]}"));
    assertEquals(new Golden.Size(List.of(2L, 3L)), value("{\"size\": [2, 3]}"));
    assertEquals(Double.NEGATIVE_INFINITY, value("{\"float\": \"-inf\"}"));
    assertEquals(
        new Golden.Complex(1, Double.NaN), value("{\"complex\": [1.0, {\"float\": \"nan\"}]}"));
    assertEquals(new Golden.DTypeName("float32"), value("{\"dtype\": \"float32\"}"));
    assertEquals(new Golden.Slice(null, 4L, -1L), value("{\"slice\": [null, 4, -1]}"));
    assertEquals(new Golden.Ellipsis(), value("{\"ellipsis\": true}"));
    assertEquals(
        new Golden.Dict(List.of(new Golden.Entry("k", 1L))), value("{\"dict\": [[\"k\", 1]]}"));
    assertEquals(
        new Golden.ModuleSpec("torch.nn.ReLU", List.of(), Map.of("inplace", true)),
        value(
            "{\"module\": {\"class\": \"torch.nn.ReLU\", \"args\": [],"
                + " \"kwargs\": {\"inplace\": true}}}"));
    assertEquals(
        new Golden.SparseCoo(
            new Golden.TensorName("i"), new Golden.TensorName("v"), List.of(5L), true, "float32"),
        value(
            "{\"sparse_coo\": {\"indices\": {\"tensor\": \"i\"}, \"values\": {\"tensor\": \"v\"},"
                + " \"size\": [5], \"coalesced\": true, \"dtype\": \"float32\"}}"));
    assertThrows(IllegalArgumentException.class, () -> value("{\"unknown\": 1}"));
  }

  private static byte[] safetensors(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  @Test
  void tensorsOfAFile() {
    byte[] data =
        ByteBuffer.allocate(20)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(1.5)
            .putDouble(-2)
            .putShort((short) 0x3f80)
            .putShort((short) 0xc000)
            .array();
    GoldenTensors tensors =
        GoldenTensors.parse(
            safetensors(
                "{\"z\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[0,16]},"
                    + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[16,20]}}",
                data));
    assertEquals(List.of("z", "b"), List.copyOf(tensors.names()));
    assertArrayEquals(new double[] {1, -2}, tensors.get("b").toDoubleArray());
    TensorInfo pair =
        new TensorInfo(
            "complex128", List.of(1L), false, null, 0, null, null, "F64x2", false, false);
    GoldenTensor z = tensors.get("z", pair);
    assertTrue(z.isComplex());
    assertEquals(List.of(1L), z.shape());
    assertArrayEquals(new double[] {1.5, -2}, z.toDoubleArray());
    assertThrows(IllegalArgumentException.class, () -> tensors.get("x"));
  }

  @Test
  void tensorsOutsideTheFileAreRefused() {
    String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}";
    assertThrows(
        IllegalArgumentException.class,
        () -> GoldenTensors.parse(safetensors(header, new byte[8])));
    assertThrows(IllegalArgumentException.class, () -> GoldenTensors.parse(new byte[] {9, 0, 0}));
  }

  @Test
  void filesMayBeCompressed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[] {1, 2, 3});
    }
    Map<String, byte[]> files = Map.of("a", new byte[] {7}, "b.gz", packed.toByteArray());
    GoldenSource source =
        name -> files.containsKey(name) ? new ByteArrayInputStream(files.get(name)) : null;
    assertArrayEquals(new byte[] {7}, source.read("a"));
    assertArrayEquals(new byte[] {1, 2, 3}, source.read("b"));
    assertThrows(IllegalArgumentException.class, () -> source.read("c"));
  }

  @Test
  void toleranceKnowsNanAndInfinity() {
    Tolerance t = new Tolerance(0.1, 0);
    assertTrue(t.accepts(1.1, 1.0000001));
    assertFalse(t.accepts(1.2, 1));
    assertTrue(t.accepts(Double.NaN, Double.NaN));
    assertFalse(t.accepts(1, Double.NaN));
    assertFalse(t.accepts(Double.NaN, 1));
    assertTrue(t.accepts(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertFalse(t.accepts(1e300, Double.POSITIVE_INFINITY));
  }
}
