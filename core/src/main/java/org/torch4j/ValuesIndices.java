package org.torch4j;

/**
 * Elements chosen along a dimension and the int64 indices where they stood, what {@code torch.max},
 * {@code sort}, {@code topk} return.
 *
 * @param values the elements
 * @param indices their places along the dimension
 */
public record ValuesIndices(Tensor values, Tensor indices) {
  static ValuesIndices of(Tensor[] both) {
    return new ValuesIndices(both[0], both[1]);
  }

  static ValuesIndices of(Tensor[] both, Tensor self, int dim, boolean keepdim) {
    if (!keepdim || self.dim() == 0) {
      return of(both);
    }
    int at = dim < 0 ? dim + self.dim() : dim;
    return new ValuesIndices(both[0].unsqueeze(at), both[1].unsqueeze(at));
  }
}
