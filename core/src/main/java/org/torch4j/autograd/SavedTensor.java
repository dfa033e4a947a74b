package org.torch4j.autograd;

import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.type.AutogradException;

/** A tensor kept for backward together with the version it had. */
public final class SavedTensor {
  /** What a second backward through a freed graph is told. */
  public static final String SECOND_BACKWARD =
      "backward: the graph was already freed by an earlier backward; call"
          + " backward(retainGraph = true) the first time to go through it twice";

  private final Tensor tensor;
  private final int version;

  /** Keeps {@code tensor} as it is now. */
  public SavedTensor(Tensor tensor) {
    if (tensor.isInference()) {
      throw new AutogradException(
          "inference tensors cannot be saved for backward; clone() the tensor outside"
              + " inferenceMode first");
    }
    this.tensor = tensor;
    this.version = TensorState.version(tensor);
  }

  /** The tensor, if it was not changed in place since. */
  public Tensor unpack(String node) {
    int now = TensorState.version(tensor);
    if (now != version) {
      throw new AutogradException(
          "backward: a tensor that "
              + node
              + " needs was modified by an in-place operation: "
              + tensor.dtype()
              + " "
              + tensor.shape()
              + " is at version "
              + now
              + ", expected version "
              + version
              + "; anomaly mode (Torch.setDetectAnomaly(true)) shows where forward used it");
    }
    return tensor;
  }
}
