package org.torch4j.autograd;

import java.util.function.Supplier;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.AutogradException;

/** A tensor kept for backward together with the version it had. */
public final class SavedTensor {
  /** What a second backward through a freed graph is told. */
  public static final String SECOND_BACKWARD =
      "backward: the graph was already freed by an earlier backward; call"
          + " backward(retainGraph = true) the first time to go through it twice";

  private final Tensor tensor;
  private final StridedArray array;
  private final int version;

  /** Keeps {@code tensor} as it is now. */
  public SavedTensor(Tensor tensor) {
    if (tensor.isInference()) {
      throw new AutogradException(
          "inference tensors cannot be saved for backward; clone() the tensor outside"
              + " inferenceMode first");
    }
    this.tensor = tensor;
    this.array = TensorState.array(tensor);
    this.version = array.storage().version();
  }

  /** The tensor, if it was not changed in place since. */
  public Tensor unpack(Supplier<String> node) {
    int now = array.storage().version();
    if (now != version) {
      throw new AutogradException(
          "backward: a tensor that "
              + node.get()
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
    return TensorState.array(tensor) == array ? tensor : asItWas();
  }

  /** {@code setData} made the tensor show other memory; backward needs what forward saw. */
  private Tensor asItWas() {
    Tensor old = new Tensor(array);
    Node.Edge edge = TensorState.edge(tensor);
    if (edge != null) {
      TensorState.setGradFn(old, edge.node(), edge.output());
    }
    return old;
  }
}
