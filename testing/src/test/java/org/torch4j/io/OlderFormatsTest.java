package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.type.DType;

/** Files that real PyTorch opens and torch.save no longer makes, or makes elsewhere. */
class OlderFormatsTest {
  @TempDir Path folder;

  private Path resource(String name) throws IOException {
    try (InputStream in = OlderFormatsTest.class.getResourceAsStream("fuzz/" + name)) {
      Path file = folder.resolve(name);
      Files.copy(in, file);
      return file;
    }
  }

  @Test
  void tarArchives() throws IOException {
    Map<?, ?> value = (Map<?, ?>) Checkpoints.load(resource("old.tar"));
    Tensor a = (Tensor) value.get("a");
    Tensor b = (Tensor) value.get("b");
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, a.toFloatArray());
    assertArrayEquals(new float[] {2, 3, 4}, b.toFloatArray());
    assertSame(Tensors.storage(a), Tensors.storage(b));
    assertEquals(
        "PyTorch checkpoint, the tar format before 0.2",
        Checkpoints.inspect(folder.resolve("old.tar")).format());
  }

  @Test
  void everyCutTarArchiveIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(resource("old.tar"));
    for (int length = 0; length < 3584; length += 97) {
      Path file = Pickles.file(folder, java.util.Arrays.copyOf(whole, length));
      assertThrows(CheckpointException.class, () -> Checkpoints.load(file), "cut at " + length);
    }
    whole[300] ^= 1;
    Path file = Pickles.file(folder, whole);
    String said =
        assertThrows(CheckpointException.class, () -> Checkpoints.load(file)).getMessage();
    assertTrue(said.contains("fails its checksum"), said);
  }

  @Test
  void scriptArchivesGiveTheirParameters() throws IOException {
    Path file = resource("script.pt");
    PickledObject module = assertInstanceOf(PickledObject.class, Checkpoints.load(file));
    assertTrue(module.isModule());
    Map<String, Tensor> state = module.stateDict();
    assertEquals(java.util.List.of("l.weight", "l.bias"), java.util.List.copyOf(state.keySet()));
    assertEquals(state.keySet(), Checkpoints.loadStateDict(file).keySet());
    assertEquals("TorchScript archive", Checkpoints.inspect(file).format());
  }

  @Test
  void newerRecordsAreNoHindrance() {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put("a/data.pkl", Pickles.bytes("\u0080\2K\7."));
    records.put("a/.format_version", Pickles.bytes("1"));
    records.put("a/.storage_alignment", Pickles.bytes("64"));
    records.put("a/byteorder", Pickles.bytes("little"));
    records.put("a/version", Pickles.bytes("3\n"));
    records.put("a/.data/serialization_id", Pickles.bytes("0123456789"));
    assertEquals(7L, Checkpoints.load(Pickles.zip(folder, records)));
  }

  @Test
  void untypedStoragesOfNewerTypesWiden() {
    // torch.uint16 [1, 65535] over an untyped storage, as PyTorch 2.3 and later write it.
    String pickle =
        "\u0080\2ctorch._utils\n_rebuild_tensor_v3\n((X\u0007\0\0\0storage"
            + "ctorch.storage\nUntypedStorage\nX\u0001\0\0\0000X\u0003\0\0\0cpuK\4tQK\0"
            + Pickles.one(2)
            + Pickles.one(1)
            + "\u0089ccollections\nOrderedDict\n)Rctorch\nuint16\ntR.";
    Tensor t = (Tensor) Checkpoints.load(Pickles.zip(folder, pickle, "\1\0\u00ff\u00ff"));
    assertEquals(DType.INT32, t.dtype());
    assertArrayEquals(new int[] {1, 65535}, t.toIntArray());
  }
}
