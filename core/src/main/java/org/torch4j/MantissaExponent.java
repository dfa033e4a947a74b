package org.torch4j;

/**
 * Numbers as {@code mantissa * 2^exponent}, what {@code torch.frexp} returns.
 *
 * @param mantissa magnitudes in [0.5, 1), or 0, infinite, NaN as the numbers
 * @param exponent int32
 */
public record MantissaExponent(Tensor mantissa, Tensor exponent) {}
