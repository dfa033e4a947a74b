package org.torch4j.cuda;

import org.torch4j.backend.PhiloxEngine;
import org.torch4j.cuda.driver.CudaDevice;
import org.torch4j.cuda.driver.DeviceProperties;

/**
 * The threads over which PyTorch spreads the draws for a tensor. Thread t draws for the elements t,
 * t + threads, t + 2 * threads and so on, several from each round of its stream.
 *
 * <p>This is the one place where results depend on the number of multiprocessors: PyTorch gives a
 * large tensor as many threads as the GPU runs at a time, and only the same threads give the same
 * numbers.
 *
 * @param blocks of {@link Launches#THREADS} threads
 */
record DrawGrid(int blocks) {
  /** Words that one round of Philox gives. */
  private static final int ROUND = 4;

  /** That for {@code n} elements, at least one. */
  static DrawGrid of(CudaDevice device, long n) {
    DeviceProperties p = device.properties();
    long most = (long) p.multiprocessors() * (p.threadsPerMultiprocessor() / Launches.THREADS);
    return new DrawGrid((int) Math.min(Math.ceilDiv(n, Launches.THREADS), Math.max(most, 1)));
  }

  /** Takes the rounds that a launch over {@code n} elements needs, {@code draws} of each round. */
  PhiloxEngine.Place take(PhiloxEngine engine, long n, int draws) {
    return engine.take(Math.ceilDiv(n, (long) blocks * Launches.THREADS * draws) * ROUND);
  }
}
