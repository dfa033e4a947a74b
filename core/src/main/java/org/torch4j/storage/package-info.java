/**
 * Memory and its geometry: where elements live ({@link org.torch4j.storage.Storage}), how indices
 * map to them ({@link org.torch4j.storage.Layout}), and both together as kernels see them ({@link
 * org.torch4j.storage.StridedArray}).
 *
 * <p>May use {@code org.torch4j.type} only.
 */
@NullMarked
package org.torch4j.storage;

import org.jspecify.annotations.NullMarked;
