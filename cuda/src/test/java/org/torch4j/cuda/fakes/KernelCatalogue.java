package org.torch4j.cuda.fakes;

import java.util.Map;

/**
 * Sources of kernels that the tests compile with the real compilers where these are: found by
 * {@link java.util.ServiceLoader}, so that each part that has kernels adds its own.
 */
public interface KernelCatalogue {
  /** Title to source, without the prelude. */
  Map<String, String> sources();

  /** How many registers a thread of the kernels of a source may need. */
  default int mostRegisters(String title) {
    return 128;
  }

  /**
   * How many bytes of local memory a thread may need: none, but for functions that bring their own,
   * as the trigonometric ones do for large arguments.
   */
  default int mostStack(String title) {
    return 0;
  }
}
