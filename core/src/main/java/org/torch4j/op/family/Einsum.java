package org.torch4j.op.family;

import static org.torch4j.op.Op.composite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.torch4j.Tensor;
import org.torch4j.op.Args;
import org.torch4j.op.CompositeOp;
import org.torch4j.type.Shape;
import org.torch4j.type.ShapeException;

/**
 * Sums of products by Einstein's convention. Every operand is brought to one common order of
 * dimensions: the output's, then those to be summed; operands are then contracted from left to
 * right, each step by one batched matrix product.
 */
public final class Einsum {
  public static final CompositeOp EINSUM =
      composite("einsum(str equation, Tensor[] tensors) -> Tensor", Einsum::einsum);

  /** Label of the dimensions that an ellipsis stands for; letters have their character. */
  private static final int ELLIPSIS = -1;

  private static final int LABELS = 128;

  private Einsum() {}

  /** A parsed equation. */
  private record Equation(List<List<Integer>> inputs, List<Integer> output, boolean explicit) {}

  private static Tensor einsum(Args a) {
    String equation = a.text("equation");
    Tensor[] tensors = a.tensors("tensors");
    if (tensors.length == 0) {
      throw new IllegalArgumentException("einsum: expected at least one tensor, got 0 tensors");
    }
    Equation parsed = parse(equation, tensors.length);
    int ellipsis = 0;
    for (int i = 0; i < tensors.length; i++) {
      List<Integer> labels = parsed.inputs.get(i);
      boolean dots = labels.contains(ELLIPSIS);
      int named = labels.size() - (dots ? 1 : 0);
      int extra = tensors[i].dim() - named;
      if (dots ? extra < 0 : extra != 0) {
        throw new ShapeException(
            "einsum: operand "
                + i
                + " of '"
                + equation
                + "' names "
                + named
                + " dimensions, got shape "
                + tensors[i].shape());
      }
      ellipsis = Math.max(ellipsis, extra);
    }
    return new Contraction(equation, parsed, ellipsis).run(tensors);
  }

