/**
 * Pictures, {@code torchvision}: data sets that give {@link org.torch4j.data.Example}s.
 *
 * <p>Start with {@link org.torch4j.vision.MNIST#shipped}, which needs no download. May use the
 * packages of {@code org.torch4j} that it exports.
 */
@NullMarked
package org.torch4j.vision;

import org.jspecify.annotations.NullMarked;
