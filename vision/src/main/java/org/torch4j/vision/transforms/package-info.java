/**
 * Transforms of images, {@code torchvision.transforms}, on tensors {@code [C, H, W]}. Start at
 * {@link org.torch4j.vision.transforms.Compose}; the functions behind them are in {@link
 * org.torch4j.vision.transforms.Transforms}.
 */
@NullMarked
package org.torch4j.vision.transforms;

import org.jspecify.annotations.NullMarked;
