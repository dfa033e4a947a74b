/** The backend for NVIDIA GPUs: the driver, NVRTC, cuBLASLt and cuDNN of the machine. */
module org.torch4j.cuda {
  requires static org.jspecify;
  requires org.torch4j;
}
