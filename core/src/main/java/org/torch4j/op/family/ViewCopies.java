package org.torch4j.op.family;

import static org.torch4j.op.Op.compositeAll;

import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.op.Op;

/** What views show, in memory of its own. */
public final class ViewCopies {
  public static final CompositeOp ALIAS = copyOf(Views.ALIAS);
  public static final CompositeOp AS_STRIDED = copyOf(Views.AS_STRIDED);
  public static final CompositeOp DIAGONAL = copyOf(Views.DIAGONAL);
  public static final CompositeOp EXPAND = copyOf(Views.EXPAND);
  public static final CompositeOp PERMUTE = copyOf(Views.PERMUTE);
  public static final CompositeOp SELECT = copyOf(Views.SELECT);
  public static final CompositeOp SLICE = copyOf(Views.SLICE);
  public static final CompositeOp SPLIT = copyOf(Splitting.SPLIT);
  public static final CompositeOp SPLIT_WITH_SIZES = copyOf(Splitting.SPLIT_WITH_SIZES);
  public static final CompositeOp SQUEEZE = copyOf(Views.SQUEEZE);
  public static final CompositeOp SQUEEZE_DIM = copyOf(Views.SQUEEZE_DIM);
  public static final CompositeOp T = copyOf(Reshaping.T);
  public static final CompositeOp TRANSPOSE = copyOf(Views.TRANSPOSE);
  public static final CompositeOp UNBIND = copyOf(Splitting.UNBIND);
  public static final CompositeOp UNFOLD = copyOf(Views.UNFOLD);
  public static final CompositeOp UNSQUEEZE = copyOf(Views.UNSQUEEZE);
  public static final CompositeOp VIEW = copyOf(Views.VIEW);
  public static final CompositeOp VIEW_DTYPE = copyOf(TypedViews.VIEW_DTYPE);
  public static final CompositeOp VIEW_AS_REAL = copyOf(TypedViews.VIEW_AS_REAL);
  public static final CompositeOp VIEW_AS_COMPLEX = copyOf(TypedViews.VIEW_AS_COMPLEX);

  private ViewCopies() {}

  /** The same contract, {@code select_copy.int} for {@code select.int}, without shared memory. */
  private static CompositeOp copyOf(Op view) {
    String name = view.schema().name();
    String contract = view.schema().toString().substring(name.length()).replace("(a)", "");
    return compositeAll(name + "_copy" + contract, a -> copies(view, a));
  }

  private static Tensor[] copies(Op view, Args a) {
    @Nullable Object[] values = new Object[view.schema().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = a.get(view.schema().argument(i).name());
    }
    Tensor[] shown = view.callAll(values);
    Tensor[] copies = new Tensor[shown.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = shown[i].clone();
    }
    return copies;
  }
}
