package org.torch4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.ShapeException;

class ImagesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void whatIsWrittenIsRead(String format) {
    Tensor image = VisionOracle.image(9, 13);
    Path file = folder.resolve("a." + format);
    Images.write(image, file);
    assertTrue(Images.read(file).equal(image));
  }

  @Test
  void grayIsNotBrightened() throws IOException {
    var gray = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    var deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      gray.getRaster().setSample(x, 0, 0, x);
      deep.getRaster().setSample(x, 0, 0, x * 257);
    }
    for (BufferedImage image : new BufferedImage[] {gray, deep}) {
      Tensor read = Images.decode(png(image));
      assertEquals(DType.UINT8, read.dtype());
      assertArrayEquals(new long[] {3, 1, 256}, read.shape().toArray());
      for (int c = 0; c < 3; c++) {
        assertTrue(read.select(0, c).toLong().flatten(0).equal(Torch.arange(256)));
      }
    }
  }

  /** A JPEG of printing colours, all of it red: no cyan, full magenta and yellow. */
  @Test
  void printingColoursBecomeScreenColours() throws IOException {
    try (InputStream in = ImagesTest.class.getResourceAsStream("/vision/cmyk.jpg")) {
      Tensor read = Images.decode(in.readAllBytes());
      Tensor red = Torch.tensor(new int[] {255, 0, 0}).view(3, 1, 1).expand(3, 8, 8);
      assertTrue(read.toInt().equal(red), read.toString());
    }
  }

  @Test
  void palettesAndTransparencyBecomeColours() throws IOException {
    var indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
    indexed.setRGB(0, 0, 0xff0000);
    indexed.setRGB(1, 0, 0x00ff00);
    var clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x80ff0000);
    clear.setRGB(1, 0, 0x0100ff00);
    for (BufferedImage image : new BufferedImage[] {indexed, clear}) {
      Tensor read = Images.decode(png(image));
      assertArrayEquals(
          new long[] {255, 0, 0, 255, 0, 0}, read.reshape(-1).toLongArray(), read.toString());
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void theContentCountsNotTheName() throws IOException {
    Path file = folder.resolve("really-a-png.jpg");
    Tensor image = VisionOracle.image(4, 4);
    Images.write(image, folder.resolve("b.png"));
    Files.move(folder.resolve("b.png"), file);
    assertTrue(Images.read(file).equal(image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void truncatedFilesAreRefusedWithTheirName(String format) throws IOException {
    Path whole = folder.resolve("whole." + format);
    Images.write(VisionOracle.image(64, 64), whole);
    byte[] content = Files.readAllBytes(whole);
    for (int part = 1; part < 8; part++) {
      Path file = folder.resolve("part." + format);
      Files.write(file, Arrays.copyOf(content, content.length * part / 8));
      var e = assertThrows(UncheckedIOException.class, () -> Images.read(file), part + "/8");
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
  }

  @Test
  void otherFilesAreRefusedWithTheirName() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    String message = assertThrows(UncheckedIOException.class, () -> Images.read(text)).getMessage();
    assertTrue(message.startsWith(text + ": is no picture that can be read"), message);
    Path none = folder.resolve("none.png");
    message = assertThrows(UncheckedIOException.class, () -> Images.read(none)).getMessage();
    assertEquals("no such file: " + none, message);
  }

  @Test
  void gridsPutImagesInRows() {
    Tensor images = Torch.arange(1, 6).toFloat().view(5, 1, 1, 1).expand(5, 1, 3, 4);
    Tensor grid = Images.makeGrid(images, 3);
    assertArrayEquals(new long[] {3, 12, 20}, grid.shape().toArray());
    assertEquals(1, grid.get(0, 2, 2).item());
    assertEquals(3, grid.get(1, 4, 14).item());
    assertEquals(5, grid.get(2, 7, 8).item());
    assertEquals(0, grid.get(0, 6, 8).item());
    assertThrows(ShapeException.class, () -> Images.makeGrid(Torch.rand(3, 4), 2));
  }
}
