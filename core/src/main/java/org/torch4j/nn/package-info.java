/**
 * Neural networks, {@code torch.nn}: {@link org.torch4j.nn.Module} whose fields register
 * themselves, the layers and losses built on it, the functions they call ({@link
 * org.torch4j.nn.F}), initial values ({@link org.torch4j.nn.Init}), tools over parameters ({@link
 * org.torch4j.nn.NnUtils}), weights that are computed from others ({@link
 * org.torch4j.nn.Parametrize}) or cut back ({@link org.torch4j.nn.Prune}). Start at {@code Module},
 * then read {@code Linear}.
 *
 * <p>May use {@code org.torch4j} and everything below it; optimizers are above.
 */
@NullMarked
package org.torch4j.nn;

import org.jspecify.annotations.NullMarked;
