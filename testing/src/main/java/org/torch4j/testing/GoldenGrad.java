package org.torch4j.testing;

import org.jspecify.annotations.Nullable;

/**
 * A vector-Jacobian product that a case gives.
 *
 * @param wrt the name of the input tensor
 * @param grad its gradient, a tensor name or sparse; null if PyTorch reports the input as unused
 */
public record GoldenGrad(String wrt, @Nullable Golden grad) {}
