package org.torch4j.testing.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.torch4j.Generator;
import org.torch4j.Tensor;
import org.torch4j.Torch;
import org.torch4j.autograd.GradMode;
import org.torch4j.op.Argument;
import org.torch4j.op.Op;
import org.torch4j.op.Schema;
import org.torch4j.type.DType;
import org.torch4j.type.Device;
import org.torch4j.type.Scalar;
import org.torch4j.type.Shape;

/**
 * What small calls of an op have shown: which dtypes it takes, or makes if it takes no tensors, and
 * an example of its shapes. Calls with small tensors and numbers are tried until one succeeds, then
 * with every dtype.
 *
 * @param dtypes those that it took or made; empty if no call succeeded
 * @param example shapes of a call that succeeded; empty if none did
 */
public record OpProbe(Set<DType> dtypes, String example) {
  private static final List<long[]> SHAPES =
      List.of(
          new long[] {2, 2},
          new long[] {4},
          new long[] {},
          new long[] {1, 2, 2},
          new long[] {1, 4, 4, 4},
          new long[] {1, 1, 4, 4, 4});

  private static final List<long[]> LISTS =
      List.of(
          new long[] {1},
          new long[] {0},
          new long[] {0, 1},
          new long[] {2, 2},
          new long[] {1, 0},
          new long[] {2, 2, 2},
          new long[] {1, 1, 1, 1},
          new long[] {1, 1, 1, 1, 1, 1},
          new long[] {1, 1, 4, 4});

  private static final List<DType> FIRST =
      List.of(DType.FLOAT32, DType.INT64, DType.BOOL, DType.COMPLEX64);

  /** Tensors that are places whatever the others are. */
  private static final Set<String> PLACES =
      Set.of("index", "indices", "target", "offsets", "lengths", "input_lengths", "pivots");

  /** What tensors hold, and what stands where an argument may be left out. */
  private enum Manner {
    /** Ones. */
    ONES(false, false, true),
    /** Square matrices that are regular: for factorizations and inverses. */
    IDENTITIES(true, false, true),
    /** Ones, and something for each argument that is optional and has no other default. */
    COMPLETE(false, true, true),
    /** Places have the dtype of all others. */
    ALIKE(true, false, false),
    /** The same, complete. */
    ALIKE_COMPLETE(true, true, false),
    /** Sparse tensors. */
    SPARSE(true, false, true),
    /** Compressed sparse tensors. */
    ROWS(true, false, true);

    final boolean identities;
    final boolean complete;
    final boolean places;

    Manner(boolean identities, boolean complete, boolean places) {
      this.identities = identities;
      this.complete = complete;
      this.places = places;
    }
  }

  /** One way to fill in the arguments. */
  private record Filling(Manner manner, long[] shape, long number, long[] list, boolean vectors) {}

  /** Looks at an op. */
  public static OpProbe of(Op op) {
    return GradMode.with(
        false, () -> Generator.withDefault(new Generator(), () -> new Search(op).run()));
  }

  /** {@code all}, {@code floating, complex}, or single dtypes; {@code -} if no call succeeded. */
  public String dtypeText() {
    if (dtypes.isEmpty()) {
      return "-";
    }
    if (dtypes.size() == DType.values().length) {
      return "all";
    }
    List<String> parts = new ArrayList<>();
    for (DType.Category category : DType.Category.values()) {
      List<DType> whole =
          Arrays.stream(DType.values()).filter(d -> d.category() == category).toList();
      List<DType> there = whole.stream().filter(dtypes::contains).toList();
      if (there.size() == whole.size()) {
        parts.add(
            switch (category) {
              case BOOL -> "bool";
              case INTEGRAL -> "integers";
              case FLOATING -> "floating";
              case COMPLEX -> "complex";
            });
      } else {
        there.forEach(d -> parts.add(d.toString()));
      }
    }
    return String.join(", ", parts);
  }

  /** The search for a call that succeeds. */
  private static final class Search {
    private final Op op;
    private final Schema schema;

    Search(Op op) {
      this.op = op;
      this.schema = op.schema();
    }

    OpProbe run() {
      for (Manner manner : Manner.values()) {
        for (DType first : FIRST) {
          for (Filling filling : fillings(manner)) {
            String example = call(filling, first);
            if (example != null) {
              return new OpProbe(dtypes(filling), example);
            }
          }
        }
      }
      return new OpProbe(Set.of(), "");
    }

    private Set<DType> dtypes(Filling filling) {
      Set<DType> taken = EnumSet.noneOf(DType.class);
      boolean tensors = false;
      for (int i = 0; i < schema.size(); i++) {
        tensors |=
            schema.argument(i).isTensor() || schema.argument(i).type() == Argument.Type.DTYPE;
      }
      for (DType dtype : DType.values()) {
        if (tensors && call(filling, dtype) != null) {
          taken.add(dtype);
        }
      }
      return taken;
    }

