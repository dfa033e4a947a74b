package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.GradContext;
import org.torch4j.op.KernelOp;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Windows as columns and back, channels as pixels and back. */
public final class Folding {
  private static final String WINDOW =
      "int[] kernel_size, int[] dilation, int[] padding, int[] stride) -> Tensor";

  /** [N, C, H, W] to [N, C * window, windows]. */
  public static final KernelOp UNFOLD_WINDOWS =
      kernel("unfold_windows(Tensor self, " + WINDOW, Folding::unfoldShape)
          .grad(
              "self",
              c -> {
                long[] sizes = c.shape("self").toArray();
                return window(Folding.FOLD_WINDOWS, c, Arrays.copyOfRange(sizes, 2, 4));
              })
          .complex(a -> partwise(Folding.UNFOLD_WINDOWS, a, null))
          .without("self")
          .build();

  /** [N, C * window, windows] to [N, C, H, W], where windows that overlap are added. */
  public static final KernelOp FOLD_WINDOWS =
      kernel("fold_windows(Tensor self, int[] output_size, " + WINDOW, Folding::foldShape)
          .grad("self", c -> window(Folding.UNFOLD_WINDOWS, c, null))
          .complex(a -> partwise(Folding.FOLD_WINDOWS, a, a.integers("output_size")))
          .without("self")
          .build();

  public static final CompositeOp IM2COL =
      composite(
          "im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)"
              + " -> Tensor",
          Folding::im2col);

  public static final CompositeOp COL2IM =
      composite(
          "col2im(Tensor self, int[2] output_size, int[2] kernel_size, int[2] dilation,"
              + " int[2] padding, int[2] stride) -> Tensor",
          Folding::col2im);

  public static final CompositeOp PIXEL_SHUFFLE =
      composite("pixel_shuffle(Tensor self, int upscale_factor) -> Tensor", Folding::pixelShuffle);

  public static final CompositeOp PIXEL_UNSHUFFLE =
      composite(
          "pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor", Folding::pixelUnshuffle);

  public static final CompositeOp CHANNEL_SHUFFLE =
      composite("channel_shuffle(Tensor self, int groups) -> Tensor", Folding::channelShuffle);

  private Folding() {}

  private static Tensor window(KernelOp op, GradContext c, long @Nullable [] size) {
    return window(op, c.grad(), c, size);
  }

  private static Tensor window(KernelOp op, Tensor self, Args a, long @Nullable [] size) {
    Object kernel = a.get("kernel_size");
    Object dilation = a.get("dilation");
    Object padding = a.get("padding");
    Object stride = a.get("stride");
    return size == null
        ? op.call(self, kernel, dilation, padding, stride)
        : op.call(self, size, kernel, dilation, padding, stride);
  }

  private static Tensor partwise(KernelOp op, Args a, long @Nullable [] size) {
    Tensor self = a.tensor("self");
    return Torch.complex(window(op, self.real(), a, size), window(op, self.imag(), a, size));
  }

  /** How many windows there are along height and width. */
  private static long[] counts(Args a, long[] image) {
    long[] counts = new long[2];
    for (int i = 0; i < 2; i++) {
      long kernel = a.integers("kernel_size", 2)[i];
      long dilation = a.integers("dilation", 2)[i];
      long padding = a.integers("padding", 2)[i];
      long stride = a.integers("stride", 2)[i];
      if (Math.max(Math.max(kernel, dilation), Math.max(padding, stride)) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(a.op() + ": no window has numbers past 2147483647");
      }
      if (kernel < 1 || dilation < 1 || stride < 1 || padding < 0) {
        throw new IllegalArgumentException(
            a.op()
                + ": kernel_size, dilation and stride must be positive, padding not negative, got "
                + kernel
                + ", "
                + dilation
                + ", "
                + stride
                + " and "
                + padding);
      }
      long room = image[i] + 2 * padding - dilation * (kernel - 1) - 1;
      if (room < 0) {
        throw new ShapeException(
            a.op()
                + ": a window of "
                + (dilation * (kernel - 1) + 1)
                + " does not fit in size "
                + image[i]
                + " with padding "
                + padding);
      }
      counts[i] = room / stride + 1;
    }
    return counts;
  }

  private static KernelOp.Spec unfoldShape(Args a) {
    Tensor self = a.tensor("self", 4);
    long[] counts = counts(a, new long[] {self.size(2), self.size(3)});
    long[] kernel = a.integers("kernel_size");
    return new KernelOp.Spec(
        self.dtype(),
        Shape.of(self.size(0), self.size(1) * kernel[0] * kernel[1], counts[0] * counts[1]));
  }

