package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Complex;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Shape;

/** Round trips of values, and what is said when something is wrong. */
class CheckpointsTest {
  @TempDir Path folder;

  private Object roundTrip(Object value) {
    Path file = folder.resolve("x.pth");
    Checkpoints.save(value, file);
    return Checkpoints.load(file);
  }

  @Test
  void plainValuesComeBackAsTheyWere() {
    List<Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            null,
            true,
            false,
            0L,
            255L,
            256L,
            65535L,
            65536L,
            -1L,
            -129L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 31,
            BigInteger.ONE.shiftLeft(64),
            BigInteger.TWO.pow(3000).negate(),
            0.5,
            -0.0,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            "",
            "héllo 世 \uD83D\uDE00",
            "lone \uD800!",
            Shape.of(2, 0, 3),
            Shape.SCALAR,
            DType.BFLOAT16,
            Device.CPU,
            Device.of("cuda:1"),
            new Complex(1.5, -2)));
    values.add(Tuple.of());
    values.add(Tuple.of(1L));
    values.add(Tuple.of(1L, null, Tuple.of("a", 2.5), List.of()));
    values.add(new LinkedHashSet<>(List.of(3L, 1L, 2L)));
    values.add(new ArrayList<>(List.of(1L, new ArrayList<>(List.of(2L)))));
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("z", 1L);
    map.put(7L, "seven");
    map.put(Tuple.of(1L, "k"), new LinkedHashMap<>());
    map.put(null, 2.0);
    values.add(map);
    Object back = roundTrip(values);
    assertEquals(values, back);
    assertEquals(
        map.keySet().toString(),
        ((Map<?, ?>) ((List<?>) back).getLast()).keySet().toString(),
        "order of keys");
    assertInstanceOf(Tuple.class, ((List<?>) back).get(values.indexOf(Tuple.of(1L))));
  }

  @Test
  void narrowNumbersWiden() {
    assertEquals(List.of(1L, 2L, 3L, 0.25), roundTrip(List.of(1, (short) 2, (byte) 3, 0.25f)));
  }

  @Test
  void bytesComeBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    assertArrayEquals(all, (byte[]) roundTrip(all));
    assertArrayEquals(new byte[0], (byte[]) roundTrip(new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void tensorsOfEveryDtypeComeBack(DType dtype) {
    for (long n : new long[] {0, 1, 5, 3000}) {
      Tensor t = Tensors.filled(dtype, 3, n, 2);
      Tensor back = (Tensor) roundTrip(t);
      assertEquals(dtype, TensorState.array(back).dtype());
      assertEquals(Shape.of(n, 2), TensorState.array(back).shape());
      assertEquals(Tensors.hex(t), Tensors.hex(back));
      assertEquals(
          TensorState.array(t).storage().isHeap(), TensorState.array(back).storage().isHeap());
      if (n < 100) {
        assertSame(Tensors.storage(t).array().getClass(), Tensors.storage(back).array().getClass());
      }
    }
  }

  @Test
  void scalarsKeepTheirShape() {
    Tensor back = (Tensor) roundTrip(Tensors.filled(DType.FLOAT64, 1));
    assertEquals(Shape.SCALAR, TensorState.array(back).shape());
  }

  @Test
  void sharedStoragesStaySharedAndAreWrittenOnce() throws IOException {
    Tensor base = Tensors.floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("base", base);
    state.put("column", Tensors.view(base, new long[] {4}, new long[] {3}, 1));
    state.put("expanded", Tensors.view(base, new long[] {3, 2}, new long[] {0, 1}, 5));
    state.put("again", base);
    Path file = folder.resolve("shared.pth");
    Checkpoints.save(state, file);
    Map<String, Tensor> back = Checkpoints.loadStateDict(file);
    assertEquals(List.copyOf(state.keySet()), List.copyOf(back.keySet()));
    state.forEach(
        (name, t) -> {
          StridedArray a = TensorState.array(back.get(name));
          assertSame(Tensors.storage(back.get("base")), a.storage(), name);
          assertEquals(TensorState.array(t).layout(), a.layout(), name);
          assertEquals(Tensors.hex(t), Tensors.hex(back.get(name)), name);
        });
    assertSame(back.get("base"), back.get("again"), "one tensor under two names");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertEquals(1, zip.stream().filter(e -> e.getName().startsWith("shared/data/")).count());
    }
  }

  @Test
  void gradientFlagsAndContainersKeepTheirIdentity() {
    Tensor t = Tensors.floats(1, 2).requiresGrad_(true);
    List<Object> shared = new ArrayList<>(List.of(1L));
    Map<?, ?> back = (Map<?, ?>) roundTrip(Map.of("t", t, "a", shared, "b", shared));
    assertTrue(TensorState.requiresGrad((Tensor) back.get("t")));
    assertSame(back.get("a"), back.get("b"));
  }

  @Test
  void stateDictsAreOrderedDictsWithTheirAttributes() {
    OrderedDict<String, Object> state = new OrderedDict<>();
    state.put("w", Tensors.floats(1));
    state.attributes().put("_metadata", new OrderedDict<>(Map.of("", Map.of("version", 1L))));
    OrderedDict<?, ?> back = assertInstanceOf(OrderedDict.class, roundTrip(state));
    assertEquals(state.attributes(), back.attributes());
    assertInstanceOf(OrderedDict.class, roundTrip(Map.of("w", Tensors.floats(1))));
    Object plain = roundTrip(Map.of("epoch", 1L));
    assertSame(LinkedHashMap.class, plain.getClass());
  }

  @Test
  void sparseAndQuantizedTensorsComeBack() throws IOException {
    for (String name : List.of("sparse_coo", "sparse_csr")) {
      Path from = OracleCheckpointsTest.folder().resolve(name + ".pth");
      SparseTensor s = (SparseTensor) Checkpoints.load(from);
      SparseTensor back = (SparseTensor) roundTrip(s);
      assertEquals(s.layout(), back.layout());
      assertEquals(s.shape(), back.shape());
      assertEquals(Tensors.hex(s.values()), Tensors.hex(back.values()));
    }
    for (String name : List.of("quantized_per_tensor", "quantized_per_channel")) {
      Path from = OracleCheckpointsTest.folder().resolve(name + ".pth");
      QuantizedTensor q = (QuantizedTensor) Checkpoints.load(from);
      QuantizedTensor back = (QuantizedTensor) roundTrip(q);
      assertEquals(q.dtype(), back.dtype());
      assertEquals(Tensors.hex(q.dequantize()), Tensors.hex(back.dequantize()));
    }
  }

  @Test
  void recordsAreAlignedAndNamedAfterTheFile() throws IOException {
    Path file = folder.resolve("my.model.pth");
    Checkpoints.save(Map.of("a", Tensors.floats(1), "b", Tensors.filled(DType.INT8, 0, 3)), file);
    byte[] raw = Files.readAllBytes(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertEquals("my.model/data.pkl", zip.entries().nextElement().getName());
      assertEquals("3\n", text(zip, "my.model/version"));
      assertEquals("little", text(zip, "my.model/byteorder"));
    }
    int headers = 0;
    for (int i = 0; i + 30 < raw.length; i++) {
      if (raw[i] == 'P' && raw[i + 1] == 'K' && raw[i + 2] == 3 && raw[i + 3] == 4) {
        int start = i + 30 + short16(raw, i + 26) + short16(raw, i + 28);
        assertEquals(0, start % 64, "record at " + i);
        headers++;
      }
    }
    assertEquals(5, headers);
  }

  private static String text(ZipFile zip, String name) throws IOException {
    byte[] bytes = zip.getInputStream(zip.getEntry(name)).readAllBytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int short16(byte[] b, int at) {
    return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
  }

  @Test
  void savingReplacesTheOldFileOrLeavesIt() throws IOException {
    Path file = folder.resolve("x.pth");
    Checkpoints.save(1L, file);
    Checkpoints.save(2L, file);
    assertEquals(2L, Checkpoints.load(file));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Checkpoints.save(Map.of("model", List.of(1L, new Object())), file));
    assertEquals(
        "save: cannot write a java.lang.Object at [model][1], expected tensors, numbers, text,"
            + " bytes, null, maps, lists, sets and tuples of them",
        e.getMessage());
    assertEquals(2L, Checkpoints.load(file));
    Thread.currentThread().interrupt();
    assertThrows(CheckpointException.class, () -> Checkpoints.save(3L, file));
    assertTrue(Thread.interrupted());
    assertEquals(2L, Checkpoints.load(file));
    try (var all = Files.list(folder)) {
      assertEquals(List.of(file), all.toList(), "no temporary file is left");
    }
  }

  @Test
  void aLinkKeepsPointingWhereItDid() throws IOException {
    Path file = folder.resolve("real.pth");
    Checkpoints.save(1L, file);
    Path link = Files.createSymbolicLink(folder.resolve("link.pth"), file);
    Checkpoints.save(2L, link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(2L, Checkpoints.load(file));
  }

  @Test
  void unwritableValuesAreNamed() {
    Path file = folder.resolve("x.pth");
    Tensor f = Tensors.filled(DType.FLOAT32, 0, 4);
    StridedArray a = TensorState.array(f);
    Tensor asInt = new Tensor(new StridedArray(a.storage(), DType.INT32, a.layout()));
    String views = message(() -> Checkpoints.save(List.of(f, asInt), file));
    assertTrue(views.contains("float32 and as int32"), views);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Object tooDeep = deep;
    assertTrue(message(() -> Checkpoints.save(tooDeep, file)).contains("nested more than"));
    assertTrue(
        message(() -> Checkpoints.save(new float[1], file))
            .endsWith("make a tensor or a list of it"));
    assertTrue(message(() -> Checkpoints.save(Map.of(List.of(1), 1), file)).contains("as a key"));
  }

  private static String message(org.junit.jupiter.api.function.Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  @Test
  void missingAndForeignFilesAreNamed() throws IOException {
    Path missing = folder.resolve("none.pth");
    assertEquals("load: no such file: " + missing, loadMessage(missing));
    assertEquals("load: " + folder + " is a directory", loadMessage(folder));
    Path text = Files.writeString(folder.resolve("a.txt"), "hello");
    assertEquals(
        text
            + " is not a checkpoint: it begins with byte 104, expected a zip archive, a PyTorch"
            + " legacy pickle, safetensors or npy",
        loadMessage(text));
    Path empty = Files.createFile(folder.resolve("empty.pth"));
    assertEquals(
        empty + " is empty, expected a zip archive, a PyTorch legacy pickle, safetensors or npy",
        loadMessage(empty));
    Path jar = Pickles.zip(folder, Map.of("a/b", new byte[1]));
    assertTrue(loadMessage(jar).contains("without data.pkl"), loadMessage(jar));
    Path nowhere = folder.resolve("no/where.pth");
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoints.save(1L, nowhere));
    assertEquals("save: no such folder: " + nowhere.getParent(), e.getMessage());
  }

  private static String loadMessage(Path file) {
    return assertThrows(CheckpointException.class, () -> Checkpoints.load(file)).getMessage();
  }

  @Test
  void aChoiceOfStateDictsIsNotMadeForTheUser() {
    Path file = folder.resolve("gan.pth");
    Checkpoints.save(Map.of("generator", Map.of("w", Tensors.floats(1)), "step", 3L), file);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoints.loadStateDict(file));
    assertEquals(
        file + " holds state dicts under [generator]; load it and take one of them",
        e.getMessage());
    Checkpoints.save(Map.of("state_dict", Map.of("w", Tensors.floats(1)), "step", 3L), file);
    assertEquals(1, Checkpoints.loadStateDict(file).size());
    Checkpoints.save(new ArrayList<>(List.of(1L)), file);
    e = assertThrows(CheckpointException.class, () -> Checkpoints.loadStateDict(file));
    assertEquals(file + " holds a ArrayList, expected a state dict", e.getMessage());
  }

  @Test
  void largeStoragesGoThroughNativeMemory() {
    Tensor t = Tensors.filled(DType.FLOAT32, 5, 3_000_000);
    Tensor back = (Tensor) roundTrip(t);
    assertEquals(-1, Tensors.storage(t).segment().mismatch(Tensors.storage(back).segment()));
  }

  @Test
  void zip64RecordsAreRead() throws IOException {
    Path file = folder.resolve("x.pth");
    Checkpoints.save(Map.of("w", Tensors.floats(1, 2)), file);
    byte[] plain = Files.readAllBytes(file);
    byte[] wide = Zip64.widen(plain);
    Path other = Files.write(folder.resolve("wide.pth"), wide);
    assertEquals(
        Tensors.hex(Checkpoints.loadStateDict(file).get("w")),
        Tensors.hex(Checkpoints.loadStateDict(other).get("w")));
  }

  @Test
  void bigEndianStoragesAreTurned() {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put(
        "a/data.pkl",
        Pickles.bytes("\u0080\u0002" + Pickles.tensor(1, 0, Pickles.one(1), Pickles.one(1)) + "."));
    records.put("a/byteorder", Pickles.bytes("big"));
    records.put("a/data/0", new byte[] {0x3f, (byte) 0x80, 0, 0});
    Tensor t = (Tensor) Checkpoints.load(Pickles.zip(folder, records));
    assertEquals("0000803f", Tensors.hex(t));
  }

  @Test
  void entriesOfTheZipAreStored() throws IOException {
    Path file = folder.resolve("x.pth");
    Checkpoints.save(1L, file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertTrue(zip.stream().allMatch(e -> e.getMethod() == ZipEntry.STORED));
    }
  }
}
