package org.torch4j;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.torch4j.op.Binding;
import org.torch4j.op.Op;
import org.torch4j.op.family.Activations;
import org.torch4j.op.family.Aliases;
import org.torch4j.op.family.Arithmetic;
import org.torch4j.op.family.Arrangement;
import org.torch4j.op.family.Attention;
import org.torch4j.op.family.AttentionWeights;
import org.torch4j.op.family.BinaryFunctions;
import org.torch4j.op.family.Comparisons;
import org.torch4j.op.family.ComplexNumbers;
import org.torch4j.op.family.Contractions;
import org.torch4j.op.family.Convolution;
import org.torch4j.op.family.Copies;
import org.torch4j.op.family.Creation;
import org.torch4j.op.family.CtcLoss;
import org.torch4j.op.family.Distances;
import org.torch4j.op.family.Draws;
import org.torch4j.op.family.Dropouts;
import org.torch4j.op.family.Einsum;
import org.torch4j.op.family.Elementary;
import org.torch4j.op.family.EmbeddingBags;
import org.torch4j.op.family.Factorizations;
import org.torch4j.op.family.FlashAttention;
import org.torch4j.op.family.Folding;
import org.torch4j.op.family.Fourier;
import org.torch4j.op.family.Frequencies;
import org.torch4j.op.family.Gradients;
import org.torch4j.op.family.GridSampling;
import org.torch4j.op.family.GroupNormalization;
import org.torch4j.op.family.Histograms;
import org.torch4j.op.family.Indexing;
import org.torch4j.op.family.Joining;
import org.torch4j.op.family.LeastSquares;
import org.torch4j.op.family.Losses;
import org.torch4j.op.family.LowRank;
import org.torch4j.op.family.MarginLosses;
import org.torch4j.op.family.Masked;
import org.torch4j.op.family.Matmul;
import org.torch4j.op.family.MatrixFunctions;
import org.torch4j.op.family.MatrixNorms;
import org.torch4j.op.family.Moments;
import org.torch4j.op.family.Normalization;
import org.torch4j.op.family.Norms;
import org.torch4j.op.family.NumberOperands;
import org.torch4j.op.family.Orthogonalizations;
import org.torch4j.op.family.Padding;
import org.torch4j.op.family.Picking;
import org.torch4j.op.family.Placing;
import org.torch4j.op.family.Polynomials;
import org.torch4j.op.family.Pooling;
import org.torch4j.op.family.Products;
import org.torch4j.op.family.Quantiles;
import org.torch4j.op.family.Randoms;
import org.torch4j.op.family.Reductions;
import org.torch4j.op.family.Resampling;
import org.torch4j.op.family.Reshaping;
import org.torch4j.op.family.RunningTotals;
import org.torch4j.op.family.Samples;
import org.torch4j.op.family.Scans;
import org.torch4j.op.family.Scattering;
import org.torch4j.op.family.ShortTimeFourier;
import org.torch4j.op.family.Solvers;
import org.torch4j.op.family.Sorting;
import org.torch4j.op.family.SparseLayouts;
import org.torch4j.op.family.SparseProducts;
import org.torch4j.op.family.SparseReductions;
import org.torch4j.op.family.SparseTensors;
import org.torch4j.op.family.SpatialConvolution;
import org.torch4j.op.family.SpatialPooling;
import org.torch4j.op.family.Special;
import org.torch4j.op.family.Spectra;
import org.torch4j.op.family.Splitting;
import org.torch4j.op.family.TensorSystems;
import org.torch4j.op.family.Tiling;
import org.torch4j.op.family.TypedViews;
import org.torch4j.op.family.Uniques;
import org.torch4j.op.family.ViewCopies;
import org.torch4j.op.family.Views;
import org.torch4j.op.family.Windows;

/**
 * All ops by their ATen names, {@code torch.ops.aten}: {@code Ops.call("aten::addmm", List.of(c, a,
 * b), Map.of("beta", 0.5))}. The fluent methods take the same path.
 */
