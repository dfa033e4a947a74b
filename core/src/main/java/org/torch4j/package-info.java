/**
 * The public face: {@link org.torch4j.Tensor} and the functions of {@link org.torch4j.Torch}, with
 * {@link org.torch4j.Generator} for random numbers and {@link org.torch4j.Ops} for ops by name.
 *
 * <p>With {@code op}, {@code op.family} and {@code autograd} it forms one knot, which may use
 * {@code type}, {@code storage}, {@code expr} and {@code backend}; layers and optimizers stand
 * above it.
 */
@NullMarked
package org.torch4j;

import org.jspecify.annotations.NullMarked;
