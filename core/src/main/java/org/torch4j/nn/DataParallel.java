package org.torch4j.nn;

import org.torch4j.Tensor;

/**
 * A module that stands for another, {@code torch.nn.DataParallel}: its state keys begin with {@code
 * module.}, as checkpoints of models that were trained with it have them. PyTorch splits batches
 * over several devices of one process; here one device computes, and the module gets all.
 */
public class DataParallel extends Module {
  /** What computes. */
  public final Module module;

  /** Stands for {@code module}. */
  public DataParallel(Module module) {
    this.module = module;
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return module.apply(inputs);
  }
}
