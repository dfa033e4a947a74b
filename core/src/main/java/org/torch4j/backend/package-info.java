/**
 * What a device must offer: the service interface that the CPU backend implements. It speaks of
 * {@link org.torch4j.storage.StridedArray}s and expressions, never of tensors. Start at {@link
 * org.torch4j.backend.Backend}.
 *
 * <p>May use {@code type}, {@code storage} and {@code expr}.
 */
@NullMarked
package org.torch4j.backend;

import org.jspecify.annotations.NullMarked;
