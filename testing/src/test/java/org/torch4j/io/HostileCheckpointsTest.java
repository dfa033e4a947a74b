package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.type.DType;

/** Damaged and hostile files end in a {@link CheckpointException} and nothing else. */
class HostileCheckpointsTest {
  private static final String PROTOCOL = "\u0080\u0002";
  private static final String ARGUMENT = "X\u0004\0\0\0echo";

  @TempDir Path folder;

  private String refused(String pickle, String... storages) {
    Path file = Pickles.zip(folder, PROTOCOL + pickle, storages);
    CheckpointException e = assertThrows(CheckpointException.class, () -> Checkpoints.load(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    return e.getMessage().substring(file.toString().length() + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cos\nsystem\n" + ARGUMENT + "\u0085R.",
        "cos\nsystem\n" + ARGUMENT + "\u0085\u0081.",
        "cos\nsystem\n.",
        "]cos\nsystem\na.",
        "(" + ARGUMENT + "ios\nsystem\n.",
        "(cos\nsystem\n" + ARGUMENT + "o.",
        "cos\nsystem\n" + ARGUMENT + "\u0085}\u0092.",
        "X\u0002\0\0\0osX\u0006\0\0\0system\u0093" + ARGUMENT + "\u0085R.",
        "cfunctools\npartial\ncos\nsystem\n" + ARGUMENT + "\u0086R.",
        "ccollections\ndefaultdict\ncos\nsystem\n\u0085R.",
        "ctorch._utils\n_rebuild_parameter\ncos\nsystem\n\u0085R.",
        "ccopy_reg\n_reconstructor\ncos\nsystem\nc__builtin__\nobject\nN\u0087R."
      })
  void noWayToNameAFunctionIsAccepted(String pickle) {
    assertEquals(
        "refers to os.system, which is not data; the file was not executed", refused(pickle));
  }

  @Test
  void callsOfUnknownFunctionsAreRefusedButObjectsAreData() {
    assertEquals(
        "refers to evil.run, which is not data; the file was not executed",
        refused("cevil\nrun\n" + ARGUMENT + "\u0085R."));
    assertEquals(
        "refers to torch.hub.load, which is not data; the file was not executed",
        refused("ctorch.hub\nload\n" + ARGUMENT + "\u0085R."));
    assertEquals(
        "refers to torch._utils._rebuild_evil, which is not data; the file was not executed",
        refused("ctorch._utils\n_rebuild_evil\n)R."));
    String object = "cmine\nNet\n)\u0081}X\u0001\0\0\0aK\u0005sb.";
    PickledObject net =
        assertInstanceOf(
            PickledObject.class, Checkpoints.load(Pickles.zip(folder, PROTOCOL + object)));
    assertEquals("mine.Net", net.className());
    assertEquals(5L, net.attribute("a"));
    String mentioned = "]ctorch.nn.functional\nrelu\na.";
    assertEquals(
        List.of(new PickledName("torch.nn.functional.relu")),
        Checkpoints.load(Pickles.zip(folder, PROTOCOL + mentioned)));
  }

  @Test
  void tensorsOutsideTheirStorageAreRefused() {
    String one = Pickles.one(1);
    String[] bad = {
      Pickles.tensor(2, 0, Pickles.one(3), one),
      Pickles.tensor(2, 2, Pickles.one(1), one),
      Pickles.tensor(2, 0, Pickles.one(2), Pickles.one(2)),
      Pickles.tensor(2, 0, "J\u00ff\u00ff\u00ff\u00ff\u0085", one),
      Pickles.tensor(2, 1, Pickles.one(2), "J\u00ff\u00ff\u00ff\u00ff\u0085"),
      Pickles.tensor(
          2, 0, "\u008a\u0008\0\0\0\0\0\0\0@\u0085", "\u008a\u0008\0\0\0\0\0\0\0@\u0085"),
      Pickles.tensor(2, 0, "K\u0001K\u0001\u0086", one),
      Pickles.tensor(3, 0, Pickles.one(2), one),
      Pickles.tensor(2, 0, "N", one),
    };
    for (String tensor : bad) {
      assertTrue(refused(tensor + ".", "12345678").startsWith("is damaged: "), tensor);
    }
    Checkpoints.load(
        Pickles.zip(
            folder, PROTOCOL + Pickles.tensor(2, 1, Pickles.one(1), one) + ".", "12345678"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "(.",
        "t.",
        "R.",
        "b.",
        "s.",
        "K",
        "Kah\u0001.",
        "]K\u0001b.",
        "K\u0001K\u0002a.",
        "}K\u0001u.",
        "(u.",
        "}(K\u0001u.",
        "}]K\u0001s.",
        "}\u008fK\u0001s.",
        "\u0080\u0009N.",
        "\u0082\u0001.",
        "X\u00ff\u00ff\u00ff\u007f.",
        "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
        "\u008b\u00ff\u00ff\u00ff\u00ff.",
        "B\u00ff\u00ff\u00ff\u00ff.",
        "X\u0001\0\0\0\u00ff.",
        "I12x\n.",
        "F1e\n.",
        "Sabc\n.",
        "V\\u12\n.",
        "pabc\n.",
        "(K\u0001Q.",
        "K\u0001Q.",
        ")Q.",
        "P1\n.",
        "\u0097.",
        "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
        "ctorch\nSize\nJ\u00ff\u00ff\u00ff\u00ff\u0085\u0085R.",
        "c_codecs\nencode\nK\u0001\u0085R.",
        "cnumpy\ndtype\nX\u0003\0\0\0f,8\u0085R.",
        "cnumpy.core.multiarray\n_reconstruct\n)R.",
        "\u00fe."
      })
  void malformedPicklesAreRefused(String pickle) {
    refused(pickle);
  }

  @Test
  void bombsAreRefusedInTimeAndSpace() {
    String tuples = ")".concat("\u0085".repeat(100_000)) + ".";
    String lists = "]".repeat(100_000) + "a".repeat(99_999) + ".";
    String doubling = "K\u0001\u0085" + "2\u0086".repeat(60) + "q\0}h\0Ns.";
    String text =
        "X\u0000\u0000\u0003\u0000" + "x".repeat(0x30000) + "q\0X\u0006\0\0\0latin1q\u0001";
    String copies =
        text
            + "c_codecs\nencode\nq\u0002]q\u0003("
            + "h\u0002h\0h\u0001\u0086R".repeat(50_000)
            + "e.";
    String digits = "L" + "9".repeat(60_000) + "L\n.";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertTrue(refused(tuples).contains("deep"));
          assertTrue(refused(lists).contains("deep"));
          assertTrue(refused(doubling).contains("beyond its own size"));
          assertTrue(refused(copies).contains("beyond its own size"));
          assertTrue(refused(digits).contains("digits"));
        });
  }

  @Test
  void manySmallObjectsLoad() {
    String many = "](" + "]\u0094".repeat(100_000) + "e.";
    List<?> list = (List<?>) Checkpoints.load(Pickles.zip(folder, PROTOCOL + many));
    assertEquals(100_000, list.size());
  }

  @Test
  void overlappingAndDoubleRecordsAreRefused() throws IOException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put("archive/data.pkl", Pickles.bytes(PROTOCOL + "N."));
    records.put("archive/data/0", new byte[64]);
    records.put("archive/data/1", new byte[64]);
    Path file = Pickles.zip(folder, records);
    Checkpoints.load(file);
    byte[] zip = Files.readAllBytes(file);
    int second = find(zip, "PK\u0001\u0002", find(zip, "archive/data/0", 200));
    byte[] renamed = zip.clone();
    renamed[find(zip, "archive/data/1", second) + 13] = '0';
    assertTrue(message(renamed).contains("two records"), message(renamed));
    byte[] moved = zip.clone();
    int first = find(zip, "PK\u0001\u0002", 200);
    System.arraycopy(zip, find(zip, "PK\u0001\u0002", first + 4) + 42, moved, second + 42, 4);
    assertTrue(message(moved).contains("overlap"), message(moved));
  }

