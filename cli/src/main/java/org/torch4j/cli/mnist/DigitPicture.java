package org.torch4j.cli.mnist;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;

/**
 * A picture of a digit brought to the form of MNIST: light on dark, inside 20 x 20 pixels, its
 * centre of mass in the middle of 28 x 28.
 */
public final class DigitPicture {
  private static final int SIDE = 28;
  private static final int BOX = 20;
  private static final float INK = 0.2f;
  private static final String SHADES = " .:-=+*#%@";

  private final float[] pixels;

  private DigitPicture(float[] pixels) {
    this.pixels = pixels;
  }

  /** Reads a PNG, JPEG, GIF or BMP file. */
  public static DigitPicture read(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new IOException(
            file + " is no picture that can be read: expected PNG, JPEG, GIF or BMP");
      }
      return of(image, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static DigitPicture of(BufferedImage image, Path file) throws IOException {
    int w = image.getWidth();
    int h = image.getHeight();
    float[] light = new float[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        light[y * w + x] = luminance(image.getRGB(x, y));
      }
    }
    if (border(light, w, h) > 0.5f) {
      for (int i = 0; i < light.length; i++) {
        light[i] = 1 - light[i];
      }
    }
    if (w == SIDE && h == SIDE) {
      return new DigitPicture(light); // already in MNIST's form
    }
    int[] box = ink(light, w, h);
    if (box == null) {
      throw new IOException(file + " shows no digit: all pixels are alike");
    }
    return new DigitPicture(centred(scaled(light, w, box)));
  }

  private static float luminance(int argb) {
    float alpha = (argb >>> 24) / 255f;
    float grey =
        (0.299f * (argb >> 16 & 0xFF) + 0.587f * (argb >> 8 & 0xFF) + 0.114f * (argb & 0xFF))
            / 255f;
    return alpha * grey + (1 - alpha); // transparent paper is white
  }

  private static float border(float[] light, int w, int h) {
    double sum = 0;
    for (int x = 0; x < w; x++) {
      sum += light[x] + light[(h - 1) * w + x];
    }
    for (int y = 0; y < h; y++) {
      sum += light[y * w] + light[y * w + w - 1];
    }
    return (float) (sum / (2.0 * (w + h)));
  }

  /** Left, top, right, bottom (exclusive) of what is drawn, or null. */
  private static int @org.jspecify.annotations.Nullable [] ink(float[] light, int w, int h) {
    int[] box = {w, h, 0, 0};
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        if (light[y * w + x] > INK) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x + 1);
          box[3] = Math.max(box[3], y + 1);
        }
      }
    }
    return box[2] > box[0] ? box : null;
  }

  /** The drawn part scaled to fit {@link #BOX}, by halving first so that thin lines stay. */
  private static BufferedImage scaled(float[] light, int w, int[] box) {
    int bw = box[2] - box[0];
    int bh = box[3] - box[1];
    BufferedImage part = new BufferedImage(bw, bh, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < bh; y++) {
      for (int x = 0; x < bw; x++) {
        int grey = Math.round(255 * light[(y + box[1]) * w + x + box[0]]);
        part.getRaster().setSample(x, y, 0, grey);
      }
    }
    double factor = (double) BOX / Math.max(bw, bh);
    int tw = Math.max(1, (int) Math.round(bw * factor));
    int th = Math.max(1, (int) Math.round(bh * factor));
    while (part.getWidth() >= 2 * tw && part.getHeight() >= 2 * th) {
      part = resized(part, (part.getWidth() + 1) / 2, (part.getHeight() + 1) / 2);
    }
    return resized(part, tw, th);
  }

  private static BufferedImage resized(BufferedImage image, int w, int h) {
    BufferedImage out = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = out.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(image, 0, 0, w, h, null);
    g.dispose();
    return out;
  }

  private static float[] centred(BufferedImage digit) {
    double mass = 0;
    double mx = 0;
    double my = 0;
    for (int y = 0; y < digit.getHeight(); y++) {
      for (int x = 0; x < digit.getWidth(); x++) {
        int v = digit.getRaster().getSample(x, y, 0);
        mass += v;
        mx += v * (x + 0.5);
        my += v * (y + 0.5);
      }
    }
    int left = (int) Math.round(SIDE / 2.0 - mx / mass);
    int top = (int) Math.round(SIDE / 2.0 - my / mass);
    float[] out = new float[SIDE * SIDE];
    for (int y = 0; y < digit.getHeight(); y++) {
      for (int x = 0; x < digit.getWidth(); x++) {
        int tx = x + left;
        int ty = y + top;
        if (tx >= 0 && tx < SIDE && ty >= 0 && ty < SIDE) {
          out[ty * SIDE + tx] = digit.getRaster().getSample(x, y, 0) / 255f;
        }
      }
    }
    return out;
  }

  /** As the networks want it: [1, 1, 28, 28], 0 is paper and 1 is ink. */
  public Tensor tensor() {
    return Torch.fromArray(pixels.clone(), Shape.of(1, 1, SIDE, SIDE));
  }

  /** For the terminal: a line per row, two characters per pixel. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int shade = Math.min(SHADES.length() - 1, (int) (pixels[y * SIDE + x] * SHADES.length()));
        out.append(SHADES.charAt(shade)).append(SHADES.charAt(shade));
      }
      out.append('\n');
    }
    return out.toString();
  }
}
