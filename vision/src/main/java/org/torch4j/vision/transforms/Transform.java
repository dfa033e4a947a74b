package org.torch4j.vision.transforms;

import java.util.function.UnaryOperator;
import org.torch4j.Tensor;

/**
 * Makes another image of an image.
 *
 * <p>An image is a tensor whose last dimensions are {@code [C, H, W]}: uint8 with values 0 to 255,
 * as {@link org.torch4j.vision.Images#read} gives it, or floating with values 0 to 1. Random
 * transforms draw from the default generator, as much and in the same order as torchvision's.
 */
@FunctionalInterface
public interface Transform extends UnaryOperator<Tensor> {}
