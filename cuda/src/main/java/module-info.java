/** The backend for NVIDIA GPUs: the driver, NVRTC, cuBLASLt and cuDNN of the machine. */
module org.torch4j.cuda {
  requires static org.jspecify;
  requires org.torch4j;

  provides org.torch4j.backend.Backend with
      org.torch4j.cuda.CudaBackend;
}
