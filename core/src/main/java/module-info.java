/**
 * PyTorch for the JVM: tensors, autograd, neural networks, optimizers, data loading, checkpoints.
 */
module org.torch4j {
  requires static transitive org.jspecify;

  exports org.torch4j;
  exports org.torch4j.autograd;
  exports org.torch4j.data;
  exports org.torch4j.io;
  exports org.torch4j.nn;
  exports org.torch4j.optim;
  exports org.torch4j.type;
  exports org.torch4j.storage to
      org.torch4j.cpu,
      org.torch4j.cuda,
      org.torch4j.testing;
  exports org.torch4j.expr to
      org.torch4j.cpu,
      org.torch4j.cuda,
      org.torch4j.testing,
      org.torch4j.cli;
  exports org.torch4j.backend to
      org.torch4j.cpu,
      org.torch4j.cuda,
      org.torch4j.testing,
      org.torch4j.cli;
  exports org.torch4j.op to
      org.torch4j.testing,
      org.torch4j.cli;
  exports org.torch4j.op.family to
      org.torch4j.testing,
      org.torch4j.cli;

  uses org.torch4j.backend.Backend;
}