  private static KernelOp.Spec foldShape(Args a) {
    Tensor self = a.tensor("self", 3);
    long[] image = a.integers("output_size", 2);
    long[] counts = counts(a, image);
    long[] kernel = a.integers("kernel_size");
    long window = kernel[0] * kernel[1];
    if (self.size(1) % window != 0 || self.size(2) != counts[0] * counts[1]) {
      throw new ShapeException(
          a.op()
              + ": expected [N, C * "
              + window
              + ", "
              + counts[0] * counts[1]
              + "] for an output of "
              + Arrays.toString(image)
              + ", got "
              + self.shape());
    }
    return new KernelOp.Spec(
        self.dtype(), Shape.of(self.size(0), self.size(1) / window, image[0], image[1]));
  }

  private static long[] pair(Args a, String name) {
    return SpatialConvolution.spread(a, name, 2);
  }

  private static Tensor im2col(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() != 3 && self.dim() != 4) {
      throw new ShapeException("im2col: expected [C, H, W] or [N, C, H, W], got " + self.shape());
    }
    Tensor batch = self.dim() == 3 ? self.unsqueeze(0) : self;
    Tensor columns =
        UNFOLD_WINDOWS.call(
            batch,
            pair(a, "kernel_size"),
            pair(a, "dilation"),
            pair(a, "padding"),
            pair(a, "stride"));
    return self.dim() == 3 ? columns.squeeze(0) : columns;
  }

  private static Tensor col2im(Args a) {
    Tensor self = a.tensor("self");
    if (self.dim() != 2 && self.dim() != 3) {
      throw new ShapeException(
          "col2im: expected [C * window, windows] or with a batch before, got " + self.shape());
    }
    Tensor batch = self.dim() == 2 ? self.unsqueeze(0) : self;
    Tensor image =
        FOLD_WINDOWS.call(
            batch,
            pair(a, "output_size"),
            pair(a, "kernel_size"),
            pair(a, "dilation"),
            pair(a, "padding"),
            pair(a, "stride"));
    return self.dim() == 2 ? image.squeeze(0) : image;
  }

  private static long factor(Args a, String name) {
    long factor = a.integer(name);
    Tensor self = a.tensor("self");
    if (factor < 1) {
      throw new IllegalArgumentException(a.op() + ": " + name + " must be positive, got " + factor);
    }
    if (self.dim() < 3) {
      throw new ShapeException(
          a.op() + ": expected at least 3 dimensions, got shape " + self.shape());
    }
    return factor;
  }

  private static Tensor pixelShuffle(Args a) {
    Tensor self = a.tensor("self");
    long r = factor(a, "upscale_factor");
    long[] sizes = self.shape().toArray();
    int c = sizes.length - 3;
    if (sizes[c] % (r * r) != 0) {
      throw new ShapeException(
          "pixel_shuffle: channels must be divisible by the square of upscale_factor "
              + r
              + ", got input "
              + self.shape());
    }
    long channels = sizes[c] / (r * r);
    long h = sizes[c + 1];
    long w = sizes[c + 2];
    sizes[c] = channels;
    sizes[c + 1] = h * r;
    sizes[c + 2] = w * r;
    return self.reshape(leading(self, 3), channels, r, r, h, w)
        .permute(0, 1, 4, 2, 5, 3)
        .reshape(sizes);
  }

  private static Tensor pixelUnshuffle(Args a) {
    Tensor self = a.tensor("self");
    long r = factor(a, "downscale_factor");
    long[] sizes = self.shape().toArray();
    int c = sizes.length - 3;
    if (sizes[c + 1] % r != 0 || sizes[c + 2] % r != 0) {
      throw new ShapeException(
          "pixel_unshuffle: height and width must be divisible by downscale_factor "
              + r
              + ", got input "
              + self.shape());
    }
    long channels = sizes[c];
    long h = sizes[c + 1] / r;
    long w = sizes[c + 2] / r;
    sizes[c] = channels * r * r;
    sizes[c + 1] = h;
    sizes[c + 2] = w;
    return self.reshape(leading(self, 3), channels, h, r, w, r)
        .permute(0, 1, 3, 5, 2, 4)
        .reshape(sizes);
  }

  private static long leading(Tensor t, int last) {
    long n = 1;
    for (int d = 0; d < t.dim() - last; d++) {
      n *= t.size(d);
    }
    return n;
  }

  private static Tensor channelShuffle(Args a) {
    Tensor self = a.tensor("self");
    long groups = factor(a, "groups");
    long channels = self.size(1);
    if (channels % groups != 0) {
      throw new ShapeException(
          "channel_shuffle: channels must be divisible by groups "
              + groups
              + ", got input "
              + self.shape());
    }
    long rest = self.numel() / Math.max(1, self.size(0) * channels);
    return self.reshape(self.size(0), groups, channels / groups, rest)
        .transpose(1, 2)
        .reshape(self.shape().toArray());
  }
}
