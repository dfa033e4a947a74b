package org.torch4j.op;

import static org.torch4j.op.OpSample.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/** Calls of the ops that shape, split, join, index, scatter, and create. */
final class ShapeSamples {
  /** Ops whose results are places, new tensors, or draws. */
  static final Set<String> NOT_DIFFERENTIABLE =
      Set.of(
          "arange",
          "arange.start",
          "arange.start_step",
          "argwhere",
          "bernoulli.p",
          "bernoulli_.Tensor",
          "bucketize.Scalar",
          "bucketize.Tensor",
          "empty",
          "empty_like",
          "empty_strided",
          "eye",
          "eye.m",
          "full",
          "full_like",
          "linspace",
          "logspace",
          "new_empty",
          "new_empty_strided",
          "new_full",
          "new_ones",
          "new_zeros",
          "nonzero",
          "nonzero_numpy",
          "normal.Tensor_float",
          "normal.float_Tensor",
          "normal.float_float",
          "ones",
          "ones_like",
          "rand",
          "rand_like",
          "randint",
          "randint.low",
          "randint_like",
          "randint_like.low_dtype",
          "randn",
          "randn_like",
          "random_.to",
          "randperm",
          "repeat_interleave.Tensor",
          "resize_",
          "resize_as_",
          "scalar_tensor",
          "searchsorted.Scalar",
          "searchsorted.Tensor",
          "tril_indices",
          "triu_indices",
          "where",
          "where.Scalar",
          "zeros",
          "zeros_like");

  private final Random random = new Random(11);
  private final List<OpSample> samples = new ArrayList<>();

  private ShapeSamples() {}

  static List<OpSample> all() {
    ShapeSamples s = new ShapeSamples();
    s.reshaping();
    s.splitting();
    s.joining();
    s.repeating();
    s.copies();
    s.picking();
    s.placing();
    s.reducing();
    s.replacing();
    return s.samples;
  }

  private Tensor t(long... sizes) {
    return OpSample.random(random, -2, 2, sizes);
  }

  private Tensor index(long bound, long... sizes) {
    long[] values = new long[(int) org.torch4j.type.Shape.of(sizes).numel()];
    Arrays.setAll(values, i -> random.nextLong(bound));
    return Torch.tensor(values).reshape(sizes);
  }

  private static Tensor places(long... values) {
    return Torch.tensor(values);
  }

  private static long[] l(long... values) {
    return values;
  }

  private void add(String op, Object... args) {
    samples.add(of(op, args));
  }

  private void add(Map<String, ?> kwargs, String op, Object... args) {
    samples.add(of(op, args).with(kwargs));
  }

  private void reshaping() {
    add("flatten.using_ints", t(2, 3, 2), 1);
    add("flatten.using_ints", t());
    add("ravel", t(2, 3));
    add("unflatten.int", t(2, 6), 1, l(2, -1));
    add("view_as", t(2, 3), t(3, 2));
    add("reshape_as", t(2, 3), t(3, 2));
    add("expand_as", t(1, 3), t(2, 3));
    add("broadcast_to", t(1, 3), l(2, 2, 3));
    add("broadcast_tensors", List.of(t(1, 3), t(2, 1)));
    add("sum_to_size", t(2, 3), l(1, 3));
    add("sum_to_size", t(2), l());
    add("movedim.int", t(2, 3, 4), 0, -1);
    add("movedim.intlist", t(2, 3, 4), l(0, 2), l(1, 0));
    add("moveaxis.int", t(2, 3, 4), 2, 0);
    add("moveaxis.intlist", t(2, 3), l(1, 0), l(0, 1));
    add("swapaxes", t(2, 3, 4), 0, 2);
    add("swapdims", t(2, 3), 0, 1);
    add("t", t(2, 3));
    add("t", t(3));
    add("numpy_T", t(2, 3, 4));
    add("mT", t(2, 3, 4));
    add("mH", t(2, 3, 4));
    add("matrix_H", t(2, 3));
    add("adjoint", t(2, 3, 4));
    add("narrow", t(5, 2), 0, 1, 3);
    add("narrow.Tensor", t(5, 2), 0, Torch.tensor(-2L), 2);
    add("narrow_copy", t(5, 2), 1, 1, 1);
  }

  private void splitting() {
    add("split.Tensor", t(5, 2), 2);
    add("split.sizes", t(2, 5), l(2, 3), 1);
    add("split_with_sizes", t(5, 2), l(0, 5));
    add("chunk", t(5, 2), 3);
    add("tensor_split.sections", t(5, 2), 3);
    add("tensor_split.indices", t(2, 5), l(1, 3), 1);
    add("tensor_split.tensor_indices_or_sections", t(5, 2), places(1, 4));
    add("hsplit.int", t(2, 4), 2);
    add("hsplit.array", t(4), l(1, 2));
    add("vsplit.int", t(4, 2), 2);
    add("vsplit.array", t(4, 2), l(3));
    add("dsplit.int", t(1, 2, 4), 2);
    add("dsplit.array", t(1, 2, 4), l(1));
    add("unbind.int", t(2, 3), 1);
  }

