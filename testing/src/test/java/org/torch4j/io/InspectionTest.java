package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.torch4j.Tensor;

class InspectionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "malicious_os_system.pth, posix.system",
    "malicious_os_system_legacy.pth, posix.system",
    "malicious_eval.pth, builtins.eval",
    "malicious_subprocess.pth, commands.check_output",
    "malicious_nested.pth, posix.system"
  })
  void hostileNamesAreListedAndNothingRuns(String name, String hostile) throws IOException {
    Path file = OracleCheckpointsTest.folder().resolve(name);
    Inspection seen = Checkpoints.inspect(file);
    assertTrue(seen.refused().contains(hostile), seen.refused().toString());
    assertThrows(CheckpointException.class, () -> Checkpoints.load(file));
  }

  @Test
  void harmlessFilesShowTheirValues() {
    Path file = folder.resolve("a.pth");
    Checkpoints.save(Map.of("w", Tensors.floats(1, 2)), file);
    Inspection seen = Checkpoints.inspect(file);
    assertEquals(List.of(), seen.refused());
    assertEquals("PyTorch checkpoint, zip format", seen.format());
    assertEquals(2, ((Tensor) ((Map<?, ?>) seen.value()).get("w")).numel());
  }

  @Test
  void everyNameOfAFileIsSeen() {
    String pickle = "\u0080\2(cos\nsystem\nX\2\0\0\0hi\u0085Rcsys\nexit\ncmylib\nThing\n)\u0081l.";
    Inspection seen = Checkpoints.inspect(Pickles.zip(folder, pickle));
    assertEquals(List.of("os.system", "sys.exit"), seen.refused());
    List<?> all = (List<?>) seen.value();
    assertEquals("os.system", ((PickledObject) all.get(0)).className());
    assertEquals("mylib.Thing", ((PickledObject) all.get(2)).className());
  }
}
