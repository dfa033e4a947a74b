package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * The connectionist temporal classification loss, {@code torch.nn.CTCLoss} (Graves et al., 2006):
 * {@code apply(logProbs, targets, inputLengths, targetLengths)} of log probabilities {@code [T, N,
 * C]} or {@code [T, C]} and labels {@code [N, S]} or those of all samples in one row.
 */
public class CTCLoss extends Module {
  private final CtcOptions options;

  /** The defaults. */
  public static CtcOptions options() {
    return CtcOptions.defaults();
  }

  /** The mean, blank 0. */
  public CTCLoss() {
    this(options());
  }

  /** With these options. */
  public CTCLoss(CtcOptions options) {
    this.options = options;
  }

  /** Runs the hooks and forward, with lengths as numbers. */
  public final Tensor apply(
      Tensor logProbs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return apply(logProbs, targets, Torch.tensor(inputLengths), Torch.tensor(targetLengths));
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    if (inputs.length != 4) {
      throw new IllegalArgumentException(
          "ctc_loss: expected log_probs, targets, input_lengths and target_lengths, got "
              + inputs.length
              + " tensors");
    }
    return F.ctcLoss(inputs[0], inputs[1], inputs[2], inputs[3], options);
  }
}
