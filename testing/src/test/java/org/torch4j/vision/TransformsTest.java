package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.ShapeException;
import org.torch4j.vision.models.ResNet18_Weights;
import org.torch4j.vision.transforms.CenterCrop;
import org.torch4j.vision.transforms.ColorJitter;
import org.torch4j.vision.transforms.Compose;
import org.torch4j.vision.transforms.Interpolation;
import org.torch4j.vision.transforms.Normalize;
import org.torch4j.vision.transforms.RandomCrop;
import org.torch4j.vision.transforms.RandomHorizontalFlip;
import org.torch4j.vision.transforms.RandomResizedCrop;
import org.torch4j.vision.transforms.RandomVerticalFlip;
import org.torch4j.vision.transforms.Resize;
import org.torch4j.vision.transforms.ToTensor;
import org.torch4j.vision.transforms.Transforms;

class TransformsTest {
  private static final JsonNode EXPECTED = VisionOracle.json("transforms.json");

  private static Map<String, UnaryOperator<Tensor>> calls() {
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("resize(16)", new Resize(16));
    all.put("resize(30)", new Resize(30));
    all.put("resize([10, 40])", x -> Transforms.resize(x, 10, 40));
    all.put(
        "resize(16) bicubic",
        new Resize(16, Resize.options().interpolation(Interpolation.BICUBIC)));
    all.put(
        "resize([12, 15]) nearest",
        x -> Transforms.resize(x, 12, 15, Interpolation.NEAREST, false));
    all.put("resize(16, max_size=20)", new Resize(16, Resize.options().maxSize(20)));
    all.put("float resize(16)", new Compose(new ToTensor(), new Resize(16)));
    all.put(
        "float resize(30) plain",
        new Compose(new ToTensor(), new Resize(30, Resize.options().antialias(false))));
    all.put("center_crop(12)", new CenterCrop(12));
    all.put("center_crop([26, 36])", new CenterCrop(26, 36));
    all.put("grayscale", x -> Transforms.rgbToGrayscale(x, 1));
    all.put("brightness(1.7)", x -> Transforms.adjustBrightness(x, 1.7));
    all.put("contrast(0.4)", x -> Transforms.adjustContrast(x, 0.4));
    all.put("saturation(2.5)", x -> Transforms.adjustSaturation(x, 2.5));
    all.put("hue(0.2)", x -> Transforms.adjustHue(x, 0.2));
    all.put("float hue(-0.3)", x -> Transforms.adjustHue(Transforms.toTensor(x), -0.3));
    all.put(
        "preset",
        x ->
            ResNet18_Weights.DEFAULT
                .transforms()
                .apply(x)
                .slice(1, 0L, 224L, 16L)
                .slice(2, 0L, 224L, 16L));
    Map<String, UnaryOperator<Tensor>> seeded =
        Map.of(
            "random_resized_crop(12)", new RandomResizedCrop(12),
            "random_crop([16, 30], 4)", new RandomCrop(new long[] {16, 30}, 4),
            "hflip", new RandomHorizontalFlip(),
            "vflip", new RandomVerticalFlip(),
            "color_jitter", new ColorJitter(0.4, 0.3, 0.2, 0.1));
    seeded.forEach(
        (name, call) -> {
          for (int i = 0; i < 4; i++) {
            int seed = i;
            all.put(
                name + " seed " + seed,
                x -> {
                  Torch.manualSeed(seed);
                  return call.apply(x);
                });
          }
        });
    return all;
  }

  @TestFactory
  Stream<DynamicTest> asInTorchvision() {
    return calls().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private static void check(String name, UnaryOperator<Tensor> call) {
    Tensor got = call.apply(VisionOracle.image(23, 33));
    Tensor expected = VisionOracle.tensor(EXPECTED.get(name));
    assertArrayEquals(expected.shape().toArray(), got.shape().toArray());
    if (got.dtype() == DType.UINT8) {
      // Colours turn through float arithmetic, whose last bit may tip a value over.
      double off = got.toDouble().sub(expected).abs().max().item();
      assertTrue(off <= (name.contains("hue") || name.contains("jitter") ? 1 : 0), "off by " + off);
    } else {
      assertTrue(got.toDouble().allclose(expected, 0, 2e-6), () -> "differs: " + got);
    }
  }

  @Test
  void allResultsAreChecked() {
    TreeSet<String> names = new TreeSet<>();
    EXPECTED.fieldNames().forEachRemaining(names::add);
    assertEquals(names, new TreeSet<>(calls().keySet()));
  }

  @Test
  void wrongUseIsToldByName() {
    Tensor image = VisionOracle.image(4, 5);
    Normalize normalize = new Normalize(new double[] {0.5}, new double[] {0.5});
    String message = assertThrows(DTypeException.class, () -> normalize.apply(image)).getMessage();
    assertEquals("normalize: the image must be floating (see ToTensor), got uint8", message);
    message = assertThrows(ShapeException.class, () -> new RandomCrop(8).apply(image)).getMessage();
    assertEquals(
        "RandomCrop: the size (8, 8) is greater than the image, whose shape is [3, 4, 5]", message);
    assertThrows(ShapeException.class, () -> new ToTensor().apply(Torch.rand(3)));
    assertThrows(IllegalArgumentException.class, () -> new RandomHorizontalFlip(1.5));
  }

  @Test
  void printsAsTorchvision() {
    assertEquals(
        "Compose(\n    CenterCrop(size=(12, 12))\n    ToTensor()\n)",
        new Compose(new CenterCrop(12), new ToTensor()).toString());
  }
}
