/** PyTorch for the JVM: tensors, autograd, neural networks, optimizers, data loading, checkpoints. */
module org.torch4j {
  requires static org.jspecify;

  exports org.torch4j.type;
  exports org.torch4j.storage to
      org.torch4j.cpu;
  exports org.torch4j.expr to
      org.torch4j.cpu;
  exports org.torch4j.backend to
      org.torch4j.cpu;

  uses org.torch4j.backend.Backend;
}
