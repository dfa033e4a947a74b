package org.torch4j.io;

/**
 * A complex number of a checkpoint, Python's {@code complex}.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record Complex(double real, double imaginary) {}
