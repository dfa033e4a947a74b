package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;
import static org.torch4j.op.Op.pointwise;
import static org.torch4j.op.family.Terms.OTHER;
import static org.torch4j.op.family.Terms.S0;
import static org.torch4j.op.family.Terms.SELF;
import static org.torch4j.op.family.Terms.constant;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.expr.Expr;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.PointwiseOp;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;
import org.torch4j.type.ShapeException;

/** Losses that ask for a distance between right and wrong, and those of counts. */
public final class MarginLosses {
  private static final String REDUCTION = "int reduction=1) -> Tensor";

  /** log(1 + exp(-target * self)). */
  private static final PointwiseOp SOFT_MARGIN_ERROR =
      pointwise(
          "soft_margin_error(Tensor self, Tensor target) -> Tensor",
          OTHER.neg().mul(SELF).softplus());

  /** self where target is 1, max(0, margin - self) where it is -1. */
  private static final PointwiseOp HINGE_ERROR =
      pointwise(
          "hinge_error(Tensor self, Tensor target, float margin) -> Tensor",
          Expr.select(OTHER.eq(constant(1)), constant(0), Terms.atLeast(S0.sub(SELF), constant(0)))
              .add(Expr.select(OTHER.eq(constant(-1)), constant(0), SELF)));

  /** 1 - self where target is 1, max(0, self - margin) where it is -1, 0 elsewhere. */
  private static final PointwiseOp COSINE_ERROR =
      pointwise(
          "cosine_error(Tensor self, Tensor target, float margin) -> Tensor",
          Expr.select(
              OTHER.eq(constant(1)),
              constant(1).sub(SELF),
              Expr.select(
                  OTHER.eq(constant(-1)), Terms.atLeast(SELF.sub(S0), constant(0)), constant(0))));

  public static final CompositeOp SOFT_MARGIN_LOSS =
      composite(
          "soft_margin_loss(Tensor self, Tensor target, " + REDUCTION,
          a -> reduce(SOFT_MARGIN_ERROR.call(a.tensor("self"), a.tensor("target")), a));

  public static final CompositeOp MARGIN_RANKING_LOSS =
      composite(
          "margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, "
              + REDUCTION,
          MarginLosses::ranking);

  public static final CompositeOp HINGE_EMBEDDING_LOSS =
      composite(
          "hinge_embedding_loss(Tensor self, Tensor target, float margin=1.0, " + REDUCTION,
          a ->
              reduce(HINGE_ERROR.call(floating(a.tensor("self")), labels(a), a.real("margin")), a));

  public static final CompositeOp COSINE_EMBEDDING_LOSS =
      composite(
          "cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, "
              + REDUCTION,
          MarginLosses::cosine);

  public static final CompositeOp TRIPLET_MARGIN_LOSS =
      composite(
          "triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0,"
              + " float p=2, float eps=1e-06, bool swap=False, "
              + REDUCTION,
          MarginLosses::triplet);

  public static final CompositeOp MULTI_MARGIN_LOSS =
      composite(
          "multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1,"
              + " Tensor? weight=None, "
              + REDUCTION,
          MarginLosses::multiMargin);

  public static final CompositeOp MULTILABEL_MARGIN_LOSS =
      composite(
          "multilabel_margin_loss(Tensor self, Tensor target, " + REDUCTION,
          MarginLosses::multilabelMargin);

  public static final CompositeOp POISSON_NLL_LOSS =
      composite(
          "poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps,"
              + " int reduction) -> Tensor",
          MarginLosses::poisson);

  private MarginLosses() {}

  private static Tensor reduce(Tensor errors, Args a) {
    return Losses.reduce(errors, a);
  }

  /** Margins are floating-point, so integers and truth values become so, too. */
  static Tensor floating(Tensor t) {
    return t.dtype().isIntegral() ? t.to(Torch.getDefaultDtype()) : t;
  }

  /** The target where it only tells cases apart: no gradient reaches it, as in PyTorch. */
  private static Tensor labels(Args a) {
    return a.tensor("target").detach();
  }

  private static Tensor ranking(Args a) {
    Tensor first = a.tensor("input1");
    Tensor second = a.tensor("input2");
    Tensor target = a.tensor("target");
    if (first.dim() != second.dim() || first.dim() != target.dim()) {
      throw new ShapeException(
          "margin_ranking_loss: all tensors must have the same number of dimensions, got "
              + first.shape()
              + ", "
              + second.shape()
              + " and "
              + target.shape());
    }
    Tensor gaps = target.neg().mul(first.sub(second));
    return reduce(gaps.add(a.real("margin")).clampMin(0), a);
  }

  private static Tensor cosine(Args a) {
    Tensor first = a.tensor("input1");
    Tensor second = a.tensor("input2");
    Tensor target = a.tensor("target");
    boolean fits =
        target.dim() == 0 && first.dim() == 1 && second.dim() == 1
            || target.dim() == 1 && first.dim() == 2 && second.dim() == 2;
    if (!fits) {
      throw new ShapeException(
          "cosine_embedding_loss: expected inputs [N, D] with target [N] or [D] with a scalar, got "
              + first.shape()
              + ", "
              + second.shape()
              + " and target "
              + target.shape());
    }
    long[] last = {target.dim()};
    Tensor product = first.mul(second).sum(last, false);
    Tensor square1 = first.mul(first).sum(last, false).add(1e-12);
    Tensor square2 = second.mul(second).sum(last, false).add(1e-12);
    Tensor cos = product.div(square1.mul(square2).sqrt());
    return reduce(COSINE_ERROR.call(cos, labels(a), a.real("margin")), a);
  }