  private void joining() {
    for (String n : List.of("atleast_1d", "atleast_2d", "atleast_3d")) {
      add(n, t(3));
      add(n + ".Sequence", List.of(t(), t(2)));
    }
    add("concat", List.of(t(2, 3), t(1, 3)));
    add("concatenate", List.of(t(2, 3), t(2, 1)), 1);
    add("hstack", List.of(t(2), t(3)));
    add("hstack", List.of(t(2, 1), t(2, 2)));
    add("vstack", List.of(t(3), t(2, 3)));
    add("row_stack", List.of(t(3), t(3)));
    add("dstack", List.of(t(2, 3), t(2, 3)));
    add("column_stack", List.of(t(2), t(2, 3)));
    add("block_diag", List.of(t(1, 2), t(2), t()));
    add("meshgrid", List.of(t(2), t(3)));
    add(Map.of("indexing", "xy"), "meshgrid.indexing", List.of(t(2), t(3), t()));
    add("cartesian_prod", List.of(t(2), t(3)));
    add("combinations", t(4), 2, true);
  }

  private void repeating() {
    add("repeat", t(2, 3), l(2, 1, 2));
    add("tile", t(2, 3), l(2));
    add("repeat_interleave.self_int", t(2, 3), 2, 1);
    add("repeat_interleave.self_int", t(2, 3), 2);
    add("repeat_interleave.self_Tensor", t(2, 3), places(2, 0, 1), 1);
    add("fliplr", t(2, 3));
    add("flipud", t(2, 3));
    for (int k = 0; k < 4; k++) {
      add("rot90", t(2, 3), k);
    }
  }

  private void copies() {
    add("clone.memory_format", t(2, 3));
    add(
        Map.of("memory_format", org.torch4j.type.MemoryFormat.CHANNELS_LAST),
        "contiguous",
        t(1, 2, 2, 3));
    add("to.dtype", t(2), Torch.float64, false, true);
    add("to.device", t(2), "cpu", Torch.float64);
    add("to.other", t(2), t(3));
    add(Map.of("dtype", Torch.float64), "to.dtype_layout", t(2));
    add("type_as", t(2), t(1));
  }

  private void picking() {
    Tensor mask = Torch.tensor(new boolean[][] {{true, false, true}, {false, false, true}});
    add("take_along_dim", t(2, 3), index(2, 1, 3), 0);
    add("take_along_dim", t(2, 3), index(6, 4));
    add("where.ScalarSelf", mask, 2.5, t(2, 3));
    add("where.ScalarOther", mask, t(2, 3), 2.5);
    add("masked_fill.Tensor", t(2, 3), mask, t());
    add("masked_scatter", t(2, 3), mask, t(5));
    add("diag", t(3), 1);
    add("diag", t(3, 4), -1);
    add("diagflat", t(2, 2), 1);
    add("diag_embed", t(2, 3), -1, 0, 2);
  }

  private void placing() {
    add("index.places", t(3, 4), List.of(index(3, 5)));
    add("index.places", t(3, 4, 2), Arrays.asList(index(3, 3), null, index(2, 3)));
    add("index_put_.places", t(3, 4), List.of(places(2, 0)), t(2, 4));
    add("index_put_.places", t(3, 4), Arrays.asList(null, index(4, 5)), t(3, 1), true);
    add("index_put", t(3, 4), List.of(index(3, 2, 1), index(4, 3)), t(2, 3), true);
    add("index_add", t(3, 4), 1, index(4, 5), t(3, 5));
    add(Map.of("alpha", -2), "index_add", t(3, 4), 0, index(3, 2), t(2, 4));
    add("index_copy", t(3, 4), 1, places(2, 0), t(3, 2));
    add("index_fill.int_Scalar", t(3, 4), 1, places(2, 0), 2.5);
    add("index_fill.int_Tensor", t(3, 4), 1, places(2, 0, 2), t());
    add("put", t(3, 4), places(0, -1, 5), t(3), false);
    add("put", t(3, 4), places(1, 1, 5), t(3), true);
  }

  private void reducing() {
    for (String reduce : List.of("sum", "prod", "mean", "amax", "amin")) {
      for (boolean own : new boolean[] {true, false}) {
        Map<String, ?> include = Map.of("include_self", own);
        add(include, "scatter_reduce.two", t(3, 4), 1, index(4, 3, 5), t(3, 5), reduce);
        add(include, "scatter_reduce_.two", t(3, 4), 0, index(3, 2, 3), t(3, 4), reduce);
        if (!reduce.equals("sum")) {
          add(include, "index_reduce", t(3, 4), 1, index(4, 5), t(3, 5), reduce);
        }
      }
    }
    add("scatter_reduce.two", t(2), 0, places(0, 0, 0), zeroAt(t(3), 1), "prod");
    add("scatter_reduce.two", zeroAt(t(2), 0), 0, places(0, 1), t(2), "prod");
    add(Map.of("reduce", "add"), "scatter.reduce", t(3, 4), 1, index(4, 3, 2), t(3, 2));
    add(Map.of("reduce", "multiply"), "scatter.reduce", t(3, 4), 1, index(4, 3, 2), t(3, 2));
    add(Map.of("reduce", "multiply"), "scatter.value_reduce", t(3, 4), 1, index(4, 3, 2), 2.5);
  }

  private static Tensor zeroAt(Tensor t, int place) {
    Tensor flat = t.detach().clone();
    flat.select(0, place).fill_(0);
    return flat.requiresGrad_(true);
  }

  private void replacing() {
    add("select_scatter", t(3, 4), t(4), 0, 1);
    add("slice_scatter", t(5, 2), t(2, 2), 0, 1, 5, 2);
    add("diagonal_scatter", t(3, 4), t(3), 1);
    add("as_strided_scatter", t(3, 3), t(2, 2), l(2, 2), l(1, 3), 1);
  }
}
