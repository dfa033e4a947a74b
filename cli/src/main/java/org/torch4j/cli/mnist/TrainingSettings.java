package org.torch4j.cli.mnist;

/**
 * How a digit network is trained.
 *
 * @param network which network
 * @param epochs passes over the training digits
 * @param optimizer how weights are updated
 * @param lr the learning rate at the start; it falls to 0 along a half cosine
 * @param batchSize digits per step
 * @param seed of weights and order
 * @param workers threads that load digits
 * @param shift pixels by which each batch is moved at random, so that place matters less
 */
public record TrainingSettings(
    DigitNetworks network,
    int epochs,
    Method optimizer,
    double lr,
    int batchSize,
    long seed,
    int workers,
    int shift) {
  /** The optimizers to choose from. */
  public enum Method {
    /** Stochastic gradient descent with momentum 0.9. */
    SGD,
    /** Adam. */
    ADAM,
    /** Adam with decoupled weight decay. */
    ADAMW
  }
}
