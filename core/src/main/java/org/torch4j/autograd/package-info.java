/**
 * Automatic differentiation: the graph of nodes that ops record and the engine that runs it
 * backward, {@code torch.autograd}. Start at {@link org.torch4j.autograd.Engine}; users extend
 * {@link org.torch4j.autograd.Function}.
 */
@NullMarked
package org.torch4j.autograd;

import org.jspecify.annotations.NullMarked;
