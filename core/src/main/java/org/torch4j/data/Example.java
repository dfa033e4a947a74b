package org.torch4j.data;

import org.torch4j.Tensor;

/**
 * A labelled sample, or a batch of them.
 *
 * @param input what a model gets; a batch has one dimension more, in front
 * @param target what it should answer
 */
public record Example(Tensor input, Tensor target) {}
