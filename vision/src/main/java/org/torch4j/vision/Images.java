package org.torch4j.vision;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Image files as tensors and back, {@code torchvision.io} and {@code torchvision.utils}.
 *
 * <p>An image is uint8 of shape {@code [3, height, width]}: red, green and blue from 0 to 255.
 * Palettes, gray and 16-bit images and those for print (CMYK) are converted, transparency is
 * dropped. What a file holds counts, not how its name ends. Read are PNG, JPEG, GIF, BMP, TIFF and
 * what else the ImageIO plug-ins on the class path know.
 */
@SuppressWarnings("exports") // java.desktop is not handed on: its List would clash with java.util's
public final class Images {
  private Images() {}

  /**
   * The image in a file, {@code torchvision.io.read_image}.
   *
   * @throws UncheckedIOException if there is no such file or no whole image in it; says which file
   *     and why
   */
  public static Tensor read(Path file) {
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("no such file: " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The image in these bytes of a file, {@code torchvision.io.decode_image}.
   *
   * @throws UncheckedIOException if no whole image is in them
   */
  public static Tensor decode(byte[] content) {
    return decode(content, "the bytes");
  }

  private static Tensor decode(byte[] content, String name) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            "is no picture that can be read, there are readers for: "
                + String.join(", ", formats()));
      }
      ImageReader reader = readers.next();
      try {
        return whole(reader, in);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // readers throw anything at broken files
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UncheckedIOException(name + ": " + reason, asIo(e));
    }
  }

  private static IOException asIo(Exception e) {
    return e instanceof IOException io ? io : new IOException(e);
  }

  /** Readers fill up what is missing at the end of a file and only warn. */
  private static Tensor whole(ImageReader reader, ImageInputStream in) throws IOException {
    StringBuilder truncated = new StringBuilder();
    reader.addIIOReadWarningListener(
        (_, warning) -> {
          String w = warning.toLowerCase(Locale.ROOT);
          if (w.contains("premature") || w.contains("truncat") || w.contains("end of")) {
            truncated.append(warning);
          }
        });
    reader.setInput(in, true, true);
    BufferedImage image = reader.read(0);
    if (!truncated.isEmpty()) {
      throw new IOException("the picture is not whole: " + truncated);
    }
    return of(image);
  }

  private static String[] formats() {
    return java.util.Arrays.stream(ImageIO.getReaderFormatNames())
        .map(n -> n.toUpperCase(Locale.ROOT))
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }

  /** The tensor of an image, {@code pil_to_tensor}. */
  public static Tensor of(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    int n = w * h;
    byte[] out = new byte[3 * n];
    Raster raster = image.getRaster();
    boolean plain = !(image.getColorModel() instanceof IndexColorModel);
    if (plain && raster.getNumBands() <= 2) {
      // Not by getRGB, which would take linear light for what is stored and brighten it.
      int[] row = new int[w];
      int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
      int bits = raster.getSampleModel().getSampleSize(0);
      for (int y = 0; y < h; y++) {
        raster.getSamples(0, y, w, 1, 0, row);
        for (int x = 0; x < w; x++) {
          int v = bits >= 8 ? row[x] >> shift : row[x] * 255 / ((1 << bits) - 1);
          out[y * w + x] = out[n + y * w + x] = out[2 * n + y * w + x] = (byte) v;
        }
      }
    } else {
      int[] row = new int[w];
      for (int y = 0; y < h; y++) {
        image.getRGB(0, y, w, 1, row, 0, w);
        for (int x = 0; x < w; x++) {
          out[y * w + x] = (byte) (row[x] >> 16);
          out[n + y * w + x] = (byte) (row[x] >> 8);
          out[2 * n + y * w + x] = (byte) row[x];
        }
      }
    }
    return Torch.fromArray(out, Shape.of(3, h, w), DType.UINT8);
  }

  /**
   * The image of a tensor, {@code to_pil_image}.
   *
   * @param image {@code [C, H, W]} with one or three channels, or {@code [H, W]}: uint8, or
   *     floating with values from 0 to 1, which are rounded
   */
  public static BufferedImage toBufferedImage(Tensor image) {
    Tensor x = image.dim() == 2 ? image.unsqueeze(0) : image;
    if (x.dim() != 3 || (x.size(0) != 1 && x.size(0) != 3)) {
      throw new ShapeException(
          "an image has the shape [H, W], [1, H, W] or [3, H, W], got " + image.shape());
    }
    if (x.dtype() != DType.UINT8) {
      x = x.detach().mul(255).add(0.5).clamp(0, 255).to(DType.UINT8);
    }
    int h = Math.toIntExact(x.size(1));
    int w = Math.toIntExact(x.size(2));
    int n = h * w;
    byte[] values = x.toByteArray();
    int green = x.size(0) == 3 ? n : 0;
    var out = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < n; i++) {
      int rgb =
          (values[i] & 0xff) << 16 | (values[green + i] & 0xff) << 8 | values[2 * green + i] & 0xff;
      out.setRGB(i % w, i / w, rgb);
    }
    return out;
  }

  /**
   * Writes an image, {@code torchvision.utils.save_image} for one; see {@link #makeGrid} for many.
   *
   * @param image as for {@link #toBufferedImage}
   * @param file its ending says the format: png, jpg, gif or bmp
   * @throws UncheckedIOException if it can't be written
   */
  public static void write(Tensor image, Path file) {
    String name = file.getFileName().toString();
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    try {
      if (!ImageIO.write(toBufferedImage(image), format, file.toFile())) {
        throw new IOException("there is no writer for pictures of format '" + format + "'");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Many images in rows on one, {@code torchvision.utils.make_grid}, with two dark pixels between.
   *
   * @param images {@code [N, C, H, W]}; one channel becomes three
   * @param columns how many in a row
   */
  public static Tensor makeGrid(Tensor images, int columns) {
    if (images.dim() != 4 || columns < 1) {
      throw new ShapeException(
          "makeGrid: images [N, C, H, W] and at least one column are wanted, got shape "
              + images.shape()
              + " and "
              + columns);
    }
    int padding = 2;
    Tensor all = images.size(1) == 1 ? images.expand(-1, 3, -1, -1) : images;
    long n = all.size(0);
    long across = Math.min(columns, n);
    long down = (n + across - 1) / Math.max(1, across);
    long h = all.size(2) + padding;
    long w = all.size(3) + padding;
    Tensor grid =
        Torch.zeros(Shape.of(all.size(1), h * down + padding, w * across + padding), all.dtype());
    for (long i = 0; i < n; i++) {
      grid.narrow(1, i / across * h + padding, h - padding)
          .narrow(2, i % across * w + padding, w - padding)
          .copy_(all.select(0, i).detach());
    }
    return grid;
  }
}
