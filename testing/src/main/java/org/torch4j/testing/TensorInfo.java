package org.torch4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a case says of one of its tensors beside the values.
 *
 * @param dtype PyTorch's name of the element type
 * @param shape the sizes
 * @param requiresGrad whether a gradient is asked for
 * @param strides the strides that it had, null if contiguous; values are stored contiguous
 * @param storageOffset the offset that it had
 * @param storage the flat tensor that it is a window of, where the result depends on that
 * @param sharesStorageWith the input that this output is a view of, or is
 * @param storedAs {@code F64x2} or {@code F16x2} for pairs that stand for complex numbers
 * @param conj whether the conjugate bit was set; the values have it applied
 * @param neg whether the negative bit was set; the values have it applied
 */
public record TensorInfo(
    String dtype,
    List<Long> shape,
    boolean requiresGrad,
    @Nullable List<Long> strides,
    long storageOffset,
    @Nullable String storage,
    @Nullable String sharesStorageWith,
    @Nullable String storedAs,
    boolean conj,
    boolean neg) {

  static TensorInfo of(JsonNode n) {
    return new TensorInfo(
        n.required("dtype").textValue(),
        longs(n.required("shape")),
        n.path("requires_grad").booleanValue(),
        n.has("strides") ? longs(n.get("strides")) : null,
        n.path("storage_offset").longValue(),
        n.path("storage").textValue(),
        n.path("shares_storage_with").textValue(),
        n.path("stored_as").textValue(),
        n.path("conj").booleanValue(),
        n.path("neg").booleanValue());
  }

  static List<Long> longs(JsonNode array) {
    List<Long> out = new ArrayList<>();
    array.forEach(e -> out.add(e.longValue()));
    return List.copyOf(out);
  }
}