  private String message(byte[] content) {
    Path file = Pickles.file(folder, content);
    return assertThrows(CheckpointException.class, () -> Checkpoints.load(file)).getMessage();
  }

  private static int find(byte[] in, String text, int from) {
    byte[] what = Pickles.bytes(text);
    for (int i = from; i + what.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not found: " + text);
  }

  private Map<String, byte[]> samples() throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    Path ours = folder.resolve("ours.pth");
    Checkpoints.save(
        Map.of(
            "w", Tensors.filled(DType.FLOAT32, 1, 2, 3),
            "list", List.of(1L, 2.5, "text", Tuple.of(1L))),
        ours);
    all.put("ours", Files.readAllBytes(ours));
    for (String name :
        List.of(
            "linear_state_dict",
            "linear_state_dict_legacy",
            "checkpoint_legacy",
            "numpy_inside",
            "sparse_coo_legacy",
            "quantized_per_channel",
            "module_linear_legacy")) {
      all.put(name, Files.readAllBytes(OracleCheckpointsTest.folder().resolve(name + ".pth")));
    }
    return all;
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      byte[] whole = sample.getValue();
      int step = sample.getKey().startsWith("linear") ? 1 : 7;
      for (int n = 0; n < whole.length; n += step) {
        Path file = Pickles.file(folder, Arrays.copyOf(whole, n));
        assertThrows(
            CheckpointException.class, () -> Checkpoints.load(file), sample.getKey() + " at " + n);
      }
    }
  }

  @Test
  void flippedBytesNeverEscapeTheException() throws IOException {
    Random random = new Random(7);
    int refused = 0;
    int rounds = Integer.getInteger("torch4j.fuzz.rounds", 250);
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      boolean legacy = sample.getKey().endsWith("legacy");
      for (int i = 0; i < rounds; i++) {
        byte[] bytes = sample.getValue().clone();
        int flips = 1 + random.nextInt(4);
        for (int k = 0; k < flips; k++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Path file = legacy ? Pickles.file(folder, bytes) : Pickles.file(folder, Crc.mend(bytes));
        try {
          Checkpoints.load(file);
        } catch (CheckpointException e) {
          refused++;
        } catch (Throwable t) {
          throw new AssertionError(sample.getKey() + " round " + i, t);
        }
      }
    }
    assertTrue(refused > rounds, "refused " + refused);
  }
}
