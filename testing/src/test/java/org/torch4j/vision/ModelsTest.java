package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.nn.Linear;
import org.torch4j.nn.Module;
import org.torch4j.vision.models.Models;
import org.torch4j.vision.models.ResNet;
import org.torch4j.vision.models.ResNet18_Weights;
import org.torch4j.vision.models.ResNet50_Weights;
import org.torch4j.vision.models.WeightsEnum;

class ModelsTest {
  private static final List<String> LINES = VisionOracle.lines("models.txt");

  /** The large ones take minutes; -Dtorch4j.models=all runs them. */
  private static List<String> checked() {
    return "all".equals(System.getProperty("torch4j.models"))
        ? Models.listModels()
        : List.of(
            "resnet18",
            "resnet50",
            "resnext50_32x4d",
            "mobilenet_v2",
            "squeezenet1_0",
            "squeezenet1_1");
  }

  @Test
  void knowsWhatTheScriptWrote() {
    assertEquals(
        Models.listModels(),
        LINES.stream().filter(l -> l.startsWith("model ")).map(l -> l.split(" ")[1]).toList());
  }

  @Test
  void keysShapesTextAndStartingWeightsAreTorchvisions() throws Exception {
    for (String name : checked()) {
      Torch.manualSeed(0);
      Module model = Models.getModel(name, null);
      int line = LINES.indexOf(head(name));
      String[] head = LINES.get(line).split(" ");
      assertEquals(
          Long.parseLong(head[2]), model.parameters().stream().mapToLong(Tensor::numel).sum());
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(model.toString().getBytes(StandardCharsets.UTF_8));
      assertEquals(head[3], HexFormat.of().formatHex(digest), () -> name + " prints " + model);
      Iterator<Map.Entry<String, Tensor>> state = model.stateDict().entrySet().iterator();
      for (int i = line + 1; i < LINES.size() && !LINES.get(i).startsWith("model "); i++) {
        check(name, LINES.get(i).split(" "), state.next());
      }
      assertTrue(!state.hasNext(), name);
    }
  }

  private static String head(String name) {
    return LINES.stream()
        .filter(l -> l.startsWith("model " + name + " "))
        .findFirst()
        .orElseThrow();
  }

  private static void check(String model, String[] expected, Map.Entry<String, Tensor> state) {
    Tensor value = state.getValue();
    String shape =
        Arrays.stream(value.shape().toArray())
            .mapToObj(Long::toString)
            .collect(Collectors.joining("x"));
    String what = model + " " + state.getKey();
    assertEquals(expected[0], state.getKey(), model);
    assertEquals(expected[1], shape.isEmpty() ? "-" : shape, what);
    Tensor flat = value.toDouble().reshape(-1);
    double sum = Double.parseDouble(expected[2]);
    assertEquals(sum, flat.abs().sum().item(), 1e-6 * sum, what);
    assertEquals(Double.parseDouble(expected[3]), flat.get(0).item(), 2e-6, what);
    assertEquals(Double.parseDouble(expected[4]), flat.get(-1).item(), 2e-6, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet18 eval", "resnet18 train", "mobilenet_v2 eval", "squeezenet1_1 eval"})
  void scoresAreTorchvisions(String which) {
    JsonNode expected = VisionOracle.json("logits.json").get(which);
    Torch.manualSeed(0);
    Module model = Models.getModel(which.split(" ")[0], null);
    model.train(which.endsWith("train"));
    Tensor x = Torch.linspace(-1, 1, 2 * 3 * 64 * 64).view(2, 3, 64, 64).sin();
    try (var off = Torch.noGrad()) {
      Tensor scores = model.apply(x).narrow(1, 0, 20).toDouble();
      assertTrue(
          scores.allclose(VisionOracle.tensor(expected), 0, 1e-4), () -> which + ": " + scores);
    }
  }

  @Test
  void aNewHeadOnAFrozenNetwork() {
    Torch.manualSeed(0);
    ResNet model = Models.resnet18();
    model.requiresGrad_(false);
    model.fc = new Linear(model.numFeatures(), 3);
    Tensor loss = model.apply(Torch.rand(2, 3, 32, 32)).sum();
    loss.backward();
    assertEquals(
        List.of("fc.weight", "fc.bias"),
        model.namedParameters().entrySet().stream()
            .filter(e -> e.getValue().grad() != null)
            .map(Map.Entry::getKey)
            .toList());
  }

  @Test
  void weightsKnowTheirFileAndClasses() {
    assertEquals(
        "https://download.pytorch.org/models/resnet50-11ad3fa6.pth",
        ResNet50_Weights.DEFAULT.url());
    assertEquals(1000, ResNet18_Weights.IMAGENET1K_V1.categories().size());
    assertEquals("tench", ResNet18_Weights.IMAGENET1K_V1.categories().get(0));
    assertEquals("toilet tissue", ResNet18_Weights.IMAGENET1K_V1.categories().get(999));
    for (String name : Models.listModels()) {
      long parameters = Long.parseLong(head(name).split(" ")[2]);
      for (WeightsEnum w : Models.getModelWeights(name)) {
        assertEquals(parameters, w.value().numParams(), w.url());
      }
    }
  }

  @Test
  void wrongNamesAreToldWithWhatThereIs() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Models.getModel("resnet19", null))
            .getMessage();
    assertTrue(message.startsWith("unknown model 'resnet19', there are: [resnet18"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> Models.getModel("resnet18", "V9"))
            .getMessage();
    assertEquals("unknown weights 'V9', ResNet18_Weights has: [IMAGENET1K_V1]", message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Models.resnet18(ResNet18_Weights.DEFAULT, ResNet.options().numClasses(10)))
            .getMessage();
    assertTrue(message.contains("1000 classes, got numClasses=10"), message);
  }
}
