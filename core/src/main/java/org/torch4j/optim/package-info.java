/**
 * Optimizers, {@code torch.optim}: they change parameters by the gradients that backward left in
 * them. Start at {@link org.torch4j.optim.Optimizer}, then read {@code SGD}.
 *
 * <p>May use {@code org.torch4j.nn} and everything below it.
 */
@NullMarked
package org.torch4j.optim;

import org.jspecify.annotations.NullMarked;
