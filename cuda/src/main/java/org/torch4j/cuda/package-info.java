/**
 * The backend for NVIDIA GPUs. Expressions become CUDA C by {@link org.torch4j.cuda.CudaCodegen};
 * named kernels are CUDA C in the module's resources, a Java class for each family of them.
 */
@NullMarked
package org.torch4j.cuda;

import org.jspecify.annotations.NullMarked;
