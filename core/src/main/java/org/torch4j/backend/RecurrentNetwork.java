package org.torch4j.backend;

import java.util.Arrays;
import org.torch4j.type.DType;

/**
 * A stack of recurrent layers over one batch of sequences, as a backend is asked for it. Sequences
 * stand side by side, longest first: all first steps, then all second steps, and so on.
 */
public final class RecurrentNetwork {
  /** What a layer computes in a step. */
  public enum Cell {
    /** {@code tanh} of the sum. */
    RNN_TANH(1),
    /** {@code relu} of the sum. */
    RNN_RELU(1),
    /** Gated recurrent units: r, z, n. */
    GRU(3),
    /** Long short-term memory: i, f, g, o. */
    LSTM(4);

    private final int gates;

    Cell(int gates) {
      this.gates = gates;
    }

    /** How many gates there are, below each other in the weights. */
    public int gates() {
      return gates;
    }
  }

  private static final int NUMBERS = 7;

  private final DType dtype;
  private final long[] numbers;
  private final long[] batchSizes;
  private final boolean training;

  /**
   * A network from the numbers that a kernel gets.
   *
   * @param numbers the ordinal of the cell; the sizes of input, state and projection (0 for none);
   *     how many layers; 1 for both directions; 1 for biases
   * @param batchSizes how many sequences take part in each step, never rising
   * @param training whether gradients will be asked for
   */
  public RecurrentNetwork(DType dtype, long[] numbers, long[] batchSizes, boolean training) {
    if (numbers.length != NUMBERS || batchSizes.length == 0) {
      throw new IllegalArgumentException(
          "recurrent network: expected "
              + NUMBERS
              + " numbers and at least one step, received "
              + Arrays.toString(numbers)
              + " and "
              + batchSizes.length
              + " steps");
    }
    this.dtype = dtype;
    this.numbers = numbers.clone();
    this.batchSizes = batchSizes.clone();
    this.training = training;
  }

  /** The numbers of the first constructor. */
  public static long[] numbers(
      Cell cell,
      long input,
      long hidden,
      long projection,
      int layers,
      boolean bidirectional,
      boolean bias) {
    return new long[] {
      cell.ordinal(), input, hidden, projection, layers, bidirectional ? 1 : 0, bias ? 1 : 0
    };
  }

  /** The dtype of data, states and weights. */
  public DType dtype() {
    return dtype;
  }

  /** What a step computes. */
  public Cell cell() {
    return Cell.values()[(int) numbers[0]];
  }

  /** Features of the first layer's input. */
  public int input() {
    return Math.toIntExact(numbers[1]);
  }

  /** The width of the state before a projection. */
  public int hidden() {
    return Math.toIntExact(numbers[2]);
  }

  /** To how many features an LSTM projects its hidden state; 0 for none. */
  public int projection() {
    return Math.toIntExact(numbers[3]);
  }

  /** Features of the output of one direction. */
  public int output() {
    return projection() > 0 ? projection() : hidden();
  }

  /** How many layers are stacked. */
  public int layers() {
    return Math.toIntExact(numbers[4]);
  }

  /** 2 if each layer also runs from the end to the start, else 1. */
  public int directions() {
    return numbers[5] == 0 ? 1 : 2;
  }

  /** Whether the layers have biases. */
  public boolean bias() {
    return numbers[6] != 0;
  }

  /** Whether gradients will be asked for. */
  public boolean training() {
    return training;
  }

  /** How many steps the longest sequence has. */
  public int steps() {
    return batchSizes.length;
  }

  /** How many sequences there are. */
  public int sequences() {
    return Math.toIntExact(batchSizes[0]);
  }

  /** Whether all sequences have the same length. */
  public boolean isEven() {
    return batchSizes[0] == batchSizes[batchSizes.length - 1];
  }

  /** The lengths of the sequences, longest first. */
  public int[] lengths() {
    int[] lengths = new int[sequences()];
    for (int t = 0; t < batchSizes.length; t++) {
      Arrays.fill(lengths, 0, (int) batchSizes[t], t + 1);
    }
    return lengths;
  }

  /** The same network whatever the sequences are: on one sequence of one step. */
  public RecurrentNetwork alone() {
    return new RecurrentNetwork(dtype, numbers, new long[] {1}, training);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecurrentNetwork n
        && dtype == n.dtype
        && training == n.training
        && Arrays.equals(numbers, n.numbers)
        && Arrays.equals(batchSizes, n.batchSizes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(batchSizes) + Arrays.hashCode(numbers))
        + dtype.hashCode()
        + (training ? 1 : 0);
  }

  @Override
  public String toString() {
    return cell()
        + (bias() ? "" : " without bias")
        + (directions() == 2 ? " in both directions" : "")
        + " of "
        + dtype
        + ", input "
        + input()
        + ", hidden "
        + hidden()
        + (projection() > 0 ? ", projection " + projection() : "")
        + ", layers "
        + layers()
        + ", steps "
        + steps()
        + ", sequences "
        + sequences()
        + (isEven() ? "" : " of different lengths");
  }
}
