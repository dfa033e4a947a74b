package org.torch4j.nn;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.type.DType;
import org.torch4j.type.Device;

/**
 * Sequences of different lengths without padding, {@code torch.nn.utils.rnn.PackedSequence}: all
 * first steps, then all second steps, and so on, longest sequence first. Made by {@link
 * RnnUtils#packPaddedSequence} and {@link RnnUtils#packSequence}; recurrent modules take it.
 *
 * @param data the steps, {@code [sum of lengths, *]}
 * @param batchSizes how many sequences have a first step, a second step, ...; int64, on the CPU
 * @param sortedIndices which of the given sequences stands at each place, or null if they came
 *     sorted
 * @param unsortedIndices at which place each given sequence stands, or null
 */
public record PackedSequence(
    Tensor data,
    Tensor batchSizes,
    @Nullable Tensor sortedIndices,
    @Nullable Tensor unsortedIndices) {

  /** The same sequences with other data for each step. */
  public PackedSequence withData(Tensor newData) {
    return new PackedSequence(newData, batchSizes, sortedIndices, unsortedIndices);
  }

  /** With the data converted. */
  public PackedSequence to(DType dtype) {
    return withData(data.to(dtype));
  }

  /** With data and indices moved; batch sizes stay on the CPU. */
  public PackedSequence to(Device device) {
    return new PackedSequence(
        data.to(device),
        batchSizes,
        sortedIndices == null ? null : sortedIndices.to(device),
        unsortedIndices == null ? null : unsortedIndices.to(device));
  }

  /** The parts as PyTorch prints them. */
  @Override
  public String toString() {
    return "PackedSequence(data="
        + data
        + ", batch_sizes="
        + batchSizes
        + ", sorted_indices="
        + PythonText.of(sortedIndices)
        + ", unsorted_indices="
        + PythonText.of(unsortedIndices)
        + ")";
  }
}
