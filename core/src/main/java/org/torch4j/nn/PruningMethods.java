package org.torch4j.nn;

import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.op.family.Norms;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/** The methods that {@link Prune} offers by name, and how one follows another. */
final class PruningMethods {
  private PruningMethods() {}

  /** Zeroes the elements with the least absolute scores. */
  static PruningMethod l1(PruningAmount amount) {
    return (scores, mask) -> {
      long count = amount.of(scores.numel());
      return count == 0 ? mask.clone() : without(mask, scores.abs(), count, false);
    };
  }

  /** Zeroes elements at random. */
  static PruningMethod random(PruningAmount amount) {
    return (scores, mask) -> {
      long count = amount.of(scores.numel());
      return count == 0 ? mask.clone() : without(mask, Torch.randLike(scores), count, true);
    };
  }

  private static Tensor without(Tensor mask, Tensor order, long count, boolean largest) {
    Tensor chosen = order.reshape(-1).topk(count, -1, largest, true).indices();
    return mask.reshape(-1).indexFill(0, chosen, 0).view(mask.shape().toArray());
  }

  /** Takes over a mask. */
  static PruningMethod given(Tensor given) {
    return new Structured(PruningMethod.Kind.GLOBAL, -1) {
      @Override
      public Tensor computeMask(Tensor scores, Tensor mask) {
        if (!given.shape().equals(mask.shape())) {
          throw new ShapeException(
              "prune: the mask must have the shape " + mask.shape() + ", got " + given.shape());
        }
        return given.to(mask.dtype()).mul(mask);
      }
    };
  }

  /** Keeps the channels whose p-norm is greatest. */
  static PruningMethod lnStructured(PruningAmount amount, double p, int dim) {
    return new Structured(PruningMethod.Kind.STRUCTURED, dim) {
      @Override
      public Tensor computeMask(Tensor scores, Tensor mask) {
        int along = along(scores);
        long size = scores.size(along);
        long count = amount.of(size);
        if (count == 0) {
          return mask.clone();
        }
        Tensor rows = scores.movedim(along, 0).reshape(size, -1);
        Tensor norms = Norms.NORM.call(rows, Scalar.of(p), new long[] {1}, false);
        return channels(mask, along, norms.topk(size - count, -1, true, true).indices());
      }
    };
  }

  /** Keeps channels at random. */
  static PruningMethod randomStructured(PruningAmount amount, int dim) {
    return new Structured(PruningMethod.Kind.STRUCTURED, dim) {
      @Override
      public Tensor computeMask(Tensor scores, Tensor mask) {
        int along = along(scores);
        long size = scores.size(along);
        long count = amount.of(size);
        if (count == 0) {
          return mask.clone();
        }
        Tensor drawn = Torch.rand(size);
        double threshold = drawn.kthvalue(count, -1, false).values().item();
        return channels(mask, along, drawn.gt(threshold).nonzero().squeeze(1).to(mask.device()));
      }
    };
  }

  private abstract static class Structured implements PruningMethod {
    private final Kind kind;
    private final int dim;

    Structured(Kind kind, int dim) {
      this.kind = kind;
      this.dim = dim;
    }

    @Override
    public final Kind kind() {
      return kind;
    }

    @Override
    public final int dim() {
      return dim;
    }

    final int along(Tensor scores) {
      if (scores.dim() < 2) {
        throw new ShapeException(
            "prune: structured pruning needs at least 2 dimensions, got shape " + scores.shape());
      }
      return Shape.normalizeDim(dim, scores.dim(), "prune");
    }
  }

  private static Tensor channels(Tensor mask, int dim, Tensor kept) {
    return Torch.zerosLike(mask).indexFill(dim, kept, 1).mul(mask);
  }

  /** The mask of {@code method} on what {@code mask} left. */
  static Tensor combined(PruningMethod method, Tensor scores, Tensor mask) {
    switch (method.kind()) {
      case UNSTRUCTURED -> {
        Tensor left = mask.reshape(-1).eq(1).nonzero().squeeze(1);
        Tensor flat = mask.reshape(-1);
        Tensor part =
            method.computeMask(scores.reshape(-1).indexSelect(0, left), flat.indexSelect(0, left));
        return flat.indexCopy(0, left, part.to(mask.dtype())).view(mask.shape().toArray());
      }
      case STRUCTURED -> {
        int dim = Shape.normalizeDim(method.dim(), mask.dim(), "prune");
        Tensor rows = mask.movedim(dim, 0).reshape(mask.size(dim), -1);
        Tensor left = rows.sum(new long[] {1}, false).ne(0).nonzero().squeeze(1);
        Tensor part =
            method.computeMask(scores.indexSelect(dim, left), mask.indexSelect(dim, left));
        return mask.indexCopy(dim, left, part.to(mask.dtype()));
      }
      default -> {
        return method.computeMask(scores, mask);
      }
    }
  }
}
