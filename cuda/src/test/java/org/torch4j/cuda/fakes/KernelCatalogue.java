package org.torch4j.cuda.fakes;

import java.util.Map;

/**
 * Sources of kernels that the tests compile with the real compilers where these are: found by {@link
 * java.util.ServiceLoader}, so that each part that has kernels adds its own.
 */
public interface KernelCatalogue {
  /** Title to source, without the prelude. */
  Map<String, String> sources();

  /** How many registers a thread of the kernels of a source may need. */
  default int mostRegisters(String title) {
    return 128;
  }
}