  private static Equation parse(String equation, int operands) {
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != operands) {
      throw new IllegalArgumentException(
          "einsum: equation '"
              + equation
              + "' names "
              + terms.length
              + " operands, got "
              + operands
              + " tensors");
    }
    List<List<Integer>> inputs = new ArrayList<>();
    for (String term : terms) {
      inputs.add(labels(term, equation));
    }
    List<Integer> output = arrow < 0 ? List.of() : labels(equation.substring(arrow + 2), equation);
    return new Equation(inputs, output, arrow >= 0);
  }

  private static List<Integer> labels(String term, String equation) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      char c = term.charAt(i);
      if (c == ' ') {
        continue;
      }
      if (c == '.') {
        if (!term.startsWith("...", i) || labels.contains(ELLIPSIS)) {
          throw new IllegalArgumentException(
              "einsum: '.' stands only in one ellipsis '...' per operand, got '" + equation + "'");
        }
        labels.add(ELLIPSIS);
        i += 2;
      } else if (c < LABELS && Character.isLetter(c)) {
        labels.add((int) c);
      } else {
        throw new IllegalArgumentException(
            "einsum: labels must be letters, got '" + c + "' in '" + equation + "'");
      }
    }
    return labels;
  }

  /** One run: where each label stands in the common order, and the sums to take. */
  private static final class Contraction {
    private final String equation;
    private final Equation parsed;
    private final int ellipsis;
    private final int[] place = new int[LABELS];
    private int outputs;
    private int all;

    Contraction(String equation, Equation parsed, int ellipsis) {
      this.equation = equation;
      this.parsed = parsed;
      this.ellipsis = ellipsis;
    }

    private int dotsAt = -1;

    Tensor run(Tensor[] tensors) {
      order();
      Tensor[] operands = new Tensor[tensors.length];
      for (int i = 0; i < tensors.length; i++) {
        operands[i] = aligned(tensors[i], parsed.inputs.get(i), i);
      }
      checkSizes(operands);
      Tensor result = operands[0];
      for (int i = 1; i < operands.length; i++) {
        boolean[] done = new boolean[all];
        for (int d = outputs; d < all; d++) {
          done[d] = true;
          for (int later = i + 1; later < operands.length; later++) {
            done[d] &= operands[later].size(d) == 1;
          }
        }
        result = sumProduct(result, operands[i], done);
      }
      for (int d = all - 1; d >= outputs; d--) {
        result =
            result.size(d) == 1
                ? result.squeeze(d)
                : result.sum(new long[] {d}, false, result.dtype());
      }
      return result;
    }

    /** Output labels come first; without an arrow those are the labels that occur once. */
    private void order() {
      int[] count = new int[LABELS];
      for (List<Integer> labels : parsed.inputs) {
        for (int label : labels) {
          if (label != ELLIPSIS) {
            count[label]++;
          }
        }
      }
      Arrays.fill(place, -1);
      int next = 0;
      if (parsed.explicit) {
        for (int label : parsed.output) {
          if (label == ELLIPSIS) {
            dotsAt = next;
            next += ellipsis;
          } else {
            if (count[label] == 0 || place[label] >= 0) {
              throw new IllegalArgumentException(
                  "einsum: output label '"
                      + (char) label
                      + "' must occur in an operand and once in the output, got '"
                      + equation
                      + "'");
            }
            place[label] = next++;
          }
        }
      } else {
        dotsAt = 0;
        next = ellipsis;
        for (int label = 0; label < LABELS; label++) {
          if (count[label] == 1) {
            place[label] = next++;
          }
        }
      }
      outputs = next;
      if (dotsAt < 0) {
        dotsAt = next;
        next += ellipsis;
      }
      for (int label = 0; label < LABELS; label++) {
        if (count[label] > 0 && place[label] < 0) {
          place[label] = next++;
        }
      }
      all = next;
    }

    /** The tensor with repeated labels on their diagonal, and dimensions in the common order. */
    private Tensor aligned(Tensor t, List<Integer> labels, int operand) {
      int[] at = new int[all];
      Arrays.fill(at, -1);
      Tensor x = t;
      int d = 0;
      for (int label : labels) {
        if (label == ELLIPSIS) {
          int covered = t.dim() - (labels.size() - 1);
          for (int k = 0; k < covered; k++) {
            at[dotsAt + ellipsis - covered + k] = d++;
          }
          continue;
        }
        int p = place[label];
        if (at[p] < 0) {
          at[p] = d++;
          continue;
        }
        int first = at[p];
        if (x.size(first) != x.size(d)) {
          throw new ShapeException(
              "einsum: label '"
                  + (char) label
                  + "' is repeated in operand "
                  + operand
                  + " of '"
                  + equation
                  + "' for sizes "
                  + x.size(first)
                  + " and "
                  + x.size(d));
        }
        x = x.diagonal(0, first, d).movedim(-1, first);
      }
      return permuted(x, at);
    }

    private Tensor permuted(Tensor x, int[] at) {
      int[] order = new int[x.dim()];
      long[] sizes = new long[all];
      int next = 0;
      for (int i = 0; i < all; i++) {
        if (at[i] >= 0) {
          order[next++] = at[i];
          sizes[i] = x.size(at[i]);
        } else {
          sizes[i] = 1;
        }
      }
      Tensor ordered = x.permute(order);
      for (int i = 0; i < all; i++) {
        if (at[i] < 0) {
          ordered = ordered.unsqueeze(i);
        }
      }
      return ordered;
    }

    private void checkSizes(Tensor[] operands) {
      for (int d = 0; d < all; d++) {
        long size = 1;
        for (int i = 0; i < operands.length; i++) {
          long s = operands[i].size(d);
          if (s != 1 && size != 1 && s != size) {
            throw new ShapeException(
                "einsum: operand "
                    + i
                    + " of '"
                    + equation
                    + "' has size "
                    + s
                    + " where another has "
                    + size);
          }
          size = s == 1 ? size : s;
        }
      }
    }

    /** The product of two aligned operands, summed over {@code done}, which keep size 1. */
    private Tensor sumProduct(Tensor left, Tensor right, boolean[] done) {
      Tensor x = left;
      Tensor y = right;
      List<Integer> batch = new ArrayList<>();
      List<Integer> onlyX = new ArrayList<>();
      List<Integer> onlyY = new ArrayList<>();
      List<Integer> summed = new ArrayList<>();
      for (int d = 0; d < all; d++) {
        boolean inX = x.size(d) != 1;
        boolean inY = y.size(d) != 1;
        if (done[d] && inX && inY) {
          summed.add(d);
        } else if (done[d] && inX) {
          x = x.sum(new long[] {d}, true, x.dtype());
          onlyX.add(d);
        } else if (done[d] && inY) {
          y = y.sum(new long[] {d}, true, y.dtype());
          onlyX.add(d);
        } else if (inX && inY) {
          batch.add(d);
        } else if (inY) {
          onlyY.add(d);
        } else {
          onlyX.add(d);
        }
      }
      Tensor a = folded(x, batch, onlyX, summed, onlyY);
      Tensor b = folded(y, batch, summed, onlyY, onlyX);
      return unfolded(a.bmm(b), x, y, List.of(batch, onlyX, onlyY, summed));
    }

    private static long numel(Tensor t, List<Integer> dims) {
      long n = 1;
      for (int d : dims) {
        n *= t.size(d);
      }
      return n;
    }

    /** Three dimensions from three groups; those of {@code rest} have size 1. */
    private static Tensor folded(
        Tensor t,
        List<Integer> first,
        List<Integer> second,
        List<Integer> third,
        List<Integer> rest) {
      List<Integer> order = new ArrayList<>(first);
      order.addAll(second);
      order.addAll(third);
      order.addAll(rest);
      int[] dims = order.stream().mapToInt(Integer::intValue).toArray();
      return t.permute(dims).reshape(numel(t, first), numel(t, second), numel(t, third));
    }

    private Tensor unfolded(Tensor product, Tensor x, Tensor y, List<List<Integer>> groups) {
      long[] sizes = new long[all];
      int[] back = new int[all];
      int next = 0;
      for (int g = 0; g < groups.size(); g++) {
        for (int d : groups.get(g)) {
          sizes[next] = g == 3 ? 1 : g == 2 ? y.size(d) : x.size(d);
          back[d] = next++;
        }
      }
      return product.reshape(Shape.of(sizes).toArray()).permute(back);
    }
  }
}
