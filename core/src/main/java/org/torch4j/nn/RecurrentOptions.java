package org.torch4j.nn;

/**
 * What {@link RNN}, {@link LSTM} and {@link GRU} may be told besides their sizes.
 *
 * @param numLayers how many layers are stacked, 1 by default
 * @param bias whether the layers have biases, true by default
 * @param batchFirst whether batches come as {@code [N, L, *]} and not {@code [L, N, *]}, which is
 *     the default; states keep their order
 * @param dropout with which probability elements between layers are zeroed in training, 0 by
 *     default
 * @param bidirectional whether each layer also runs from the end to the start, false by default
 * @param projSize to how many features an LSTM projects its hidden state; 0, the default, for none
 * @param nonlinearity {@code tanh} (the default) or {@code relu}, for RNN
 */
public record RecurrentOptions(
    int numLayers,
    boolean bias,
    boolean batchFirst,
    double dropout,
    boolean bidirectional,
    long projSize,
    String nonlinearity) {
  static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, false, 0, "tanh");

  /** How many layers are stacked. */
  public RecurrentOptions numLayers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("num_layers must be positive, got " + count);
    }
    return new RecurrentOptions(
        count, bias, batchFirst, dropout, bidirectional, projSize, nonlinearity);
  }

  /** Whether the layers have biases. */
  public RecurrentOptions bias(boolean on) {
    return new RecurrentOptions(
        numLayers, on, batchFirst, dropout, bidirectional, projSize, nonlinearity);
  }

  /** Whether batches come as {@code [N, L, *]}. */
  public RecurrentOptions batchFirst(boolean on) {
    return new RecurrentOptions(
        numLayers, bias, on, dropout, bidirectional, projSize, nonlinearity);
  }

  /** With which probability elements between layers are zeroed in training. */
  public RecurrentOptions dropout(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "dropout should be a number in range [0, 1] representing the probability of an element"
              + " being zeroed, got "
              + PythonText.of(p));
    }
    return new RecurrentOptions(
        numLayers, bias, batchFirst, p, bidirectional, projSize, nonlinearity);
  }

  /** Whether each layer also runs from the end to the start. */
  public RecurrentOptions bidirectional(boolean on) {
    return new RecurrentOptions(numLayers, bias, batchFirst, dropout, on, projSize, nonlinearity);
  }

  /** To how many features an LSTM projects its hidden state; 0 for none. */
  public RecurrentOptions projSize(long features) {
    if (features < 0) {
      throw new IllegalArgumentException(
          "proj_size should be a positive integer or zero to disable projections, got " + features);
    }
    return new RecurrentOptions(
        numLayers, bias, batchFirst, dropout, bidirectional, features, nonlinearity);
  }

  /** {@code tanh} or {@code relu}, for RNN. */
  public RecurrentOptions nonlinearity(String name) {
    return new RecurrentOptions(
        numLayers, bias, batchFirst, dropout, bidirectional, projSize, checked(name));
  }

  static String checked(String nonlinearity) {
    if (!nonlinearity.equals("tanh") && !nonlinearity.equals("relu")) {
      throw new IllegalArgumentException(
          "Unknown nonlinearity '" + nonlinearity + "', should be 'tanh' or 'relu'");
    }
    return nonlinearity;
  }
}
