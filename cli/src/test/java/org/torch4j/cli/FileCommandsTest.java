package org.torch4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;

final class FileCommandsTest {
  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome execute(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    int code =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(texts);
    return new Outcome(code, out.toString(), err.toString());
  }

  private Path checkpoint() {
    Map<String, Tensor> model = new LinkedHashMap<>();
    model.put("w", Torch.tensor(new float[] {1, Float.NaN, 3, Float.POSITIVE_INFINITY}));
    model.put("half", Torch.ones(2, 3).to(DType.BFLOAT16));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("epoch", 3L);
    all.put("model", model);
    all.put("evil \u001b[31m", "\u001b]0;title\u0007");
    Path file = folder.resolve("run.pth");
    Torch.save(all, file);
    return file;
  }

  @Test
  void inspectShowsTensorsAndValues() {
    Outcome seen = execute("inspect", "--stats", checkpoint());
    assertEquals(0, seen.code(), seen.err());
    List<String> lines = seen.out().lines().toList();
    assertTrue(lines.get(0).contains("run.pth: PyTorch checkpoint, zip format, "), seen.out());
    assertTrue(
        lines
            .get(1)
            .matches(
                " {2}model\\.w +\\[4] +float32 +16 B  min 1\\.00000  max Infinity  mean"
                    + " 2\\.00000  NaN 1  infinite 1"),
        lines.get(1));
    assertTrue(lines.get(2).contains("model.half"), seen.out());
    assertEquals("2 tensors, 10 elements, 28 B", lines.get(3));
    assertEquals("epoch = 3", lines.get(4));
    assertEquals("evil ?[31m = ?]0;title?", lines.get(5));
  }

  @Test
  void inspectNamesWhatIsHostile() throws IOException {
    // A legacy file: magic number, version, machine, and a call of os.system.
    Path file = folder.resolve("evil.pth");
    String pickle =
        "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\2M\u00e9\3.\u0080\2}."
            + "\u0080\2cos\nsystem\nX\2\0\0\0hi\u0085R.\u0080\2].";
    Files.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1));
    Outcome seen = execute("inspect", file);
    assertEquals(1, seen.code(), seen.err());
    assertTrue(
        seen.out().contains("HOSTILE: it asks for os.system, which is more than data;"),
        seen.out());
    assertEquals(2, execute("convert", file, folder.resolve("x.npz")).code());
  }

  @Test
  void convertGoesThroughAllFormats() {
    Path from = checkpoint();
    Path safe = folder.resolve("a.safetensors");
    Outcome first = execute("convert", from, safe);
    assertEquals("wrote " + safe + ": 2 tensors, 28 B\n", first.out(), first.err());
    Path npz = folder.resolve("a.npz");
    Outcome second = execute("convert", "--compress", safe, npz);
    assertEquals(
        "numpy has no bfloat16: 1 tensors become float32\nwrote " + npz + ": 2 tensors, 40 B\n",
        second.out(),
        second.err());
    Path pth = folder.resolve("b.pth");
    assertEquals(0, execute("convert", npz, pth).code());
    Map<String, Tensor> back = Torch.loadStateDict(pth);
    assertEquals(List.of("w", "half"), List.copyOf(back.keySet()));
    assertEquals(6, back.get("half").sum().item());
  }

  @Test
  void convertSaysWhatItMisses() {
    Path from = checkpoint();
    Outcome ending = execute("convert", from, folder.resolve("a.txt"));
    assertEquals(2, ending.code());
    assertTrue(ending.err().contains("must end in .pth, .pt, .safetensors or .npz"), ending.err());
    Outcome key = execute("convert", "--key", "nix", from, folder.resolve("a.npz"));
    assertEquals(2, key.code());
    assertTrue(key.err().endsWith("run.pth has no state dict 'nix'\n"), key.err());
    assertEquals(2, execute("inspect", folder.resolve("nix.pth")).code());
  }
}
