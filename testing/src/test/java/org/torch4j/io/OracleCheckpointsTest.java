package org.torch4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.torch4j.Tensor;
import org.torch4j.testing.ShippedOracle;

/**
 * Files made by real PyTorch: how the bad ones are refused, and what is found in the good ones.
 * That these load as they are described is a part of the conformance test.
 */
class OracleCheckpointsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  static Path folder() {
    return ShippedOracle.folder().resolve("pth");
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
}
