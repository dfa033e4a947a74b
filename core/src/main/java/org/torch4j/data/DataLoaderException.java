package org.torch4j.data;

/**
 * A failure while a batch was made; the message names the sample and the worker, the cause is what
 * the data set, sampler or collate function threw.
 */
public class DataLoaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long sample;
  private final int worker;

  /**
   * A failure.
   *
   * @param place what was made, such as {@code sample 17}
   * @param sample index of the sample, or -1 if no single one is at fault
   * @param worker number of the worker, or -1 without workers
   */
  DataLoaderException(String place, long sample, int worker, Throwable cause) {
    super(message(place, worker, cause), cause);
    this.sample = sample;
    this.worker = worker;
  }

  private static String message(String place, int worker, Throwable cause) {
    String what = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    return "DataLoader: " + place + (worker < 0 ? "" : " (worker " + worker + ")") + ": " + what;
  }

  /** Index of the sample that could not be made, or -1 if no single one is at fault. */
  public long sample() {
    return sample;
  }

  /** Number of the worker that failed, or -1 without workers. */
  public int worker() {
    return worker;
  }
}
