package org.torch4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.type.ShapeException;

/**
 * An approximate softmax over many classes of which few are frequent, {@code
 * torch.nn.AdaptiveLogSoftmaxWithLoss} (Grave et al., 2017): classes up to the first cutoff are
 * told apart by the head, those between later cutoffs by a smaller product each. Classes are
 * numbered from the most frequent down.
 */
public class AdaptiveLogSoftmaxWithLoss extends Module {
  private final long inFeatures;
  private final long[] cutoffs;
  private final long shortlist;

  /** The products of frequent classes and of clusters. */
  public final Linear head;

  /** For each cluster a product that shrinks and one that tells its classes apart. */
  public final ModuleList tail = new ModuleList();

  /**
   * The two results of one call.
   *
   * @param output the log probability of each sample's class
   * @param loss the mean negative log likelihood
   */
  public record Output(Tensor output, Tensor loss) {}

  /** With the classes between the cutoffs shrunk by 4, 16, 64 ... and no bias in the head. */
  public AdaptiveLogSoftmaxWithLoss(long inFeatures, long nClasses, long[] cutoffs) {
    this(inFeatures, nClasses, cutoffs, 4, false);
  }

  /**
   * Over {@code nClasses} classes.
   *
   * @param cutoffs rising class numbers where clusters begin
   * @param divValue by what the features of each further cluster are divided
   * @param headBias whether the head has a bias
   */
  public AdaptiveLogSoftmaxWithLoss(
      long inFeatures, long nClasses, long[] cutoffs, double divValue, boolean headBias) {
    boolean rising = cutoffs.length > 0 && cutoffs[0] > 0;
    for (int i = 1; i < cutoffs.length; i++) {
      rising &= cutoffs[i] > cutoffs[i - 1];
    }
    if (!rising || cutoffs[cutoffs.length - 1] > nClasses - 1) {
      throw new IllegalArgumentException(
          "cutoffs should be a sequence of unique, positive integers sorted in an increasing order,"
              + " where each value is between 1 and n_classes-1, got "
              + Arrays.toString(cutoffs)
              + " for "
              + nClasses
              + " classes");
    }
    this.inFeatures = inFeatures;
    this.cutoffs = Arrays.copyOf(cutoffs, cutoffs.length + 1);
    this.cutoffs[cutoffs.length] = nClasses;
    shortlist = cutoffs[0];
    head = new Linear(inFeatures, shortlist + cutoffs.length, headBias);
    for (int i = 0; i < cutoffs.length; i++) {
      long hidden = (long) Math.floor(inFeatures / Math.pow(divValue, i + 1));
      tail.append(
          new Sequential(
              new Linear(inFeatures, hidden, false),
              new Linear(hidden, this.cutoffs[i + 1] - this.cutoffs[i], false)));
    }
  }

  /** Draws all weights anew. */
  public void resetParameters() {
    head.resetParameters();
    for (Module cluster : tail) {
      for (Module product : (Sequential) cluster) {
        ((Linear) product).resetParameters();
      }
    }
  }

  /** Both results for samples {@code [N, inFeatures]} and classes {@code [N]}. */
  public final Output applyWithLoss(Tensor input, Tensor target) {
    Aside.Result<Tensor> result = Aside.call(this, null, input, target);
    return new Output(result.tensor(), result.rest());
  }

  /** The log probability of each sample's class; {@link #applyWithLoss} has the loss as well. */
  @Override
  public Tensor forward(Tensor input, Tensor target) {
    if (target.dim() == 0 && input.dim() == 1) {
      return forward(input.unsqueeze(0), target.unsqueeze(0)).squeeze(0);
    }
    if (target.dim() != 1 || input.dim() != 2 || input.size(0) != target.size(0)) {
      throw new ShapeException(
          "adaptive_log_softmax: expected input [N, "
              + inFeatures
              + "] and target [N], got "
              + input.shape()
              + " and "
              + target.shape());
    }
    checkClasses(target);
    Tensor headLogProb = F.logSoftmax(head.apply(input), 1);
    Tensor gate = target;
    Tensor output = Torch.zeros(target.size(0)).to(input.dtype()).to(input.device());
    for (int i = 0; i < tail.size(); i++) {
      Tensor mask = target.ge(cutoffs[i]).logicalAnd(target.lt(cutoffs[i + 1]));
      Tensor rows = mask.nonzero().squeeze(1);
      if (rows.numel() > 0) {
        Tensor logProb = F.logSoftmax(tail.get(i).apply(input.indexSelect(0, rows)), 1);
        Tensor classes = target.indexSelect(0, rows).sub(cutoffs[i]).unsqueeze(1);
        output = output.indexCopy(0, rows, logProb.gather(1, classes).squeeze(1));
        gate = Torch.where(mask, Torch.fullLike(target, shortlist + i), gate);
      }
    }
    Tensor result = output.add(headLogProb.gather(1, gate.unsqueeze(1)).squeeze(1));
    Aside.leave(this, result.neg().mean());
    return result;
  }

  private void checkClasses(Tensor target) {
    if (target.numel() > 0) {
      long least = target.amin().itemLong();
      long most = target.amax().itemLong();
      if (least < 0 || most >= cutoffs[cutoffs.length - 1]) {
        throw new IndexOutOfBoundsException(
            "adaptive_log_softmax: target values should be in the range [0, "
                + (cutoffs[cutoffs.length - 1] - 1)
                + "], got values from "
                + least
                + " to "
                + most);
      }
    }
  }

  /** The log probabilities of all classes, {@code [N, nClasses]}, {@code log_prob}. */
  public Tensor logProb(Tensor input) {
    Tensor headLogProb = F.logSoftmax(head.apply(input), 1);
    List<Tensor> parts = new ArrayList<>();
    parts.add(headLogProb.narrow(1, 0, shortlist));
    for (int i = 0; i < tail.size(); i++) {
      Tensor within = F.logSoftmax(tail.get(i).apply(input), 1);
      parts.add(within.add(headLogProb.narrow(1, shortlist + i, 1)));
    }
    return Torch.cat(parts, 1);
  }

  /** The most likely class of each sample, {@code [N]}. */
  public Tensor predict(Tensor input) {
    return logProb(input).argmax(1);
  }
}