  private static Tensor triplet(Args a) {
    Tensor anchor = a.tensor("anchor");
    Tensor positive = a.tensor("positive");
    Tensor negative = a.tensor("negative");
    if (anchor.dim() != positive.dim() || anchor.dim() != negative.dim()) {
      throw new ShapeException(
          "triplet_margin_loss: all tensors must have the same number of dimensions, got "
              + anchor.shape()
              + ", "
              + positive.shape()
              + " and "
              + negative.shape());
    }
    double p = a.real("p");
    double eps = a.real("eps");
    Tensor near = Distances.PAIRWISE_DISTANCE.call(anchor, positive, p, eps, false);
    Tensor far = Distances.PAIRWISE_DISTANCE.call(anchor, negative, p, eps, false);
    if (a.flag("swap")) {
      far = far.minimum(Distances.PAIRWISE_DISTANCE.call(positive, negative, p, eps, false));
    }
    return reduce(near.sub(far).add(a.real("margin")).clampMin(0), a);
  }

  /** The input as rows of scores: one sample may come without its dimension. */
  private static Tensor rows(Args a, Tensor self) {
    if (self.dim() > 2) {
      throw new ShapeException(
          a.op() + ": expected scores [N, C] or [C], got shape " + self.shape());
    }
    return self.dim() == 2 ? self : self.reshape(1, self.numel());
  }

  private static void checkLabels(Args a, Tensor target) {
    if (target.dtype() != DType.INT64) {
      throw new DTypeException(a.op() + ": target must be int64, got " + target.dtype());
    }
  }

  private static Tensor multiMargin(Args a) {
    Tensor self = rows(a, a.tensor("self"));
    Tensor target = a.tensor("target");
    checkLabels(a, target);
    double p = a.real("p");
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("multi_margin_loss: p must be 1 or 2, got " + p);
    }
    if (target.dim() > 1 || target.numel() != self.size(0)) {
      throw new ShapeException(
          "multi_margin_loss: target must have one label for each of "
              + self.size(0)
              + " samples, got "
              + target.shape());
    }
    Tensor column = target.reshape(-1, 1);
    Tensor others = Torch.ones(self.shape(), self.dtype()).scatter(1, column, 0);
    Tensor errors = self.sub(self.gather(1, column)).add(a.real("margin")).relu().mul(others);
    errors = p == 2 ? errors.mul(errors) : errors;
    Tensor weight = a.tensorOrNull("weight");
    if (weight != null) {
      errors = errors.mul(weight.indexSelect(0, target.reshape(-1)).reshape(-1, 1));
    }
    Tensor loss = errors.sum(1).div(self.size(1));
    boolean single = a.integer("reduction") == 0 && target.dim() == 0;
    return reduce(single ? loss.reshape() : loss, a);
  }

  private static Tensor multilabelMargin(Args a) {
    Tensor given = a.tensor("self");
    Tensor target = a.tensor("target");
    checkLabels(a, target);
    if (!given.shape().equals(target.shape())) {
      throw new ShapeException(
          "multilabel_margin_loss: input and target must have the same shape, got "
              + given.shape()
              + " and "
              + target.shape());
    }
    Tensor self = rows(a, given);
    Tensor labels = rows(a, target);
    // Labels count up to the first negative one.
    Tensor counts = labels.lt(0).toLong().cumsum(1).eq(0);
    long most = labels.numel() == 0 ? 0 : counts.sum(1).amax().itemLong();
    labels = labels.mul(counts).narrow(1, 0, most);
    counts = counts.narrow(1, 0, most).to(self.dtype());
    Tensor others = Torch.zeros(self.shape(), self.dtype()).scatterAdd(1, labels, counts).eq(0);
    Tensor gaps = self.unsqueeze(1).sub(self.gather(1, labels).unsqueeze(2)).add(1).relu();
    Tensor errors = gaps.mul(counts.unsqueeze(2)).mul(others.unsqueeze(1));
    Tensor loss = errors.sum(1, 2).div(Math.max(1, self.size(1)));
    boolean single = a.integer("reduction") == 0 && given.dim() < 2;
    return reduce(single ? loss.reshape() : loss, a);
  }

  private static Tensor poisson(Args a) {
    Tensor input = a.tensor("input");
    Tensor target = a.tensor("target");
    Tensor loss =
        a.flag("log_input")
            ? input.exp().sub(target.mul(input))
            : input.sub(target.mul(input.add(a.real("eps")).log()));
    if (a.flag("full")) {
      Tensor stirling =
          target.mul(target.log()).sub(target).add(target.mul(2 * Math.PI).log().mul(0.5));
      loss = loss.add(stirling.maskedFill(target.le(1), 0));
    }
    return reduce(loss, a);
  }
}