public final class Ops {
  private static final List<Class<?>> FAMILIES =
      List.of(
          Activations.class,
          Aliases.class,
          Arithmetic.class,
          Arrangement.class,
          Attention.class,
          AttentionWeights.class,
          BinaryFunctions.class,
          Comparisons.class,
          ComplexNumbers.class,
          Contractions.class,
          Convolution.class,
          Copies.class,
          Creation.class,
          CtcLoss.class,
          Distances.class,
          Draws.class,
          Dropouts.class,
          Einsum.class,
          Elementary.class,
          EmbeddingBags.class,
          Factorizations.class,
          FlashAttention.class,
          Folding.class,
          Fourier.class,
          Frequencies.class,
          Gradients.class,
          GridSampling.class,
          GroupNormalization.class,
          Histograms.class,
          Indexing.class,
          Joining.class,
          LeastSquares.class,
          Losses.class,
          LowRank.class,
          MarginLosses.class,
          Masked.class,
          Matmul.class,
          MatrixFunctions.class,
          MatrixNorms.class,
          Moments.class,
          Normalization.class,
          Norms.class,
          NumberOperands.class,
          Orthogonalizations.class,
          Padding.class,
          Picking.class,
          Placing.class,
          Polynomials.class,
          Pooling.class,
          Products.class,
          Quantiles.class,
          Randoms.class,
          Reductions.class,
          Resampling.class,
          Reshaping.class,
          RunningTotals.class,
          Samples.class,
          Scans.class,
          Scattering.class,
          ShortTimeFourier.class,
          Solvers.class,
          Sorting.class,
          SpatialConvolution.class,
          SpatialPooling.class,
          Special.class,
          SparseLayouts.class,
          SparseProducts.class,
          SparseReductions.class,
          SparseTensors.class,
          Spectra.class,
          Splitting.class,
          TensorSystems.class,
          Tiling.class,
          TypedViews.class,
          Uniques.class,
          ViewCopies.class,
          Views.class,
          Windows.class);

  private static final Map<Op, String> FAMILY_OF = new IdentityHashMap<>();

  /** Overloads by name, in the order of their declaration. */
  private static final Map<String, List<Op>> BY_NAME = index();

  private Ops() {}

  private static Map<String, List<Op>> index() {
    Map<String, List<Op>> all = new TreeMap<>();
    for (Class<?> family : FAMILIES) {
      for (Field field : family.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && Op.class.isAssignableFrom(field.getType())
            && Modifier.isPublic(field.getModifiers())) {
          Op op = constant(field);
          FAMILY_OF.put(op, family.getSimpleName());
          all.computeIfAbsent(op.schema().name(), n -> new ArrayList<>()).add(op);
        }
      }
    }
    return all;
  }

  private static Op constant(Field field) {
    try {
      return (Op) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }

  /** The names of all ops, sorted. */
  public static Collection<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  /** The overloads of a name; empty if there is none. */
  public static List<Op> overloads(String name) {
    return Collections.unmodifiableList(BY_NAME.getOrDefault(name, List.of()));
  }

  /** The class in {@code org.torch4j.op.family} where the op is written: {@code "Activations"}. */
  public static String family(Op op) {
    return FAMILY_OF.getOrDefault(op, "");
  }

  /**
   * Calls an op with arguments bound by its schema.
   *
   * @param name {@code "aten::add"}, {@code "add"} or, to choose the overload, {@code
   *     "add.Scalar"}; an underscore behind the name calls it in place
   * @param args by position: tensors, lists of them, numbers, booleans, strings, dtypes, null
   * @param kwargs by name; {@code "out"} receives the result
   * @return a {@link Tensor}, or a list of them if the op returns several
   * @throws IllegalArgumentException if there is no such op or the arguments fit no overload
   */
  public static Object call(
      String name, List<? extends @Nullable Object> args, Map<String, ?> kwargs) {
    return Binding.call(name, Ops::overloads, args, kwargs);
  }
}
