package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.Arrays;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/** The frequencies of Fourier transforms, and their order. */
public final class Frequencies {
  public static final CompositeOp FFTSHIFT =
      composite("fft_fftshift(Tensor self, int[1]? dim=None) -> Tensor", a -> shifted(a, false));

  public static final CompositeOp IFFTSHIFT =
      composite("fft_ifftshift(Tensor self, int[1]? dim=None) -> Tensor", a -> shifted(a, true));

  public static final CompositeOp FFTFREQ =
      composite(
          "fft_fftfreq(int n, float d=1.0, *, ScalarType? dtype=None) -> Tensor",
          a -> {
            long n = a.integer("n");
            Tensor k = Torch.arange(n);
            Tensor wrapped = Torch.where(k.ge((n + 1) / 2), k.sub(n), k);
            return wrapped.to(frequencyType("fftfreq", a)).mul(1 / (n * a.real("d")));
          });

  public static final CompositeOp RFFTFREQ =
      composite(
          "fft_rfftfreq(int n, float d=1.0, *, ScalarType? dtype=None) -> Tensor",
          a -> {
            long n = a.integer("n");
            return Torch.arange(n / 2 + 1)
                .to(frequencyType("rfftfreq", a))
                .mul(1 / (n * a.real("d")));
          });

  private Frequencies() {}

  private static Tensor shifted(Args a, boolean back) {
    Tensor self = a.tensor("self");
    long[] dims = a.integersOrNull("dim");
    if (dims == null) {
      dims = new long[self.dim()];
      Arrays.setAll(dims, i -> i);
    }
    long[] shifts = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      long n = self.size(Shape.normalizeDim(dims[i], self.dim(), a.op()));
      shifts[i] = (back ? n + 1 : n) / 2;
    }
    return dims.length == 0 ? self.clone() : self.roll(shifts, dims);
  }

  private static DType frequencyType(String op, Args a) {
    DType asked = a.dtype("dtype");
    DType dtype = asked == null ? Torch.getDefaultDtype() : asked;
    DTypeRules.expect(op, !dtype.isIntegral(), "a floating-point or complex", dtype);
    return dtype;
  }
}
