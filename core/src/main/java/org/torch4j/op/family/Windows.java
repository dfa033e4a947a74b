package org.torch4j.op.family;

import static org.torch4j.op.family.Creation.OPTIONS;

import java.util.function.Function;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.Shape;

/**
 * Windows for spectra: weights that fall off to both ends. A periodic window is one element of a
 * longer symmetric one short, so that its repetition is smooth.
 */
public final class Windows {
  private static final String HALF = "bool periodic, float alpha";

  public static final CompositeOp BARTLETT = window("bartlett", "", Windows::bartlett);
  public static final CompositeOp BARTLETT_PERIODIC =
      window("bartlett", "bool periodic", Windows::bartlett);
  public static final CompositeOp BLACKMAN = window("blackman", "", Windows::blackman);
  public static final CompositeOp BLACKMAN_PERIODIC =
      window("blackman", "bool periodic", Windows::blackman);
  public static final CompositeOp HAMMING = window("hamming", "", Windows::hamming);
  public static final CompositeOp HAMMING_PERIODIC =
      window("hamming", "bool periodic", Windows::hamming);
  public static final CompositeOp HAMMING_ALPHA = window("hamming", HALF, Windows::hamming);
  public static final CompositeOp HAMMING_ALPHA_BETA =
      window("hamming", HALF + ", float beta", Windows::hamming);
  public static final CompositeOp HANN = window("hann", "", a -> n -> raised(n, 0.5, 0.5));
  public static final CompositeOp HANN_PERIODIC =
      window("hann", "bool periodic", a -> n -> raised(n, 0.5, 0.5));
  public static final CompositeOp KAISER = window("kaiser", "", Windows::kaiser);
  public static final CompositeOp KAISER_PERIODIC =
      window("kaiser", "bool periodic", Windows::kaiser);
  public static final CompositeOp KAISER_BETA =
      window("kaiser", "bool periodic, float beta", Windows::kaiser);

  private Windows() {}

  /** From the places 0, 1, ... of a symmetric window to its weights. */
  private interface Shaped extends Function<Tensor, Tensor> {}

  private static CompositeOp window(String name, String extra, Function<Args, Shaped> shape) {
    String overload = extra.replaceAll("(bool|float) ", "").replace(", ", "_");
    return Creation.made(
        name
            + "_window"
            + (overload.isEmpty() ? "" : "." + overload)
            + "(int window_length"
            + (extra.isEmpty() ? "" : ", " + extra)
            + ", *, "
            + OPTIONS
            + ") -> Tensor",
        a -> of(a, shape.apply(a)));
  }

  private static Tensor of(Args a, Shaped shape) {
    DType dtype = Creation.dtype(a);
    long length = a.integer("window_length");
    if (!dtype.isFloatingPoint()) {
      throw new DTypeException(a.op() + ": expected a floating-point dtype, got " + dtype);
    }
    if (length < 0) {
      throw new IllegalArgumentException(
          a.op() + ": window_length must not be negative, got " + length);
    }
    if (length < 2) {
      return Torch.ones(Shape.of(length), dtype);
    }
    boolean periodic = !a.has("periodic") || a.flag("periodic");
    Tensor places = Torch.arange(0, length + (periodic ? 1 : 0), 1, dtype);
    return shape.apply(places).narrow(0, 0, length).contiguous();
  }

  private static Shaped bartlett(Args a) {
    return n -> {
      Tensor up = n.mul(2.0 / (n.numel() - 1));
      return Torch.minimum(up, up.neg().add(2));
    };
  }

  private static Shaped blackman(Args a) {
    return n -> {
      Tensor angle = n.mul(Math.PI / (n.numel() - 1));
      return angle.mul(4).cos().mul(0.08).sub(angle.mul(2).cos().mul(0.5)).add(0.42);
    };
  }

  private static Shaped hamming(Args a) {
    double alpha = a.has("alpha") ? a.real("alpha") : 0.54;
    double beta = a.has("beta") ? a.real("beta") : 0.46;
    return n -> raised(n, alpha, beta);
  }

  /** A cosine raised to {@code alpha}. */
  private static Tensor raised(Tensor n, double alpha, double beta) {
    return n.mul(2 * Math.PI / (n.numel() - 1)).cos().mul(-beta).add(alpha);
  }

  private static Shaped kaiser(Args a) {
    double beta = a.has("beta") ? a.real("beta") : 12;
    return n -> {
      double middle = (n.numel() - 1) / 2.0;
      Tensor fall = n.sub(middle).div(middle).square().neg().add(1).clampMin(0).sqrt();
      Tensor top = Torch.full(Shape.SCALAR, beta, n.dtype());
      return fall.mul(beta).i0().div(top.i0());
    };
  }
}
