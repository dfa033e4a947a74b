package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.type.DType;

/** The kept inputs of {@link ReaderFuzz}, changes of them, and files made to take much memory. */
class FuzzedInputsTest {
  private static final int CHANGES = Integer.getInteger("torch4j.fuzz.changes", 50);

  /** Size of the inputs made to take much memory; {@code -Dtorch4j.fuzz.bytes=1000000} for more. */
  private static final int BYTES = Integer.getInteger("torch4j.fuzz.bytes", 100_000);

  private static List<Path> seeds() throws IOException, URISyntaxException {
    Path folder = Path.of(FuzzedInputsTest.class.getResource("fuzz").toURI());
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @TestFactory
  List<DynamicTest> seedsAndWhatBecomesOfThem() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path seed : seeds()) {
      if (seed.toString().endsWith(".hex")) {
        tests.add(DynamicTest.dynamicTest("found inputs", () -> found(seed)));
      } else {
        tests.add(DynamicTest.dynamicTest(seed.getFileName().toString(), () -> change(seed)));
      }
    }
    assertTrue(tests.size() > 10, "the seeds are there");
    return tests;
  }

  private static void found(Path file) throws IOException {
    for (String line : Files.readAllLines(file)) {
      ReaderFuzz.fuzzerTestOneInput(HexFormat.of().parseHex(line));
    }
  }

  private static void change(Path seed) throws IOException {
    byte[] bytes = Files.readAllBytes(seed);
    ReaderFuzz.fuzzerTestOneInput(bytes);
    Random random = new Random(7);
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = bytes.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(changed.length);
        switch (random.nextInt(5)) {
          case 0 -> changed[at] = (byte) random.nextInt(256);
          case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
          case 2 -> Arrays.fill(changed, at, Math.min(at + 8, changed.length), (byte) -1);
          case 3 -> {
            int from = random.nextInt(changed.length);
            int length = Math.min(random.nextInt(40), changed.length - Math.max(from, at));
            System.arraycopy(changed, from, changed, at, length);
          }
          default -> changed = Arrays.copyOf(changed, Math.max(1, at));
        }
      }
      ReaderFuzz.fuzzerTestOneInput(changed);
    }
  }

  private static byte[] fill(String head, String unit, String tail) {
    byte[] out = new byte[BYTES];
    byte[] u = Pickles.bytes(unit);
    for (int i = 0; i < out.length; i++) {
      out[i] = u[i % u.length];
    }
    byte[] h = Pickles.bytes(head);
    System.arraycopy(h, 0, out, 0, h.length);
    byte[] t = Pickles.bytes(tail);
    System.arraycopy(t, 0, out, out.length - t.length, t.length);
    return out;
  }

  private static byte[] safetensors(String head, String unit) {
    byte[] out = fill("12345678" + head, unit, "");
    ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).putLong(0, out.length - 8);
    return out;
  }

  /** With {@code -Xmx256m} each must be read or refused even at a size of a megabyte. */
  static List<byte[]> bombs() {
    List<byte[]> all = new ArrayList<>();
    String head = "\u0080\2";
    for (String unit :
        List.of(
            "]",
            "}",
            ")",
            "(",
            "\u008f",
            "K\1\u0085",
            "]q\1h\1",
            "N2",
            "C\0",
            "X\0\0\0\0",
            "\u008a\0",
            "ca\nb\n",
            "ca\nb\n)\u0081",
            "cbuiltins\nset\n]\u0085R",
            "ccollections\nOrderedDict\n)R",
            "]q\1(h\1h\1e",
            "K\1K\2\u0086",
            "}q\1(K\1h\1u",
            "(K\1\u0091",
            "]\u0094",
            "}]s",
            "I1\n")) {
      all.add(fill(head, unit, "."));
      all.add(fill(head + "(", unit, "l."));
      all.add(fill(head + "}(", unit, "u."));
    }
    for (String unit :
        List.of(
            "[", "[],", "{},", "1,", "\"\",", "{\"a\":", "1", "\\u0000", " ", "1e5,", "[[[]]],")) {
      all.add(safetensors("{\"a\":[", unit));
      all.add(safetensors("{\"", unit));
      all.add(fill("{\"weight_map\":[", unit, "]}"));
    }
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; names.length() < BYTES - 100; i++) {
      names.append(i == 0 ? "" : ",").append('"').append(i);
      names.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    all.add(safetensors(names.append("}").toString(), " "));
    return all;
  }

  @Test
  void bombsAreReadOrRefused() {
    for (byte[] bomb : bombs()) {
      ReaderFuzz.fuzzerTestOneInput(bomb);
    }
  }

  @Test
  void announcedSizesAreHeldAgainstTheFile() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.INT64}) {
      String text =
          "\u0093NUMPY\1\0v\0{'descr': '<"
              + (dtype == DType.INT64 ? "i8" : "f4")
              + "', 'fortran_order': False, 'shape': (400000000,), }";
      byte[] npy = text.getBytes(StandardCharsets.ISO_8859_1);
      byte[] padded = Arrays.copyOf(npy, 10 + 0x76 + 8);
      Arrays.fill(padded, npy.length, 10 + 0x76, (byte) ' ');
      String said =
          assertThrows(
                  CheckpointException.class, () -> Numpy.array(FileContent.of(padded, "input")))
              .getMessage();
      assertTrue(said.contains("bytes are announced at byte 128, where 8 remain"), said);
    }
  }
}
