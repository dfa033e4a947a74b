import org.torch4j.backend.Backend;
import org.torch4j.cpu.CpuBackend;

/** The CPU backend: generated SIMD kernels, oneDNN, and their plain-Java references. */
module org.torch4j.cpu {
  requires static org.jspecify;
  requires org.torch4j;
  requires static jdk.incubator.vector;
  requires arpack.combined.all;
  requires JTransforms;
  requires JLargeArrays;

  provides Backend with
      CpuBackend;
}
