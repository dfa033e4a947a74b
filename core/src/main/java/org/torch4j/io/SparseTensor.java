package org.torch4j.io;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.TensorState;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * A sparse tensor of a checkpoint: its indices and values as they are stored.
 *
 * @param layout PyTorch's name of the format: {@code sparse_coo}, {@code sparse_csr}, {@code
 *     sparse_csc}, {@code sparse_bsr} or {@code sparse_bsc}
 * @param indices for {@code sparse_coo} one tensor [sparse dimensions, entries]; for the others the
 *     compressed and the plain indices
 * @param values the entries
 * @param shape the shape of the whole
 * @param coalesced whether no index occurs twice and all are sorted, as the file says
 */
public record SparseTensor(
    String layout, List<Tensor> indices, Tensor values, Shape shape, boolean coalesced) {
  /** Keeps a copy of the list. */
  public SparseTensor {
    indices = List.copyOf(indices);
  }

  /** How many elements a check of the indices reads. */
  long indexCount() {
    long n = 0;
    for (Tensor t : indices) {
      n += Math.min(TensorState.array(t).numel(), Long.MAX_VALUE / 64);
    }
    return n;
  }

  /** What is wrong with it, or null. */
  @Nullable String problem() {
    return layout.equals("sparse_coo") ? coordinateProblem() : compressedProblem();
  }

  private @Nullable String coordinateProblem() {
    StridedArray at = TensorState.array(indices.get(0));
    Shape entries = TensorState.array(values).shape();
    if (!at.dtype().isIntegral()
        || at.shape().dim() != 2
        || entries.dim() < 1
        || entries.get(0) != at.shape().get(1)
        || at.shape().get(0) + entries.dim() - 1 != shape.dim()) {
      return "with indices " + at.shape() + " and values " + entries + " for shape " + shape;
    }
    long n = at.shape().get(1);
    for (int d = 0; d < at.shape().get(0); d++) {
      for (long i = 0; i < n; i++) {
        long index = Elements.integer(at, d * n + i);
        if (index < 0 || index >= shape.get(d)) {
          return "with index " + index + " in dimension " + d + " of shape " + shape;
        }
      }
    }
    return null;
  }

  private @Nullable String compressedProblem() {
    StridedArray compressed = TensorState.array(indices.get(0));
    StridedArray plain = TensorState.array(indices.get(1));
    if (!compressed.dtype().isIntegral()
        || !plain.dtype().isIntegral()
        || compressed.shape().dim() < 1
        || plain.shape().dim() != compressed.shape().dim()
        || shape.dim() < 2) {
      return "with indices " + compressed.shape() + " and " + plain.shape();
    }
    boolean rows = layout.equals("sparse_csr");
    if (compressed.shape().dim() > 1 || !rows && !layout.equals("sparse_csc")) {
      return null;
    }
    long lines = shape.get(rows ? 0 : 1);
    long across = shape.get(rows ? 1 : 0);
    long entries = plain.numel();
    if (compressed.numel() != lines + 1
        || TensorState.array(values).shape().dim() < 1
        || TensorState.array(values).shape().get(0) != entries) {
      return "with " + compressed.numel() + " compressed indices for shape " + shape;
    }
    long before = 0;
    for (long i = 0; i <= lines; i++) {
      long next = Elements.integer(compressed, i);
      if (i == 0 && next != 0 || next < before || next > entries || i == lines && next != entries) {
        return "whose compressed indices do not rise from 0 to " + entries;
      }
      before = next;
    }
    for (long i = 0; i < entries; i++) {
      long index = Elements.integer(plain, i);
      if (index < 0 || index >= across) {
        return "with index " + index + " of " + across;
      }
    }
    return null;
  }
}
