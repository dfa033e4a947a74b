package org.torch4j.io;

import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.DType;
import org.torch4j.type.Shape;

/**
 * A quantized tensor of a checkpoint: integers with the scale and zero point that turn them into
 * real numbers.
 *
 * @param dtype PyTorch's name of its type: {@code qint8}, {@code quint8} or {@code qint32}
 * @param values the integers, {@code int_repr()}
 * @param scheme {@code per_tensor_affine}, {@code per_channel_affine} or {@code
 *     per_channel_affine_float_qparams}
 * @param scales one scale, or one per channel
 * @param zeroPoints one zero point, or one per channel
 * @param axis the dimension of the channels; -1 where there is one scale for all
 */
public record QuantizedTensor(
    String dtype, Tensor values, String scheme, Tensor scales, Tensor zeroPoints, int axis) {
  /** A tensor with one scale and one zero point. */
  static QuantizedTensor perTensor(String dtype, Tensor values, double scale, long zeroPoint) {
    Tensor scales =
        new Tensor(
            new StridedArray(
                Storage.ofArray(new double[] {scale}, Double.BYTES),
                DType.FLOAT64,
                Layout.contiguous(Shape.SCALAR)));
    Tensor zeros =
        new Tensor(
            new StridedArray(
                Storage.ofArray(new long[] {zeroPoint}, Long.BYTES),
                DType.INT64,
                Layout.contiguous(Shape.SCALAR)));
    return new QuantizedTensor(dtype, values, "per_tensor_affine", scales, zeros, -1);
  }

  /** The scale of channel {@code channel}; any channel where there is one scale for all. */
  public double scale(long channel) {
    return Elements.real(TensorState.array(scales), axis < 0 ? 0 : channel);
  }

  /** The zero point of channel {@code channel}; any channel where there is one for all. */
  public double zeroPoint(long channel) {
    return Elements.real(TensorState.array(zeroPoints), axis < 0 ? 0 : channel);
  }

  /** The real numbers as a new float32 tensor, {@code torch.dequantize}. */
  public Tensor dequantize() {
    StridedArray from = TensorState.array(values);
    Shape shape = from.shape();
    StridedArray to = StridedArray.allocate(DType.FLOAT32, shape);
    long inner = 1;
    for (int d = axis + 1; axis >= 0 && d < shape.dim(); d++) {
      inner *= shape.get(d);
    }
    for (long i = 0; i < from.numel(); i++) {
      long channel = axis < 0 ? 0 : i / inner % shape.get(axis);
      float scale = (float) scale(channel);
      float zero = (float) zeroPoint(channel);
      Elements.setFloat(to, i, (Elements.integer(from, i) - zero) * scale);
    }
    return new Tensor(to);
  }
}
