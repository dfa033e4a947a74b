package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

class SafetensorsTest {
  @TempDir Path folder;

  private static Map<String, Tensor> allDtypes() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (DType d : DType.values()) {
      if (d != DType.COMPLEX128 && d != DType.COMPLEX32) {
        all.put(d + ".small", Tensors.filled(d, 1, 3, 5));
        all.put(d + ".large", Tensors.filled(d, 2, 5001, 3));
        all.put(d + ".none", Tensors.filled(d, 0, 0, 2));
        all.put(d + ".scalar", Tensors.filled(d, 3));
      }
    }
    return all;
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(new ArrayList<>(expected.keySet()), new ArrayList<>(actual.keySet()));
    expected.forEach(
        (name, t) -> {
          Tensor back = actual.get(name);
          assertEquals(t.dtype(), back.dtype(), name);
          assertEquals(t.shape(), back.shape(), name);
          assertEquals(Tensors.hex(t), Tensors.hex(back), name);
        });
  }

  @Test
  void tensorsOfEveryDtypeComeBackInTheirOrder() {
    Path file = folder.resolve("a.safetensors");
    Map<String, Tensor> all = allDtypes();
    Safetensors.saveFile(all, file);
    assertSame(all, Safetensors.loadFile(file));
    assertSame(all, Safetensors.loadFile(file, LoadOptions.mmap(true)));
    assertSame(all, Checkpoints.loadStateDict(file));
    assertEquals(Map.of("format", "pt"), Safetensors.metadata(file));
  }

  @Test
  void viewsAreWrittenByTheirElements() {
    Path file = folder.resolve("views.safetensors");
    Tensor base = Tensors.floats(0, 1, 2, 3, 4, 5);
    Tensor t = Tensors.view(base, new long[] {3, 2}, new long[] {1, 3}, 0);
    Tensor part = Tensors.view(base, new long[] {2}, new long[] {1}, 4);
    Tensor wide = Tensors.view(base, new long[] {2, 2}, new long[] {0, 1}, 1);
    Safetensors.saveFile(Map.of("t", t, "part", part, "wide", wide), file);
    Map<String, Tensor> back = Safetensors.loadFile(file);
    assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, back.get("t").toFloatArray());
    assertArrayEquals(new float[] {4, 5}, back.get("part").toFloatArray());
    assertArrayEquals(new float[] {1, 2, 1, 2}, back.get("wide").toFloatArray());
  }

  @Test
  void metadataIsTextOfAnyKind() {
    Path file = folder.resolve("m.safetensors");
    Map<String, String> metadata = Map.of("a \"b\"\\\n", "h\u00e9\u4e2d\ud83d\ude00", "n", "1");
    Safetensors.saveFile(
        Map.of("w", Tensors.floats(1)), file, Safetensors.options().metadata(metadata));
    assertEquals(metadata, Safetensors.metadata(file));
    assertEquals(metadata, Checkpoints.inspect(file).metadata());
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLEX32", "COMPLEX128"})
  void someComplexNumbersHaveNoPlace(DType dtype) {
    Path file = folder.resolve("c.safetensors");
    DTypeException e =
        assertThrows(
            DTypeException.class,
            () -> Safetensors.saveFile(Map.of("c", Tensors.filled(dtype, 1, 2)), file));
    assertEquals(
        "saveFile: safetensors has no " + dtype + ", and c is of that dtype; save its viewAsReal()",
        e.getMessage());
    assertTrue(Files.notExists(file));
  }

  @Test
  void shardsComeBackThroughTheirIndex() throws IOException {
    Map<String, Tensor> all = allDtypes();
    List<Long> progress = new ArrayList<>();
    Path index =
        Safetensors.saveSharded(
            all, folder, Safetensors.options().maxShardBytes(50_000).progress(progress::add));
    assertEquals("model.safetensors.index.json", index.getFileName().toString());
    assertEquals(13, folder.toFile().list((d, n) -> n.endsWith(".safetensors")).length);
    assertSame(all, Safetensors.loadFile(index));
    assertSame(all, Checkpoints.loadStateDict(index, LoadOptions.mmap(true)));
    assertTrue(progress.get(progress.size() - 1) > 300_000);
    Path only = Safetensors.saveSharded(all, folder, Safetensors.options());
    assertEquals("model.safetensors", only.getFileName().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../model.safetensors | is not in a file of the same folder",
        "/etc/passwd | is not in a file of the same folder",
        "a\\\\b.safetensors | is not in a file of the same folder",
        "absent.safetensors | no such file",
        "a.safetensors | does not hold w"
      })
  void indexesStayInTheirFolder(String file, String message) throws IOException {
    Safetensors.saveFile(Map.of("v", Tensors.floats(1)), folder.resolve("a.safetensors"));
    Path index = folder.resolve("i.index.json");
    Files.writeString(index, "{\"weight_map\": {\"w\": \"" + file + "\"}}");
    String said =
        assertThrows(CheckpointException.class, () -> Safetensors.loadFile(index)).getMessage();
    assertTrue(said.contains(message), said);
  }

  private Path file(String header, int data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(json.length).put(json);
    for (int i = 0; b.hasRemaining(); i++) {
      b.put((byte) (0x38 + i));
    }
    return Files.write(folder.resolve("made.safetensors"), b.array());
  }

  @Test
  void typesThatAreMissingHereWiden() throws IOException {
    Path file =
        file(
            "{\"q\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"u\":{\"dtype\":\"U16\",\"shape\":[2],\"data_offsets\":[8,12]},"
                + "\"e\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[12,14]},"
                + "\"f\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[14,15]}}",
            15);
    Map<String, Tensor> t = Safetensors.loadFile(file);
    assertEquals(DType.INT64, t.get("q").dtype());
    assertEquals(0x3f3e3d3c3b3a3938L, t.get("q").itemLong());
    assertArrayEquals(new int[] {0x4140, 0x4342}, t.get("u").toIntArray());
    // 0x44 = 2^(8-7) * 1.5, 0x45 = 2 * 1.625; 0x46 = 2^(17-15) * 1.5.
    assertArrayEquals(new float[] {3, 3.25f}, t.get("e").toFloat().toFloatArray());
    assertArrayEquals(new float[] {6}, t.get("f").toFloat().toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | expected 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | take 4 bytes, and 8"
            + " are",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | begins at byte 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,80]}} | outside the file",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | no"
            + " memory",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | no memory",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,8]}} | dtype F4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}} | no integer",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} | no shape",
        "{\"a\":1} | is not described",
        "{\"a\":{},\"a\":{}} | the key a twice",
        "{\"a\":{},} | no text",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ | more than 32 levels",
        "{\"a | a text without end",
        "{} trailing | text after its end"
      })
  void damagedHeadersAreRefused(String header, String message) throws IOException {
    Path file = file(header, 8);
    String said =
        assertThrows(CheckpointException.class, () -> Safetensors.loadFile(file)).getMessage();
    assertTrue(said.startsWith(file.toString()) && said.contains(message), said);
  }

  @Test
  void shapesNeedNotHaveElements() throws IOException {
    Path file = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[0,0]}}", 0);
    assertEquals(Shape.of(0, 7), Safetensors.loadFile(file).get("a").shape());
  }

  @Test
  void theLibraryOfHuggingFaceAgrees() {
    Python.assumeModule("safetensors.torch");
    Path ours = folder.resolve("ours.safetensors");
    Map<String, Tensor> all = allDtypes();
    Safetensors.saveFile(all, ours);
    String said =
        Python.run(
            """
            from safetensors.torch import load_file, save_file
            v = load_file('%1$s')
            save_file(v, '%1$s.back', metadata={'who': 'python'})
            print(len(v))
            """
                .formatted(ours));
    assertEquals(all.size() + "\n", said);
    Map<String, Tensor> back = Safetensors.loadFile(Path.of(ours + ".back"));
    all.forEach((name, t) -> assertEquals(Tensors.hex(t), Tensors.hex(back.get(name)), name));
    assertEquals(Map.of("who", "python"), Safetensors.metadata(Path.of(ours + ".back")));
  }
}
