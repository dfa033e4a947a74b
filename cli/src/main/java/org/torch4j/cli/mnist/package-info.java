/**
 * The first lesson as a command: networks that learn handwritten digits, their training, evaluation
 * and use. Start at {@link org.torch4j.cli.mnist.DigitTraining}.
 *
 * <p>May use the whole library; knows nothing of the command line but how progress is shown.
 */
@NullMarked
package org.torch4j.cli.mnist;

import org.jspecify.annotations.NullMarked;
