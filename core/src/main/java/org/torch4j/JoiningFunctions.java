package org.torch4j;

import java.util.List;
import org.torch4j.op.family.Joining;
import org.torch4j.op.family.Picking;
import org.torch4j.op.family.Reshaping;
import org.torch4j.type.Shape;

/** Functions of {@link Torch} over several tensors that lie beside each other. */
abstract class JoiningFunctions extends ViewFunctions {
  JoiningFunctions() {}

  private static Tensor[] array(List<? extends Tensor> tensors) {
    return tensors.toArray(new Tensor[0]);
  }

  /** {@link Torch#cat}, {@code torch.concat}. */
  public static Tensor concat(List<? extends Tensor> tensors, int dim) {
    return Joining.CONCAT.call(array(tensors), (long) dim);
  }

  /** {@link Torch#cat}, under NumPy's name. */
  public static Tensor concatenate(List<? extends Tensor> tensors, int dim) {
    return Joining.CONCATENATE.call(array(tensors), (long) dim);
  }

  /** Joined along the second dimension, vectors along their only one, {@code torch.hstack}. */
  public static Tensor hstack(List<? extends Tensor> tensors) {
    return Joining.HSTACK.call((Object) array(tensors));
  }

  /** Joined along the first dimension, vectors as rows, {@code torch.vstack}. */
  public static Tensor vstack(List<? extends Tensor> tensors) {
    return Joining.VSTACK.call((Object) array(tensors));
  }

  /** {@link #vstack}, {@code torch.row_stack}. */
  public static Tensor rowStack(List<? extends Tensor> tensors) {
    return Joining.ROW_STACK.call((Object) array(tensors));
  }

  /** Joined along the third dimension, {@code torch.dstack}. */
  public static Tensor dstack(List<? extends Tensor> tensors) {
    return Joining.DSTACK.call((Object) array(tensors));
  }

  /** Joined along the second dimension, vectors as columns, {@code torch.column_stack}. */
  public static Tensor columnStack(List<? extends Tensor> tensors) {
    return Joining.COLUMN_STACK.call((Object) array(tensors));
  }

  /** A matrix with the given ones along its diagonal, {@code torch.block_diag}. */
  public static Tensor blockDiag(Tensor... tensors) {
    return Joining.BLOCK_DIAG.call((Object) tensors);
  }

  /** All combinations of one element of each vector, one row each, {@code cartesian_prod}. */
  public static Tensor cartesianProd(Tensor... tensors) {
    return Joining.CARTESIAN_PROD.call((Object) tensors);
  }

  /** All choices of {@code r} elements of a vector, one row each, {@code torch.combinations}. */
  public static Tensor combinations(Tensor self, long r, boolean withReplacement) {
    return Joining.COMBINATIONS.call(self, r, withReplacement);
  }

  /** With one dimension if it has none, {@code torch.atleast_1d}. */
  public static Tensor atleast1d(Tensor self) {
    return Joining.ATLEAST_1D.call(self);
  }

  /** With two dimensions if it has fewer, {@code torch.atleast_2d}. */
  public static Tensor atleast2d(Tensor self) {
    return Joining.ATLEAST_2D.call(self);
  }

  /** With three dimensions if it has fewer, {@code torch.atleast_3d}. */
  public static Tensor atleast3d(Tensor self) {
    return Joining.ATLEAST_3D.call(self);
  }

  /** Each with one dimension if it has none. */
  public static List<Tensor> atleast1d(Tensor... tensors) {
    return List.of(Joining.ATLEAST_1D_ALL.callAll((Object) tensors));
  }

  /** Each with two dimensions if it has fewer. */
  public static List<Tensor> atleast2d(Tensor... tensors) {
    return List.of(Joining.ATLEAST_2D_ALL.callAll((Object) tensors));
  }

  /** Each with three dimensions if it has fewer. */
  public static List<Tensor> atleast3d(Tensor... tensors) {
    return List.of(Joining.ATLEAST_3D_ALL.callAll((Object) tensors));
  }

  /** The tensors stretched to their common shape, {@code torch.broadcast_tensors}. */
  public static List<Tensor> broadcastTensors(Tensor... tensors) {
    return List.of(Reshaping.BROADCAST_TENSORS.callAll((Object) tensors));
  }

  /** The shape that all these broadcast to, {@code torch.broadcast_shapes}. */
  public static Shape broadcastShapes(Shape... shapes) {
    Shape common = Shape.SCALAR;
    for (Shape s : shapes) {
      common = Shape.broadcast(common, s, "broadcast_shapes");
    }
    return common;
  }

  /** Vectors spread over a grid, the first along the rows, {@code torch.meshgrid} "ij". */
  public static List<Tensor> meshgrid(Tensor... tensors) {
    return meshgrid("ij", tensors);
  }

  /** Vectors spread over a grid; {@code indexing} is {@code "ij"} or {@code "xy"}. */
  public static List<Tensor> meshgrid(String indexing, Tensor... tensors) {
    return List.of(Joining.MESHGRID_INDEXING.callAll(tensors, indexing));
  }

  /** The places where {@code condition} is nonzero, one vector for each dimension. */
  public static List<Tensor> where(Tensor condition) {
    return List.of(Picking.WHERE_PLACES.callAll(condition));
  }

  /**
   * Where each value belongs in the sorted last dimension of a sequence, {@code
   * torch.searchsorted}; {@code right} puts it behind equal ones.
   */
  public static Tensor searchsorted(Tensor sortedSequence, Tensor self, boolean right) {
    return Picking.SEARCHSORTED.call(sortedSequence, self, false, right, null, null);
  }

  /** Where each value belongs in a sorted sequence. */
  public static Tensor searchsorted(Tensor sortedSequence, Tensor self) {
    return searchsorted(sortedSequence, self, false);
  }

  /** The bucket between {@code boundaries} of each value, {@code torch.bucketize}. */
  public static Tensor bucketize(Tensor self, Tensor boundaries, boolean right) {
    return Picking.BUCKETIZE.call(self, boundaries, false, right);
  }

  /** The bucket between {@code boundaries} of each value. */
  public static Tensor bucketize(Tensor self, Tensor boundaries) {
    return bucketize(self, boundaries, false);
  }
}
