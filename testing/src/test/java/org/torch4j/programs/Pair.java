package org.torch4j.programs;

import org.torch4j.Tensor;

/**
 * A tensor and what it has to be.
 *
 * @param name what made it
 * @param tensor the library's
 * @param plain the plain one
 * @param leaf whether programs may not change it
 */
record Pair(String name, Tensor tensor, Plain plain, boolean leaf) {}
