package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** Padding of the last dimensions. */
final class Padding {
  private Padding() {}

  /** {@code torch.nn.functional.pad}: pairs before and after, the last dimension first. */
  static Tensor pad(Tensor input, long[] sizes, String mode, double value) {
    if (sizes.length % 2 != 0 || sizes.length / 2 > input.dim()) {
      throw new ShapeException(
          "pad: expected pairs for at most "
              + input.dim()
              + " dimensions, got "
              + Arrays.toString(sizes)
              + " for input "
              + input.shape());
    }
    Tensor result = input;
    for (int i = 0; i < sizes.length / 2; i++) {
      int dim = input.dim() - 1 - i;
      long before = sizes[2 * i];
      long after = sizes[2 * i + 1];
      if (before != 0 || after != 0) {
        result =
            mode.equals("constant")
                ? constant(result, dim, before, after, value)
                : result.indexSelect(dim, Torch.tensor(source(mode, input, dim, before, after)));
      }
    }
    return result;
  }

  private static Tensor constant(Tensor x, int dim, long before, long after, double value) {
    long size = x.size(dim);
    if (size + before + after < 0) {
      throw new ShapeException(
          "pad: dimension "
              + dim
              + " of size "
              + size
              + " can't be padded by "
              + before
              + " and "
              + after);
    }
    long start = Math.max(0, -before);
    long end = size - Math.max(0, -after);
    Tensor middle = x.narrow(dim, start, end - start);
    long[] sizes = x.shape().toArray();
    List<Tensor> parts = new ArrayList<>();
    if (before > 0) {
      sizes[dim] = before;
      parts.add(Torch.full(Shape.of(sizes), value).to(x.dtype()));
    }
    parts.add(middle);
    if (after > 0) {
      sizes[dim] = after;
      parts.add(Torch.full(Shape.of(sizes), value).to(x.dtype()));
    }
    return parts.size() == 1 ? middle : Torch.cat(parts, dim);
  }

  /** For each place of the padded dimension, which place of the input it shows. */
  private static long[] source(String mode, Tensor input, int dim, long before, long after) {
    long n = input.size(dim);
    long limit = mode.equals("reflect") ? n - 1 : mode.equals("circular") ? n : Long.MAX_VALUE;
    if (before > limit || after > limit || n == 0) {
      throw new ShapeException(
          "pad: "
              + mode
              + " padding of "
              + before
              + " and "
              + after
              + " is more than dimension "
              + dim
              + " of input "
              + input.shape()
              + " allows");
    }
    long[] source = new long[Math.toIntExact(n + before + after)];
    for (int i = 0; i < source.length; i++) {
      long at = i - before;
      source[i] =
          switch (mode) {
            case "reflect" -> at < 0 ? -at : at >= n ? 2 * (n - 1) - at : at;
            case "replicate" -> Math.clamp(at, 0, n - 1);
            case "circular" -> Math.floorMod(at, n);
            default ->
                throw new IllegalArgumentException(
                    "pad: mode is \"constant\", \"reflect\", \"replicate\" or \"circular\", got "
                        + PythonText.of(mode));
          };
    }
    return source;
  }
}
