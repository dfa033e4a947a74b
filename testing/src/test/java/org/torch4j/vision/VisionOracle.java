package org.torch4j.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.torch4j.Oracle;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Reads what {@code src/test/python/vision_oracle.py} wrote with real torchvision. */
final class VisionOracle {
  private VisionOracle() {}

  static JsonNode json(String name) {
    try (InputStream in = open(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(VisionOracle.class.getResourceAsStream("/vision/" + name), name);
  }

  static Tensor tensor(JsonNode node) {
    return Torch.tensor(Oracle.numbers(node.get("values"))).view(Oracle.longs(node.get("shape")));
  }

  /** The image that the script makes. */
  static Tensor image(int height, int width) {
    byte[] values = new byte[3 * height * width];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[(c * height + y) * width + x] = (byte) (x * 7 + y * 13 + c * 50 + x * y * 3);
        }
      }
    }
    return Torch.fromArray(
        values, org.torch4j.type.Shape.of(3, height, width), org.torch4j.type.DType.UINT8);
  }
}
