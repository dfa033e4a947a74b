package org.torch4j.nn;

import org.torch4j.Tensor;

/** {@code log(1 / (1 + exp(-x)))} of each element, {@code torch.nn.LogSigmoid}. */
public class LogSigmoid extends Module {
  /** A function without settings. */
  public LogSigmoid() {}

  @Override
  public Tensor forward(Tensor input) {
    return F.logsigmoid(input);
  }
}
