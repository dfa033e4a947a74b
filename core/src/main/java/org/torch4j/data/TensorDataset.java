package org.torch4j.data;

import java.util.ArrayList;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * Samples that are rows of tensors, {@code torch.utils.data.TensorDataset}: sample {@code i} is the
 * list of {@code t.select(0, i)}.
 *
 * <pre>{@code
 * var train = new TensorDataset(inputs, labels);
 * for (List<Tensor> batch : new DataLoader<>(train, DataLoader.options().batchSize(64))) {
 *   Tensor x = batch.get(0), y = batch.get(1);
 * }
 * }</pre>
 */
public final class TensorDataset implements BatchDataset<List<Tensor>> {
  private final List<Tensor> tensors;
  private final long size;

  /**
   * The data set over {@code tensors}, which are not copied.
   *
   * @throws ShapeException if there is none, one is a scalar, or their first sizes differ
   */
  public TensorDataset(Tensor... tensors) {
    if (tensors.length == 0) {
      throw new ShapeException("TensorDataset: expected at least one tensor, got none");
    }
    this.tensors = List.of(tensors);
    for (int i = 0; i < tensors.length; i++) {
      if (tensors[i].dim() == 0) {
        throw new ShapeException("TensorDataset: tensor " + i + " is a scalar and has no samples");
      }
      if (tensors[i].size(0) != tensors[0].size(0)) {
        throw new ShapeException(
            "TensorDataset: first sizes must be equal, tensor 0 has shape %s, tensor %d has shape %s"
                .formatted(tensors[0].shape(), i, tensors[i].shape()));
      }
    }
    this.size = tensors[0].size(0);
  }

  /** The tensors, one a column. */
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public List<Tensor> get(long index) {
    Ranges.check(index, size, "TensorDataset");
    List<Tensor> row = new ArrayList<>(tensors.size());
    for (Tensor t : tensors) {
      row.add(t.select(0, index));
    }
    return List.copyOf(row);
  }

  @Override
  public List<Tensor> getBatch(long[] indices) {
    for (long i : indices) {
      Ranges.check(i, size, "TensorDataset");
    }
    Tensor rows = Torch.tensor(indices);
    List<Tensor> batch = new ArrayList<>(tensors.size());
    for (Tensor t : tensors) {
      batch.add(t.indexSelect(0, rows));
    }
    return List.copyOf(batch);
  }

  @Override
  public long size() {
    return size;
  }
}