    private List<Filling> fillings(Manner manner) {
      boolean lists = false;
      boolean numbers = false;
      boolean several = false;
      for (int i = 0, tensors = 0; i < schema.size(); i++) {
        Argument a = schema.argument(i);
        boolean open = !a.hasDefault();
        lists |= open && a.list() && !a.isTensor();
        numbers |= open && a.type() == Argument.Type.INT && !a.list();
        tensors += a.isTensor() ? 1 : 0;
        several |= tensors > 1;
      }
      List<Filling> all = new ArrayList<>();
      for (boolean vectors : several ? new boolean[] {false, true} : new boolean[] {false}) {
        for (long[] shape : SHAPES) {
          for (long number : numbers ? new long[] {1, 0, 2} : new long[] {0}) {
            for (long[] list : lists ? LISTS : LISTS.subList(0, 1)) {
              all.add(new Filling(manner, shape, number, list, vectors));
            }
          }
        }
      }
      return all;
    }

    /** The shapes of a call, or null if it fails. */
    private @Nullable String call(Filling filling, DType dtype) {
      @Nullable Object[] args = new Object[schema.size()];
      List<String> given = new ArrayList<>();
      try {
        for (int i = 0; i < args.length; i++) {
          Argument a = schema.argument(i);
          args[i] = isLeftOut(a, filling) ? a.defaultValue() : value(a, i, filling, dtype);
          if (args[i] instanceof Tensor t) {
            given.add(a.name() + " " + t.shape());
          }
        }
        Tensor[] results = op.callAll(args);
        for (Tensor r : results) {
          r.shape();
        }
        String to =
            Arrays.stream(results).map(r -> r.shape().toString()).collect(Collectors.joining(", "));
        return given.isEmpty() ? to : String.join(", ", given) + " gives " + to;
      } catch (RuntimeException _) {
        // the answer is that the op does not take these arguments
        return null;
      }
    }

    private boolean isLeftOut(Argument a, Filling filling) {
      boolean makes = a.type() == Argument.Type.DTYPE && !hasTensors();
      return a.hasDefault() && !makes && !(filling.manner.complete && a.defaultValue() == null);
    }

    private boolean hasTensors() {
      for (int i = 0; i < schema.size(); i++) {
        if (schema.argument(i).isTensor()) {
          return true;
        }
      }
      return false;
    }

    private @Nullable Object value(Argument a, int place, Filling filling, DType dtype) {
      if (a.isTensor()) {
        if (a.optional() && !filling.manner.complete) {
          return null;
        }
        long[] shape =
            filling.vectors && place > 0 && filling.shape.length > 1
                ? new long[] {filling.shape[filling.shape.length - 1]}
                : filling.shape;
        Tensor t = tensor(a.name(), Shape.of(shape), filling.manner, dtype);
        return a.list() ? new Tensor[] {t, t} : t;
      }
      if (a.optional() && a.type() != Argument.Type.DTYPE && !filling.manner.complete) {
        return null;
      }
      if (a.optional() && a.type() == Argument.Type.FLOAT && a.list()) {
        return null; // scale factors, where sizes are given
      }
      return switch (a.type()) {
        case SCALAR -> a.list() ? new Scalar[] {Scalar.ONE} : Scalar.ONE;
        case INT -> a.list() ? filling.list : (Object) filling.number;
        case FLOAT -> a.list() ? new double[] {0.5} : (Object) 0.5;
        case BOOL -> false;
        case STRING -> a.name().equals("reduce") ? reduction() : text(a.name());
        case DTYPE -> dtype;
        case DEVICE -> Device.CPU;
        default -> null;
      };
    }

    private static Tensor tensor(String name, Shape shape, Manner manner, DType dtype) {
      if (manner.places && PLACES.contains(name)) {
        return Torch.zeros(shape, DType.INT64);
      }
      if (name.equals("mask") || name.equals("condition")) {
        return Torch.ones(shape, DType.BOOL);
      }
      boolean square = shape.dim() == 2 && shape.get(0) == shape.get(1);
      Tensor t =
          manner.identities && square
              ? Torch.eye(shape.get(0)).to(dtype)
              : Torch.ones(shape, dtype);
      return switch (manner) {
        case SPARSE -> t.toSparse();
        case ROWS -> t.toSparseCsr();
        default -> t;
      };
    }

    private String reduction() {
      return switch (schema.name()) {
        case "scatter" -> "add";
        case "index_reduce" -> "prod";
        default -> "sum";
      };
    }

    private static String text(String name) {
      return switch (name) {
        case "p" -> "fro";
        case "compute_mode" -> "donot_use_mm_for_euclid_dist";
        case "mode" -> "reflect";
        case "equation" -> "ij,jk->ik";
        case "rounding_mode" -> "floor";
        case "indexing" -> "ij";
        case "ord" -> "fro";
        case "UPLO" -> "L";
        default -> "none";
      };
    }
  }
}
