package org.torch4j.io;

import org.torch4j.Tensor;
import org.torch4j.storage.Layout;
import org.torch4j.storage.Storage;
import org.torch4j.storage.StridedArray;
import org.torch4j.type.Shape;

/**
 * A storage of a checkpoint, or a part of one, as a pickle refers to it.
 *
 * @param storage the memory, shared by all that refer to it
 * @param type what its elements are
 * @param offset where this part begins, in elements
 * @param numel how many elements it has
 */
record StoredElements(Storage storage, StorageType type, long offset, long numel) {
  /** All elements as a tensor of one dimension. */
  Tensor flat() {
    Layout layout = Layout.of(Shape.of(numel), new long[] {1}, offset);
    return new Tensor(new StridedArray(storage, type.dtype(), layout));
  }
}
