/**
 * Kernels for the processor. Elementwise ops and reductions are compiled from their expressions to
 * bytecode; matrix products and convolutions go to oneDNN when it is there and to Java otherwise.
 * Start at {@link org.torch4j.cpu.CpuBackend}.
 */
@NullMarked
package org.torch4j.cpu;

import org.jspecify.annotations.NullMarked;
